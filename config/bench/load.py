"""L1 to L5: the whole house under load, on a copy of the measuring database that is thrown away afterwards.

Web processes, worker, database and the visitors share the machine, so what is told holds for the machine as it is.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from random import Random

from config.bench.house import House, open_house
from config.bench.measures import EVERY_SIZE, Measure, Reading, measure
from config.bench.meters import most_held
from config.bench.stage import Stage
from config.bench.visitors import Told, Visit, visit
from config.bench.words import terms


@dataclass(frozen=True)
class Seconds:
    """How long each pace is kept."""

    warm: int
    steady: int  # L1; the public reading of L2 is warm sooner
    crowd: int  # L3, each time that it comes


SHORT, LONG = Seconds(5, 60, 20), Seconds(60, 600, 60)  # the second as the test plan asks (--long)
READING_SECONDS, CALM_SECONDS, STORM_SECONDS, TABLE_SECONDS = 60, 30, 60, 60
STORM_RATE = 50  # a second: 500 within ten (reliability L4)
READERS, VISITORS, CROWD, TAKERS, ONE_KEY, DRAFTS = 8, 16, 400, 500, 200, 120
ROUNDS = 3
MIX = {"search": 45, "record": 30, "staff": 12, "api": 6, "edit": 4, "accept": 3}  # percent, L1
RATE_BESIDE_A_REPORT = 60


@cache
def load(stage: Stage) -> dict[str, Told]:
    """All that is asked for, in one house, one after the other."""
    words, told, times = list(terms(stage.size)), {}, seconds()
    with open_house(stage, firms=TAKERS, records=60, drafts=DRAFTS) as house:
        steady, reading = mixed(house, words), cycle(readings(house, words))
        visit(house.site, reading, people=READERS, seconds=times.warm)
        if asked_for("L2"):
            told["L2"] = visit(house.site, reading, people=READERS, seconds=READING_SECONDS)
        if asked_for("L1", "L3"):
            visit(house.site, steady, people=VISITORS, seconds=times.warm)
            told["L1"] = visit(house.site, steady, people=VISITORS, seconds=times.steady)
        if asked_for("L3"):
            told["readers"], told["L3"] = by_turns(house.site, reading, people=READERS, seconds=times.crowd)
            told["visitors"], told["crowd"] = by_turns(house.site, steady, people=VISITORS, seconds=times.crowd)
            told["after"] = visit(house.site, steady, people=VISITORS, seconds=times.crowd)
        if asked_for("L4"):
            storms(house, told)
        if asked_for("L5"):
            told["calm"] = visit(house.site, steady, people=8, seconds=CALM_SECONDS, rate=RATE_BESIDE_A_REPORT)
            told["L5"] = beside_reports(house, steady)
    return told


def by_turns(site: str, visits: Iterator[Visit], *, people: int, seconds: float) -> tuple[Told, Told]:
    """An ordinary pace and a crowd: a machine that is slower for a while is so for both."""
    ordinary, crowd = Told(), Told()
    for _round in range(ROUNDS):
        ordinary += visit(site, visits, people=people, seconds=seconds)
        crowd += visit(site, visits, people=CROWD, seconds=seconds)
    return ordinary, crowd


def seconds() -> Seconds:
    return LONG if os.environ.get("BENCH_LONG") else SHORT


def asked_for(*goals: str) -> bool:
    """Whether --only names one of them, or nothing."""
    only = os.environ.get("BENCH_ONLY", "")
    return not only or any(goal in only.split(",") for goal in goals)


def storms(house: House, told: dict[str, Told]) -> None:
    visit(house.site, house.acceptances(house.world.records[-1:]), people=8, seconds=SHORT.warm)
    told["L4"] = visit(house.site, iter(storm(house)), people=TAKERS, seconds=STORM_SECONDS, rate=STORM_RATE)
    told["key"] = visit(house.site, iter(one_key(house)), people=20, seconds=STORM_SECONDS)
    told["L4"].made, told["key"].made = map(house.licences_of, house.world.records[:2])


def mixed(house: House, words: list[str]):  # type: ignore[no-untyped-def]
    """The steady mix of L1, for ever."""
    chance, accepting = Random(1), house.acceptances(house.world.records[2:])  # noqa: S311 -- not a secret
    search, record = cycle(searches(words)), cycle(house.records())
    makers = {
        "search": lambda: next(search),
        "record": lambda: next(record),
        "staff": lambda: chance.choice(house.staff_lists()),
        "api": lambda: Visit("/api/v1/records/?limit=100", key=house.key),
        "edit": lambda: chance.choice([house.edit, house.upload])(chance),
        "accept": lambda: next(accepting),
    }
    while True:
        yield makers[chance.choices(list(MIX), list(MIX.values()))[0]]()


def searches(words: list[str]) -> list[Visit]:
    return [Visit("/records/", query={"q": word}) for word in words]


def readings(house: House, words: list[str]) -> list[Visit]:
    """Searches, single records and the bare list by turns."""
    threes = zip(searches(words), cycle(house.records()), cycle([Visit("/records/")]), strict=False)
    return [each for three in threes for each in three]


def storm(house: House) -> list[Visit]:
    """500 firms take one and the same record, each once."""
    return [house.acceptance(house.world.records[0], firm, number) for number, firm in enumerate(house.world.firms)]


def one_key(house: House) -> list[Visit]:
    """One firm presses 200 times."""
    return [house.acceptance(house.world.records[1], house.world.firms[0], 10**6)] * ONE_KEY


def beside_reports(house: House, steady) -> Told:  # type: ignore[no-untyped-def]
    """Every province's tables of last month, made behind their pages, while people work at a measured pace."""
    command, environment, peak = house.reports(), os.environ | house.environment, [0.0]
    began = time.monotonic()
    reports = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)

    def ended() -> int | None:
        peak.append(most_held(reports.pid))
        return reports.poll()

    told = visit(house.site, steady, people=8, seconds=TABLE_SECONDS, rate=RATE_BESIDE_A_REPORT, until=ended)
    reports.wait()
    told.beside = time.monotonic() - began if reports.returncode == 0 else float("inf")
    told.peak = max(peak)
    return told


