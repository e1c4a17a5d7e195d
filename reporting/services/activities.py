"""Tell a training, an inspection or a publicity event; correct it, strike it out, add a paper (LN-69)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from reporting.models import Activity, ActivityPaper
from reporting.models.activities import ActivityKind
from reporting.services.papers import keep
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Right
from tenancy.uploads import examined

TELLERS = (Right.FILE_RETURNS, Right.COLLECT_RETURNS)


@dataclass(frozen=True)
class Held:
    """What an office says of one event."""

    kind: ActivityKind
    held_on: date
    topic: str
    persons: int
    place: str = ""
    text: str = ""

    def columns(self, by: Actor) -> dict[str, object]:
        return {
            "kind": self.kind,
            "effective_at": timezone.make_aware(datetime.combine(self.held_on, time.min)),
            "topic": self.topic.strip(),
            "persons": self.persons,
            "place": self.place.strip(),
            "text": self.text.strip(),
            "told_by": by.user.pk if by.user else None,
            "told_by_name": f"{by.place_name} {by.name}".strip(),
        }


def missing_to_tell(held: Held) -> list[str]:
    """What an entry lacks, as the page says it."""
    missing = []
    if not held.topic.strip():
        missing.append(_("请填写主题。"))
    if held.held_on > timezone.localdate():
        missing.append(_("日期%s还没有到，举办之后再登记。") % held.held_on)
    return missing


@transaction.atomic
def tell(held: Held, paper: UploadedFile | None = None, *, by: Actor) -> Activity:
    """登记 one event of the own office; all of it is kept or nothing."""
    by.must(*TELLERS)
    if missing := missing_to_tell(held):
        raise Refused(*missing)
    activity = Activity.objects.create(region=by.region, **held.columns(by))
    log.record("activity.tell", activity, by=by, payload={"kind": held.kind, "persons": held.persons})
    if paper is not None:
        add_paper(activity, paper, by=by)
    return activity


@transaction.atomic
def correct(activity: Activity, held: Held, reason: str, *, by: Actor) -> Activity:
    """更正: a new row replaces the earlier one, whose papers stay with it and are shown with both."""
    return _replace(activity, held, reason, by=by, is_void=False)


@transaction.atomic
def strike_out(activity: Activity, reason: str, *, by: Actor) -> Activity:
    """作废 an entry that should not have been made; it is counted no more and stays readable."""
    held = Held(
        ActivityKind(activity.kind),
        activity.held_on,
        activity.topic,
        activity.persons,
        activity.place,
        activity.text,
    )
    return _replace(activity, held, reason, by=by, is_void=True)


def _replace(activity: Activity, held: Held, reason: str, *, by: Actor, is_void: bool) -> Activity:
    activity = _own(activity, by)
    if missing := missing_to_tell(held):
        raise Refused(*missing)
    if not reason.strip():
        raise Refused(_("请写明更正或者作废的理由。"))
    said = reason.strip()[:200]
    later = Activity.objects.create(
        region=activity.region, corrects=activity, is_void=is_void, reason=said, **held.columns(by)
    )
    act = "activity.strike_out" if is_void else "activity.correct"
    log.record(act, later, by=by, reason=said, payload={"of": activity.pk, "persons": held.persons})
    return later


@transaction.atomic
def add_paper(activity: Activity, upload: UploadedFile, *, by: Actor) -> ActivityPaper:
    """补充材料; the same bytes twice are one."""
    activity = _own(activity, by)
    paper = examined(upload)
    if twin := activity.papers.filter(sha256=paper.sha256).first():
        return twin
    keep(kept := ActivityPaper(activity=activity), paper, upload, by=by)
    log.record("activity.paper", activity, by=by, payload={"name": paper.name, "sha256": paper.sha256})
    return kept


def _own(activity: Activity, by: Actor) -> Activity:
    """Held until the transaction ends; only the office that told it, and only while it stands."""
    by.must(*TELLERS)
    locked = Activity.objects.select_for_update(of=("self",)).select_related("region").get(pk=activity.pk)
    if locked.region_id != by.region.pk:
        raise Refused(_("只有登记它的机构可以更正和补充。"))
    if locked.is_void or locked.corrected_by.exists():
        raise Refused(_("这条记录已经更正或者作废，请在新的记录上办理。"))
    return locked
