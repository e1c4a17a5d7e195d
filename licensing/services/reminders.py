"""By the clock: what comes is announced before it happens, what is late is told once to both sides and the office."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Due
from licensing.models.money import DueState
from licensing.notices import tell_both, tell_office
from licensing.schedule import DueKind
from publication.money import yuan
from tenancy.actors import Actor

REMIND = "licensing.remind"
PORTION = 100


@transaction.atomic
def remind_portion(*, by: Actor) -> int:
    """The next lines that come soon or have become late; 0 when nothing is left."""
    today = timezone.localdate()
    coming = Due.objects.open().filter(announced_at=None, remind_on__lte=today, due_on__gte=today)
    late = Due.objects.overdue().filter(overdue_at=None)
    switched = Due.objects.open().filter(kind=DueKind.SWITCH, due_on__lte=today)
    done = 0
    for rows, tell in ((coming, _announce), (late, _tell_late), (switched, _switch)):
        for due in (found := list(rows.select_related("licence__province", "licence__region")[:PORTION])):
            tell(due, by)
        done += len(found)
    return done


def _announce(due: Due, by: Actor) -> None:
    """Both sides hear it beforehand, and the log keeps when (LN-58)."""
    words = {"number": due.licence.number, "what": due.what, "day": due.due_on, "rule": due.rule, "sum": _sum(due)}
    sentence = {
        DueKind.PAYMENT: _("许可%(number)s：%(what)s%(sum)s应于%(day)s前支付"),
        DueKind.ROYALTY: _("许可%(number)s：请报送并支付%(what)s%(sum)s，期限%(day)s"),
        DueKind.DECISION: _("许可%(number)s：被许可人须于%(day)s前%(what)s。%(rule)s"),
        DueKind.SWITCH: _("许可%(number)s：自%(day)s起%(what)s。%(rule)s"),
    }[DueKind(due.kind)] % words
    tell_both(due.licence, by=by, sentence=sentence, about=f"due:{due.pk}:coming")
    record("licence.announce_due", due.licence, by=by, payload={"line": due.what, "due_on": due.due_on})
    due.announced_at = timezone.now()
    due.save(update_fields=["announced_at"])


def _tell_late(due: Due, by: Actor) -> None:
    words = {"number": due.licence.number, "what": due.what, "day": due.due_on, "sum": _sum(due)}
    sentence = _("许可%(number)s：%(what)s%(sum)s已于%(day)s到期，尚未办结") % words
    tell_both(due.licence, by=by, sentence=sentence, about=f"due:{due.pk}:late")
    tell_office(due.licence, by=by, sentence=sentence, about=f"due:{due.pk}:late")
    record("licence.overdue", due.licence, by=by, payload={"line": due.what, "due_on": due.due_on})
    due.overdue_at = timezone.now()
    due.save(update_fields=["overdue_at"])


def _switch(due: Due, by: Actor) -> None:
    """The day has come: from now on the licence costs."""
    due.state, due.settled_at = DueState.SETTLED, timezone.now()
    due.save(update_fields=["state", "settled_at"])
    record("licence.switch", due.licence, by=by, payload={"line": due.what, "due_on": due.due_on})


def _sum(due: Due) -> str:
    return yuan(due.amount) if due.amount is not None else ""
