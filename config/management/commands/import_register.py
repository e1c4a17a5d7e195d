"""`manage.py import_register FILE --source NAME`: an export of the register in, the source that needs no network.

Running it twice changes nothing. What it tells against a record on offer, or in its favour again, is acted on at once.
"""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from declarations.rechecks import look_at
from tenancy.models import Province
from verification.imports import RegisterAccount, import_register_file
from verification.tables import BadTable

MOST_FAULTS = 20


class Command(BaseCommand):
    help = "导入登记簿数据（CSV、Excel 或 JSON）：法律状态、年费、许可、质押等；有问题的行逐行列出"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="导出文件；首行为列名，例如专利号、法律状态、专利权人")
        parser.add_argument("--source", required=True, help="数据来源名称，显示在每项证据旁")
        parser.add_argument("--fetched-at", help="导出的日期或时间（ISO），缺省为现在")

    def handle(self, *args: Any, **options: Any) -> None:
        account = self._taken(options["file"], options["source"], _moment(options["fetched_at"]))
        self.stdout.write(f"新登记数据{account.taken}件，已有{account.known}件，不能采用{len(account.faults)}行")
        for fault in account.faults[:MOST_FAULTS]:
            self.stdout.write(f"  第{fault.line}行：{fault.sentence}")
        if account.differing:
            named = "、".join(map(str, account.differing[:MOST_FAULTS]))
            self.stdout.write(f"与已登记的同一来源、同一时间的数据内容不同，未采用{len(account.differing)}件：{named}")
            self.stdout.write("请用 --fetched-at 写明这次导出的时刻，再导入一次")
        if seen := sum(look_at(account.numbers, province) for province in Province.objects.started()):
            self.stdout.write(f"已按新数据复核公开中的声明{seen}件")
        if account.faults and not account.numbers:
            raise CommandError("没有一行可以采用")

    def _taken(self, file: Path, source: str, at: datetime) -> RegisterAccount:
        try:
            return import_register_file(file.read_bytes(), file.name, source=source, fetched_at=at)
        except OSError as fault:
            raise CommandError(f"文件 {file} 无法打开：{fault.strerror}") from fault
        except BadTable as fault:
            raise CommandError(str(fault)) from fault


def _moment(told: str | None) -> datetime:
    """When the register was asked; a day counts from its beginning, so that announcements of that day still count."""
    if told is None:
        return timezone.now()
    try:
        day = parse_date(told)
        moment = datetime(day.year, day.month, day.day) if day else parse_datetime(told)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{told}”不是日期或时间，例如 2026-11-01 或 2026-11-01T09:30")
    moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if moment > timezone.now():
        raise CommandError(f"导出时间 {told} 还没有到")
    return moment
