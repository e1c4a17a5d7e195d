"""F4 beside the cells: while Redis is away, slow or read-only people read as ever, and nobody guesses a password."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from http import HTTPStatus
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlsplit

import redis
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from config.faults import victims
from config.faults.clients import LOGIN, Request, ask
from config.faults.people import PROVINCE, Person, Town
from tenancy.models import User
from tenancy.scope import acting

ROUNDS, SECONDS, READERS, PAUSE_SECONDS = 3, 6, 2, 0.05
SLOW_SECONDS, BREATH_SECONDS = 2.0, 0.05
MOST_TIMES = 2.0  # the 95 % wait of pages beside that of a house whose Redis is well
LEAST_WAIT = 0.05  # seconds: below that nobody notices twice as much
GUESSES, MOST_TRIED = 12, 5  # of one address in a quarter of an hour (settings.ACCOUNT_RATE_LIMITS)
WORD = "控制装置"  # of the titles of what is published
PASSWORD = "滨海大道 七月 27"  # noqa: S105 -- of nobody
TRIED = "电子邮箱或密码不正确".encode()
Condition = Callable[[], AbstractContextManager[object]]


def queue() -> "redis.Redis":
    """Asked by a client without any patience of ours: what it meets is what Redis is."""
    return redis.Redis.from_url(settings.REDIS_URL)


@contextmanager
def away() -> Iterator[None]:
    """Nobody listens where it is looked for, and every line to it is cut."""
    door = Path(urlsplit(settings.REDIS_URL).path)
    inside = queue()
    inside.ping()
    aside = door.rename(door.with_suffix(".aside"))
    inside.client_kill_filter(_type="normal", skipme=True)
    inside.client_kill_filter(_type="pubsub", skipme=True)
    try:
        yield
    finally:
        aside.rename(door)


@contextmanager
def slow() -> Iterator[None]:
    """It stands still for two seconds, breathes, and stands still again."""
    number, over = victims.number_of("queue"), threading.Event()

    def hold() -> None:
        while not over.is_set():
            os.kill(number, signal.SIGSTOP)
            over.wait(SLOW_SECONDS)
            os.kill(number, signal.SIGCONT)
            time.sleep(BREATH_SECONDS)

    hand = threading.Thread(target=hold)
    hand.start()
    try:
        yield
    finally:
        over.set()
        hand.join()


@contextmanager
def read_only() -> Iterator[None]:
    """The copy of a server that is not there: it answers, and takes nothing down."""
    queue().replicaof("127.0.0.1", "1")
    try:
        yield
    finally:
        queue().replicaof("NO", "ONE")


CONDITIONS: dict[str, Condition] = {"正常": nullcontext, "断开": away, "迟缓": slow, "只读": read_only}
WELL = "正常"


def what_it_is() -> str:
    """By one question of our own."""
    began = time.monotonic()
    try:
        queue().set("faults", 1)
    except redis.ReadOnlyError:
        return "只读"
    except redis.ConnectionError:
        return "断开"
    return "迟缓" if time.monotonic() - began > SLOW_SECONDS / 4 else WELL


def without_queue(town: Town) -> Iterator[str]:
    faults, waits = [], read_under_each(town)
    for name in CONDITIONS:
        faults += waits[name].faults(waits[WELL])
        yield f"F4  消息队列{name}：{waits[name].words()}"
    for name in CONDITIONS:
        with CONDITIONS[name]():
            told = guess(town, name)
        faults += judged(name, told)
        yield f"F4  消息队列{name}时猜 {GUESSES} 次密码：{said(told)}"
    if faults:
        raise AssertionError(f"F4 {'；'.join(faults)}")


class Waits:
    """How long people waited under one condition, and what it was."""

    def __init__(self, name: str) -> None:
        self.name, self.seconds = name, list[float]()
        self.met, self.answers = Counter[str](), Counter[int]()

    def middle(self) -> float:
        """So long at most waited nineteen of twenty."""
        return quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else float("inf")

    def words(self) -> str:
        others = {status: n for status, n in self.answers.items() if status != HTTPStatus.OK}
        refused = f"，其他答复 {others}" if others else "，全部打开"
        return f"{self.answers.total()} 页，95% 在 {self.middle() * 1000:.0f} 毫秒内{refused}"

    def faults(self, well: "Waits") -> list[str]:
        found = [f"消息队列{self.name}时有 {n} 页答 {s}" for s, n in self.answers.items() if s != HTTPStatus.OK]
        if not self.met[self.name]:
            found.append(f"消息队列没有{self.name}，什么也没有量到")
        most = max(well.middle(), LEAST_WAIT) * MOST_TIMES
        if self.middle() > most:
            found.append(f"消息队列{self.name}时 95% 等 {self.middle():.2f} 秒，应在 {most:.2f} 秒内")
        return found


def read_under_each(town: Town) -> dict[str, Waits]:
    """By turns, so that what else the machine does weighs on all alike."""
    waits = {name: Waits(name) for name in CONDITIONS}
    for _round in range(ROUNDS):
        for name, condition in CONDITIONS.items():
            with condition():
                waits[name].met[what_it_is()] += 1
                read(town, waits[name])
    return waits


def read(town: Town, waits: Waits) -> None:
    """Some people for some seconds, page after page."""
    until, source, guard = time.monotonic() + SECONDS, cycle(pages(town)), threading.Lock()

    def one() -> None:
        while time.monotonic() < until:
            with guard:
                request = next(source)
            began, status = time.monotonic(), opened(request)
            with guard:
                waits.seconds.append(time.monotonic() - began)
                waits.answers[status] += 1
            time.sleep(PAUSE_SECONDS)

    with ThreadPoolExecutor(READERS) as hands:
        for hand in [hands.submit(one) for _each in range(READERS)]:
            hand.result()


def pages(town: Town) -> list[Request]:
    """Of the public, of an applicant and of an officer."""
    nobody, firm, officer = Person(town.owner.actor, ""), town.firms[0], town.officer
    records = [reverse("publication:record", args=[number]) for number in town.records[:9]]
    public = ["/records/", f"/records/?q={quote(WORD)}", *records]
    inside = [(firm, "/desk/"), (firm, "/licences/"), (officer, "/desk/"), (officer, "/declarations/caseload/")]
    return [Request(path, who, path, None) for who, path in [*((nobody, path) for path in public), *inside]]


def opened(request: Request) -> int:
    with suppress(OSError, HTTPException):
        return ask(request)[0]
    return 0


def guess(town: Town, name: str) -> Counter[str]:
    """Wrong passwords and at last the right one, for somebody whom nobody has tried before."""
    address = f"guessed-{list(CONDITIONS).index(name)}@faults.example.cn"
    with acting(province=PROVINCE), transaction.atomic():
        account(address, PASSWORD)
    nobody = Person(town.owner.actor, "")
    words = [*(f"guess {n}" for n in range(GUESSES - 1)), PASSWORD]
    return Counter(tried(Request(LOGIN, nobody, LOGIN, {"login": address, "password": word})) for word in words)


def account(address: str, password: str) -> None:
    user = User.objects.create_user(address, password, name="被猜的人")
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)


def tried(request: Request) -> str:
    """What became of a guess: only who is told that it was wrong, or is let in, has learnt something."""
    status, place, body = ask(request)
    if status == HTTPStatus.FOUND and not place.startswith(LOGIN):
        return "进入"
    return "试过" if TRIED in body else f"未试（{status}）"


def said(told: Counter[str]) -> str:
    return "、".join(f"{what} {n}" for what, n in told.items())


def judged(name: str, told: Counter[str]) -> list[str]:
    """Never more than the limit; without Redis none at all; with it some, or the measuring sees nothing."""
    found = [f"消息队列{name}时猜中后进入"] if told["进入"] else []
    most = 0 if name in ("断开", "只读") else MOST_TRIED
    if told["试过"] > most:
        found.append(f"消息队列{name}时有 {told['试过']} 个密码试过，应不多于 {most} 个")
    if name == WELL and not told["试过"]:
        found.append("对照：消息队列正常时没有一个密码试过，这一项测不出问题")
    return found
