"""One cell: people work, one kind of process is killed so many times, then history and database are compared."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Protocol

from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from audit.models import Event
from audit.seals import breaks, seal
from config.faults.clients import History, work
from config.faults.people import PROVINCE
from licensing.models import Licence, Turn
from licensing.services.acceptance import DRAW
from licensing.workflow import Action
from outbox.models import Job, Notice
from tenancy.scope import acting

QUIET_SECONDS = 270  # a job that was killed in three attempts rests four minutes (outbox/runner.py)
RESTS_BRIEFLY = 3  # attempts: the pauses after the first and the second are 15 and 60 seconds
BETWEEN_SECONDS = (0.2, 0.8)
LONGEST_PAUSE_SECONDS = 90
LONGEST_CELL_SECONDS = 1800  # a machine that is slower than that has measured too little, and is told so
BACK_WITHIN = {"F1": 5, "F2": 120, "F3": 10, "F4": 60}  # seconds until somebody is served again (reliability 4.2)


class Act(Protocol):
    name: str
    people: int  # at once

    @property
    def requests(self) -> "object": ...

    def present(self) -> Counter[str]: ...


@dataclass
class Result:
    goal: str
    cell: str
    kills: int
    history: History
    struck: int = 0
    struck_at: datetime | None = None
    faults: list[str] = field(default_factory=list)
    lasted: float = 0.0  # seconds that people worked
    settled: float = 0.0  # seconds until every job was done after the last kill
    enough: int = 0  # answers that the cell has to bring; its kills are spread over them

    def line(self) -> str:
        told = self.history
        return (
            f"{self.goal:<3} {self.cell}：杀 {self.struck} 次，已答复 {len(told.acknowledged)}，重发 {told.retries}，"
            f"未答复 {len(told.unknown)}，拒绝 {len(told.refused)}；{recoveries(told)}，"
            f"作业 {self.settled:.0f} 秒内做完；{'；'.join(self.faults) or '无丢失、无重复'}"
        )


def recoveries(told: History) -> str:
    """How soon somebody who came after the blow was served."""
    each = [f"{what} {median(took):.1f}（最长 {max(took):.1f}）" for what, took in sorted(told.back.items())]
    return f"恢复秒数：{'、'.join(each)}" if each else "没有恢复"


def run(  # type: ignore[no-untyped-def]
    goal: str, act, target: str, attack: Callable[[random.Random], str], kills: int, pause: float, enough: int = 0
) -> Result:
    """People work, with so many seconds between two acts of one of them, until the last kill has been survived."""
    result, done = Result(goal, f"{act.name} × {target}", kills, History(), enough=enough), threading.Event()
    attacker = threading.Thread(target=strike, args=(attack, result, done))
    attacker.start()
    began = time.monotonic()
    work(act.requests, result.history, done.is_set, act.people, pause)
    result.lasted = time.monotonic() - began
    done.set()
    attacker.join()
    if result.struck < kills:
        result.faults.append(f"事情先办完了：只杀了 {result.struck} 次")
    reconnect()
    with acting(province=PROVINCE):
        result.settled = wait_for_jobs(result.faults)
        with transaction.atomic():
            present = act.present()
            result.faults += compare(result.history, present) + blind(result.history, present)
            result.faults += too_late(goal, result.history) + turned_away(result.history)
            result.faults += unfinished(result.struck_at, getattr(act, "kinds", ())) + broken_rules()
    return result


def unfinished(struck_at: datetime | None, kinds: Sequence[str]) -> list[str]:
    """Jobs of these kinds that were not done in time after the last blow; one that was killed thrice rests longer."""
    limit = timedelta(seconds=BACK_WITHIN["F2"])
    jobs = Job.objects.filter(kind__in=kinds, attempts__lte=RESTS_BRIEFLY, done_at__gt=F("created_at") + limit)
    late = jobs.filter(done_at__gt=struck_at + limit).count() if struck_at else 0
    return [f"{late} 项作业在最后一击 {limit.seconds} 秒后才做成"] if late else []


def strike(attack: Callable[[random.Random], str], result: Result, done: threading.Event) -> None:
    """Each time somebody who came after the last blow was served: what is down already cannot be killed."""
    chance, history = random.Random(result.cell), result.history  # noqa: S311 -- not a secret
    until = time.monotonic() + LONGEST_CELL_SECONDS
    for blow in range(result.kills):
        reached(result.enough * blow // result.kills, history, done, until)
        if not served_again(history, done) or done.wait(chance.uniform(*BETWEEN_SECONDS)):
            break
        history.strike(lambda: attack(chance))
        result.struck, result.struck_at = result.struck + 1, timezone.now()
    reached(result.enough, history, done, until)
    served_again(history, done)
    done.set()


def reached(answers: int, history: History, done: threading.Event, until: float) -> None:
    """Wait until so many were acknowledged, the work has run out, or the cell has lasted too long."""
    while len(history.acknowledged) < answers and time.monotonic() < until and not done.wait(0.05):
        pass


def served_again(history: History, done: threading.Event) -> bool:
    """Whether the last blow, or the beginning, is over; false when nothing is left to do."""
    until = time.monotonic() + LONGEST_PAUSE_SECONDS
    while (history.blow or not history.last) and time.monotonic() < until:
        if done.wait(0.05):
            return False
    return True


def reconnect() -> None:
    """The database may just be coming back."""
    for _try in range(100):
        connection.close()
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(0.2)
        else:
            return


def wait_for_jobs(faults: list[str]) -> float:
    """Nobody lends a hand: sweeper and worker find what is left by themselves."""
    began = time.monotonic()
    if left := after_the_last(lambda: Job.objects.open().filter(due_at__lte=began_in_database())):
        faults.append(f"{left} 项作业没有做完，{QUIET_SECONDS} 秒没有进展")
    return time.monotonic() - began


def after_the_last(jobs: Callable[[], QuerySet[Job]]) -> int:
    """How many of these jobs are left when none has been done for so long; one that is done may leave others behind."""
    known, since, left = -1, time.monotonic(), 1
    while left and time.monotonic() < since + QUIET_SECONDS:
        with transaction.atomic():
            left, done = jobs().count(), Job.objects.filter(done_at__isnull=False).count()
        if done != known:
            known, since = done, time.monotonic()
        time.sleep(0.5 if left else 0)
    return left


def began_in_database():  # type: ignore[no-untyped-def]
    """Due within the next half hour: a killed job waits for its pause, the yearly reminder does not count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() + interval '30 minutes'")
        return cursor.fetchone()[0]


