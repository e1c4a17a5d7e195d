"""答复情况: what owners did with acceptances; refusal and silence are counted, the median time is shown."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from licensing.models import Licence, Party, Turn
from licensing.workflow import Action, Side
from tenancy.actors import Actor

MOST = 200  # owners on the page, those with most acceptances first


class Median(Aggregate):
    """The middle one of the values; the mean of the two where there are two."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Responses:
    """Of one owner, or of all. Rates are shares of what was accepted or asked for."""

    name: str
    asked: int
    confirmed: int
    declined: int
    objected: int
    silent: int
    median: timedelta | None

    @property
    def refusal_rate(self) -> str:
        """Declined requests and objections to licences, of all acceptances (LN-59)."""
        return _share(self.declined + self.objected, self.asked)

    @property
    def silence_rate(self) -> str:
        return _share(self.silent, self.asked)


def responses_for(actor: Actor) -> list[Responses]:
    """The sum first, then each owner; two queries for any number of licences."""
    seen = Licence.objects.visible_to(actor).annotate(**WHAT_BECAME)
    whole = seen.aggregate(**COUNTS)
    owners = Party.objects.filter(licence=OuterRef("pk"), side=Side.LICENSOR, position=1)
    named = seen.annotate(owner=Subquery(owners.values("name")[:1]))
    grouped: Any = named.order_by().values("owner").annotate(**COUNTS)
    rows = grouped.order_by("-asked", "owner")[:MOST]
    return [Responses(name=_("合计"), **whole), *(_responses(dict(row)) for row in rows)]


def _responses(row: dict[str, Any]) -> Responses:
    return Responses(name=row.pop("owner") or "", **row)


def _took(action: Action) -> Exists:
    return Exists(Turn.objects.filter(licence=OuterRef("pk"), action=action))


WHAT_BECAME = {
    "was_confirmed": _took(Action.CONFIRM),
    "was_declined": _took(Action.DECLINE),
    "was_objected": _took(Action.OBJECT),
    "was_silent": _took(Action.ESCALATE),
}
COUNTS = {
    "asked": Count("pk"),
    "confirmed": Count("pk", filter=Q(was_confirmed=True)),
    "declined": Count("pk", filter=Q(was_declined=True)),
    "objected": Count("pk", filter=Q(was_objected=True)),
    "silent": Count("pk", filter=Q(was_silent=True)),
    "median": Median(F("answered_at") - F("accepted_at")),
}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def table_of(rows: list[Responses]) -> dict[str, Any]:
    columns = [
        {"word": _("专利权人")},
        {"word": _("接受和请求"), "unit": _("份"), "kind": "number"},
        {"word": _("已确认"), "unit": _("份"), "kind": "number"},
        {"word": _("谢绝"), "unit": _("份"), "kind": "number"},
        {"word": _("提出异议"), "unit": _("份"), "kind": "number"},
        {"word": _("逾期未答复"), "unit": _("份"), "kind": "number"},
        {"word": _("拒绝率"), "kind": "number"},
        {"word": _("沉默率"), "kind": "number"},
        {"word": _("答复时间中位数"), "kind": "number"},
    ]
    return {"columns": columns, "rows": [_row(each) for each in rows]}


def _row(each: Responses) -> list[str]:
    counts = (each.asked, each.confirmed, each.declined, each.objected, each.silent)
    return [each.name, *map(str, counts), each.refusal_rate, each.silence_rate, spoken(each.median)]


def spoken(span: timedelta | None) -> str:
    """3天4小时; shorter than an hour: 不足1小时."""
    if span is None:
        return "—"
    hours = int(span.total_seconds() // 3600)
    if hours < 1:
        return _("不足1小时")
    days, rest = divmod(hours, 24)
    return (_("%s天") % days if days else "") + (_("%s小时") % rest if rest else "")
