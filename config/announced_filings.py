"""The gazette announces a recorded licence contract: the filing of that licence is closed with its number and day.

Registers know nothing of licences and licences nothing of registers; only here do they meet.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.models import Filing, Licence, LicensedPatent
from licensing.models.filings import Stage
from licensing.notices import tell_office
from licensing.services import filings
from licensing.workflow import Side
from tenancy.actors import Actor
from tenancy.refusals import Refused
from verification.events import EventKind, GazetteEvent
from verification.models import GazetteNotice

YEARS_BACK = timedelta(days=730)  # what the gazette says later than that is not about a contract just filed


def announce_filings(*, by: Actor) -> int:
    """Every announcement that names a licence of this province by patent and licensee, once.

    One that does not fit what was entered by hand is for the office to clear; it keeps no other waiting.
    """
    done = 0
    patents = LicensedPatent.objects.filter(licence__in=_open()).values("patent_number")
    notices = GazetteNotice.objects.filter(kind=EventKind.LICENCE_RECORDED, number__in=patents)
    for notice in notices.filter(announced_on__gte=timezone.localdate() - YEARS_BACK).order_by("announced_on", "pk"):
        licence = _meant(notice.event)
        if licence and notice.event.record:
            done += _announced(licence, notice, by=by)
    return done


def _announced(licence: Licence, notice: GazetteNotice, *, by: Actor) -> bool:
    number, day = notice.event.record[:40], notice.effective_on
    try:
        closed = filings.announce(licence, by=by, number=number, filed_on=day, source=notice.source[:80])
    except Refused as fault:
        words = {"number": licence.number, "filing": number, "day": day, "why": "；".join(fault.reasons)}
        told = _("许可%(number)s的合同备案已公告（备案号%(filing)s，备案日%(day)s），未能登记，请核对：%(why)s") % words
        tell_office(licence, by=by, sentence=told, about=f"filing-announced:{notice.pk}")
        return False
    return closed is not None


def _open() -> QuerySet[Licence]:
    announced = Filing.objects.filter(licence=OuterRef("pk"), stage=Stage.ANNOUNCED)
    return Licence.objects.filter(~Exists(announced), status__in=filings.TOLD_OF)


def _meant(event: GazetteEvent) -> Licence | None:
    """The open licence of that patent whose licensee the gazette names, or whose number was entered already."""
    found = _open().filter(patents__patent_number=event.number.normal).order_by("pk")
    by_number = found.filter(filings__number=event.record).first() if event.record else None
    named = found.filter(parties__side=Side.LICENSEE, parties__name=event.licensee.strip())
    lasting = Q(ended_at=None) | Q(ended_at__date__gte=event.effective_on)
    return by_number or named.filter(lasting, concluded_at__date__lte=event.effective_on).first()
