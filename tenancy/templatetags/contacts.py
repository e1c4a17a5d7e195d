"""Contact details as this reader may see them (U21): {{ membership.user.phone|contact:actor }}; tags in words."""

from django import template
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.masking import shown_to
from tenancy.models.organisations import Tag, TagLevel
from tenancy.profiles import HeldTag

register = template.Library()


@register.filter
def contact(value: str, actor: Actor | None) -> str:
    return shown_to(actor, value)


@register.filter
def said(held: HeldTag) -> str:
    """国家级高新技术企业 GR2022…，有效期至 2025-12-31."""
    until = (
        _("有效期至%(day)s") % {"day": f"{localtime(held.expires_at):%Y-%m-%d}"} if held.expires_at else _("长期有效")
    )
    return " ".join(filter(None, [f"{TagLevel(held.level).label}{Tag(held.tag).label}", held.certificate, until]))
