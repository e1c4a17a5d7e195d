"""People first: the worker's whole session steps back, and only a session of its own."""

import os
import subprocess
import sys

import pytest

from config import processes
from config.giving_way import SESSION

pytestmark = pytest.mark.skipif(not SESSION.exists(), reason="this kernel does not share processors between sessions")
TELL = f"import os; print(os.nice(0), open('{SESSION}').read())"


def told_of_its_session(*, of_its_own: bool) -> list[str]:
    command = [sys.executable, "-m", "config.giving_way", "7", sys.executable, "-c", TELL]
    told = subprocess.run(
        command, env=os.environ, start_new_session=of_its_own, stdout=subprocess.PIPE, text=True, check=True
    )
    return told.stdout.split()


def test_what_leads_a_session_gives_way_to_all_others_from_its_first_instruction():
    niceness, *session = told_of_its_session(of_its_own=True)
    assert niceness == "7"
    assert session[-2:] == ["nice", "7"]


def test_what_runs_in_somebody_elses_session_leaves_it_as_it_is():
    niceness, *session = told_of_its_session(of_its_own=False)
    assert niceness == "7"
    assert session == SESSION.read_text().split()


def test_every_worker_is_begun_so():
    line = processes.worker()
    assert line[line.index("config.giving_way") + 1] == "15"
