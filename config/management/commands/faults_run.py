"""The child of `manage.py faults`: settles the town, does the cells, prints acknowledged, lost, double."""

import os
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from random import Random
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from config.faults import (
    alerts,
    clock,
    drills,
    neighbours,
    pressing,
    queueless,
    recovery,
    reports,
    restoring,
    structure,
    victims,
)
from config.faults.acts import Accepting, HandingIn, Importing, Paying, Pressing, Publishing, Telling
from config.faults.cells import Result, run
from config.faults.errands import Packing, Writing
from config.faults.matters import Matters, Wanted, prepare
from config.faults.people import PROVINCE, Town, settle
from config.generator.words import Draw
from tenancy.actors import system_actor
from tenancy.scope import acting

NO_PAUSE, BRISK, CALM = 0.0, 0.2, 8.0  # seconds between two acts of one person; calm where each act leaves work behind
CELLS = (
    ("F1", "accept", "网站", victims.kill_web, BRISK),
    ("F1", "hand_in", "网站", victims.kill_web, BRISK),
    ("F1", "publish", "网站", victims.kill_web, BRISK),
    ("F1", "import", "网站", victims.kill_web, BRISK),
    ("F1", "pay", "网站", victims.kill_web, BRISK),
    ("F1", "tell", "网站", victims.kill_web, BRISK),
    ("F2", "accept", "后台作业", victims.kill_worker, CALM),
    ("F2", "import", "后台作业", victims.kill_worker, CALM),
    ("F2", "pack", "后台作业", victims.kill_worker, CALM),
    ("F2", "write", "后台作业", victims.kill_worker, CALM),
    ("F3", "hand_in", "数据库", victims.kill_database, BRISK),
    ("F3", "publish", "数据库", victims.kill_database, BRISK),
    ("F3", "import", "数据库", victims.kill_database, BRISK),
    ("F3", "pay", "数据库", victims.kill_database, BRISK),
    ("F3", "tell", "数据库", victims.kill_database, BRISK),
    ("F3", "press", "数据库", victims.kill_database, NO_PAUSE),
    ("F4", "accept", "消息队列", victims.break_queue, BRISK),
    ("F4", "import", "消息队列", victims.break_queue, BRISK),
)
FIRMS, RECORDS, LICENCES = 100, 400, 20
UNREAD = "django.core.mail.backends.dummy.EmailBackend"
LEAST_OF_CONTROL = 12  # one kill in two finds nothing to lose: the control needs several, however few the cells get
Drills = dict[str, Callable[[], Iterator[str]]]
A_KILL = {"hand_in": 30, "publish": 12, "tell": 12, "pack": 3}  # how many lie ready for each kill


def supplies(wanted: set[str], kills: int) -> dict[str, int]:
    """How many matters of each kind the cells will need; none for cells that nobody asked for."""
    asked = [act for goal, act, *_how in CELLS if not wanted or goal in wanted]
    return {act: each * kills * asked.count(act) for act, each in A_KILL.items()}


