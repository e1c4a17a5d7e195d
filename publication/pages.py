"""What the public pages show, gathered with a fixed number of questions to the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from publication.choices import ACCEPTING_STATES, Mode, Op, State
from publication.models import Change, ChannelPresence, Record, StatusNote, Version
from publication.search import CAP
from publication.standing import refusal_to_accept, state_now
from publication.terms import read_terms

AT_ONCE = timedelta(minutes=1)  # what took effect within it is not said to have an effect time of its own


class Pages:
    """A found page, as components/pager.html expects one of Django's."""

    ELLIPSIS = "…"

    def __init__(self, number: int, last: int, total: object) -> None:
        self.number, self.num_pages, self.count = number, last, total
        self.paginator = self

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.num_pages

    @property
    def has_other_pages(self) -> bool:
        return self.num_pages > 1

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1

    def get_elided_page_range(self, number: int, **_how: int) -> list[int | str]:
        """The first, the last, and the neighbours of where one is."""
        near = sorted({1, self.num_pages, *range(max(1, number - 2), min(self.num_pages, number + 2) + 1)})
        spread: list[int | str] = []
        for before, page in zip([0, *near], near, strict=False):
            spread += [self.ELLIPSIS, page] if page - before > 1 else [page]
        return spread


def page_number(text: str | None) -> int:
    """Of the address; anything that is no page is the first."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) <= len(str(CAP)) else 1


@dataclass(frozen=True)
class Moment:
    """A line of the history, as components/timeline.html draws it."""

    word: str
    when: datetime
    status: str
    who: str = ""
    text: str = ""
    effective: datetime | None = None


@dataclass
class RecordPage:
    """Everything one record page says."""

    record: Record
    version: Version
    now: datetime

    @cached_property
    def state(self) -> State:
        return state_now(self.record, self.now)

    @property
    def is_current(self) -> bool:
        return self.version.pk == self.record.current_id

    @property
    def is_over(self) -> bool:
        return self.state in (State.WITHDRAWN, State.EXPIRED)

    @property
    def ended_on(self) -> datetime | None:
        return self.record.withdrawn_from if self.state == State.WITHDRAWN else None

    @property
    def fee(self) -> str:
        """The published sentence; beside it, for readers of English, what it says."""
        return self.version.fee_sentence

    @property
    def fee_translated(self) -> str:
        said = read_terms(self.version.terms).sentence()
        return "" if translation.get_language() == "zh-hans" or said == self.fee else said

    @cached_property
    def refusal(self) -> str:
        return refusal_to_accept(self.record, self.now)

    @property
    def accept_url(self) -> str:
        """Where one accepts; the room that does it is named by the settings."""
        name = settings.ACCEPT_URL_NAME
        return reverse(name, args=[self.record.number]) if name and self.state in ACCEPTING_STATES else ""

    @property
    def accept_sentence(self) -> str:
        """What the button leads to, as far as the record alone can tell; the next screen says it for this reader."""
        if self.record.mode in (Mode.OPEN_LICENCE, Mode.ORDINARY_LICENCE):
            return _("下一步先说明对您的法律效果：许可即告达成，或者作为请求由专利权人答复；您确认后才办理。")
        words = {"mode": Mode(self.record.mode).label}
        return _("以“%(mode)s”方式实施须由双方达成合意并依法办理手续；您提出后由专利权人答复。") % words

    @cached_property
    def versions(self) -> list[Version]:
        return list(self.record.versions.order_by("-number"))

    @cached_property
    def history(self) -> list[Moment]:
        changes = self.record.changes.select_related("announcement").order_by("-id")
        return [_moment(change) for change in changes]

    @cached_property
    def checks(self) -> list[StatusNote]:
        return list(self.record.notes.order_by("-effective_at", "-id")[:5])

    @cached_property
    def presences(self) -> list[ChannelPresence]:
        return list(self.record.presences.select_related("channel").order_by("id"))

    @cached_property
    def can_reveal(self) -> bool:
        return not self.is_over and hasattr(self.record, "contact")

    @property
    def address(self) -> str:
        return settings.SITE_URL.rstrip("/") + self.record.get_absolute_url()


def _moment(change: Change) -> Moment:
    announcement = change.announcement
    version = _("第%(n)s版") % {"n": change.version} if change.op in (Op.PUBLISHED, Op.CHANGED) else ""
    rule = _("生效规则：%(rule)s") % {"rule": change.notice_rule} if change.notice_rule else ""
    return Moment(
        word=" ".join(part for part in (str(Op(change.op).label), version) if part),
        when=change.recorded_at,
        status=change.op,
        who=announcement.number if announcement else "",
        text=" ".join(part for part in (change.sentence, rule) if part),
        effective=change.effective_at if abs(change.effective_at - change.recorded_at) > AT_ONCE else None,
    )


def version_asked(text: str) -> str:
    """The digits of a version in an address; anything else asks for the current one."""
    return text if text.isascii() and text.isdigit() and len(text) < 5 else ""


def record_page(number: str, version: str = "") -> RecordPage:
    """The page of a number, in its current or an earlier version. Raises Http404 for what was never published."""
    record = get_object_or_404(
        Record.objects.select_related("current", "province", "announcement", "contact"), number=number
    )
    shown = record.current
    if version and int(version) != shown.number:
        shown = get_object_or_404(record.versions, number=int(version))
    return RecordPage(record, shown, timezone.now())


def qr_svg(address: str) -> str:
    """The square one points a phone at (F033), as a picture of its own: it names its namespace."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return drawn.getvalue().decode()


def back_to_list(request: HttpRequest) -> str:
    """The list one came from, with its filters and page (U12)."""
    came_from = request.headers.get("Referer", "")
    start = f"{request.scheme}://{request.get_host()}{reverse('publication:records')}"
    is_list = came_from == start or came_from.startswith(f"{start}?")
    return (
        came_from.removeprefix(f"{request.scheme}://{request.get_host()}")
        if is_list
        else reverse("publication:records")
    )
