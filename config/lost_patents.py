"""From the gazette to the licences: a patent that is declared wholly invalid, given up or over leaves its licences.

A lapse for unpaid fees can still be restored, so it only warns (declarations.gazette); invalidation, expiry and
abandonment are final. The rooms do not know each other; they meet here.
"""

from django.utils import timezone

from licensing.models import LicensedPatent
from licensing.models.endings import EndingGround
from licensing.services import endings
from licensing.services.scheduling import IN_FORCE
from tenancy.actors import Actor
from verification.dossier import Status
from verification.events import EventKind
from verification.models import GazetteNotice
from verification.on_file import facts_on_file
from verification.registers.combining import Combined

LOST = "config.lost_patents"
GROUNDS = {
    EventKind.INVALIDATION_FULL: EndingGround.INVALIDATED,
    EventKind.EXPIRY: EndingGround.LAPSED,
    EventKind.ABANDONMENT: EndingGround.LAPSED,
}


def follow(*, by: Actor) -> int:
    """Every such announcement that holds by today, once for each licence; returns how many licences ended."""
    licensed = LicensedPatent.objects.filter(licence__status__in=IN_FORCE).values("patent_number")
    found = GazetteNotice.objects.filter(
        kind__in=[kind.value for kind in GROUNDS], effective_on__lte=timezone.localdate(), number__in=licensed
    )
    notices = list(found.order_by("announced_on", "id"))
    told = facts_on_file({notice.event.number for notice in notices}, timezone.localdate())
    return sum(_lose(each, by) for each in notices if not _is_refuted(each, told[each.event.number]))


def _is_refuted(notice: GazetteNotice, told: Combined) -> bool:
    """A register that was asked after we had learned of it says that the patent is in force."""
    status = told.facts.status
    return status is not None and status.value == Status.IN_FORCE and status.fetched_at > notice.recorded_at


def _lose(notice: GazetteNotice, by: Actor) -> int:
    event = notice.event
    return endings.lose_patent(
        notice.number,
        ground=GROUNDS[event.kind],
        on=event.effective_on,
        sentence=event.consequence.sentence,
        occasion=f"gazette:{notice.key}",
        by=by,
    )
