"""Each command gets its engines: those of the environment, or embedded ones for as long as it runs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations"}


def run(arguments: list[str]) -> None:
    if arguments[1:2] == ["test"]:
        sys.exit(test(arguments[2:]))
    if arguments[1:2] and arguments[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    execute_from_command_line(arguments)


def test(arguments: list[str]) -> int:
    """A cluster of its own for each run, so that two runs never meet."""
    folder = ROOT / ".run" / f"test-{os.getpid()}"
    postgres, valkey = Postgres(folder, durable=False), Valkey(folder)
    try:
        postgres.start()
        valkey.start()
        environment = os.environ | {
            "DATABASE_URL": postgres.url("platform_app"),
            "DATABASE_OWNER_URL": postgres.url("platform_owner"),
            "REDIS_URL": valkey.url(),
            "SECRET_KEY": "only-for-tests",
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            env=environment | {"DATABASE_ROLE": "owner"},
            cwd=ROOT,
            check=True,
        )
        parallel = [] if any(part.startswith("-n") or part == "-p" for part in arguments) else ["-n", "2"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *parallel, *arguments], env=environment, cwd=ROOT, check=False
        ).returncode
    finally:
        valkey.stop()
        postgres.remove()
        shutil.rmtree(folder, ignore_errors=True)
