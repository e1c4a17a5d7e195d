"""How often, how fast and how long a source is asked: retries with back-off, a breaker, a rate limit.

State is kept per process: with several workers each keeps to its share, set the limits accordingly.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from verification.registers.network import CallFailed

Result = TypeVar("Result")
Clock = Callable[[], float]
Sleep = Callable[[float], None]


@dataclass
class Breaker:
    """After so many failures in a row nobody is sent any more for a while; then one tries, and its luck decides."""

    failures_allowed: int = 5
    rest_seconds: float = 60
    clock: Clock = time.monotonic
    _failures: int = 0
    _open_until: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self) -> None:
        """Raises CallFailed while the source rests; the first caller afterwards tries for all."""
        with self._lock:
            if self._failures < self.failures_allowed:
                return
            if self.clock() < self._open_until:
                raise CallFailed(f"数据源连续{self._failures}次失败，暂停访问", again=False)
            self._open_until = self.clock() + self.rest_seconds

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._open_until = self.clock() + self.rest_seconds


@dataclass
class RateLimit:
    """At most so many calls a second in the long run, `burst` of them at once; who comes too soon waits."""

    per_second: float = 5
    burst: int = 5
    longest_wait: float = 30
    clock: Clock = time.monotonic
    sleep: Sleep = time.sleep
    _next_free: float = field(default=float("-inf"))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        """Raises CallFailed instead of waiting longer than `longest_wait`."""
        with self._lock:
            now = self.clock()
            earliest = max(self._next_free, now - (self.burst - 1) / self.per_second)
            pause = earliest - now
            if pause > self.longest_wait:
                raise CallFailed("查询过于频繁，请稍后再查", again=False)
            self._next_free = earliest + 1 / self.per_second
        if pause > 0:
            self.sleep(pause)


@dataclass
class Patience:
    """All three together around one call."""

    breaker: Breaker = field(default_factory=Breaker)
    limit: RateLimit = field(default_factory=RateLimit)
    tries: int = 3
    first_pause: float = 0.5
    sleep: Sleep = time.sleep

    def call(self, once: Callable[[], Result]) -> Result:
        """The result of the first try that succeeds. Raises the CallFailed of the last."""
        for attempt in range(1, self.tries + 1):
            self.breaker.admit()
            self.limit.wait()
            try:
                result = once()
            except CallFailed as fault:
                self.breaker.failed()
                if not fault.again or attempt == self.tries:
                    raise
                self.sleep(self.first_pause * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311 -- no secret
            else:
                self.breaker.succeeded()
                return result
        raise AssertionError("tries is at least 1")
