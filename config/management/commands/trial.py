"""`manage.py trial FILE --province ln`: a real listing through the running house, and the account of it (English)."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.trial.steps import Wish, play
from tenancy.models import Province
from tenancy.refusals import Refused


class Command(BaseCommand):
    help = "试办：把一份既往公开信息表交给运行中的平台，导入、复核、检索、部分接受、出月报；只打印件数和用时"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="公开信息表（.xlsx），表头不限")
        parser.add_argument("--province", required=True, help="省份代号，例如 ln；须已开通")
        parser.add_argument("--period", default="5", help="表中没有许可期限的，按几年")
        parser.add_argument("--untitled", default="（原表未载明）", help="没有发明名称的，写作")
        parser.add_argument("--accept", type=int, default=25, help="接受多少件")

    def handle(self, *args: Any, **options: Any) -> None:
        province = Province.objects.started().filter(slug=options["province"]).first()
        if province is None:
            raise CommandError(f"没有已开通的省份“{options['province']}”")
        with tempfile.TemporaryDirectory() as folder:
            said = {name: options[name] for name in ("file", "period", "untitled")}
            wish = Wish(**said, province=province, accepted=options["accept"], folder=Path(folder))
            try:
                account = play(wish)
            except (Refused, OSError) as fault:
                raise CommandError(str(fault)) from fault
        self.stdout.write("\n".join(account.as_markdown()))
        if account.differences:
            raise CommandError(f"试办的结果前后不符：{'；'.join(account.differences)}")
