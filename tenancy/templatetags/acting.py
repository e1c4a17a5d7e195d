"""`{% csrf_token %}` for all our forms: the token, and in whose name the form was opened.

Registered as a builtin, so no form can forget it; also works inside `{% include … only %}`.
"""

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tenancy.accounts.kept_answers import FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString | str:
    request = getattr(context, "request", None)
    if request is None:
        return ""
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    actor = getattr(request, "actor", None)
    if actor is None:
        return token
    return token + format_html('<input type="hidden" name="{}" value="{}">', FIELD, actor.membership_id)
