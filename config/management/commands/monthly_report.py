"""`manage.py monthly_report`: the official workbook of an office, as of a month end, also as known on a past day."""

import argparse
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reporting.periods import BEIJING, Month
from reporting.report import Report, compose
from reporting.workbook import Book, draw, file_name
from tenancy.models import Region
from tenancy.models.regions import Level
from tenancy.scope import acting


class Command(BaseCommand):
    help = "生成某一机构截至某月底的官方统计表；--known-at 按当时所知重现"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--region", required=True, nargs="+", help="行政区划代码，例如 411522；可以写几个")
        parser.add_argument("--month", required=True, help="月份，例如 2023-04")
        parser.add_argument("--out", required=True, type=Path, help="存放文件的文件夹")
        parser.add_argument("--known-at", help="知悉时点（ISO 格式，缺省为现在）")

    def handle(self, *args: Any, **options: Any) -> None:
        month = _month(options["month"])
        known_at = _instant(options["known_at"], month) if options["known_at"] else timezone.now()
        for region in [_region(code) for code in options["region"]]:
            self.tell(region, month, known_at, options["out"])

    def tell(self, region: Region, month: Month, known_at: datetime, out: Path) -> None:
        with acting(province=region.province_id), transaction.atomic():
            report = compose(region, month, known_at=known_at, made_at=known_at, author=region.name)
            paths = [_write(report, report.plain_statistics.form.name, report.book(), out)]
            if ledger := report.ledger_book():
                paths.append(_write(report, report.plain_projects.form.name, ledger, out))
        for sentence in (*report.faults, *report.warnings):
            self.stderr.write(sentence)
        self.stdout.write("\n".join(str(path) for path in paths))


def _write(report: Report, name: str, book: Book, folder: Path) -> Path:
    """The whole file or none: written beside, then put in its place at once."""
    path = folder / file_name(report.region.name, name, report.month, report.edition)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(draw(book))
        part.replace(path)
    except OSError as fault:
        raise CommandError(f"不能写入 {folder}：{fault.strerror}") from fault
    finally:
        part.unlink(missing_ok=True)
    return path


def _region(code: str) -> Region:
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise CommandError(f"没有代码为 {code} 的行政区")
    if region.level == Level.NATION:
        raise CommandError("全国汇总表由各省上报的表汇总，请按省生成")
    return region


def _month(text: str) -> Month:
    try:
        month = Month.read(text)
    except ValueError as fault:
        raise CommandError(str(fault)) from fault
    if not month.has_ended(timezone.now()):
        raise CommandError(f"{month}尚未结束，月底24:00后才能生成")
    return month


def _instant(text: str, month: Month) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"知悉时点须写成2023-05-01T09:00:00+08:00的样子，现为“{text}”")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
    if not month.is_known_by(moment, timezone.now()):
        raise CommandError(f"知悉时点须在{month}结束之后、现在之前，现为“{text}”")
    return moment
