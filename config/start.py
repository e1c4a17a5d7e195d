"""What the start page and the windows of the provinces show. Nothing is invented: no figure without a query."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.face import RECORDS, VERIFY, Link, said_name
from publication.choices import OPEN_STATES, FeeKind
from publication.models import Announcement, FacetCount
from tenancy.models import Province
from tenancy.models.regions import NATION
from tenancy.services.offices import card_of

NEWS = 6


@dataclass(frozen=True)
class Door:
    word: str | Promise
    text: str | Promise
    href: str
    icon: str


@dataclass(frozen=True)
class Figure:
    """One number of the strip, with its unit and the moment it was counted."""

    name: str | Promise
    value: str
    unit: str | Promise
    href: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the contact card; `href` dials or writes."""

    name: str | Promise
    value: str
    href: str = ""


def page(province: Province | None) -> dict[str, Any]:
    return {
        "doors": doors(),
        "figures": figures(province),
        "figures_as_of": timezone.localtime(),
        "news": news(province),
        "windows": [] if province else windows(),
        "contact": contact(province) if province else [],
    }


def contact(province: Province) -> list[Line]:
    """Whom to ask in the province (LN-05); what its card leaves out is left out."""
    if (card := card_of(province)) is None:
        return []
    lines = [
        Line(_("主办单位"), card.sponsor),
        Line(_("联系部门"), card.department),
        Line(_("联系人"), card.person),
        Line(_("联系电话"), card.phone, f"tel:{card.phone}"),
        Line(_("邮箱"), card.email, f"mailto:{card.email}"),
        Line(_("地址"), card.address),
    ]
    return [line for line in lines if line.value]


def doors() -> list[Door]:
    return [
        Door(
            _("我要发布"), _("我有专利，愿意按公开的条件许可给所有人。"), reverse("guide", args=["declare"]), "publish"
        ),
        Door(_("我要许可"), _("我想实施一项专利，按公示的价格直接取得许可。"), RECORDS, "license"),
        Door(_("我要查验"), _("核对一份登记或证明是不是真的，现在还有没有效。"), VERIFY, "verify"),
    ]


def windows() -> list[Link]:
    provinces = Province.objects.started().exclude(pk=NATION)
    return [Link(said_name(province), reverse("window", args=[province.slug])) for province in provinces]


def figures(province: Province | None) -> list[Figure]:
    """The strip of honest figures, from the counters the register keeps; nothing while nothing was published."""
    kept = FacetCount.objects.filter(city="", **({"province": province} if province else {}))
    standing = Q(state__in=OPEN_STATES)
    counted = kept.aggregate(
        ever=Sum("n", filter=Q(dimension="all"), default=0),
        now=Sum("n", filter=Q(dimension="all") & standing, default=0),
        free=Sum("n", filter=Q(dimension="fee_kind", value=FeeKind.FREE) & standing, default=0),
    )
    if not counted["ever"]:
        return []
    where = {"province": province.slug} if province else {}
    return [
        Figure(_("现有登记"), f"{counted['now']:,}", _("件"), address(where)),
        Figure(_("其中免费"), f"{counted['free']:,}", _("件"), address(where | {"fee_kind": FeeKind.FREE.value})),
        Figure(_("累计发布"), f"{counted['ever']:,}", _("件"), address(where | {"state": "all"})),
    ]


def address(parameters: dict[str, str]) -> str:
    """The search that shows what was counted."""
    return f"{RECORDS}?{urlencode(parameters)}" if parameters else RECORDS


def news(province: Province | None) -> list[Announcement]:
    """The latest announcements in effect."""
    announced = Announcement.objects.filter(effective_at__lte=timezone.now())
    return list(announced.filter(province=province)[:NEWS] if province else announced[:NEWS])
