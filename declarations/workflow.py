"""The process as one table: whose hand, from where, to where. Buttons, refusals, tests and drawing read it.

Which review stages a declaration passes is policy (`stages`); their order is here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenancy.roles import Right, Role, holders


class Status(models.TextChoices):
    """Where a declaration stands."""

    DRAFT = "draft", _("草稿")
    INTERNAL = "internal", _("单位内部审批")
    CHECKING = "checking", _("核验中")
    SECOND_CHECK = "second_check", _("二次核查")
    REVIEWING = "reviewing", _("审核中")
    APPROVED = "approved", _("待备案")
    PUBLISHED = "published", _("已发布")
    RETURNED = "returned", _("退回补正")
    DISCARDED = "discarded", _("已作废")
    NOTICE = "notice", _("撤回公告期")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已终止")


class Action(models.TextChoices):
    """What a hand does with it."""

    ASK_APPROVAL = "ask_approval", _("提交内部审批")
    AGREE = "agree", _("内部同意")
    OBJECT = "object", _("内部异议")
    SUBMIT = "submit", _("提交")
    FORWARD = "forward", _("核验完成")
    STOP = "stop", _("核验未通过")
    PASS = "pass", _("核查通过")
    APPROVE = "approve", _("审核通过")
    SEND_BACK = "send_back", _("退回")
    PUBLISH = "publish", _("备案并发布")
    RELEASE = "release", _("定时发布")
    DISCARD = "discard", _("作废")
    LAPSE = "lapse", _("草稿到期")
    WITHDRAW = "withdraw", _("撤回")
    GIVE_NOTICE = "give_notice", _("公告撤回")
    TAKE_EFFECT = "take_effect", _("撤回生效")
    END = "end", _("终止")


@dataclass(frozen=True)
class Step:
    """One row of the table. `to` is empty where the next stage is the province's policy."""

    hands: frozenset[Role]  # empty: the platform itself
    start: frozenset[Status]
    to: Status | None
    needs_reason: bool = False


# Which stage a hand of the province's list works at; stages by the platform itself happen while CHECKING.
STAGE_OF = {
    "accredited_body": Status.SECOND_CHECK,
    "centre": Status.SECOND_CHECK,
    "county": Status.REVIEWING,
    "city": Status.REVIEWING,
    "department": Status.REVIEWING,
}
ORDER = (Status.CHECKING, Status.SECOND_CHECK, Status.REVIEWING, Status.APPROVED)


def stage_after(status: str, hands: Iterable[str]) -> Status:
    """The stage that follows where these hands check, in the order of the house; the province files at the end."""
    wanted = {STAGE_OF[hand] for hand in hands if hand in STAGE_OF} | {Status.APPROVED}
    return next(stage for stage in ORDER[ORDER.index(Status(status)) + 1 :] if stage in wanted)


S, A = Status, Action
# Hands are who holds the right by the roles page (tenancy/roles.py): what it says and what the table lets do are one.
APPLICANT = holders(Right.DECLARE)
HEAD = frozenset({Role.ORGANISATION_ADMIN})
CHECKER = holders(Right.CHECK)
CITY = holders(Right.REVIEW)
PROVINCE = holders(Right.PUBLISH)
WITHDRAWER = holders(Right.WITHDRAW)
PLATFORM: frozenset[Role] = frozenset()

STEPS: dict[Action, Step] = {
    A.ASK_APPROVAL: Step(APPLICANT, frozenset({S.DRAFT, S.RETURNED}), S.INTERNAL),
    A.AGREE: Step(HEAD, frozenset({S.INTERNAL}), S.CHECKING),
    A.OBJECT: Step(HEAD, frozenset({S.INTERNAL}), S.DRAFT, True),
    A.SUBMIT: Step(APPLICANT, frozenset({S.DRAFT, S.RETURNED}), S.CHECKING),
    A.FORWARD: Step(PLATFORM, frozenset({S.CHECKING}), None),
    A.STOP: Step(PLATFORM, frozenset({S.CHECKING}), S.RETURNED, True),
    A.PASS: Step(CHECKER, frozenset({S.SECOND_CHECK}), None),
    A.APPROVE: Step(CITY, frozenset({S.REVIEWING}), None),
    A.SEND_BACK: Step(
        CHECKER | CITY | PROVINCE, frozenset({S.SECOND_CHECK, S.REVIEWING, S.APPROVED}), S.RETURNED, True
    ),
    A.PUBLISH: Step(PROVINCE, frozenset({S.APPROVED}), S.PUBLISHED),
    A.RELEASE: Step(PLATFORM, frozenset({S.APPROVED}), S.PUBLISHED),
    A.DISCARD: Step(APPLICANT, frozenset({S.DRAFT, S.RETURNED}), S.DISCARDED, True),
    A.LAPSE: Step(PLATFORM, frozenset({S.DRAFT}), S.DISCARDED, True),
    A.WITHDRAW: Step(WITHDRAWER, frozenset({S.PUBLISHED}), S.WITHDRAWN, True),
    A.GIVE_NOTICE: Step(WITHDRAWER, frozenset({S.PUBLISHED}), S.NOTICE, True),
    A.TAKE_EFFECT: Step(PLATFORM, frozenset({S.NOTICE}), S.WITHDRAWN),
    A.END: Step(PLATFORM, frozenset({S.PUBLISHED}), S.ENDED),
}

# Whose desk a declaration lies on, and hence who may act on it there.
DESKS: dict[Status, frozenset[Role]] = {S.SECOND_CHECK: CHECKER, S.REVIEWING: CITY, S.APPROVED: PROVINCE}
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
OPEN = frozenset({S.CHECKING, S.SECOND_CHECK, S.REVIEWING, S.APPROVED, S.INTERNAL})


def hand_may(role: Role | None, action: Action, status: str) -> bool:
    """May this hand do it here? The platform itself (no role) does what is in nobody's hands."""
    step = STEPS[action]
    in_hand = role in step.hands if step.hands else role is None
    on_desk = action is not A.SEND_BACK or role in DESKS[Status(status)] if status in DESKS else True
    return in_hand and status in step.start and on_desk


def is_on_desk_of(role: Role | None, status: str) -> bool:
    """Does it wait for the decision of this hand?"""
    return status in DESKS and role in DESKS[Status(status)]


def why_not(role: Role | None, action: Action, status: str) -> str | Promise:
    """The refusal in the reader's words."""
    if status not in STEPS[action].start:
        return _("当前状态为“%(status)s”，不能%(action)s。") % {
            "status": Status(status).label,
            "action": action.label,
        }
    return _("您的角色不能办理“%(action)s”。") % {"action": action.label}
