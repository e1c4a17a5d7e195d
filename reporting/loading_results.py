"""What came of licences: results that were told and sums that were received, as of an instant."""

from collections import defaultdict

from django.db.models import QuerySet

from licensing.models import LicensedPatent, Party, Receipt, Result, Turn
from licensing.workflow import FELL_THROUGH, Side
from reporting.facts import Achieved, Received
from reporting.periods import Instant, held


def results_of(instant: Instant) -> tuple[Achieved, ...]:
    """The last word on each interval that the licensee, or the office for them, had said."""
    rows = Result.objects.exclude(side=Side.LICENSOR).exclude(follow_up__licence__in=fell_through(instant))
    told = held(rows, instant).select_related("follow_up__licence__region")
    last = {result.follow_up_id: result for result in told.order_by("id")}
    keys = {result.follow_up.licence_id for result in last.values()}
    numbers, names = _patents(keys), _licensees(keys)
    return tuple(
        Achieved(
            number=result.follow_up.licence.number,
            licensee=names.get(result.follow_up.licence_id, ""),
            patent_numbers=tuple(numbers[result.follow_up.licence_id]),
            period=str(result.follow_up),
            used=result.used,
            output_value=result.output_value,
            sales=result.sales,
            jobs=result.jobs,
            region_path=result.follow_up.licence.region.path,
            told_for=result.effective_at,
            key=result.follow_up.licence_id,
        )
        for result in sorted(last.values(), key=lambda result: (result.effective_at, result.pk))
    )


def fell_through(instant: Instant) -> QuerySet[Turn, int]:
    """Licences that were found never to have been; what was told of their use is that of nobody."""
    return held(Turn.objects.filter(status__in=FELL_THROUGH), instant).order_by().values_list("licence_id", flat=True)


def receipts_of(instant: Instant) -> tuple[Received, ...]:
    """What owners had confirmed; of a licence that fell through it goes back to who paid."""
    kept = Receipt.objects.exclude(payment__due__licence__in=fell_through(instant))
    rows = held(kept, instant).order_by("effective_at", "id")
    columns = ("number", "payment__due__licence__number", "payment__due__what", "amount")
    values = rows.values_list(
        *columns, "payment__due__licence__region__path", "effective_at", "payment__due__licence_id"
    )
    return tuple(Received(*row) for row in values.iterator())


def _patents(licences: set[int]) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = defaultdict(list)
    rows = LicensedPatent.objects.filter(licence__in=licences).order_by("licence", "position")
    for licence, number in rows.values_list("licence_id", "patent_number"):
        groups[licence].append(number)
    return groups


def _licensees(licences: set[int]) -> dict[int, str]:
    rows = Party.objects.filter(licence__in=licences, side=Side.LICENSEE).order_by("-position")
    return dict(rows.values_list("licence_id", "name"))
