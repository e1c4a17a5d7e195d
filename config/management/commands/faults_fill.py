"""Fills an empty place for the stopwatch of R3; started by `manage.py faults`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.faults.filling import fill


class Command(BaseCommand):
    help = "Part of `manage.py faults`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("declarations", type=int)
        parser.add_argument("gigabytes", type=float)

    def handle(self, *args: Any, declarations: int, gigabytes: float, **options: Any) -> None:
        fill(declarations, gigabytes, Path(settings.MEDIA_ROOT))
