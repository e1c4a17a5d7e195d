"""What the registers know of a patent: the sources this platform is connected to, asked in one place.

Without a network these are the exports and gazette issues that were imported. Such a file is an extract: that a number
is not in it says nothing about the patent, so it counts as no answer and never as “there is no such patent”.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from verification.numbers import PatentNumber
from verification.on_file import NAME, facts_on_file
from verification.registers.combining import Combined
from verification.registers.protocol import Absent, Answer, Unavailable

UNAVAILABLE = "unavailable"


def ask_registers(number: PatentNumber) -> Combined:
    """The facts of one patent with sources, times and contradictions, and who did not answer."""
    return ask_registers_about([number])[number]


def ask_registers_about(numbers: Iterable[PatentNumber]) -> dict[PatentNumber, Combined]:
    """For many patents in as many queries as for one."""
    on_file = facts_on_file(numbers, timezone.localdate())
    return {number: _without_verdict(combined) for number, combined in on_file.items()}


def _without_verdict(combined: Combined) -> Combined:
    if combined.register_answer != "absent":
        return combined
    silent = tuple(_silent(answer) for answer in combined.answers)
    return replace(combined, register_answer=UNAVAILABLE, answers=silent)


def _silent(answer: Answer) -> Answer:
    if not isinstance(answer, Absent):
        return answer
    return Unavailable(NAME, answer.fetched_at, _("已导入的登记数据中没有这件专利"))
