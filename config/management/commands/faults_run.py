"""The child of `manage.py faults`: settles the town, does the cells, prints acknowledged, lost, double."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.faults import drills, victims
from config.faults.acts import Accepting, HandingIn
from config.faults.cells import run
from config.faults.people import Town, settle

CELLS = (
    ("F1", Accepting, "网站", victims.kill_web),
    ("F1", HandingIn, "网站", victims.kill_web),
    ("F2", Accepting, "后台作业", victims.kill_worker),
    ("F3", Accepting, "数据库", victims.kill_database),
    ("F3", HandingIn, "数据库", victims.kill_database),
    ("F4", Accepting, "消息队列", victims.empty_queue),
)
FIRMS, RECORDS, DRAFTS_A_KILL = 100, 400, 60


class Command(BaseCommand):
    help = "Part of `manage.py faults`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=int, default=20)
        parser.add_argument("--only", default="")

    def handle(self, *args: Any, kills: int, only: str, **options: Any) -> None:
        wanted = set(only.split(",")) - {""}
        town = settle(FIRMS, RECORDS, 2 * DRAFTS_A_KILL * kills)
        self.stdout.write(f"演练：{FIRMS} 家企业，{RECORDS} 件公开的专利，{len(town.drafts)} 份草稿")
        faults = list(self._cells(town, kills, wanted)) + list(self._drills(town, kills, wanted))
        if faults:
            raise CommandError("演练没有通过：" + "；".join(faults))

    def _cells(self, town: Town, kills: int, wanted: set[str]) -> Iterator[str]:
        accepting = Accepting(town)
        acts = {Accepting: accepting, HandingIn: HandingIn(town)}
        for goal, act, target, attack in CELLS:
            if not wanted or goal in wanted:
                connection.close()
                result = run(goal, acts[act], target, attack, kills)
                self.stdout.write(result.line())
                yield from result.faults
        if not wanted or "F3" in wanted:
            yield from self._control(accepting, kills)

    def _control(self, act: Accepting, kills: int) -> Iterator[str]:
        """A database that answers before it has written must lose something here, else the cell proves nothing."""
        careless("off")
        result = run("F3", act, "数据库（对照：先答复后落盘）", victims.kill_database, kills)
        careless("on")
        self.stdout.write(result.line())
        if not any("丢失" in fault for fault in result.faults):
            yield "对照没有丢失：这一格测不出问题"

    def _drills(self, town: Town, kills: int, wanted: set[str]) -> Iterator[str]:
        known = {
            "F6": lambda: drills.jobs_again(town),
            "F9": lambda: drills.report_cut_off(town, kills),
            "R1": drills.brought_back,
        }
        for goal, drill in known.items():
            if not wanted or goal in wanted:
                try:
                    for line in drill():
                        self.stdout.write(line)
                except AssertionError as fault:
                    yield str(fault)


def careless(setting: str) -> None:
    """Whether an answer may come before the write; holds for connections made from now on, ours too."""
    connection.close()
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as administrator:
        administrator.execute(f"ALTER ROLE platform_app SET synchronous_commit = {setting}")
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'platform_app'")
