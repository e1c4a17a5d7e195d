"""Who is told what of a licence: both sides in the same words, and the office that answers for the place."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from licensing.models import Licence, Signature
from licensing.models.licences import OFFICERS
from licensing.workflow import Side, Status
from outbox.notices import notify
from tenancy.actors import Actor
from tenancy.models import Membership, User
from tenancy.roles import Right, holders


def sentence_of(licence: Licence) -> str:
    """What the licence is now, in one sentence that every side reads."""
    patents = list(licence.patents.all())
    words = {
        "number": licence.number,
        "title": patents[0].title,
        "more": _("等%s件") % len(patents) if len(patents) > 1 else "",
        "licensee": licence.licensee_name,
        "status": licence.get_status_display(),
    }
    return _("许可%(number)s（%(licensee)s接受《%(title)s》%(more)s的许可条件）：%(status)s") % words


def tell_both(licence: Licence, *, by: Actor, sentence: str, about: str) -> None:
    """Something beside the steps, told once: `about` names it."""
    for side in (Side.LICENSOR, Side.LICENSEE):
        _tell(licence, _people(licence, side), sentence, by=by, about=about)


PACKET = "packet"  # what both sides are told when the evidence packet has been made


def packet_notice(licence: Licence) -> str:
    """The key of that notice."""
    return f"licence:{licence.pk}:{PACKET}"


def tell_licensors(licence: Licence, *, by: Actor, sentence: str = "") -> None:
    _tell(licence, _people(licence, Side.LICENSOR), sentence, by=by)


def tell_licensee(licence: Licence, *, by: Actor, sentence: str = "") -> None:
    _tell(licence, _people(licence, Side.LICENSEE), sentence, by=by)


def tell_licensees_of(record: str, sentence: str, *, by: Actor, occasion: str) -> None:
    """Everyone with a licence that stands or a request that waits for this record, once an occasion."""
    mine = Licence.objects.filter(patents__record__number=record)
    for licence in mine.exclude(status__in=(Status.DECLINED, Status.CANCELLED, Status.ENDED)):
        words = {"number": licence.number, "record": record, "sentence": sentence}
        said = _("许可%(number)s所涉专利（%(record)s）：%(sentence)s") % words
        _tell(licence, _people(licence, Side.LICENSEE), said, by=by, about=occasion)


def tell_party(signature: Signature, *, by: Actor, sentence: str, about: str) -> None:
    """Whoever signs for this party: the colleague it was handed to, else, or once they have left, all who may."""
    people = Membership.objects.active().filter(organisation__isnull=False, role__in=holders(Right.SIGN))
    people = people.filter(organisation=signature.party.organisation_id)
    if (handlers := people.filter(user=signature.handler)).exists():
        people = handlers
    _tell(signature.paper.licence, people, sentence, by=by, about=f"signature:{signature.pk}:{about}")


def tell_office(licence: Licence, *, by: Actor, sentence: str = "", about: str = "") -> None:
    """The city's officers; where the place reports to the province, the province's."""
    path = licence.region.path
    above = [path[: end + 1] for end, sign in enumerate(path) if sign == "."]
    people = Membership.objects.active().filter(role__in=OFFICERS, office__region__path__in=above)
    _tell(licence, people, sentence, by=by, about=about)


def _people(licence: Licence, side: Side) -> QuerySet[Membership]:
    return Membership.objects.active().filter(organisation__in=licence.parties.filter(side=side).values("organisation"))


def _tell(licence: Licence, people: QuerySet[Membership], sentence: str, *, by: Actor, about: str = "") -> None:
    notify(
        User.objects.filter(memberships__in=people).distinct(),
        sentence=sentence or sentence_of(licence),
        link=licence.get_absolute_url(),
        key=f"licence:{licence.pk}:{about or licence.turns.count()}",
        by=by,
    )
