"""`manage.py seed --declarations N --seed S`: deterministic, believable data of any size, through the same rules."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.generator import world
from tenancy.refusals import Refused

SECONDS_BETWEEN = 15


class Command(BaseCommand):
    told = 0.0
    help = "生成可重现的演示数据（只写入空库）；演示账号仅在 DEMO=1 时生成"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--declarations", type=int, default=400, help="声明数量（单位数量随之增减）")
        parser.add_argument("--months", type=int, default=0, help="其中多少个月的历史（0：全部为当天）")
        parser.add_argument("--provinces", default="", help="只生成这些省，例如 21,42（缺省为全部试点省）")
        parser.add_argument("--seed", type=int, default=1, help="同一种子得到同样的数据")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("正式服务器（SITE_URL 为 https）不生成虚构数据：公开和历史记录写入后不能删除。")
        started = time.monotonic()
        try:
            size = world.Size(options["declarations"], options["seed"], options["months"])
            chosen = [part.strip() for part in options["provinces"].split(",") if part.strip()]
            number = world.make(size, chosen, tell=lambda done: self._tell(done, started))
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        self.stdout.write(f"已生成 {number} 个单位，用时 {time.monotonic() - started:.1f} 秒")

    def _tell(self, done: int, started: float) -> None:
        """How far the past is; only for those that take minutes."""
        passed = time.monotonic() - started
        if passed - self.told >= SECONDS_BETWEEN:
            self.told = passed
            self.stdout.write(f"已写入 {done} 件，每分钟 {done / passed * 60:,.0f} 件")
