"""Changes of rules that wait for their second person."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tenancy.actors import Actor
from tenancy.models import PolicyProposal
from tenancy.models.policy import ProposalState
from tenancy.policy.parameters import PARAMETERS
from tenancy.queues import Queue, Task
from tenancy.roles import Right, holders


def waiting_for(actor: Actor) -> QuerySet[PolicyProposal]:
    """Those that a colleague entered; nobody approves the own ones."""
    assert actor.user
    return PolicyProposal.objects.filter(state=ProposalState.WAITING).exclude(proposed_by=actor.user.pk)


def decided_by(actor: Actor) -> QuerySet[PolicyProposal]:
    assert actor.user
    return PolicyProposal.objects.filter(decided_by=actor.user.pk)


def proposal_task(proposal: PolicyProposal) -> Task:
    title = str(PARAMETERS[proposal.key])
    return Task(title, reverse("policy:change", args=[proposal.pk]), proposal.proposed_at, note=proposal.proposed_name)


PROPOSALS = Queue(
    name="policy",
    title=gettext_lazy("政策参数调整"),
    roles=holders(Right.APPROVE_POLICY),
    pending=waiting_for,
    task=proposal_task,
    since="proposed_at",
    done=decided_by,
    finished="decided_at",
)
