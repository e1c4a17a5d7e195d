"""The page of a record. For strangers its article was drawn before, for as long as nothing it says has changed."""

import hashlib
from typing import Any

from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from publication import frames, pages
from publication.audience import note_view
from publication.choices import State
from publication.kept import reading
from publication.models import Record
from publication.standing import state_now
from publication.stencils import Stencil, mark
from tenancy.database.prepared import prepared
from tenancy.release import release

KEPT_SECONDS = 600
ARTICLE = "publication/record_article.html"
TEXTS = ("number", "title", "owners", "fee", "url")  # of the head
PAGE = Stencil("publication/record.html", *TEXTS, "back", "article", "address")
TOKEN = mark("token_field")
# Every row that the article tells of: those that may change by their xmin, those that never do by the last of them.
STAMP = """
concat_ws(' ', publication_record.xmin,
    (SELECT max(id) FROM publication_statusnote AS note WHERE note.record_id = publication_record.id),
    (SELECT max(id) FROM publication_change AS change WHERE change.record_id = publication_record.id),
    (SELECT string_agg(concat_ws('-', presence.id, presence.xmin, channel.xmin), ',' ORDER BY presence.id)
       FROM publication_channelpresence AS presence JOIN publication_channel AS channel ON channel.id = channel_id
      WHERE presence.record_id = publication_record.id),
    (SELECT contact.xmin FROM publication_contact AS contact WHERE contact.record_id = publication_record.id))
"""
NEEDED = ("number", "province__slug", "province__name", "state", "withdrawn_from", "term_to")


def page(request: HttpRequest, number: str) -> HttpResponse:
    """In the version that the address asks for. Raises Http404 for what was never published."""
    version = pages.version_asked(request.GET.get("version", ""))
    found = None if frames.is_stranger(request) else pages.record_page(number, version)
    record = found.record if found else stamped(number)
    request.window = record.province  # type: ignore[attr-defined]
    note_view(record, request)
    parts = parts_of(found, request) if found else kept_parts(record, version)
    parts["article"] = with_token(parts["article"], request)
    return frames.framed(request, PAGE, {**parts, "back": pages.back_to_list(request)})


@prepared()
def stamped(number: str) -> Record:
    """Just enough of a record to know whether it says what it said before."""
    found = Record.objects.select_related("province").only(*NEEDED)
    return get_object_or_404(found.annotate(stamp=RawSQL(STAMP, [])), number=number)  # noqa: S611  # words of ours


def kept_parts(record: Record, version: str) -> dict[str, Any]:
    """As drawn at most ten minutes ago; drawn when something it tells has changed since."""
    key = f"record:{hashlib.blake2b(' '.join(depends_on(record, version)).encode(), digest_size=16).hexdigest()}"
    if parts := reading.get(key):
        return dict(parts)
    parts = parts_of(pages.record_page(record.number, version))
    reading.set(key, {name: str(part) for name, part in parts.items()}, KEPT_SECONDS)
    return parts


def depends_on(record: Record, version: str) -> list[str]:
    """Everything from which the article follows; while a notice runs it counts down by the minute."""
    now = timezone.now()
    state = state_now(record, now)
    minute = f"{now:%H%M}" if state == State.NOTICE else ""
    return [get_language() or "", record.number, version, state, minute, record.stamp, release()]  # type: ignore[attr-defined]


def parts_of(found: pages.RecordPage, request: HttpRequest | None = None) -> dict[str, Any]:
    """The gaps of the page; drawn for nobody in particular, its form has a gap for the token of who will read it."""
    own = {} if request else {"token_field": mark_safe(TOKEN)}  # noqa: S308 -- a mark
    return {
        "number": found.record.number,
        "title": found.version.title,
        "owners": found.record.owner_names,
        "fee": found.fee,
        "url": found.address,
        "article": render_to_string(ARTICLE, {"page": found, **own}, request=request),
    }


def with_token(article: str, request: HttpRequest) -> SafeString:
    """Its form, if there is one, with the token of this reader."""
    if TOKEN in article:
        field = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
        article = article.replace(TOKEN, field)
    return mark_safe(article)  # noqa: S308 -- as it was drawn
