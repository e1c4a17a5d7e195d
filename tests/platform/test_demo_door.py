"""What `manage.py demo` says before it starts anything."""

import fcntl
import os
import socket

import pytest

from config import demo, testing
from config.embedded.children import EngineError
from config.embedded.engines import lock, tell


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "FOLDER", tmp_path / "demo")
    return tmp_path / "demo"


def test_a_taken_port_names_the_next_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EngineError, match=rf"端口 {port} 已被占用.*PORT={port % 65535 + 1} python3 manage.py demo"):
            demo.free_port(str(port))


@pytest.mark.parametrize("wanted", ["web", "", "0", "70000", "-1"])
def test_a_port_is_a_number_that_exists(wanted):
    with pytest.raises(EngineError, match="PORT 应为 1 到 65535 的整数"):
        demo.free_port(wanted)


def test_a_second_demo_is_shown_the_way_to_the_first(folder):
    with lock(folder / "owner.lock", fcntl.LOCK_EX):
        tell(folder, {"SITE_URL": "http://127.0.0.1:8123"})
        with pytest.raises(EngineError, match=r"演示已在运行（http://127\.0\.0\.1:8123）"):
            demo.demo([])


def test_reset_forgets_everything_but_the_locks(folder):
    with lock(folder / "owner.lock", fcntl.LOCK_EX):
        (folder / "media").mkdir()
        (folder / "filled").touch()
        (folder / "media" / "contract.pdf").touch()
        demo.forget(folder)
        assert [path.name for path in folder.iterdir()] == ["owner.lock"]


def test_an_unknown_option_is_refused(folder, capsys):
    with pytest.raises(SystemExit):
        demo.demo(["--fresh"])
    assert "--fresh" in capsys.readouterr().err


def test_a_site_that_nobody_serves_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not demo.answers(f"http://127.0.0.1:{port}")


def test_what_a_killed_test_run_left_is_cleared_away_by_the_next(monkeypatch, tmp_path):
    monkeypatch.setattr(testing, "STATE", tmp_path)
    nobody = "test-4194305"  # above the highest process number of the kernel
    (tmp_path / nobody).mkdir()
    (tmp_path / f"test-{os.getpid()}").mkdir()  # alive, but no test run: a number used again
    testing.clear_away_the_dead()
    assert not list(tmp_path.iterdir())