def compare(history: History, present: Counter[str]) -> list[str]:
    """Acknowledged: exactly once. Without an answer: at most once. Refused: not at all."""
    lost = [key for key in history.acknowledged if present[key] == 0]
    double = [key for key in history.acknowledged if present[key] > 1]
    double += [key for key in history.unknown if present[key] > 1]
    ghosts = [key for key in history.refused if present[key]]
    counted = {"丢失": lost, "重复": double, "被拒绝却存在": ghosts}
    told = [f"{word} {len(keys)} 项（{keys[0]}……）" for word, keys in counted.items() if keys]
    return told + [f"其中答 {status} 的 {n} 项" for status, n in Counter(map(history.refused.get, ghosts)).items()]


def too_late(goal: str, history: History) -> list[str]:
    """Each kill whose recovery took longer than its goal allows."""
    limit, slowest = BACK_WITHIN[goal], {what: max(took) for what, took in history.back.items()}
    return [f"{what}：{took:.1f} 秒才恢复，应在 {limit} 秒内" for what, took in slowest.items() if took > limit]


def turned_away(history: History) -> list[str]:
    """In no cell does anybody ask for what the rules refuse: who is refused has tried nothing."""
    refused = Counter(history.refused.values())
    return [f"{n} 项被拒绝（{status}），没有量到" for status, n in refused.items()]


def blind(history: History, present: Counter[str]) -> list[str]:
    """The control of each cell: one that is taken away and one that is doubled must both be seen."""
    if not history.acknowledged:
        return ["没有一项得到答复：这一格什么也没有量到"]
    key = next(iter(history.acknowledged))
    tampered = [present - Counter({key: present[key]}), present + Counter([key])]
    return ["核对看不出丢失或重复"] if not all(compare(history, one) for one in tampered) else []


def broken_rules() -> list[str]:
    """What must hold whatever was killed."""
    faults = []
    licences, turns = Licence.objects.count(), Turn.objects.filter(action=Action.ACCEPT).count()
    events = Event.objects.filter(verb=f"licence.{Action.ACCEPT.value}").count()
    jobs = Job.objects.filter(kind=DRAW).count()
    if not licences == turns == events == jobs:
        faults.append(f"许可 {licences} 件，接受 {turns} 步，记录 {events} 条，合同作业 {jobs} 项")
    for model, fields in ((Licence, ("key",)), (Licence, ("number",)), (Notice, ("user", "key"))):
        again = model.objects.values(*fields).annotate(n=Count("pk")).filter(n__gt=1).count()  # type: ignore[attr-defined]
        if again:
            faults.append(f"{model._meta.verbose_name} {fields} 重复 {again} 组")
    given_up = Job.objects.filter(given_up_at__isnull=False).count()
    if given_up:
        faults.append(f"{given_up} 项作业被放弃")
    while seal():
        pass
    if first := next(breaks(), None):
        faults.append(f"操作记录断裂：{first.words}")
    return faults
