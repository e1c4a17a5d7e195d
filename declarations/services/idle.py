"""Drafts that nobody touches any more: a word before the last day, then among the ended ones; all is kept (F002)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Event
from audit.record import record
from declarations.models import Declaration
from declarations.notices import tell_declarant
from declarations.services.moves import move
from declarations.workflow import Action, Status
from tenancy.actors import Actor
from tenancy.policy import policy_of

END_DRAFTS = "declarations.end_drafts"
REMINDED = "declaration.remind_draft"
WORD_BEFORE = timedelta(days=30)  # between the reminder and the end, however long ago the draft was left
PORTION = 100


def days_of(declaration: Declaration) -> int | None:
    """After how many quiet days it ends; None: never. An intention waits for the office and does not end by itself."""
    is_plain_draft = declaration.status == Status.DRAFT and declaration.intended_at is None
    return policy_of(declaration.province).draft_days if is_plain_draft else None


@transaction.atomic
def end_drafts(*, by: Actor, after: int = 0, now: datetime | None = None) -> int | None:
    """Remind of the next drafts that are about to end, end those that were reminded; where it went on, None at the end.

    Whoever is saving one right now is not waited for: that draft is not quiet.
    """
    now, days = now or timezone.now(), policy_of(by.province).draft_days
    if days is None:
        return None
    life = timedelta(days=days)
    quiet = _left_since(now - life + WORD_BEFORE).filter(pk__gt=after)
    portion = list(quiet.select_for_update(of=("self",), skip_locked=True)[:PORTION])
    for declaration in portion:
        _look_at(declaration, life, now, by=by)
    return portion[-1].pk if portion else None


def _left_since(day: datetime) -> QuerySet[Declaration]:
    """Drafts whose answers nobody changed since; with what else happened to each, and the last reminder."""
    history = Event.objects.filter(subject_type=Declaration._meta.label_lower, subject_id=OuterRef("pk"))
    acts = history.exclude(verb=REMINDED).order_by("-recorded_at").values("recorded_at")[:1]
    reminders = history.filter(verb=REMINDED).order_by("-effective_at").values("effective_at")[:1]
    left = Declaration.objects.filter(status=Status.DRAFT, intended_at=None, saved_at__lte=day)
    return left.annotate(acted_at=Subquery(acts), reminded_at=Subquery(reminders)).order_by("pk")


def _look_at(declaration: Declaration, life: timedelta, now: datetime, *, by: Actor) -> None:
    touched, reminded = _touched(declaration), declaration.reminded_at  # type: ignore[attr-defined]
    if touched > now - life + WORD_BEFORE:
        return
    if reminded is None or reminded <= touched:
        _remind(declaration, max(touched + life, now + WORD_BEFORE), now, by=by)
    elif touched <= now - life and reminded <= now - WORD_BEFORE:
        _end(declaration, life, by=by)


def _touched(declaration: Declaration) -> datetime:
    """The last activity: an answer saved, right or not yet, a paper, a co-owner, advice."""
    pages = (page["saved_at"] for page in declaration.pages.values() if page.get("saved_at"))
    acted = declaration.acted_at  # type: ignore[attr-defined]
    return max([declaration.saved_at, *map(datetime.fromisoformat, pages), *([acted] if acted else [])])


def _remind(declaration: Declaration, ends_at: datetime, now: datetime, *, by: Actor) -> None:
    day = timezone.localdate(ends_at)
    said = _("%(what)s：很久没有改动，%(day)s后转入“已结束”；打开并保存一次即可保留。内容和附件不会删除。") % {
        "what": declaration,
        "day": day,
    }
    record(REMINDED, declaration, by=by, effective_at=now, payload={"ends_on": day})
    tell_declarant(declaration, said, by=by, occasion=f"draft:{day}")


def _end(declaration: Declaration, life: timedelta, *, by: Actor) -> None:
    reason = _("连续%s天没有改动，转入“已结束”；内容和附件保留，可以查看，也可以恢复为新的草稿。") % life.days
    declaration = move(declaration, Action.LAPSE, by=by, reason=reason)
    tell_declarant(declaration, f"{declaration}：{reason}", by=by)
