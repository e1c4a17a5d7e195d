"""The measures of one size, in a process that is connected to the database of that size; `bench` starts it."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.bench.everything import MEASURES
from config.bench.measures import line_of
from config.bench.stage import stage_from_environment


class Command(BaseCommand):
    help = "Measure one size (started by `manage.py bench`, which knows the database)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("result", type=Path, help="where the lines go, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        stage, only = stage_from_environment(), set(filter(None, os.environ["BENCH_ONLY"].split(",")))
        lines = []
        for measure in MEASURES:
            if not only or measure.goal in only:
                line = line_of(measure, stage.size, measure.run(stage))
                self.stdout.write(line.text())
                self.stdout.flush()
                lines.append(line.as_data())
        options["result"].write_text(json.dumps(lines))
