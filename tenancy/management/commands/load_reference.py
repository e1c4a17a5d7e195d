"""Load or refresh what every installation needs before its first user: the administrative tree."""

from typing import Any

from django.core.management.base import BaseCommand

from tenancy.regions import load_reference


class Command(BaseCommand):
    help = "载入行政区划和上报单位（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已载入 {load_reference()} 个单位")
