"""`manage.py backup FOLDER`: database and files with their hashes, now or each night."""

import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import env
from config.safekeeping.backup import forget_old, take
from config.safekeeping.database import SafekeepingError


class Command(BaseCommand):
    help = "备份数据库和文件到一个文件夹，附带逐表逐文件的校验清单。需要 DATABASE_ADMIN_URL（超级用户，行级安全之外）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="放备份的文件夹；每份备份是其中的一个子文件夹")
        parser.add_argument("--keep-days", type=int, help="更早的备份删除（最新一份总是保留）；不写则一份也不删")
        parser.add_argument("--each-night", type=int, metavar="HOUR", help="不退出，每天这个钟点备份一次（北京时间）")

    def handle(self, *args: Any, folder: Path, keep_days: int | None, each_night: int | None, **options: Any) -> None:
        if each_night is None:
            self._take(folder, keep_days)
            return
        while True:
            time.sleep(seconds_until(each_night, timezone.localtime()))
            try:
                self._take(folder, keep_days)
            except CommandError as error:
                self.stderr.write(str(error))

    def _take(self, folder: Path, keep_days: int | None) -> None:
        try:
            whole = take(env.text("DATABASE_ADMIN_URL"), Path(settings.MEDIA_ROOT), folder, settings.SECRET_KEY)
        except (SafekeepingError, OSError) as error:
            raise CommandError(f"备份没有完成：{error}") from error
        self.stdout.write(f"已备份到 {whole}")
        for old in [] if keep_days is None else forget_old(folder, keep_days):
            self.stdout.write(f"已删除过期备份 {old.name}")


def seconds_until(hour: int, now: datetime) -> float:
    """Until the next time the clock shows this hour."""
    next_time = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if next_time <= now:
        next_time += timedelta(days=1)
    return (next_time - now).total_seconds()
