"""What the start page and the windows of the provinces show. Nothing is invented: no figure without a query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.face import RECORDS, VERIFY, Link, said_name
from tenancy.models import Province
from tenancy.models.regions import NATION


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
class News:
    title: str
    href: str
    when: datetime


def page(province: Province | None) -> dict[str, Any]:
    return {
        "doors": doors(),
        "figures": figures(province),
        "news": news(province),
        "windows": [] if province else windows(),
        "show_windows_link": province is not None,
    }


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
    """The strip of honest figures; empty until published records can be counted."""
    return []


def news(province: Province | None) -> list[News]:
    """The latest announcements; empty until there are any."""
    return []
