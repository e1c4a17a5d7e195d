"""The province files what the offices approved and puts it on the public register, at once or at a set hour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.bars import bars_of, never_checked, words_of_bars, words_of_gaps
from declarations.local_rules import rules_when_begun
from declarations.models import Declaration
from declarations.notices import publishers, tell_declarants, whoever
from declarations.offering import offer_of
from declarations.planned import planned_faults
from declarations.readiness import missing_to_publish
from declarations.rechecks import look_at
from declarations.services.moves import move
from declarations.services.review import own_case, record_filing, same_eyes
from declarations.services.suspicion import held_back
from declarations.workflow import Action, Status
from outbox.notices import notify
from publication import announce, releases
from publication.models import Announcement, Channel, PlannedRelease
from publication.offers import Offer
from tenancy.actors import Actor
from tenancy.refusals import Refused
from verification.numbers import parse_number


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
    return releases.plan(_offers(batch), by=by, channels=channels, at=at, title=title)


@transaction.atomic
def release(pk: int, *, by: Actor) -> PlannedRelease:
    """The planned hour has come (XY-19): what is fit to go public today does, the rest stays on the desk.

    Between the plan and the hour a register may have told something, or an officer confirmed a suspicion.
    """
    release = releases.locked(pk)
    if release.cancelled_at or release.released_at:
        return release
    offers = releases.offers_of(release)
    patents = [offer.patent_number for offer in offers]
    approved = Declaration.objects.select_for_update().filter(status=Status.APPROVED, patent_number__in=patents)
    batch = list(approved.order_by("pk"))
    kept = _kept_back(batch, patents) | announce.faults_of_each(offers, by, at=timezone.now())
    if not releases.channels_of(release):
        kept = {patent: [_("%s：选定的发布平台都已停用") % patent] for patent in patents}
    release = releases.release_now(pk, by=by, without=kept)
    if kept:
        _tell_planner(release, kept, by=by)
    if release.announcement:
        out = [each for each in batch if each.patent_number not in kept]
        _mark_published(out, release.announcement, by=by)
        look_at([parse_number(each.patent_number) for each in out], release.province)
    return release


def _kept_back(batch: Sequence[Declaration], patents: Iterable[str]) -> dict[str, list[str]]:
    """Patent number → why its declaration does not go public today, whoever publishes it."""
    found, by_patent = unfit(batch), {each.patent_number: each for each in batch}
    gone = {patent: [_("%s：声明已不在待备案") % patent] for patent in patents if patent not in by_patent}
    return gone | {patent: found[each.pk] for patent, each in by_patent.items() if found[each.pk]}


def _tell_planner(release: PlannedRelease, kept: Mapping[str, Sequence[str]], *, by: Actor) -> None:
    whys = "；".join(why for whys in kept.values() for why in whys)
    told = {"title": release.title, "count": len(kept), "whys": whys}
    notify(
        whoever(release.planned_by, publishers()),
        sentence=_("定时发布“%(title)s”有%(count)s件没有公开：%(whys)s") % told,
        link=reverse("declarations:release", args=[release.pk]),
        key=f"release:{release.pk}",
        by=by,
    )


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
    wrong = [each for each in batch if each.status != Status.APPROVED]
    told = [{"what": each, "status": each.get_status_display()} for each in wrong]
    approved = [each for each in batch if each.status == Status.APPROVED]
    found = unfit(approved)
    return [
        *planned_faults(batch),
        *(_("%(what)s：当前状态为“%(status)s”") % each for each in told),
        *(fault for each in approved for fault in found[each.pk] + _faults_of_hand(each, by=by)),
    ]


def unfit(batch: Sequence[Declaration]) -> dict[int, list[str]]:
    """Why each of them may not go public today, by primary key; nobody's suspicion may be open (HB-56).

    No publication while validity, licences or pledges are open or speak against it (LN-30).
    """
    held, bars, gaps = held_back(batch), bars_of(batch), never_checked(batch)
    return {
        each.pk: [
            f"{each}：{why}"
            for why in (
                *held.get(each.pk, ()),
                *([words_of_bars(bars[each.pk])] if bars[each.pk] else ()),
                *([words_of_gaps(gaps[each.pk])] if gaps.get(each.pk) else ()),
                *missing_to_publish(each),
            )
        ]
        for each in batch
    }


def _faults_of_hand(declaration: Declaration, *, by: Actor) -> list[str]:
    """Why this hand is not the one to publish it."""
    faults: list[str] = []
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
