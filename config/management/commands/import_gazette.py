"""`manage.py import_gazette FILE`: legal-status announcements in, and what follows for the records on offer.

Running it twice changes nothing; a run that was stopped half-way is finished by the next, or by the timetable.
"""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.gazette import follow_everywhere
from verification.imports import import_gazette
from verification.tables import BadTable, refuse_too_large


class Command(BaseCommand):
    help = "导入法律状态公告（文本、JSON、CSV 或 Excel）；无法识别的留待人工处理"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="公告文件")
        parser.add_argument("--source", default="专利公报", help="数据来源名称")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_too_large(options["file"].stat().st_size, options["file"].name)
            content = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(f"文件 {options['file']} 无法打开：{fault.strerror}") from fault
        except BadTable as fault:
            raise CommandError(str(fault)) from fault
        try:
            account = import_gazette(content, options["file"].name, source=options["source"])
        except BadTable as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(account.sentence)
        if acted := follow_everywhere():
            self.stdout.write(f"已按公告处理公开中的声明{acted}件次")
