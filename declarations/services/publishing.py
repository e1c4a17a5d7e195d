"""The province files what the offices approved and puts it on the public register, at once or at a set hour."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from declarations.bars import bars_of, never_checked, words_of_bars, words_of_gaps
from declarations.local_rules import rules_when_begun
from declarations.models import Declaration
from declarations.notices import tell_declarants
from declarations.offering import offer_of
from declarations.planned import planned_faults
from declarations.readiness import missing_to_publish
from declarations.rechecks import look_at
from declarations.services.moves import move
from declarations.services.review import own_case, record_filing, same_eyes
from declarations.services.suspicion import held_back
from declarations.workflow import Action, Status
from outbox.queue import enqueue
from publication import announce, releases
from publication.models import Announcement, Channel, PlannedRelease
from publication.offers import Offer
from tenancy.actors import Actor
from tenancy.refusals import Refused
from verification.numbers import parse_number

RELEASED = "declarations.released"


@transaction.atomic
def publish(
    declarations: Sequence[Declaration], *, by: Actor, channels: Sequence[Channel], title: str = ""
) -> Announcement:
    """File and publish a batch: one announcement, one time, on all channels (LN-25, LN-43). All or none."""
    batch = _batch(declarations, by=by)
    announcement = announce.publish(_offers(batch), by=by, channels=channels, title=title)
    _mark_published(batch, announcement, by=by)
    return announcement


@transaction.atomic
def plan(
    declarations: Sequence[Declaration], *, by: Actor, channels: Sequence[Channel], at: datetime, title: str
) -> PlannedRelease:
    """Publish the batch at a set hour (XY-19): in nobody's list before, all at once then."""
    batch = _batch(declarations, by=by)
    release = releases.plan(_offers(batch), by=by, channels=channels, at=at, title=title)
    payload = {"release": release.pk, "declarations": [declaration.pk for declaration in batch]}
    enqueue(RELEASED, key=str(release.pk), by=by, payload=payload, due_at=at)
    return release


@transaction.atomic
def mark_released(release: PlannedRelease, declarations: Sequence[int], *, by: Actor) -> None:
    """The hour has come and the register has the batch; a cancelled release leaves everything as it was.

    Between the plan and the hour the registers may have told something: each is looked at on its first day.
    """
    if release.cancelled_at:
        return
    if release.announcement is None:
        raise LookupError(f"release {release.pk} is not out yet")  # the job comes back
    batch = list(Declaration.objects.select_for_update().filter(pk__in=declarations, status=Status.APPROVED))
    _mark_published(batch, release.announcement, by=by)
    look_at([parse_number(declaration.patent_number) for declaration in batch], release.province)


def _batch(declarations: Sequence[Declaration], *, by: Actor) -> list[Declaration]:
    """The rows, locked in one order, each fit to be published by this hand; all faults at once."""
    keys = [declaration.pk for declaration in declarations]
    batch = list(Declaration.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    if not batch or len(batch) != len(set(keys)):
        raise Refused(_("请选择待备案的声明。"))
    if faults := faults_of(batch, by=by):
        raise Refused(*faults)
    if by.user:
        record_filing(batch, by=by)
    return batch


def faults_of(batch: Sequence[Declaration], *, by: Actor) -> list[str]:
    """Everything that keeps these declarations from being published by this hand; said before the button too."""
    found = held_back(batch)
    held = [f"{each}：{why}" for each in batch for why in found.get(each.pk, [])]
    unchecked = _unchecked([each for each in batch if each.status == Status.APPROVED])
    return planned_faults(batch) + held + unchecked + [fault for each in batch for fault in _faults(each, by=by)]


def _unchecked(batch: Sequence[Declaration]) -> list[str]:
    """No publication while validity, licences or pledges are open or speak against it (LN-30)."""
    bars, gaps = bars_of(batch), never_checked(batch)
    failed = [f"{each}：{words_of_bars(bars[each.pk])}" for each in batch if bars[each.pk]]
    return failed + [f"{each}：{words_of_gaps(gaps[each.pk])}" for each in batch if gaps.get(each.pk)]


def _faults(declaration: Declaration, *, by: Actor) -> list[str]:
    if declaration.status != Status.APPROVED:
        status = declaration.get_status_display()
        return [_("%(what)s：当前状态为“%(status)s”") % {"what": declaration, "status": status}]
    faults = [f"{declaration}：{missing}" for missing in missing_to_publish(declaration)]
    if rules_when_begun(declaration).four_eyes:
        faults += [f"{declaration}：{reason}" for reason in same_eyes(declaration, by=by)]
    if by.user:
        faults += [f"{declaration}：{reason}" for reason in own_case(declaration, by=by)]
    return faults


def _offers(batch: Sequence[Declaration]) -> list[Offer]:
    return [offer_of(declaration) for declaration in batch]


def _mark_published(batch: Sequence[Declaration], announcement: Announcement, *, by: Actor) -> None:
    numbers = dict(announcement.records.values_list("patent_number", "number"))
    for declaration in batch:
        move(
            declaration,
            Action.PUBLISH if by.user else Action.RELEASE,
            by=by,
            payload={"announcement": announcement.number},
            record_number=numbers[declaration.patent_number],
            published_at=announcement.effective_at,
            published_by=by.user.pk if by.user else announcement_officer(announcement),
        )
    tell_declarants(
        batch,
        _("声明已发布，公开编号%(record)s。"),
        _("%(count)s件声明已由公告{number}发布。").format(number=announcement.number),
        link=announcement.get_absolute_url(),
        occasion=f"published:{announcement.pk}",
        by=by,
    )


def announcement_officer(announcement: Announcement) -> int:
    """Who planned the release that the platform carried out."""
    release = PlannedRelease.objects.get(announcement=announcement)
    return release.planned_by or 0
