"""定向推送: an officer sends a record to chosen enterprises; delivered and opened are what happened (LN-51, XY-44, G6).

Who is chosen by a rule instead of a person is for a room of matching; it will write the same rows.
"""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from outbox.notices import notify
from publication.choices import ACCEPTING_STATES
from publication.models import Push, Record
from publication.standing import lock_record, state_now
from tenancy.actors import Actor
from tenancy.models import Membership, Organisation
from tenancy.models.organisations import ENTERPRISES
from tenancy.refusals import Refused
from tenancy.roles import Right

SENDERS = (Right.FILE_RETURNS, Right.COLLECT_RETURNS)
MOST_FOUND, MOST = 50, 200
IN_APP = "in_app"


def candidates(words: str, *, by: Actor) -> list[Organisation]:
    """Confirmed enterprises of the officer's place whose name or code has these words; none without words."""
    if not words.strip():
        return []
    seen = Organisation.objects.visible_to(by).confirmed().filter(owner_type__in=ENTERPRISES)
    by_name, by_code = seen.filter(name__contains=words.strip()), seen.filter(credit_code=words.strip())
    return list((by_name | by_code).select_related("region")[:MOST_FOUND])


@transaction.atomic
def push(record: Record, chosen: Sequence[Organisation], reason: str, *, by: Actor) -> list[Push]:
    """Send it to each once; who got this record before is passed over.

    Delivered where somebody can read it there; where nobody could, once it is sent again. The record is locked: of
    two officers at once the second finds what the first has sent.
    """
    by.must(*SENDERS)
    record = lock_record(record.number)
    if faults := faults_of(record, chosen, reason):
        raise Refused(*faults)
    codes = [each.credit_code for each in chosen]
    known = {sent.recipient_code: sent for sent in Push.objects.filter(record=record, recipient_code__in=codes)}
    got = {code for code, sent in known.items() if sent.delivered_at}
    return [
        _deliver(known.get(each.credit_code) or _send(record, each, reason.strip(), by), each, by)
        for each in chosen
        if each.credit_code not in got
    ]


def faults_of(record: Record, chosen: Sequence[Organisation], reason: str) -> list[str]:
    found = []
    if (state := state_now(record)) not in ACCEPTING_STATES:
        words = {"number": record.number, "state": state.label}
        found.append(_("%(number)s现为“%(state)s”，不能推送。") % words)
    found += [_("“%s”的登记尚未确认，不能推送。") % each.name for each in chosen if not each.is_confirmed]
    if not 0 < len(chosen) <= MOST:
        found.append(_("请选择推送的企业，一次至多%s家。") % MOST)
    if not reason.strip():
        found.append(_("请写明推送理由（例如主营产品与分类号相符）。"))
    return found


def _send(record: Record, organisation: Organisation, reason: str, by: Actor) -> Push:
    log.record("publication.push", record, by=by, reason=reason, payload={"to": organisation.credit_code})
    return Push.objects.create(
        record=record,
        recipient_name=organisation.name,
        recipient_code=organisation.credit_code,
        recipient_size=organisation.size,
        recipient_region=organisation.region.path,
        channel=IN_APP,
        reason=reason[:300],
        effective_at=timezone.now(),
        pushed_by=by.user.pk if by.user else None,
    )


def _deliver(sent: Push, organisation: Organisation, by: Actor) -> Push:
    """To everyone who acts for it now."""
    members = Membership.objects.active().filter(organisation=organisation).select_related("user")
    if readers := [one.user for one in members]:
        sent.delivered_at = timezone.now()
        sent.save(update_fields=["delivered_at"])
        words = {"number": sent.record.number, "title": sent.record.title, "reason": sent.reason}
        sentence = _("向贵单位推荐可以直接取得许可的专利%(number)s“%(title)s”：%(reason)s") % words
        link = reverse("publication:open_push", args=[sent.pk])
        notify(readers, sentence=sentence, link=link, key=f"push:{sent.pk}", by=by)
    return sent


@transaction.atomic
def opened(pk: int, *, by: Actor) -> Push | None:
    """The enterprise looks at it; the first time counts. None for whoever it was not sent to."""
    if by.organisation is None or not by.organisation.credit_code:
        return None
    own = Push.objects.filter(recipient_code=by.organisation.credit_code)
    sent = own.select_for_update(of=("self",)).select_related("record").filter(pk=pk).first()
    if sent and sent.opened_at is None:
        sent.delivered_at, sent.opened_at = sent.delivered_at or timezone.now(), timezone.now()
        sent.save(update_fields=["delivered_at", "opened_at"])
    return sent
