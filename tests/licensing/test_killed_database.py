"""The database server itself dies by SIGKILL, all its processes at once: what was acknowledged is there, once (F3)."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.embedded.engines import Engines
from config.faults.victims import kill_with_descendants
from config.testing import start_migrated
from tests.platform.servers import respawn

BEGIN = "import django; django.setup(); from tests.licensing.presses import main; main()"
PATIENCE = 60


@pytest.fixture
def engines(tmp_path):
    """A house of its own, that waits for the disk before it answers as a real one does."""
    engines = Engines(tmp_path / "state")
    yield engines
    engines.remove()


def test_a_database_killed_after_and_amid_an_acceptance_loses_nothing_and_doubles_nothing(engines):
    """Seconds, because a server and a process begin, and the server twice more."""
    surroundings = os.environ | start_migrated(engines) | {"LOG_LEVEL": "CRITICAL"}
    child = subprocess.Popen(
        [sys.executable, "-c", BEGIN],
        cwd=settings.BASE_DIR,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        for word in ("acknowledged", "in the middle"):
            assert child.stdout.readline().strip() == word
            kill_with_descendants(engines.postgres.child.pid)
            engines.postgres.child.wait(PATIENCE)
            respawn(engines.postgres)
            print(file=child.stdin, flush=True)
        assert child.stdout.readline().strip() == "not answered"
        print(file=child.stdin, flush=True)
        told = json.loads(child.stdout.readline())
    assert told["answers"][0] == told["answers"][2] == 302
    assert told["answers"][1] >= 500
    assert told["there"] == [1, 0]
    assert told["at last"] == [1, 1]
