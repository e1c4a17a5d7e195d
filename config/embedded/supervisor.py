"""Keeps a row of processes alive: started in order, a dead one comes back, stopped in the opposite order."""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from config.embedded import children
from config.embedded.children import EngineError

LOOK_EVERY_SECONDS = 0.2
TOO_OFTEN, WITHIN_SECONDS = 5, 60
START_SECONDS = 240  # a machine may be busy with other things; one that has died is noticed at once


class Member(Protocol):
    """What can be kept alive: the two engines, and each process of the platform."""

    child: subprocess.Popen[bytes] | None
    log: Path

    def spawn(self) -> None:
        """Start it and return when it is ready."""

    def stop(self) -> None:
        """Stop it and return when it is gone."""


class Process:
    """A process of the platform: a command line, a log, and how to see that it is ready."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str],
        *,
        ready: Callable[[], bool] = lambda: True,
        patience: float = 20,
    ) -> None:
        self.command, self.log, self.environment = command, log, environment
        self.ready, self.patience = ready, patience
        self.child: subprocess.Popen[bytes] | None = None

    def spawn(self) -> None:
        self.child = children.start(self.command, self.log, environment=self.environment)
        deadline = time.monotonic() + START_SECONDS
        while not self.ready():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise EngineError(f"进程没有启动成功：{children.tail(self.log)}（日志：{self.log}）")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.child:
            children.stop(self.child, patience=self.patience)


class Supervisor:
    """`members` in the order of their start, each with the name that people read."""

    def __init__(self, say: Callable[[str], None] = print, *, too_often: int = TOO_OFTEN) -> None:
        self.members: dict[str, Member] = {}
        self.deaths: dict[str, deque[float]] = {}
        self.say, self.too_often = say, too_often

    def add(self, name: str, member: Member) -> None:
        """Start it unless it runs already, and look after it from now on."""
        self.members[name] = member
        self.deaths[name] = deque(maxlen=min(self.too_often, TOO_OFTEN))
        if member.child is None:
            member.spawn()

    def watch(self) -> None:
        """Until interrupted."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> None:
        """Bring back whoever died since the last look."""
        for name, member in self.members.items():
            if member.child is not None and member.child.poll() is not None:
                self._revive(name, member, member.child.returncode)

    def _revive(self, name: str, member: Member, status: int) -> None:
        deaths, now = self.deaths[name], time.monotonic()
        if len(deaths) == self.too_often and now - deaths[0] < WITHIN_SECONDS:
            raise EngineError(f"{name}反复退出，已停止全部服务：{children.tail(member.log)}（日志：{member.log}）")
        deaths.append(now)
        self.say(f"{name}意外退出（{status}），正在重新启动 …")
        try:
            member.spawn()
        except EngineError as error:
            print(error, file=sys.stderr)

    def stop(self) -> None:
        """The latest first, so that nobody loses what it stands on."""
        for name, member in reversed(self.members.items()):
            self.say(f"停止{name} …")
            member.stop()
