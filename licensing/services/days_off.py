"""A year's holidays were announced after a last day was worked out: a day off at the end moves it on (细则第五条)."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Due, FollowUp, Licence
from licensing.models.money import DueState
from licensing.notices import tell_both
from licensing.schedule import DueKind
from tenancy.actors import Actor
from tenancy.policy.workdays import official_calendar

ROOM = 300  # signs of a rule
OWED = (DueState.OPEN, DueState.CONDITIONAL)
END_OF_YEAR = Q(due_on__month=12, due_on__day=31, opens_on__year=F("due_on__year"))  # 会计年度截止前: no period of days


def move_on(*, by: Actor) -> int:
    """Payments, settlements, results and formalities due on a day that was announced since as a day off. How many."""
    off = official_calendar().days_off_from(timezone.localdate())
    dues = Due.objects.filter(due_on__in=off, kind__in=(DueKind.PAYMENT, DueKind.ROYALTY), state__in=OWED)
    told = FollowUp.objects.filter(due_on__in=off, answered_at=None)
    rows = [*dues.exclude(END_OF_YEAR).select_related("licence__province")]
    for due in rows:
        _move(due, due.what, is_known=bool(due.announced_at), by=by)
    for each in (asked := list(told.select_related("licence__province"))):
        _move(each, str(each), is_known=bool(each.asked_at), by=by)
    formal = list(Licence.objects.filter(formalities_by__in=off, closed_at=None))
    for licence in formal:
        assert licence.formalities_by
        licence.formalities_by = official_calendar().next_working_day(licence.formalities_by)
        licence.save(update_fields=["formalities_by"])
    return len(rows) + len(asked) + len(formal)


@transaction.atomic
def _move(row: Due | FollowUp, what: str, *, is_known: bool, by: Actor) -> None:
    """Whoever was told of the day already hears of the later one."""
    before, row.due_on = row.due_on, official_calendar().next_working_day(row.due_on)
    words = {"number": row.licence.number, "what": what, "before": before, "day": row.due_on}
    moved = _("%(before)s经公布为休假日，顺延至%(day)s。") % words
    row.rule = row.rule[: ROOM - len(moved)] + moved
    row.save(update_fields=["due_on", "rule"])
    record("licence.move_on", row.licence, by=by, payload={"line": what, "from": before, "due_on": row.due_on})
    if is_known:
        sentence = _("许可%(number)s：%(what)s的期限%(before)s经公布为休假日，顺延至%(day)s") % words
        tell_both(row.licence, by=by, sentence=sentence, about=f"{row._meta.model_name}:{row.pk}:{row.due_on}")
