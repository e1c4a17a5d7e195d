"""The demonstration as anyone starts it (`python3 manage.py demo`), in a folder and at a port of its own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config.embedded.engines import Engines, administrator, told
from config.embedded.schema import schema_state
from tests.walk.passing import turn_back
from tests.walk.patents import Story

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"DEMO_DECLARATIONS": "16", "DEMO_MONTHS": "0", "DEMO_PROVINCES": "ln,zj"}
SMALL |= {"WEB_WORKERS": "1", "SESSION_IDLE_MINUTES": "120"}
# What belongs to the test's own engines must not reach those of the demonstration.
LOGS = ROOT / ".run" / "pictures" / "logs"
NOT_THEIRS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "PYTEST_CURRENT_TEST")
LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@dataclass
class House:
    """A running demonstration. Letters lie in the log of its worker, because no mail server is named."""

    folder: Path
    site: str
    opened: set[str] = field(default_factory=set)  # links of letters that have been followed

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | told(self.folder)

    def letters(self, to: str) -> list[str]:
        """The texts of all letters to this address."""
        lines = (self.folder / "worker.log").read_text(errors="replace").splitlines()
        said = [json.loads(line).get("words", "") for line in lines if line.startswith("{")]
        return [words for words in said if f"To: {to}\n" in words]

    def link_for(self, to: str, path: str) -> str:
        """The newest link with this path in a letter to the address, unless it has been followed already."""
        links = [link for letter in self.letters(to) for link in LINK.findall(letter) if link.startswith(path)]
        return links[-1] if links and links[-1] not in self.opened else ""

    def month_turns(self, *stories: Story) -> None:
        """What was done today was done last month (the clock cannot be advanced, so the facts go back)."""
        with psycopg.connect(administrator(told(self.folder)), autocommit=True) as connection:
            turn_back(connection)
        rounds = "; ".join(f"round_begins{(one.province, one.university, one.city)}" for one in stories)
        self.command("shell", "-c", f"from tests.walk.passing import round_begins; {rounds}")

    def command(self, *words: str) -> str:
        """A command of manage.py beside the running processes."""
        line = [sys.executable, "-m", "django", *words]
        return subprocess.run(line, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Start it on the migrated copy of the test run, wait for its welcome, stop it as Ctrl-C does."""
    adopt_schema(folder)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    environment |= SMALL | {"DEMO_FOLDER": str(folder), "PORT": str(port)}
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-u", "-m", "config.door", "demo"]
    log = folder / "demo.log"
    with log.open("w") as sink:
        child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: "演示已就绪" in log.read_text() or child.poll() is not None, child)
        assert child.poll() is None, log.read_text()
        yield House(folder, f"http://127.0.0.1:{port}")
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(120)
        keep_logs(folder)
        Engines(folder).remove()


def keep_logs(folder: Path) -> None:
    """What the processes said, beside the pictures of the walk."""
    LOGS.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, LOGS)


def wait_until(done: Callable[[], bool], child: subprocess.Popen[bytes]) -> None:
    """Looks four times a second, between which it waits for the process to end."""
    for _look in range(4 * 300):
        if done():
            return
        try:
            child.wait(0.25)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("the demonstration did not start")


def adopt_schema(folder: Path) -> None:
    """Migrations take half a minute; the test run has their result."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept = ROOT / ".run" / f"migrated-{schema_state()[:16]}" / "data"
    if kept.exists():
        Engines(folder).postgres.adopt(kept)
        (folder / "migrated").write_text(schema_state())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
