"""How long an answer holds by itself: the first day on which the same facts could be judged otherwise."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.timezone import localdate

from verification.annual_fees import FeeState
from verification.checks.validity import fee_standing
from verification.dossier import Burden, Dossier, Known, RecordedLicence
from verification.rules import Rules
from verification.terms import last_day_at_most, last_day_of_patent

DAY = timedelta(days=1)


def holds_until(dossier: Dossier, rules: Rules, announced: Iterable[date] = ()) -> date:
    """The last day on which a check of this dossier says what it says today, if nobody tells anything new.

    `announced` are days from which announcements on file take effect. Where the words change from day to day
    (an unpaid fee with its surcharge) that is today.
    """
    turns = {day for day in (*_turns(dossier, rules), *announced) if day > dossier.checked_on}
    return min(turns, default=date.max) - DAY


def _turns(dossier: Dossier, rules: Rules) -> Iterator[date]:
    """Every day on which something begins or ends."""
    filed, extended, status = dossier.facts.filing_date, dossier.facts.extended_to, dossier.facts.status
    if filed:
        yield last_day_of_patent(dossier.number.kind, filed.value, extended.value if extended else None) + DAY
    yield last_day_at_most(dossier.number, extended.value if extended else None) + DAY
    if stand := fee_standing(dossier):
        yield dossier.checked_on + DAY if stand.state == FeeState.GRACE else stand.due_on + DAY
    if status and rules.facts_fresh_days is not None:
        yield localdate(status.fetched_at) + timedelta(days=rules.facts_fresh_days + 1)
    for entry in _entries(dossier.facts.licences):
        yield from filter(None, (entry.since, entry.until and entry.until + DAY, entry.cancelled_on))
    for known in (dossier.facts.pledges, dossier.facts.preservations, dossier.facts.ownership_disputes):
        for burden in _burdens(known):
            yield from filter(None, (burden.since, burden.lifted_on))


def _entries(known: Known[tuple[RecordedLicence, ...]] | None) -> tuple[RecordedLicence, ...]:
    return known.value if known else ()


def _burdens(known: Known[tuple[Burden, ...]] | None) -> tuple[Burden, ...]:
    return known.value if known else ()
