"""Each command gets its engines: those of the environment, or embedded ones for as long as it runs."""

import os
import signal
import sys

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from config.bench.command import bench
from config.demo import FOLDER, demo
from config.embedded.children import EngineError
from config.embedded.engines import administrator, borrowed
from config.embedded.schema import migrate
from config.faults.command import faults
from config.fuzz.command import fuzz
from config.testing import test

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "optimizemigration", "squashmigrations"}
WITHOUT_ENGINES = {"help", "version", "--help", "--version", "-h"} | {
    *("makemessages", "compilemessages", "collectstatic", "findstatic", "lint", "requirements"),
}
REAL_SERVER_ONLY = {"serve"}
ADMIN_COMMANDS = {"backup", "restore"}  # row-level security binds everybody below the superuser
INTO_EMPTY = {"restore"}
OWN_COMMANDS = {"demo": demo, "test": test, "bench": bench, "faults": faults, "fuzz": fuzz}
PLACEHOLDERS = {
    "SECRET_KEY": "only-for-commands-that-serve-nobody",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "DATABASE_OWNER_URL": "postgresql://nobody@localhost/nothing",
    "REDIS_URL": "redis://localhost/0",
}


def run(arguments: list[str]) -> int:
    """Run one command of manage.py; `arguments` starts with the program's name. Returns the exit status."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with it ignored
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        return _run(arguments)
    except (EngineError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1
    except (OperationalError, psycopg.OperationalError) as error:
        if _was_answered(error):
            raise
        print(f"数据库连接不上，请检查地址（DATABASE_URL 等）和数据库是否在运行：{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _was_answered(error: Exception) -> bool:
    """Whether a server spoke at all: only then has the fault a code."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    return getattr(cause, "sqlstate", None) is not None


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _run(arguments: list[str]) -> int:
    command = arguments[1] if arguments[1:] else "help"
    if command in OWN_COMMANDS:
        return OWN_COMMANDS[command](arguments[2:])
    if command in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    if "DATABASE_URL" in os.environ or command in REAL_SERVER_ONLY:
        execute_from_command_line(arguments)
    elif command in WITHOUT_ENGINES or "--help" in arguments:
        os.environ.update(PLACEHOLDERS | os.environ)
        execute_from_command_line(arguments)
    else:
        _run_with_engines(command, arguments)
    return 0


def _run_with_engines(command: str, arguments: list[str]) -> None:
    with borrowed(FOLDER) as environment:
        if command in ADMIN_COMMANDS:
            environment = environment | {"DATABASE_ADMIN_URL": administrator(environment)}
        if command not in OWNER_COMMANDS | INTO_EMPTY:
            migrate(environment, FOLDER / "migrated")
        os.environ.update(environment | os.environ)
        execute_from_command_line(arguments)


if __name__ == "__main__":
    sys.exit(run(["manage.py", *sys.argv[1:]]))
