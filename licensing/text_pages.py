"""What the page of the contract's text says: what differs from the model, the proposal that waits, what you can do."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.contract import Clause, read_contract
from licensing.differences import Difference, differences, warning_of
from licensing.forms.texts import ReadForm, ReasonForm, TextForm, WordForm
from licensing.models import ContractText, Licence, Proposal
from licensing.models.texts import ProposalState
from licensing.services import negotiation
from licensing.services.negotiation import clauses_of
from licensing.services.papers import contract_for
from licensing.services.signing import SIGNABLE, is_complete
from licensing.services.texts import MARKS, shown
from tenancy.actors import Actor


def text_page(licence: Licence, actor: Actor, form: TextForm | None = None) -> dict[str, Any]:
    """Without a form given, the boxes hold the text as it stands."""
    papers = list(licence.papers.all())
    now = read_contract(papers[-1].content) if papers else contract_for(licence)
    first = read_contract(papers[0].content) if papers else now
    proposal = licence.proposals.filter(state=ProposalState.OPEN).select_related("organisation").first()
    edition = papers[-1].edition if papers else 1
    signed = bool(papers) and is_complete(papers[-1])
    open_still = actor.organisation is not None and licence.status in SIGNABLE and not signed
    return {
        "licence": licence,
        "edition": edition,
        "template": now.template,
        "found": differences(first.clauses, now.clauses),
        "proposal": _proposal(proposal, first.clauses, now.clauses, actor) if proposal and open_still else None,
        "form": (form or TextForm(now.clauses, edition=edition)) if open_still else None,
        "word": WordForm() if open_still else None,
        "earlier": [_earlier(one) for one in licence.proposals.exclude(state=ProposalState.OPEN)],
    }


def read_page(licence: Licence, clauses: Sequence[Clause], actor: Actor) -> dict[str, Any]:
    """What a file would change, before the other side hears of it."""
    papers = list(licence.papers.all())
    now = read_contract(papers[-1].content) if papers else contract_for(licence)
    first = read_contract(papers[0].content) if papers else now
    found = differences(first.clauses, clauses)
    edition = papers[-1].edition if papers else 1
    return {
        "licence": licence,
        "found": found,
        "since": differences(now.clauses, clauses) if len(papers) > 1 else [],
        "warning": warning_of(found),
        "waits": negotiation.faults(licence, now.clauses, clauses, by=actor),
        "read": ReadForm(initial={"clauses": [asdict(clause) for clause in clauses], "edition": edition}),
    }


def _proposal(one: Proposal, model: Sequence[Clause], now: Sequence[Clause], actor: Actor) -> dict[str, Any]:
    clauses = clauses_of(one)
    found: list[Difference] = differences(model, clauses)
    return {
        "one": one,
        "found": found,
        "since": differences(now, clauses) if one.base > 1 else [],
        "warning": warning_of(found),
        "reason": ReasonForm() if negotiation.may_answer(one, actor) else None,
    }


def _earlier(one: Proposal) -> str:
    words = {
        "when": timezone.localdate(one.effective_at).isoformat(),
        "who": one.organisation.name,
        "state": one.get_state_display(),
    }
    said = _("%(when)s %(who)s提出的修改稿：%(state)s") % words
    return f"{said}（{one.reason}）" if one.reason else said


def official_page(form: Any) -> dict[str, Any]:
    texts = list(ContractText.objects.all())
    return {
        "form": form,
        "marks": [f"【{word}】" for word in MARKS],
        "texts": [{"text": text, "clauses": shown(text)} for text in texts],
    }
