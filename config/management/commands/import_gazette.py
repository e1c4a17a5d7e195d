"""`manage.py import_gazette FILE`: legal-status announcements in. Running it twice changes nothing."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from verification.imports import import_gazette
from verification.tables import BadTable


class Command(BaseCommand):
    help = "导入法律状态公告（文本、JSON、CSV 或 Excel）；无法识别的留待人工处理"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="公告文件")
        parser.add_argument("--source", default="专利公报", help="数据来源名称")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"文件 {options['file']} 无法打开：{fault.strerror}") from fault
        try:
            account = import_gazette(content, options["file"].name, source=options["source"])
        except BadTable as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(account.sentence)