class Command(BaseCommand):
    help = "Part of `manage.py faults`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=int, default=20)
        parser.add_argument("--only", default="")
        parser.add_argument("--before", default="")
        parser.add_argument("--media", type=float, default=0.2)
        parser.add_argument("--declarations", type=int, default=2000)

    def handle(self, *args: Any, kills: int, only: str, before: str, **options: Any) -> None:
        settings.EMAIL_BACKEND = UNREAD  # letters of jobs that this process does would stand between its figures
        wanted = set(only.split(",")) - {""}
        ready = supplies(wanted, kills)
        town = settle(FIRMS, RECORDS, ready["hand_in"] + (neighbours.DRAFTS if before else 0))
        faults = list(self._played({"alerts": lambda: alerts.told_in_time(town)}, wanted))  # while the house is whole
        by = system_actor(town.province)
        with acting(province=PROVINCE), transaction.atomic():
            draw = Draw(Random(kills))  # noqa: S311 -- names, not secrets
            cut_off = reports.needed(kills) if not wanted or "F9" in wanted else 0
            amounts = Wanted(ready["publish"] + 1, LICENCES, ready["tell"], told=cut_off + ready["pack"] + 1)
            matters = prepare(town, by, draw, amounts)
        self.stdout.write(
            f"演练：{FIRMS} 家企业，{RECORDS} 件公开的专利，{len(town.drafts)} 份草稿，"
            f"{len(matters.approved)} 份待公布，{len(matters.dues)} 笔应付，"
            f"{len(matters.returns)} 张待报和 {len(matters.told)} 张已报的月报"
        )
        accepting = Accepting(town)
        acts = {
            "accept": accepting,
            "press": Pressing(accepting),
            "hand_in": HandingIn(town),
            "publish": Publishing(town, matters),
            "import": Importing(town),
            "pay": Paying(town, matters),
            "tell": Telling(town, matters),
            "pack": Packing(matters, first=cut_off),
            "write": Writing(town),
        }
        fullness = recovery.Fullness(options["declarations"], options["media"])
        faults += self._cells(acts, kills, wanted)
        faults += self._played(drills_of(town, matters, acts, kills, before, fullness), wanted)
        if faults:
            raise CommandError("演练没有通过：" + "；".join(faults))

    def _cells(self, acts: dict[str, Any], kills: int, wanted: set[str]) -> Iterator[str]:
        done: dict[str, list[Result]] = defaultdict(list)
        for goal, act, target, attack, pause in CELLS:
            if not wanted or goal in wanted:
                connection.close()
                with pressing.contracts_put_off() if act == "press" else nullcontext():
                    enough = pressing.still_wanted(done[goal], kills) if act == "press" else 0
                    result = run(goal, acts[act], target, attack, kills, pause, enough)
                self.stdout.write(result.line())
                done[goal].append(result)
                yield from result.faults
        if not wanted or "F3" in wanted:
            yield from self._enough(done["F3"], kills)
            yield from self._control(acts["accept"], kills)

    def _enough(self, results: list[Result], kills: int) -> Iterator[str]:
        told, wanted = pressing.acknowledged(results), pressing.ENOUGH_A_KILL * kills
        pressed = len(results[-1].history.acknowledged) / max(results[-1].lasted, 1)
        self.stdout.write(
            f"F3  各格共已答复 {told}（至少 {wanted}）；连续接受每秒 {pressed:.0f} 件，合同作业逐项登记，不在演练中制作"
        )
        yield from pressing.too_few(results, kills)

    def _control(self, act: Accepting, kills: int) -> Iterator[str]:
        """A database that answers before it has written must lose something here, else the cell proves nothing."""
        careless("off")
        enough = max(kills, LEAST_OF_CONTROL)
        result = run("F3", act, "数据库（对照：先答复后落盘）", victims.kill_database, enough, BRISK)
        careless("on")
        self.stdout.write(result.line())
        if not any("丢失" in fault for fault in result.faults):
            yield "对照没有丢失：这一格测不出问题"

    def _played(self, known: Drills, wanted: set[str]) -> Iterator[str]:
        for goal, drill in known.items():
            if not wanted or goal in wanted:
                try:
                    for line in drill():
                        self.stdout.write(line)
                except AssertionError as fault:
                    yield str(fault)


def drills_of(
    town: Town, matters: Matters, acts: dict[str, Any], kills: int, before: str, fullness: recovery.Fullness
) -> Drills:
    known: Drills = {
        "F4": lambda: queueless.without_queue(town),
        "F6": lambda: drills.jobs_again(town, matters, acts),
        "F7": lambda: clock.clocks_run_away(town, acts["accept"]),
        "F9": lambda: reports.cut_off(town, matters, kills),
        "R1": lambda: restoring.brought_back(town, matters, acts),
        "R3": lambda: recovery.in_time(town, fullness),
        "M1": structure.brought_up_and_down,
    }
    if before:
        known["M2"] = lambda: neighbours.side_by_side(town, acts, before)
    return known


def careless(setting: str) -> None:
    """Whether an answer may come before the write; holds for connections made from now on, ours too."""
    connection.close()
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as administrator:
        administrator.execute(f"ALTER ROLE platform_app SET synchronous_commit = {setting}")
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'platform_app'")
