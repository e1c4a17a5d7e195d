"""`python3 manage.py test`: the whole suite against the same engines, in a cluster of its own for each run."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from config.embedded import children
from config.embedded.engines import Engines
from config.embedded.schema import migrate, schema_state

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".run"
PATIENCE_SECONDS = 15


def test(arguments: list[str]) -> int:
    """Arguments go to pytest. Two runs never meet, and nothing stays behind."""
    clear_away_the_dead()
    engines = Engines(STATE / f"test-{os.getpid()}", durable=False)
    try:
        environment = start_migrated(engines)
        return run_pytest(arguments, environment)
    finally:
        engines.remove()


def start_migrated(engines: Engines) -> dict[str, str]:
    """Start with the database up to the code: a copy of an earlier run's where migrations and packs are the same."""
    kept = STATE / f"migrated-{schema_state()[:16]}" / "data"
    if kept.exists():
        engines.postgres.adopt(kept)
    engines.start()
    environment = engines.environment() | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if not kept.exists():
        migrate(environment)
        for outdated in STATE.glob("migrated-*"):
            shutil.rmtree(outdated, ignore_errors=True)
        engines.postgres.keep_copy(kept)
    return environment


def run_pytest(arguments: list[str], environment: dict[str, str]) -> int:
    parallel = [] if any(part.startswith("-n") or part == "-p" for part in arguments) else ["-n", "2"]
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "pytest", *parallel, *arguments]
    child = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT)
    try:
        return child.wait()
    finally:
        children.stop(child, by=signal.SIGINT, patience=PATIENCE_SECONDS)


def clear_away_the_dead() -> None:
    """What a run left behind that was killed without a chance to tidy up."""
    for folder in STATE.glob("test-*"):
        owner = Path("/proc", folder.name.removeprefix("test-"), "cmdline")
        if not owner.exists() or b"config.door" not in owner.read_bytes():
            Engines(folder).remove()
