"""Change a rule from a date: one person enters it with document, clause and analysis, a second one approves it.

The past is never touched: a value holds from today at the earliest, and earlier rows stay as they are (CN-59, ZJ-40).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.models import PolicyDocument, PolicyProposal, PolicyValue, Region
from tenancy.models.policy import DocumentStatus, ProposalState
from tenancy.policy.kinds import Parameter, Wrong
from tenancy.policy.ledger import load, read_cursor, writing
from tenancy.policy.parameters import PARAMETERS
from tenancy.policy.reader import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Right


@dataclass(frozen=True)
class Basis:
    """What a change rests on: document ("ln/plan"), clause, and the analysis behind it (ZJ-40)."""

    document: str
    clause: str
    note: str


@transaction.atomic
def set_value(
    key: str,
    raw: Any,
    basis: Basis,
    *,
    effective_from: date,
    by: Actor,
    effective_to: date | None = None,
    region: Region | None = None,
    inherits: bool = False,
) -> PolicyProposal:
    """调整参数: enter a value that waits for a second person. `inherits` gives the rule back to the level above."""
    by.must(Right.SET_POLICY)
    parameter = _parameter(key)
    plain = None if inherits else _plain(parameter, raw)
    reasons = _objections(parameter, plain, basis, effective_from, effective_to, region, inherits, by)
    if reasons:
        raise Refused(*reasons)
    assert by.user is not None  # _objections
    return PolicyProposal.objects.create(
        region_code=region.code if region else "",
        key=key,
        value=plain,
        inherits=inherits,
        document=basis.document,
        clause=basis.clause.strip(),
        note=basis.note.strip(),
        effective_from=effective_from,
        effective_to=effective_to,
        proposed_by=by.user.pk,
        proposed_name=by.name,
    )


@transaction.atomic
def approve_value(proposal: PolicyProposal, *, by: Actor) -> PolicyValue:
    """批准: the value becomes a row of the policy. Never by the person who entered it."""
    by.must(Right.APPROVE_POLICY)
    proposal = _decide(proposal, ProposalState.APPROVED, by=by)
    if proposal.effective_from < timezone.localdate():
        raise Refused(_("生效日%s已过，不能批准；请重新录入自今天或以后生效的取值") % proposal.effective_from)
    copied = ("province_id", "region_code", "key", "value", "inherits", "document", "clause", "note")
    with writing():
        return PolicyValue.objects.create(
            **{name: getattr(proposal, name) for name in copied},
            effective_from=proposal.effective_from,
            effective_to=proposal.effective_to,
            entered_by=proposal.proposed_by,
            entered_name=proposal.proposed_name,
            approved_by=proposal.decided_by,
            approved_name=proposal.decided_name,
        )


@transaction.atomic
def decline_value(proposal: PolicyProposal, reason: str, *, by: Actor) -> PolicyProposal:
    """不予批准, with a reason."""
    by.must(Right.APPROVE_POLICY)
    if not reason.strip():
        raise Refused(_("请写明不予批准的理由"))
    return _decide(proposal, ProposalState.DECLINED, by=by, reason=reason.strip())


@transaction.atomic
def register_document(document: PolicyDocument, *, by: Actor) -> PolicyDocument:
    """登记依据文件. `document` is unsaved; with a known key it is the new state of that document (draft, in force)."""
    by.must(Right.SET_POLICY)
    if document.status == DocumentStatus.PLATFORM:
        raise Refused(_("“平台缺省”不是一省文件的状态"))
    document.province = by.province
    document.entered_by, document.entered_name = (by.user.pk if by.user else None), by.name
    document.full_clean(exclude=["province"])
    with writing():
        document.save(force_insert=True)
    return document


def _parameter(key: str) -> Parameter:
    if key not in PARAMETERS:
        raise Refused(_("没有名为“%s”的参数") % key)
    return PARAMETERS[key]


def _plain(parameter: Parameter, raw: Any) -> Any:
    try:
        return parameter.plain(parameter.enter(raw))
    except Wrong as fault:
        raise Refused(f"{parameter}{fault}") from None


def _objections(
    parameter: Parameter,
    plain: Any,
    basis: Basis,
    effective_from: date,
    effective_to: date | None,
    region: Region | None,
    inherits: bool,
    by: Actor,
) -> list[str]:
    """Why the change cannot be entered; whole sentences, empty means it can."""
    reasons = []
    if by.user is None:
        reasons.append(_("参数须由工作人员录入"))
    if not load(read_cursor()).document(basis.document):
        reasons.append(_("请选择已登记的依据文件"))
    if not basis.clause.strip():
        reasons.append(_("请填写依据的条款"))
    if not basis.note.strip():
        reasons.append(_("请说明调整所依据的分析（动态调整相关政策，征求意见稿三12）"))
    if effective_from < timezone.localdate():
        reasons.append(_("生效日不得早于今天；已经适用的规则不能改写"))
    if effective_to and effective_to < effective_from:
        reasons.append(_("失效日不得早于生效日"))
    if region and region.province_id != by.province.pk:
        reasons.append(_("所选市县须属于本省"))
    rule = policy_of(by.province, at=effective_from, region=region).explain(parameter.key)
    if not inherits and rule.own and not effective_to and parameter.plain(rule.value) == plain:
        reasons.append(_("%(rule)s在%(day)s已经是这一取值") % {"rule": parameter, "day": effective_from})
    if _waiting().filter(key=parameter.key, region_code=region.code if region else "").exists():
        reasons.append(_("%s已有一项调整待批准") % parameter)
    return reasons


def _waiting() -> Any:
    return PolicyProposal.objects.filter(state=ProposalState.WAITING)


def _decide(proposal: PolicyProposal, state: str, *, by: Actor, reason: str = "") -> PolicyProposal:
    proposal = PolicyProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != ProposalState.WAITING:
        raise Refused(_("这项调整已由%s办理") % proposal.decided_name)
    if by.user is None or by.user.pk == proposal.proposed_by:
        raise Refused(_("录入和批准须为两人"))
    proposal.state, proposal.reason = state, reason
    proposal.decided_at, proposal.decided_by, proposal.decided_name = timezone.now(), by.user.pk, by.name
    proposal.save(update_fields=["state", "reason", "decided_at", "decided_by", "decided_name"])
    return proposal
