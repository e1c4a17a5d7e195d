"""许可台账: the licences of a city, a province or one side, on the screen and as a file with the same rows.

The screen turns its pages by the key of the last row, so that the last page costs what the first does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Flag
from licensing.models import Due, FollowUp, Licence, Receipt
from licensing.models.licences import LicenceQuerySet
from licensing.models.money import DueState, total_of
from licensing.workflow import CONCLUDED_STATES
from publication.money import in_wan, plain
from tenancy.actors import Actor

PAGE = 50


def licences_for(actor: Actor) -> LicenceQuerySet:
    """What this person may see, with what a row shows, in a constant number of queries."""
    seen = Licence.objects.visible_to(actor).select_related("region", "province")
    return seen.prefetch_related("parties", "patents", "filings")


def rows_for(actor: Actor, wanted: Q) -> QuerySet[Any]:
    """The rows of the ledger, the newest first, each with its sums and counts."""
    dues = Due.objects.exclude(state=DueState.VOID).filter(licence=OuterRef("pk"))
    came_in = Receipt.objects.filter(payment__due__licence=OuterRef("pk"))
    asked = FollowUp.objects.filter(licence=OuterRef("pk"), period_to__lt=timezone.localdate())
    found = licences_for(actor).filter(wanted).order_by("-id")
    return found.annotate(
        due_sum=total_of(dues, "licence", "amount"),
        received_sum=total_of(came_in, "payment__due__licence", "amount"),
        asked=_number_of(asked),
        told=_number_of(asked.filter(answered_at__isnull=False)),
        is_held=Exists(Flag.objects.beside(Licence)),
    )


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("licence").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Page:
    """One page and the keys of its neighbours; `before` leads to older rows, `after` to newer ones."""

    rows: list[Any]
    total: int
    before: int | None
    after: int | None


def page_of(rows: QuerySet[Any], total: int, *, before: int | None = None, after: int | None = None) -> Page:
    """Fifty rows beside a key: no row is skipped or shown twice while others are added."""
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("id")[: PAGE + 1])
        shown, more = found[:PAGE][::-1], len(found) > PAGE
        return Page(shown, total, shown[-1].pk if shown else None, shown[0].pk if more else None)
    found = list((rows.filter(pk__lt=before) if before is not None else rows)[: PAGE + 1])
    shown, more = found[:PAGE], len(found) > PAGE
    newer = shown[0].pk if shown and before is not None else None
    return Page(shown, total, shown[-1].pk if more else None, newer)


def columns() -> list[dict[str, Any]]:
    return [
        {"word": _("许可编号"), "kind": "code"},
        {"word": _("状态")},
        {"word": _("专利权人"), "kind": "name"},
        {"word": _("被许可人"), "kind": "name"},
        {"word": _("专利号")},
        {"word": _("使用费金额"), "unit": _("万元"), "kind": "number"},
        {"word": _("备注"), "kind": "text"},
        {"word": _("许可期限"), "kind": "date"},
        {"word": _("接受时间"), "kind": "date"},
        {"word": _("达成时间"), "kind": "date"},
        {"word": _("合同备案号")},
        {"word": _("已知应付"), "unit": _("万元"), "kind": "number"},
        {"word": _("确认收到"), "unit": _("万元"), "kind": "number"},
        {"word": _("实施跟踪"), "kind": "number"},
        {"word": _("实施方式"), "kind": "name"},
        {"word": _("奖补")},
    ]


def cells(licence: Any) -> list[str]:
    """One row as text: what the screen and the file both say (XY-50, XY-52)."""
    return [
        licence.number,
        str(licence.get_status_display()),
        licence.licensor_names,
        licence.licensee_name,
        "\n".join(patent.patent_number for patent in licence.patents.all()),
        plain(in_wan(licence.amount)),
        licence.remark,
        f"{licence.starts_on} – {licence.ends_on}",
        _moment(licence.accepted_at),
        _moment(licence.concluded_at) if licence.status in CONCLUDED_STATES else "—",
        next((filing.number for filing in reversed(licence.filings.all()) if filing.number), "—"),
        plain(in_wan(licence.due_sum)),
        plain(in_wan(licence.received_sum)),
        _("%(told)s/%(asked)s期") % {"told": licence.told, "asked": licence.asked},
        str(licence.get_mode_display()),
        _("暂缓（疑点未排除）") if licence.is_held else "—",
    ]


def table_of(licences: Iterable[Any], chain: str) -> dict[str, Any]:
    """`chain` is the address of a licence's whole course with 0 for its key."""
    return {"columns": columns(), "rows": [_row(licence, chain) for licence in licences]}


def _row(licence: Any, chain: str) -> list[Any]:
    number, status, *rest = cells(licence)
    return [
        {"text": number, "href": chain.replace("/0/", f"/{licence.pk}/")},
        {"text": status, "status": licence.status},
        *rest,
    ]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
