"""`manage.py seed --declarations N --seed S`: deterministic, believable data of any size, through the same rules."""

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.generator import world
from tenancy.refusals import Refused


class Command(BaseCommand):
    help = "生成可重现的演示数据（只写入空库）；演示账号仅在 DEMO=1 时生成"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--declarations", type=int, default=400, help="声明数量（单位数量随之增减）")
        parser.add_argument("--seed", type=int, default=1, help="同一种子得到同样的数据")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            number = world.make(world.Size(options["declarations"], options["seed"]))
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        self.stdout.write(f"已生成 {number} 个单位，用时 {time.monotonic() - started:.1f} 秒")
