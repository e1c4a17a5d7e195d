"""Each command gets its engines: those of the environment, or embedded ones for as long as it runs."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from config.embedded.children import EngineError
from config.embedded.engines import Engines, borrowed, owner_of

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".run"
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "optimizemigration", "squashmigrations"}
WITHOUT_ENGINES = {"help", "version", "makemessages", "compilemessages", "collectstatic", "lint", "--help", "--version"}
PLACEHOLDERS = {
    "SECRET_KEY": "only-for-commands-that-serve-nobody",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "DATABASE_OWNER_URL": "postgresql://nobody@localhost/nothing",
    "REDIS_URL": "redis://localhost/0",
}


def run(arguments: list[str]) -> int:
    """Run one command of manage.py; `arguments` starts with the program's name. Returns the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _run(arguments)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1


def _run(arguments: list[str]) -> int:
    command = arguments[1] if arguments[1:] else "help"
    if command == "test":
        return test(arguments[2:])
    if command in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    if "DATABASE_URL" in os.environ:
        execute_from_command_line(arguments)
    elif command in WITHOUT_ENGINES or "--help" in arguments:
        os.environ.update(PLACEHOLDERS | os.environ)
        execute_from_command_line(arguments)
    else:
        _run_with_engines(command, arguments)
    return 0


def _run_with_engines(command: str, arguments: list[str]) -> None:
    with borrowed(STATE / "demo") as environment:
        if command not in OWNER_COMMANDS:
            migrate(environment, STATE / "demo" / "migrated")
        os.environ.update(environment | os.environ)
        execute_from_command_line(arguments)


def migrate(environment: dict[str, str], stamp: Path | None = None) -> None:
    """Bring the database up to the code, as its owner. With a stamp: only when the migrations have changed."""
    state = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(ROOT.glob("*/migrations/*.py")))).hexdigest()
    if stamp and stamp.exists() and stamp.read_text() == state:
        return
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    if subprocess.run(command, env=owner_of(environment), cwd=ROOT, check=False).returncode:
        raise EngineError("数据库结构未能更新，原因见上。演示数据可用 python3 manage.py demo --reset 重新生成。")
    if stamp:
        stamp.write_text(state)


def test(arguments: list[str]) -> int:
    """A cluster of its own for each run, so that two runs never meet."""
    engines = Engines(STATE / f"test-{os.getpid()}", durable=False)
    try:
        engines.start()
        environment = engines.environment()
        migrate(environment)
        parallel = [] if any(part.startswith("-n") or part == "-p" for part in arguments) else ["-n", "2"]
        command = [sys.executable, "-m", "pytest", *parallel, *arguments]
        return subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=False).returncode
    finally:
        engines.remove()


if __name__ == "__main__":
    sys.exit(run(["manage.py", *sys.argv[1:]]))
