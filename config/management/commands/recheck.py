"""`manage.py recheck`: look at everything on offer again, as far as the province's interval has passed."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.rechecks import recheck_now
from tenancy.models import Province


class Command(BaseCommand):
    help = "复核公开中的声明（到期的；--all 为全部），结果写入公开页面"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--province", help="省份代号，例如 ln；缺省为所有已开通的省份")
        parser.add_argument("--all", action="store_true", help="不论间隔，全部复核")

    def handle(self, *args: Any, **options: Any) -> None:
        provinces = Province.objects.started()
        if slug := options["province"]:
            provinces = provinces.filter(slug=slug)
        if not provinces:
            raise CommandError(f"没有已开通的省份“{slug}”" if slug else "没有已开通的省份")
        for province in provinces:
            done = recheck_now(province, everything=options["all"])
            self.stdout.write(f"{province.name}：复核{done}件")
