"""A person's full contact: shown on a tap, counted and logged, and only while they agree (F036)."""

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

import audit.record as log
from publication.choices import State
from publication.limits import spend
from publication.models import Contact, Record
from publication.standing import state_now
from tenancy.actors import system_actor
from tenancy.refusals import Refused
from tenancy.scope import acting

PER_HOUR = 20
ENQUIRY = "publication.reveal_contact"


def reveal(record: Record, address: str) -> list[str]:
    """The lines of the contact. Raises Refused when the person did not agree, or the address asks too often."""
    contact = Contact.objects.filter(record=record).first()
    if contact is None or state_now(record) in (State.WITHDRAWN, State.EXPIRED):
        raise Refused(_("该联系人没有同意公开完整的联系方式，请通过发布单位转达（个人信息保护法 第二十五条）"))
    if spend("contact", address, limit=PER_HOUR, seconds=3600).is_over:
        raise Refused(_("查看联系方式过于频繁，每小时最多%(most)s次，请稍后再试") % {"most": PER_HOUR})
    with acting(province=record.province_id):
        payload = {"visitor": salted_hmac("publication.contacts", address).hexdigest()[:16]}
        log.record(ENQUIRY, record, by=system_actor(record.province), payload=payload)
    return contact.as_lines()
