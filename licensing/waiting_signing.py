"""What of signing waits on desks: contracts to sign, scans to compare, and signatures that were refused or are late."""

from datetime import datetime, time

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import Licence, Proposal, Signature
from licensing.models.licences import OFFICERS
from licensing.models.texts import ProposalState
from licensing.services.signing import SIGNABLE
from licensing.signing import SignState
from tenancy.actors import Actor
from tenancy.models import Membership
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import Right, holders


def to_sign(actor: Actor) -> QuerySet[Signature]:
    """Contracts that lie before this person: theirs to sign, or before anyone of the organisation who may.

    What was handed to somebody who has left since lies before all again.
    """
    signers = Membership.objects.active().filter(role__in=holders(Right.SIGN), organisation=actor.organisation)
    mine = Q(handler=None) | Q(handler=actor.person.pk) | ~Q(handler__in=signers.values("user"))
    return _live().filter(mine, state=SignState.ASKED, party__organisation=actor.organisation)


def to_compare(actor: Actor) -> QuerySet[Signature]:
    """Scans that another party of the contract has brought."""
    theirs = Licence.objects.visible_to(actor).values("pk")
    others = _live().filter(state=SignState.SCANNED, paper__licence__in=theirs)
    return others.exclude(party__organisation=actor.organisation)


def stuck(actor: Actor) -> QuerySet[Signature]:
    """At the office: refused with a reason, or beyond the day."""
    late = Q(state=SignState.ASKED, due_on__lt=timezone.localdate())
    seen = Licence.objects.visible_to(actor).values("pk")
    return _live().filter(late | Q(state=SignState.REFUSED), paper__licence__in=seen)


def to_answer(actor: Actor) -> QuerySet[Proposal]:
    """What the other side of a contract wants to change in its text; a co-owner is of the same side."""
    by_licensee = Q(organisation=F("licence__licensee"))
    given = by_licensee & Q(licence__in=Licence.objects.given_by(actor.organisation))
    taken = ~by_licensee & Q(licence__in=Licence.objects.taken_by(actor.organisation))
    waiting = Proposal.objects.filter(given | taken, state=ProposalState.OPEN, licence__status__in=SIGNABLE)
    return waiting.select_related("licence", "organisation")


def proposal_task(one: Proposal) -> Task:
    title = _("%(number)s 合同修改稿") % {"number": one.licence.number}
    address = f"{one.licence.get_absolute_url()}text/"
    return Task(title=title, url=address, since=one.effective_at, note=one.organisation.name)


def _live() -> QuerySet[Signature]:
    licensed = Signature.objects.filter(paper__licence__status__in=SIGNABLE)
    return licensed.select_related("paper__licence", "party")


def signature_task(one: Signature) -> Task:
    due = timezone.make_aware(datetime.combine(one.due_on, time.max)) if one.due_on else None
    title = _("%(number)s %(state)s") % {"number": one.paper.licence.number, "state": one.get_state_display()}
    address = f"{one.paper.licence.get_absolute_url()}signing/"
    return Task(title=title, url=address, since=one.asked_at, due_at=due, note=one.party.name)


SIGNING = Queue(
    name="signatures",
    title=gettext_lazy("待签署的合同"),
    roles=holders(Right.SIGN),
    pending=to_sign,
    task=signature_task,
    due="due_on",
    since="asked_at",
)
SCANS = Queue(
    name="scans",
    title=gettext_lazy("待核对的盖章扫描件"),
    roles=holders(Right.SIGN),
    pending=to_compare,
    task=signature_task,
    due="due_on",
    since="asked_at",
)
UNSIGNED = Queue(
    name="unsigned",
    title=gettext_lazy("合同签署受阻或者逾期"),
    roles=OFFICERS,
    pending=stuck,
    task=signature_task,
    due="due_on",
    since="asked_at",
)
PROPOSED = Queue(
    name="contract-proposals",
    title=gettext_lazy("待答复的合同修改稿"),
    roles=holders(Right.DECLARE, Right.ACCEPT),
    pending=to_answer,
    task=proposal_task,
    since="effective_at",
)
TEXTS = Entry(
    gettext_lazy("合同文本"),
    gettext_lazy("上传本省发布的合同样例，按版本启用。"),
    "licensing:official_text",
    holders(Right.SET_POLICY),
)
