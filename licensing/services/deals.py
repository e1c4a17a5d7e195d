"""Once a day the figures of what was agreed are counted anew for the pages where fees are set (F053)."""

from dataclasses import asdict
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone

from licensing.deals import Deal, groups_of
from licensing.models import Licence, LicensedPatent
from publication.models import DealFigure
from tenancy.actors import Actor
from tenancy.policy import policy_of

CHUNK = 2000


@transaction.atomic
def count_deals(*, by: Actor) -> int:
    """Replace the figures of the province; how many groups are shown. Safe to run twice."""
    least: int = policy_of(by.province).statistics_least_group  # type: ignore[assignment]  # has a default
    groups = groups_of(_deals(), least)
    now = timezone.now()
    DealFigure.objects.filter(province=by.province).delete()
    DealFigure.objects.bulk_create(DealFigure(province=by.province, counted_at=now, **asdict(each)) for each in groups)
    return len(groups)


def _deals() -> list[Deal]:
    """Of every licence that was concluded in this province, whatever became of it later."""
    concluded = Licence.objects.concluded().order_by().values("pk")
    rows = LicensedPatent.objects.filter(licence__in=concluded).order_by()
    values = rows.values_list("licence", "record__industry", "fee_kind", "amount", "terms__rate")
    return [Deal(*row[:4], rate=_rate(row[4])) for row in values.iterator(CHUNK)]


def _rate(text: object) -> Decimal | None:
    try:
        return Decimal(str(text)) if text is not None else None
    except InvalidOperation:
        return None
