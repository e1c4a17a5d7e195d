"""What every page's frame needs: whose platform it is, where one can go, how large the text is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from config.generator.people import demo_sign_ins
from outbox.models import Notice
from tenancy.accounts.idle import limits
from tenancy.models import Province, User
from tenancy.policy import policy_of

LARGE_TEXT_COOKIE = "large_text"
RECORDS, VERIFY = "/records/", "/verify/"  # doors that stay where they are; their rooms stand beside this one


@dataclass(frozen=True)
class Link:
    word: str | Promise
    href: str


class FormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` draw the components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of templates/base.html. A view that shows a province's own window sets `request.window`."""
    actor = getattr(request, "actor", None)
    window: Province | None = getattr(request, "window", None)
    province = window or (actor.province if actor else None)
    return {
        "actor": actor,
        "DEMO": settings.DEMO,
        "demo_sign_ins": demo_sign_ins,  # called by the sign-in page only
        "window": window,
        "home_url": reverse("window", args=[window.slug]) if window else reverse("start"),
        "platform_name": SimpleLazyObject(lambda: platform_name(province)),
        "bilingual": getattr(request, "bilingual", True),
        "large_text": has_large_text(request),
        "head_links": head_links(),
        "foot_links": foot_links(),
        "footer": SimpleLazyObject(lambda: footer_of(province)),
        "notices_url": reverse("notices"),
        "unread": SimpleLazyObject(lambda: unread_count(request)),
        "account_links": account_links(),
        "idle": SimpleLazyObject(lambda: limits(request)),
    }


def unread_count(request: HttpRequest) -> int:
    """Counted only where it is shown; a page may be drawn after the transaction of its view."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return 0
    with transaction.atomic(savepoint=False):
        return Notice.objects.of(user).unread().count()


def account_links() -> list[Link]:
    return [Link(_("切换办理身份"), reverse("accounts:places")), Link(_("我的账号"), reverse("accounts:own"))]


def platform_name(province: Province | None) -> str:
    """In Chinese under the name the province gives the scheme (专利公开实施 in Zhejiang)."""
    if province is None:
        return gettext("专利开放许可试点平台")
    if get_language() == "en":
        return gettext("%(province)s专利开放许可试点平台") % {"province": said_name(province)}
    return f"{province.name}{policy_of(province).scheme_name.replace('（试点）', '试点')}平台"


def footer_of(province: Province | None) -> dict[str, str]:
    """U13: what the province says of itself, else what the server was told."""
    if province is None:
        return settings.FOOTER
    policy = policy_of(province)
    own = {
        "host": policy.foot_host or policy.publisher_name,
        "phone": policy.foot_phone,
        "icp": policy.foot_icp,
        "police": policy.foot_police,
        "site_code": policy.foot_site_code,
    }
    return {slot: own[slot] or settings.FOOTER[slot] for slot in own}


def said_name(province: Province) -> str:
    """The province's name in the language of the page."""
    return province.said_name


def has_large_text(request: HttpRequest) -> bool:
    """长辈版: as chosen in this browser, else as kept with the account."""
    chosen = request.COOKIES.get(LARGE_TEXT_COOKIE)
    user = getattr(request, "user", None)
    return chosen == "1" if chosen else bool(user and user.is_authenticated and user.large_text)


def head_links() -> list[Link]:
    return [
        Link(_("查询专利"), RECORDS),
        Link(_("查验真伪"), VERIFY),
        Link(_("办事指南"), reverse("guides")),
        Link(_("名词解释"), reverse("glossary")),
    ]


def foot_links() -> list[Link]:
    return [
        Link(_("关于试点"), reverse("about")),
        Link(_("进度查询"), reverse("declarations:progress")),
        Link(_("收入和费用测算"), reverse("declarations:simulator")),
        Link(_("试点规则"), reverse("policy:overview")),
        *head_links(),
    ]
