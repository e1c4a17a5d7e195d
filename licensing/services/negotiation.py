"""协商: either side proposes other clauses, the other side agrees or says why not; agreed, it is the next edition.

The licence itself stands as accepted. A new edition ends the signing of the one before and begins its own.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.contract import Clause, missing_clauses, read_contract
from licensing.differences import differences
from licensing.models import Licence, Paper, Proposal
from licensing.models.texts import ProposalState
from licensing.notices import tell_both
from licensing.services import signing
from licensing.services.moves import locked
from licensing.services.papers import draw, make_contract, make_edition
from licensing.services.signing import SIGNABLE
from licensing.workflow import Side
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Right


@transaction.atomic
def propose(licence: Licence, clauses: Sequence[Clause], *, by: Actor, seen: int | None = None) -> Proposal:
    """提出修改稿: kept as text; a newer one of either side takes its place. `seen`: the edition that was changed."""
    by.must(Right.DECLARE, Right.ACCEPT)
    make_contract(licence, by=by)
    licence = locked(licence)
    paper = licence.papers.latest("edition")
    if seen not in (None, paper.edition):
        raise Refused(_("合同文本在您修改期间已更新为第%s版，修改稿没有发出；请在现行文本上重新修改。") % paper.edition)
    now = read_contract(paper.content).clauses
    if wrong := faults(licence, now, clauses, by=by):
        raise Refused(*wrong)
    _refuse_if_signed(licence)
    assert by.organisation
    licence.proposals.filter(state=ProposalState.OPEN).update(state=ProposalState.REPLACED)
    proposal = Proposal.objects.create(
        licence=licence,
        base=paper.edition,
        clauses=[asdict(clause) for clause in clauses],
        organisation=by.organisation,
        made_by=by.person.pk,
        made_by_name=by.name,
        effective_at=timezone.now(),
    )
    changed = [one.title for one in differences(now, clauses)]
    record("licence.propose", licence, by=by, payload={"clauses": changed, "edition": paper.edition})
    words = {"who": by.place_name, "number": licence.number, "clauses": "、".join(changed)}
    sentence = _("%(who)s对许可%(number)s的合同提出修改（%(clauses)s），请答复") % words
    tell_both(licence, by=by, sentence=sentence, about=f"proposal:{proposal.pk}")
    return proposal


@transaction.atomic
def agree(proposal: Proposal, *, by: Actor) -> Paper:
    """同意修改稿: the next edition; signing begins anew with it."""
    drawn = draw(proposal.licence, clauses_of(proposal))
    proposal, licence = _answered(proposal, ProposalState.AGREED, by=by)
    before = licence.papers.latest("edition")
    paper = make_edition(licence, drawn, by=by)
    words = {"number": licence.number, "edition": paper.edition}
    signing.void(before, by=by, reason=_("双方同意第%s版文本") % paper.edition)
    signing.begin(paper, by=by)
    sentence = _("许可%(number)s的合同已按协商修改生成第%(edition)s版，与示范文本的差异附后，请按顺序签署") % words
    tell_both(licence, by=by, sentence=sentence, about=f"edition:{paper.edition}")
    return paper


@transaction.atomic
def decline(proposal: Proposal, *, by: Actor, reason: str) -> Proposal:
    """不同意修改稿: with a reason; the text stays as it was."""
    if not reason.strip():
        raise Refused(_("请写明不同意的理由。"))
    proposal, licence = _answered(proposal, ProposalState.DECLINED, by=by, reason=reason.strip())
    words = {"who": by.place_name, "number": licence.number, "reason": reason}
    sentence = _("%(who)s不同意许可%(number)s合同的修改稿：%(reason)s") % words
    tell_both(licence, by=by, sentence=sentence, about=f"declined:{proposal.pk}")
    return proposal


def clauses_of(proposal: Proposal) -> tuple[Clause, ...]:
    return tuple(Clause(row["title"], tuple(row["text"])) for row in proposal.clauses)


def may_answer(proposal: Proposal, by: Actor) -> bool:
    """The other side of the contract: a co-owner does not answer what an owner proposed."""
    parties = proposal.licence.parties.all()
    own = {Side(party.side) for party in parties if party.organisation_id == proposal.organisation_id}
    return by.organisation is not None and bool(proposal.licence.sides_of(by) - own)


def _answered(proposal: Proposal, state: ProposalState, *, by: Actor, **more: Any) -> tuple[Proposal, Licence]:
    by.must(Right.DECLARE, Right.ACCEPT)
    licence = locked(proposal.licence)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        raise Refused(_("该修改稿当前为“%s”，不能再答复。") % proposal.get_state_display())
    if not may_answer(proposal, by):
        raise Refused(_("修改稿由合同的另一方答复。"))
    _refuse_if_signed(licence)
    proposal.state, proposal.answered_at, proposal.answered_by_name = state, timezone.now(), by.name
    proposal.answered_by, proposal.reason = by.person.pk, more.get("reason", "")
    proposal.save(update_fields=["state", "answered_at", "answered_by", "answered_by_name", "reason"])
    record(f"licence.proposal_{state.value}", licence, by=by, reason=proposal.reason)
    return proposal, licence


def faults(licence: Licence, now: Sequence[Clause], clauses: Sequence[Clause], *, by: Actor) -> list[str]:
    """What keeps these clauses from being proposed in place of those of now; a page asks it before the button."""
    found = []
    if by.organisation is None or not licence.sides_of(by):
        found.append(_("只有合同双方可以提出修改。"))
    named = [clause.title for clause in clauses]
    if twice := [title for title in named if named.count(title) > 1]:  # compared by titles, one would hide the other
        found.append(_("条款标题“%s”出现了两次，请分开或者合并。") % twice[0])
    policy = policy_of(licence.province, at=licence.accepted_at)
    titles = [clause.title for clause in clauses if any(text.strip() for text in clause.text)]
    if missing := missing_clauses(policy.contract_clauses, titles):
        words = {"names": "、".join(missing), "clause": policy.cite("contract_clauses")}
        found.append(_("不能删去必备条款：%(names)s（%(clause)s）。") % words)
    if not differences(now, clauses):
        found.append(_("修改稿与现行文本没有不同。"))
    return found


def _refuse_if_signed(licence: Licence) -> None:
    if licence.status not in SIGNABLE:
        raise Refused(_("许可当前状态为“%s”，不能修改合同文本。") % licence.get_status_display())
    last = licence.papers.last()
    if last and signing.is_complete(last):
        raise Refused(_("合同各方均已签署，不能再修改文本；变更请另订补充协议。"))
