"""Signing as one table: whose hand, from where, to where. The licence does not wait for it; signatures are proof.

Buttons, refusals and tests read this table, like licensing/workflow.py for the licence itself.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SignState(models.TextChoices):
    """Where one party's signature stands."""

    QUEUED = "queued", _("未轮到签署")
    ASKED = "asked", _("待签署")
    SCANNED = "scanned", _("扫描件待核对")
    SIGNED = "signed", _("已签署")
    REFUSED = "refused", _("谢绝签署")
    VOID = "void", _("文本已更换")


class Way(models.TextChoices):
    ELECTRONIC = "electronic", _("电子签名")
    SCAN = "scan", _("盖章扫描件")


class SignAction(models.TextChoices):
    """What a hand does; each is a line of the log."""

    BEGIN = "begin", _("发起签署")
    ASK = "ask", _("通知签署")
    REMIND = "remind", _("催签")
    HAND_ON = "hand_on", _("转交同事签署")
    SIGN = "sign", _("签署合同")
    SEAL = "seal", _("加盖电子签名")
    SCAN = "scan", _("上传盖章扫描件")
    AGREE = "agree", _("核对扫描件无误")
    RETURN = "return", _("退回扫描件")
    REFUSE = "refuse", _("谢绝签署")
    COMPLETE = "complete", _("签署完成")
    VOID = "void", _("停止签署原文本")


class Hand(StrEnum):
    """Whose, seen from one signature."""

    PARTY = "party"
    BEARER = "bearer"  # brings the sealed paper of a party without an account, and does nothing else in its name
    OTHER = "other"  # another party of the contract, or the office
    PLATFORM = "platform"


@dataclass(frozen=True)
class SignStep:
    hands: Set[Hand]
    start: Set[SignState]
    to: SignState | None
    needs_reason: bool = False


A, S = SignAction, SignState
OPEN = frozenset({S.ASKED, S.SCANNED, S.REFUSED})

# fmt: off
SIGN_STEPS: dict[SignAction, SignStep] = {
    A.ASK:     SignStep({Hand.PLATFORM}, {S.QUEUED}, S.ASKED),
    A.REMIND:  SignStep({Hand.PLATFORM}, {S.ASKED}, None),
    A.SIGN:    SignStep({Hand.PARTY}, OPEN, S.SIGNED),
    A.SCAN:    SignStep({Hand.PARTY, Hand.BEARER}, OPEN, S.SCANNED),
    A.HAND_ON: SignStep({Hand.PARTY}, {S.QUEUED, *OPEN}, None),
    A.REFUSE:  SignStep({Hand.PARTY}, {S.ASKED, S.SCANNED}, S.REFUSED, needs_reason=True),
    A.AGREE:   SignStep({Hand.OTHER}, {S.SCANNED}, S.SIGNED),
    A.RETURN:  SignStep({Hand.OTHER}, {S.SCANNED}, S.ASKED, needs_reason=True),
    A.VOID:    SignStep({Hand.PLATFORM}, {S.QUEUED, S.SIGNED, *OPEN}, S.VOID),
}
# fmt: on


def sign_steps_open_to(hands: Set[Hand], state: str) -> list[SignAction]:
    """The buttons beside a signature."""
    return [action for action, step in SIGN_STEPS.items() if step.hands & hands and state in step.start]


def why_no_sign_step(hands: Set[Hand], action: SignAction, state: str, reason: str) -> str | Promise | None:
    """The refusal in the reader's words; None when the step is theirs to take."""
    step = SIGN_STEPS[action]
    if not step.hands & hands:
        return _("您不能办理“%(action)s”。") % {"action": action.label}
    if state not in step.start:
        words = {"state": SignState(state).label, "action": action.label}
        return _("该方签署状态为“%(state)s”，不能%(action)s。") % words
    if step.needs_reason and not reason.strip():
        return _("请写明“%s”的理由。") % action.label
    return None
