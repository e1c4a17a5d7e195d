"""Views, enquiries and acceptances of each published record, and the rate with both its numbers (LN-46)."""

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Event
from audit.record import record as log
from declarations.models import Declaration
from licensing.models import Licence, LicensedPatent
from publication.audience import DIRECT, OTHER, SITE
from publication.contacts import ENQUIRY
from publication.models import Record, ViewCount
from tenancy.actors import Actor
from tenancy.numerals import read_numeral
from tenancy.refusals import Refused
from tenancy.sheets import harmless

PAGE, MOST_ROWS = 50, 10_000


def records_of(actor: Actor) -> QuerySet[Record]:
    """An office's subtree; an owner's own declarations."""
    published = Record.objects.filter(province=actor.province)
    if not actor.organisation:
        return published.filter(region_path__startswith=actor.region.path)
    own = Declaration.objects.filter(organisation=actor.organisation).exclude(record_number="")
    return published.filter(number__in=own.values("record_number"))


def with_counts(records: QuerySet[Record]) -> QuerySet[Any]:
    """Each record with how often it was looked at, asked about and accepted."""
    views = ViewCount.objects.filter(record=OuterRef("pk")).order_by().values("record").annotate(n=Sum("n"))
    asked = Event.objects.filter(verb=ENQUIRY, subject_type=Record._meta.label_lower, subject_id=OuterRef("pk"))
    enquiries = asked.order_by().values("subject_id").annotate(n=Count("pk"))
    return records.annotate(
        views=_number(views),
        enquiries=_number(enquiries),
        acceptances=_number(_taken().filter(record=OuterRef("pk")).values("record").annotate(n=Count("pk"))),
    ).order_by("-published_at", "-pk")


def _taken() -> QuerySet[LicensedPatent]:
    concluded = Licence.objects.concluded().order_by().values("pk")
    return LicensedPatent.objects.filter(licence__in=concluded).order_by()


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)


def reach_page(actor: Actor, asked: str) -> dict[str, Any]:
    records = records_of(actor)
    page = Paginator(with_counts(records), PAGE).get_page(read_numeral(asked) or 1)
    published = page.paginator.count
    accepted = _taken().filter(record__in=records.values("pk")).count()
    views = ViewCount.objects.filter(record__in=records.values("pk"))
    return {
        "page": page,
        "columns": columns(),
        "rows": [_row(each) for each in page],
        "figures": [
            {"name": _("已公布"), "value": published, "unit": _("件")},
            {"name": _("浏览"), "value": views.aggregate(n=Coalesce(Sum("n"), 0))["n"], "unit": _("次")},
            {"name": _("接受"), "value": accepted, "unit": _("件次")},
        ],
        "rate": rate_words(accepted, published),
        "sources": [
            [source_word(source), n]
            for source, n in views.order_by().values_list("source").annotate(n=Sum("n")).order_by("-n", "source")
        ],
        "source_columns": [{"word": _("来源")}, {"word": _("浏览"), "unit": _("次"), "kind": "number"}],
    }


def rate_words(accepted: int, published: int) -> str:
    """接受 ÷ 已公布, never without its two numbers."""
    if not published:
        return _("还没有已公布的专利")
    words = {"accepted": accepted, "published": published, "rate": _ratio(accepted, published)}
    return _("%(rate)s 次/件（接受%(accepted)s件次 ÷ 已公布%(published)s件）") % words


def _ratio(accepted: int, published: int) -> Decimal:
    return (Decimal(accepted) / published).quantize(Decimal("0.01"), ROUND_HALF_UP)


def source_word(source: str) -> str:
    named = {SITE: _("本平台"), DIRECT: _("直接打开（扫码、收藏、转发）"), OTHER: _("其他网站")}
    return str(named.get(source, source))


def columns() -> list[dict[str, Any]]:
    return [
        {"word": _("公开编号")},
        {"word": _("发明名称")},
        {"word": _("状态")},
        {"word": _("公告时间"), "kind": "date"},
        {"word": _("浏览"), "unit": _("次"), "kind": "number"},
        {"word": _("询问"), "unit": _("次"), "kind": "number"},
        {"word": _("接受"), "unit": _("件次"), "kind": "number"},
    ]


def cells(one: Any) -> list[Any]:
    published = timezone.localdate(one.published_at)
    return [
        *(one.number, one.title, str(one.get_state_display()), published),
        *(one.views, one.enquiries, one.acceptances),
    ]


def _row(one: Any) -> list[Any]:
    number, *rest = cells(one)
    return [{"text": number, "href": reverse("publication:record", args=[number])}, *rest]


def as_csv(actor: Actor) -> str:
    """Every row of the pages and then the views by source of each record; taking it is itself recorded."""
    records = records_of(actor)
    if (count := records.count()) > MOST_ROWS:
        raise Refused(_("共%(count)s件，一次最多导出%(most)s件。") % {"count": count, "most": MOST_ROWS})
    log("reach.export", actor.province, by=actor, payload={"count": count})
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([f"{each['word']}（{each['unit']}）" if "unit" in each else each["word"] for each in columns()])
    writer.writerows([harmless(cell) for cell in cells(one)] for one in with_counts(records))
    writer.writerow([])
    writer.writerow([_("公开编号"), _("来源"), _("浏览（次）")])
    views = ViewCount.objects.filter(record__in=records.values("pk")).order_by()
    by_source = views.values_list("record__number", "source").annotate(n=Sum("n")).order_by("record__number", "source")
    writer.writerows([number, harmless(source_word(source)), n] for number, source, n in by_source)
    return lines.getvalue()
