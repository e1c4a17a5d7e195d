"""The process of a licence as one table: whose hand, from where, to where. Buttons, refusals and tests read it."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a licence stands. What `CONCLUDED_STATES` names counts as 达成许可."""

    REQUESTED = "requested", _("请求待答复")
    CONCLUDED = "concluded", _("已达成，待确认合同")
    OBJECTED = "objected", _("专利权人有异议")
    CONFIRMED = "confirmed", _("已达成，合同已确认")
    DECLINED = "declined", _("未达成")
    CANCELLED = "cancelled", _("请求已撤回")
    ENDED = "ended", _("许可已终止")


class Action(models.TextChoices):
    """What a hand does with it."""

    ACCEPT = "accept", _("接受许可条件")
    REQUEST = "request", _("提出许可请求")
    CONFIRM = "confirm", _("确认合同")
    DECLINE = "decline", _("谢绝请求")
    OBJECT = "object", _("提出异议")
    ESCALATE = "escalate", _("逾期转市级部门督促")
    UPHOLD = "uphold", _("认定异议成立")
    DISMISS = "dismiss", _("认定异议不成立")
    CANCEL = "cancel", _("撤回请求")
    END = "end", _("终止许可")


class Side(StrEnum):
    """Whose hand it is, seen from one licence."""

    LICENSOR = "licensor"
    LICENSEE = "licensee"
    OFFICE = "office"  # the office that answers for the place of the record
    PLATFORM = "platform"


class Ground(models.TextChoices):
    """Grounds an owner may state; without one nobody declines (LN-59, CN-40)."""

    PLACE = "place", _("使用地域超出许可地域")
    IDENTITY = "identity", _("接受方身份信息不实")
    RIGHT = "right", _("专利权已转移、终止或者被宣告无效")
    LAW = "law", _("法律、行政法规限制或者禁止（含技术出口管理）")
    TERMS = "terms", _("接受的内容与公布的许可条件不一致")
    OTHER = "other", _("其他正当理由")


@dataclass(frozen=True)
class Step:
    """One row of the table. `to` is empty where the licence stays where it is."""

    side: Side
    start: Set[Status]
    to: Status | None
    needs_ground: bool = False
    needs_reason: bool = False


A, S = Action, Status
WAITING = frozenset({S.REQUESTED, S.CONCLUDED})
"""The owner's answer is awaited, and its clock runs."""
CONCLUDED_STATES = frozenset({S.CONCLUDED, S.OBJECTED, S.CONFIRMED, S.ENDED})
FELL_THROUGH = frozenset({S.DECLINED, S.CANCELLED})
"""It never became a licence: nothing of it is signed or filed."""

# fmt: off
STEPS: dict[Action, Step] = {
    A.CONFIRM:  Step(Side.LICENSOR, WAITING, S.CONFIRMED),
    A.DECLINE:  Step(Side.LICENSOR, {S.REQUESTED}, S.DECLINED, needs_ground=True, needs_reason=True),
    A.OBJECT:   Step(Side.LICENSOR, {S.CONCLUDED}, S.OBJECTED, needs_ground=True, needs_reason=True),
    A.ESCALATE: Step(Side.PLATFORM, WAITING, None),
    A.UPHOLD:   Step(Side.OFFICE, {S.OBJECTED}, S.DECLINED, needs_reason=True),
    A.DISMISS:  Step(Side.OFFICE, {S.OBJECTED}, S.CONCLUDED, needs_reason=True),
    A.CANCEL:   Step(Side.LICENSEE, {S.REQUESTED}, S.CANCELLED),
    A.END:      Step(Side.PLATFORM, {S.CONCLUDED, S.OBJECTED, S.CONFIRMED}, S.ENDED, needs_reason=True),
}
# fmt: on


def open_to(sides: Set[Side], status: str) -> list[Action]:
    """What these hands may do here: the buttons of a page."""
    return [action for action, step in STEPS.items() if step.side in sides and status in step.start]


def why_not(sides: Set[Side], action: Action, status: str) -> str | Promise | None:
    """The refusal in the reader's words; None when the step is theirs to take."""
    step = STEPS[action]
    if status not in step.start:
        return _("当前状态为“%(status)s”，不能%(action)s。") % {
            "status": Status(status).label,
            "action": action.label,
        }
    return None if step.side in sides else _("您不能办理“%(action)s”。") % {"action": action.label}
