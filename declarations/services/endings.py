"""What the clock ends: a withdrawal whose notice is over takes effect, what expired on the register is ended too."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from declarations.models import Declaration, WithdrawalRequest
from declarations.notices import tell_declarant
from declarations.services.moves import move
from declarations.workflow import Action, Status
from publication.choices import State
from publication.models import Record
from tenancy.actors import Actor

END = "declarations.end"


@transaction.atomic
def end_expired(*, by: Actor) -> int:
    """Mark those whose term is over; licences already given stay as they are."""
    expired = Record.objects.filter(province=by.province, state=State.EXPIRED).values("number")
    over = Declaration.objects.select_for_update().filter(status=Status.PUBLISHED, record_number__in=expired)
    return _moved(list(over), Action.END, by=by)


@transaction.atomic
def end_notices(*, by: Actor, now: datetime | None = None) -> int:
    """The days of notice are over: from now on it reads withdrawn, as the register does (ZJ-69)."""
    due = WithdrawalRequest.objects.filter(declaration=OuterRef("pk"), takes_effect_at__lte=now or timezone.now())
    over = Declaration.objects.select_for_update().filter(Exists(due), status=Status.NOTICE)
    return _moved(list(over), Action.TAKE_EFFECT, by=by)


def _moved(batch: Sequence[Declaration], action: Action, *, by: Actor) -> int:
    for declaration in batch:
        declaration = move(declaration, action, by=by)
        tell_declarant(declaration, f"{declaration}：{declaration.get_status_display()}", by=by)
    return len(batch)
