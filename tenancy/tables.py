"""Rows of the lists and answers of the summaries of this room, as the components draw them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy.actors import Actor
from tenancy.masking import shown_to
from tenancy.models import Duty, Office, Organisation, Region
from tenancy.models.organisations import Aspect, OwnerType, SizeClass, Standing, Tag, TagLevel
from tenancy.models.regions import Level
from tenancy.roles import CHARTERS

REGISTER = [
    {"word": gettext_lazy("名称")},
    {"word": gettext_lazy("统一社会信用代码")},
    {"word": gettext_lazy("所在地")},
    {"word": gettext_lazy("权利主体类型")},
    {"word": gettext_lazy("企业规模")},
    {"word": gettext_lazy("登记状态")},
]
CONTACTS = [
    {"word": gettext_lazy("单位")},
    {"word": gettext_lazy("职责")},
    {"word": gettext_lazy("姓名")},
    {"word": gettext_lazy("职务")},
    {"word": gettext_lazy("办公电话")},
    {"word": gettext_lazy("手机号")},
    {"word": gettext_lazy("邮箱")},
]
OFFICES = [
    {"word": gettext_lazy("机构")},
    {"word": gettext_lazy("类型")},
    {"word": gettext_lazy("所在地")},
    {"word": gettext_lazy("责任到人")},
]
VALUES = {Aspect.OWNER_TYPE: OwnerType, Aspect.SIZE: SizeClass, Aspect.STANDING: Standing, Aspect.TAG: Tag}


def register_rows(organisations: Iterable[Organisation]) -> list[list[Any]]:
    return [
        [
            {"text": one.name, "href": reverse("tenancy:organisation", args=[one.pk])},
            one.credit_code or "—",
            one.region.name,
            one.get_owner_type_display(),
            one.get_size_display() or "—",
            {"text": one.get_standing_display(), "status": one.get_standing_display()},
        ]
        for one in organisations
    ]


def answers(one: Organisation) -> list[dict[str, Any]]:
    return [
        {"term": _("统一社会信用代码"), "value": one.credit_code},
        {"term": _("所在地"), "value": one.region.name},
        {"term": _("权利主体类型"), "value": one.get_owner_type_display()},
        {"term": _("企业规模"), "value": one.get_size_display()},
        {"term": _("登记状态"), "value": one.get_standing_display(), "status": one.get_standing_display()},
    ]


def events(one: Organisation) -> list[dict[str, Any]]:
    """The history of an organisation, newest first."""
    facts = list(one.facts.order_by("-recorded_at", "-id"))
    codes = [fact.value for fact in facts if fact.aspect == Aspect.REGION]
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        {
            "word": fact.get_aspect_display() + ("（更正）" if fact.is_correction else ""),
            "when": fact.recorded_at,
            "effective": fact.effective_at,
            "status": "已发布",
            "text": " ".join(filter(None, [_said(fact.aspect, fact.value, names), _tag_details(fact), fact.reason])),
        }
        for fact in facts
    ]


def _said(aspect: str, value: str, names: dict[str, str]) -> str:
    if aspect == Aspect.REGION:
        return names.get(value, value)
    kind = VALUES.get(Aspect(aspect))
    return str(kind(value).label) if kind and value else value or "—"


def _tag_details(fact: Any) -> str:
    level = TagLevel(fact.level).label if fact.level else ""
    until = _("至%(day)s") % {"day": f"{localtime(fact.expires_at):%Y-%m-%d}"} if fact.expires_at else ""
    return " ".join(filter(None, [str(level), fact.certificate, until]))


def office_rows(offices: Iterable[Office], held: dict[int, set[str]], kinds: dict[str, Any]) -> list[list[Any]]:
    """`held`: which duties somebody has, by office; a unit without all of them is shown as incomplete (XY-06)."""
    return [
        [
            {"text": office.name, "href": reverse("tenancy:office", args=[office.pk])},
            office.get_kind_display(),
            office.region.name,
            _completeness([str(label) for kind, label in kinds.items() if kind not in held.get(office.pk, set())]),
        ]
        for office in offices
    ]


def office_groups(
    offices: Iterable[Office], held: dict[int, set[str]], kinds: dict[str, Any], *, unfolded: bool
) -> list[dict[str, Any]]:
    """The list by city, the province's own first; folded from the second group on, unless somebody searched.

    `offices` come in the order of the tree, with their regions and what these report to.
    """
    groups: list[dict[str, Any]] = []
    for city, theirs in groupby(offices, lambda office: city_of(office.region)):
        listed = list(theirs)
        incomplete = sum(len(held.get(office.pk, set())) < len(kinds) for office in listed)
        groups.append(
            {
                "name": city.name,
                "count": len(listed),
                "incomplete": incomplete,
                "rows": office_rows(listed, held, kinds),
                "is_open": unfolded or not groups,
            }
        )
    return groups


def city_of(region: Region) -> Region:
    """The city that a county reports to; any other unit stands for itself."""
    is_of_a_city = region.level == Level.COUNTY and region.parent is not None and region.parent.level == Level.CITY
    return region.parent if is_of_a_city and region.parent else region


def _completeness(missing: list[str]) -> dict[str, str]:
    if not missing:
        return {"text": _("已完成"), "status": "已完成"}
    return {"text": _("缺：%(who)s") % {"who": "、".join(missing)}, "status": "待补正"}


def contact_rows(duties: Iterable[Duty], actor: Actor) -> list[list[str]]:
    """The official contact table; the same cells on the page and in the workbook (XY-57)."""
    return [
        [
            duty.office.name,
            duty.get_kind_display(),
            duty.name,
            duty.title or "—",
            duty.office_phone or "—",
            shown_to(actor, duty.mobile) or "—",
            shown_to(actor, duty.email) or "—",
        ]
        for duty in duties
    ]


def charters() -> list[dict[str, Any]]:
    """The roles page: title, one sentence, what it may do."""
    return [
        {"role": role.label, "sentence": charter.sentence, "may": [right.label for right in charter.may]}
        for role, charter in CHARTERS.items()
    ]
