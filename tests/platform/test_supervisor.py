"""The supervisor with small real children."""

import os
import select
import signal
import subprocess
import sys

import pytest

from config.embedded import children
from config.embedded.children import EngineError
from config.embedded.supervisor import TOO_OFTEN, Process, Supervisor

PATIENCE = 20
STAYS = ["sleep", "600"]


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    supervisor = Supervisor(said.append)
    yield supervisor
    supervisor.stop()


def process(tmp_path, *command, **options):
    return Process(command or STAYS, tmp_path / "child.log", {}, **options)


def test_a_killed_child_comes_back(tmp_path, supervisor, said):
    web = process(tmp_path)
    supervisor.add("网站", web)
    killed = web.child
    killed.kill()
    killed.wait(PATIENCE)
    supervisor.look()
    assert web.child.pid != killed.pid
    assert web.child.poll() is None
    assert said == ["网站意外退出（-9），正在重新启动 …"]


def test_a_child_that_lives_is_left_alone(tmp_path, supervisor, said):
    web = process(tmp_path)
    supervisor.add("网站", web)
    before = web.child.pid
    supervisor.look()
    assert web.child.pid == before
    assert not said


def test_the_latest_is_stopped_first(tmp_path, supervisor, said):
    for name in ("数据库", "后台作业", "网站"):
        supervisor.add(name, process(tmp_path))
    supervisor.stop()
    assert said == ["停止网站 …", "停止后台作业 …", "停止数据库 …"]
    assert all(member.child.poll() == -signal.SIGTERM for member in supervisor.members.values())


def test_a_child_that_dies_again_and_again_ends_the_whole_with_its_last_words(tmp_path, supervisor):
    broken = process(tmp_path, "sh", "-c", "echo no such table; exit 3")
    supervisor.add("后台作业", broken)
    for _ in range(TOO_OFTEN):
        broken.child.wait(PATIENCE)
        supervisor.look()
    broken.child.wait(PATIENCE)
    with pytest.raises(EngineError, match=r"后台作业反复退出.*no such table"):
        supervisor.look()


def test_one_that_never_gets_ready_says_why(tmp_path, supervisor):
    refused = process(tmp_path, "sh", "-c", "echo address in use; exit 1", ready=lambda: False)
    with pytest.raises(EngineError, match="address in use"):
        supervisor.add("网站", refused)


def test_one_that_does_not_listen_is_made_to_stop(tmp_path):
    deaf = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"]
    log = tmp_path / "child.log"
    stubborn = process(tmp_path, *deaf, ready=lambda: log.read_text() == "ready\n", patience=0.1)
    stubborn.spawn()
    stubborn.stop()
    assert stubborn.child.returncode == -signal.SIGKILL


SUPERVISE = """
import sys
from pathlib import Path
from config.embedded.supervisor import Process
log = Path(sys.argv[1])
child = Process(["sh", "-c", "echo ready; exec sleep 600"], log, {}, ready=lambda: log.read_text() == "ready\\n")
child.spawn()
print(child.child.pid, flush=True)
sys.stdin.read()
"""


def test_children_do_not_outlive_a_killed_supervisor(tmp_path):
    """The kernel itself ends them: nobody is left to do it."""
    command = [sys.executable, "-c", SUPERVISE, str(tmp_path / "child.log")]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    orphan = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    with os.fdopen(orphan):
        assert select.select([orphan], [], [], PATIENCE)[0]  # readable: it has ended


def test_the_last_words_of_a_log_that_was_never_written_are_empty(tmp_path):
    assert children.tail(tmp_path / "absent.log") == ""
