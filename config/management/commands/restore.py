"""`manage.py restore BACKUP`: back into an empty place, proved row by row, file by file, and by the sealed history."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import ProgrammingError, transaction

from audit.models import Seal
from config import env
from config.health import NotReadyError, schema
from config.safekeeping.database import SafekeepingError
from config.safekeeping.restore import bring_back
from tenancy.scope import acting


class Command(BaseCommand):
    help = "把一份备份恢复到空的数据库和空的文件夹，并逐表、逐文件、逐段操作记录核对。先停网站、后台作业和时间表。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="备份的文件夹（内有 manifest.json）")
        parser.add_argument(
            "--heads", type=Path, help="异地保存的“manage.py audit head”输出：备份若缺少其后的记录会指出"
        )

    def handle(self, *args: Any, backup: Path, heads: Path | None, **options: Any) -> None:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        try:
            kept = bring_back(backup, env.text("DATABASE_ADMIN_URL"), Path(settings.MEDIA_ROOT), keys)
        except (SafekeepingError, OSError) as error:
            raise CommandError(f"没有恢复：{error}") from error
        verify(self.stdout)
        if heads and (missing := [line for line in heads.read_text().splitlines() if not is_known(line)]):
            raise CommandError("备份早于异地保存的记录，缺少：\n" + "\n".join(missing))
        rows = sum(count for count, _sum in kept.tables.values())
        self.stdout.write(
            f"已恢复 {kept.taken_at} 的备份：{len(kept.tables)} 张表 {rows} 行，{len(kept.files)} 个文件，逐一相同"
        )
        try:
            schema()
        except NotReadyError as older:
            self.stdout.write(f"这份备份出自较早的版本：{older}，再开放服务")


def verify(out: OutputWrapper) -> None:
    """The sealed history, read by the programme of today."""
    try:
        call_command("audit", "verify", stdout=out)
    except ProgrammingError as error:
        raise CommandError("已恢复，但结构较旧，读不出操作记录：请执行 migrate，再执行 audit verify") from error


def is_known(line: str) -> bool:
    """Whether the history holds the mark of a line of `audit head` (“21 2026-… mark”, or “21 none”)."""
    province, *rest = line.split()
    if rest in ([], ["none"]):
        return True
    with acting(province=int(province)), transaction.atomic():
        return Seal.objects.filter(mark=rest[-1]).exists()