def answers(told: Told) -> Told:
    """Faults are no answers: a fast 500 is worth nothing, nor a fast refusal."""
    if told.faults:
        raise RuntimeError(f"{told.faults} 个应答不是所求的：{told.first_fault}")
    return told


def unhindered(told: Told) -> Told:
    """Nor is anybody sent away at an ordinary pace."""
    if told.busy:
        raise RuntimeError(f"{told.busy} 次被告知稍后再来")
    return answers(told)


@measure("L1", "混合负载下每秒应答", unit="次/秒")
def steady_rate(stage: Stage) -> Reading:
    return Reading(unhindered(load(stage)["L1"]).per_second)


@measure("L1", "混合负载，95% 的应答快于", unit="ms", most=300)
def steady_p95(stage: Stage) -> Reading:
    return Reading(load(stage)["L1"].percentile(95))


@measure("L1", "混合负载，99% 的应答快于", unit="ms", most=800)
def steady_p99(stage: Stage) -> Reading:
    return Reading(load(stage)["L1"].percentile(99))


@measure("L2", "只读公开页每秒应答", unit="次/秒")
def reading_rate(stage: Stage) -> Reading:
    return Reading(unhindered(load(stage)["L2"]).per_second)


@measure("L2", "只读公开页，95% 的应答快于", unit="ms", most=150)
def reading_p95(stage: Stage) -> Reading:
    return Reading(load(stage)["L2"].percentile(95))


@measure("L3", "400人同时只读，每秒应答，对照平时", unit="次/秒", least=0.8)
def overload(stage: Stage) -> Reading:
    return Reading(answers(load(stage)["L3"]).per_second, unhindered(load(stage)["readers"]).per_second)


@measure("L3", "400人同时混合负载，每秒应答，对照平时", unit="次/秒", least=0.8)
def overload_at_work(stage: Stage) -> Reading:
    return Reading(answers(load(stage)["crowd"]).per_second, answers(load(stage)["visitors"]).per_second)


@measure("L3", "人潮过后，95% 的应答快于，对照平时", unit="ms", limit=1.5)
def afterwards(stage: Stage) -> Reading:
    return Reading(answers(load(stage)["after"]).percentile(95), load(stage)["L1"].percentile(95))


@measure("L4", "500家在10秒内接受一条，得到的许可", unit="件", least=1.0, limit=1.0, sizes=EVERY_SIZE)
def accepted(stage: Stage) -> Reading:
    return Reading(load(stage)["L4"].made, TAKERS)


@measure("L4", "一家以同一钥匙接受200次，得到的许可", unit="件", least=1.0, most=1, sizes=EVERY_SIZE)
def accepted_once(stage: Stage) -> Reading:
    return Reading(load(stage)["key"].made, 1)


@measure("L4", "500家在10秒内接受一条，95% 的应答快于", unit="ms", most=2000)
def accepted_p95(stage: Stage) -> Reading:
    return Reading(answers(load(stage)["L4"]).percentile(95))


@measure("L5", "每秒60次访问时出各省月报", unit="秒", most=60)
def reports_beside(stage: Stage) -> Reading:
    return Reading(load(stage)["L5"].beside)


@measure("L5", "出各省月报的内存峰值", unit="MiB", most=512)
def memory_of_reports(stage: Stage) -> Reading:
    return Reading(load(stage)["L5"].peak)


@measure("L5", "出各省月报时，95% 的应答快于，对照没有月报时", unit="ms", limit=1.5)
def answers_beside_reports(stage: Stage) -> Reading:
    return Reading(unhindered(load(stage)["L5"]).percentile(95), unhindered(load(stage)["calm"]).percentile(95))


MEASURES: list[Measure] = [
    steady_rate,
    steady_p95,
    steady_p99,
    reading_rate,
    reading_p95,
    overload,
    overload_at_work,
    afterwards,
    accepted,
    accepted_once,
    accepted_p95,
    reports_beside,
    memory_of_reports,
    answers_beside_reports,
]
