"""What the clock ends: a declaration whose record expired on the register is ended too."""

from django.db import transaction

from declarations.models import Declaration
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
    for declaration in (batch := list(over)):
        move(declaration, Action.END, by=by)
        tell_declarant(declaration, f"{declaration}：{declaration.get_status_display()}", by=by)
    return len(batch)
