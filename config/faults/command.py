"""`python3 manage.py faults [--kills 20] [--only F3]`: the house with its supervisor, and a child that breaks it."""

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from config import processes
from config.demo import answers, free_port
from config.embedded.children import EngineError
from config.embedded.engines import Engines, administrator, lock
from config.embedded.supervisor import Process, Supervisor
from config.faults import FOLDER
from config.faults.outfit import well_kept
from config.faults.own_clock import WISH, own_clock
from config.testing import start_migrated

ROOT = Path(__file__).resolve().parent.parent.parent
LETTERS_KEPT = {"DJANGO_SETTINGS_MODULE": "config.faults.posting"}
NEVER = 10**9  # here processes die on purpose: the supervisor does not give up
LOOK_EVERY_SECONDS = 0.1


def faults(arguments: list[str]) -> int:
    """Status 1 when anything was lost, doubled or not found. The house is made anew for each run."""
    parser = argparse.ArgumentParser("manage.py faults", description="故障演练：边办事边杀进程，逐条核对；备份恢复演练")
    parser.add_argument("--kills", type=int, default=20, help="每格杀几次")
    parser.add_argument("--only", default="", help="只做这些，如 F1,F3,R1,M1,alerts")
    parser.add_argument("--before", default="", help="前一版程序的文件夹：做 M2，两版同时服务")
    parser.add_argument("--media", type=float, default=0.2, help="R3 恢复的文件有多少 GB（磁盘须有两倍）")
    parser.add_argument("--declarations", type=int, default=2000, help="R3 恢复的公开声明有多少件")
    options = parser.parse_args(arguments)
    with lock(FOLDER / "owner.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as owned:
        if owned is None:
            raise EngineError("故障演练已在运行，不能同时启动两个。")
        return run(options)


def run(options: argparse.Namespace) -> int:
    supervisor, engines = Supervisor(say=lambda _words: None, too_often=NEVER), Engines(FOLDER)
    clear()
    try:
        migrated = start_migrated(engines)
        supervisor.add("database", engines.postgres)
        supervisor.add("queue", engines.valkey)
        port = free_port(os.environ.get("PORT", "8077"))
        environment = migrated | surroundings(engines, port)
        open_house(supervisor, environment, port)
        return watch(supervisor, environment, options)
    finally:
        supervisor.stop()
        engines.remove()


def clear() -> None:
    Engines(FOLDER).postgres.remove()
    for path in FOLDER.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def surroundings(engines: Engines, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "MEDIA_ROOT": str(FOLDER / "media"),
        "LOG_LEVEL": "ERROR",
        "SESSION_IDLE_MINUTES": "1440",  # people stand by while the cells of others are played
        "DATABASE_ADMIN_URL": administrator(engines.environment()),
        **well_kept(),
    }


def open_house(supervisor: Supervisor, environment: dict[str, str], port: int) -> None:
    """The same processes as the demonstration and a real server."""
    served = {name: value for name, value in environment.items() if name != "DATABASE_ADMIN_URL"}
    supervisor.add("worker", Process(processes.worker(), FOLDER / "worker.log", served | LETTERS_KEPT))
    supervisor.add("timetable", Process(processes.timetable(FOLDER), FOLDER / "timetable.log", served, patience=5))
    ready = lambda: answers(environment["SITE_URL"])  # noqa: E731
    supervisor.add("web", Process(processes.web(f"127.0.0.1:{port}"), FOLDER / "web.log", served, ready=ready))


def watch(supervisor: Supervisor, environment: dict[str, str], options: argparse.Namespace) -> int:
    """Bring back whoever dies while the child does its cells, and tell it the numbers of the processes."""
    note(supervisor)
    command = [sys.executable, "-m", "django", "faults_run", "--kills", str(options.kills)]
    command += ["--only", options.only, "--before", options.before]
    command += ["--media", str(options.media), "--declarations", str(options.declarations)]
    told_at_once = {"PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(command, env=os.environ | environment | told_at_once, cwd=ROOT)
    try:
        while child.poll() is None:
            give_clocks(supervisor)
            supervisor.look()
            note(supervisor)
            time.sleep(LOOK_EVERY_SECONDS)
    finally:
        child.kill()
    return child.wait()


def give_clocks(supervisor: Supervisor) -> None:
    """When the child asks for it, web and worker come back with a clock that it can set (F7)."""
    if WISH.exists():
        WISH.unlink()
        for name in ("web", "worker"):
            member = supervisor.members[name]
            assert isinstance(member, Process)
            member.environment = dict(member.environment) | own_clock(name)


def note(supervisor: Supervisor) -> None:
    numbers = {name: member.child.pid for name, member in supervisor.members.items() if member.child}
    partial = FOLDER / "processes.part"
    partial.write_text(json.dumps(numbers))
    partial.rename(FOLDER / "processes.json")
