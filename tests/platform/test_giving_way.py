"""People first: the worker's whole session steps back, and only a session of its own."""

import os
import subprocess
import sys

import pytest

from config.celery import app
from config.giving_way import SESSION, GivesWay

pytestmark = pytest.mark.skipif(not SESSION.exists(), reason="this kernel does not share processors between sessions")
STEP_BACK = "from config.giving_way import SESSION, give_way; give_way(); print(SESSION.read_text())"


def told_of_its_session(*, of_its_own: bool) -> str:
    command = ["nice", "-n", "7", sys.executable, "-c", STEP_BACK]
    return subprocess.run(
        command, env=os.environ, start_new_session=of_its_own, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def test_a_worker_that_leads_a_session_gives_way_to_all_others():
    assert told_of_its_session(of_its_own=True).split()[-2:] == ["nice", "7"]


def test_a_worker_in_somebody_elses_session_leaves_it_as_it_is():
    before = SESSION.read_text()
    assert told_of_its_session(of_its_own=False) == f"{before}\n"


def test_every_worker_does_so_before_its_first_job():
    assert GivesWay in app.steps["worker"]
