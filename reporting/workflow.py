"""The monthly round as one table: whose hand, from where, to where. Buttons, refusals and tests read it."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PREPARED = "prepared", _("待报")
    SUBMITTED = "submitted", _("已报待审收")
    RETURNED = "returned", _("已退回")
    ACCEPTED = "accepted", _("已审收锁定")
    REOPENED = "reopened", _("已重开待更正")


class Action(models.TextChoices):
    PREPARE = "prepare", _("生成月报")
    SUBMIT = "submit", _("上报")
    ACCEPT = "accept", _("审收并锁定")
    SEND_BACK = "send_back", _("退回")
    REOPEN = "reopen", _("重开更正")


class Hand(StrEnum):
    """Whose hand it is, seen from one return."""

    FILER = "filer"
    COLLECTOR = "collector"  # the office above that gathers it
    PLATFORM = "platform"


@dataclass(frozen=True)
class Step:
    hand: Hand
    start: Set[Status]
    to: Status
    needs_reason: bool = False


A, S = Action, Status
OPEN = frozenset({S.PREPARED, S.RETURNED, S.REOPENED})
"""Still to be filed."""
OWING = frozenset({S.PREPARED, S.RETURNED})
"""The office above waits for it; what is opened again only for a correction was told in its time."""
FILED = frozenset({S.SUBMITTED, S.ACCEPTED})

OVERDUE: dict[str, Promise] = {
    S.PREPARED: _("%(what)s已逾期"),
    S.RETURNED: _("%(what)s已退回，期限已过，请尽快修改后再次上报"),
}
"""What is said of it once its last day is over."""
TO_CORRECT = _("%(what)s已重开，请更正后再次上报")
"""What is said of one that was told in its time, and is not late."""

# fmt: off
STEPS: dict[Action, Step] = {
    A.SUBMIT:    Step(Hand.FILER,     OPEN,          S.SUBMITTED),
    A.ACCEPT:    Step(Hand.COLLECTOR, {S.SUBMITTED}, S.ACCEPTED),
    A.SEND_BACK: Step(Hand.COLLECTOR, {S.SUBMITTED}, S.RETURNED, needs_reason=True),
    A.REOPEN:    Step(Hand.COLLECTOR, {S.ACCEPTED},  S.REOPENED, needs_reason=True),
}
# fmt: on


def open_to(hands: Set[Hand], status: str) -> list[Action]:
    """What these hands may do here: the buttons of the page."""
    return [action for action, step in STEPS.items() if step.hand in hands and status in step.start]


def why_not(hands: Set[Hand], action: Action, status: str) -> str | Promise | None:
    """The refusal in the reader's words; None when the step is theirs to take."""
    step = STEPS[action]
    if status not in step.start:
        return _("当前状态为“%(status)s”，不能%(action)s。") % {"status": Status(status).label, "action": action.label}
    return None if step.hand in hands else _("您不能办理“%(action)s”。") % {"action": action.label}
