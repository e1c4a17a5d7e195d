"""What the registers know of a patent: the sources this platform is connected to, asked in one place.

Without a network these are the exports, gazette issues and register copies on file. Such a file is an extract: that a
number is not in it says nothing about the patent, so it counts as no answer and never as “there is no such patent”.
What a live source answers is kept on file, with its name and time, so that every later look weighs it too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.policy import Policy
from verification.numbers import PatentNumber
from verification.on_file import NAME, facts_on_file, keep_on_file
from verification.registers.combining import Combined
from verification.registers.connected import connected
from verification.registers.protocol import Absent, Answer, Found, Register, Unavailable

ABSENT, FOUND, UNAVAILABLE = "absent", "found", "unavailable"


def sources(policy: Policy | None = None) -> Sequence[Register]:
    """The live sources: those that the province names, in its order; else every one that is connected."""
    there = {source.name: source for source in connected(settings.REGISTERS_FILE)}
    named = policy.register_sources if policy else ()
    return [there[name] for name in named if name in there] if named else list(there.values())


def ask_registers(number: PatentNumber, policy: Policy | None = None) -> Combined:
    """The facts of one patent with sources, times and contradictions, and who did not answer."""
    asked = [(source, source.facts_of(number)) for source in sources(policy)]
    for _source, answer in asked:
        if isinstance(answer, Found):
            keep_on_file(number, answer)
    on_file = ask_registers_about([number])[number]
    silent = tuple(answer for _source, answer in asked if isinstance(answer, Unavailable))
    if on_file.register_answer == FOUND:
        return replace(on_file, answers=(*on_file.answers, *silent))
    denied = [answer for source, answer in asked if isinstance(answer, Absent) and source.proves_absence]
    if denied and not silent:
        return replace(on_file, register_answer=ABSENT, answers=tuple(denied))
    return replace(on_file, answers=silent or on_file.answers)


def ask_registers_about(numbers: Iterable[PatentNumber]) -> dict[PatentNumber, Combined]:
    """For many patents in as many queries as for one: what is on file."""
    on_file = facts_on_file(numbers, timezone.localdate())
    different = {id(combined): combined for combined in on_file.values()}  # those without anything share one answer
    told = {key: _without_verdict(combined) for key, combined in different.items()}
    return {number: told[id(combined)] for number, combined in on_file.items()}


def _without_verdict(combined: Combined) -> Combined:
    if combined.register_answer != ABSENT:
        return combined
    silent = tuple(_silent(answer) for answer in combined.answers)
    return replace(combined, register_answer=UNAVAILABLE, answers=silent)


def _silent(answer: Answer) -> Answer:
    if not isinstance(answer, Absent):
        return answer
    return Unavailable(NAME, answer.fetched_at, _("已导入的登记数据中没有这件专利"))
