"""`python3 manage.py serve web|worker|timetable`: one process of a real server, in the foreground."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import processes
from config.alarms.figures import share

FIGURES = Path("/dev/shm/platform-figures")  # noqa: S108 -- counts of requests, shared by the web processes of this machine


class Command(BaseCommand):
    help = "Become one process of a real server: web, worker or timetable (docker-compose.yml shows all of them)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", choices=["web", "worker", "timetable"])
        parser.add_argument("--bind", default="0.0.0.0:8000", help="where the web server listens")
        parser.add_argument("--folder", type=Path, default=Path("/tmp"), help="where the timetable keeps its state")  # noqa: S108

    def handle(self, *args: Any, **options: Any) -> None:
        if options["process"] == "web":
            share(FIGURES)
        command = command_line(options["process"], bind=options["bind"], folder=options["folder"])
        os.execvp(command[0], command)  # noqa: S606


def command_line(process: str, *, bind: str, folder: Path) -> list[str]:
    if process == "web":
        return processes.web(bind)
    return processes.worker() if process == "worker" else processes.timetable(folder)
