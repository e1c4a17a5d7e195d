"""更正请求: received from anyone, told to the owner's people and the offices, answered once and in public (F130)."""

from collections.abc import Iterable
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import audit.record as log
from outbox.notices import notify
from publication.declarants import declarants
from publication.limits import spend
from publication.models import Correction, Record
from publication.models.corrections import Verdict
from tenancy.actors import Actor, system_actor
from tenancy.models import Membership, Organisation, User
from tenancy.policy import policy_of
from tenancy.policy.workdays import add_working_days
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused
from tenancy.roles import Right, holders
from tenancy.scope import acting

PER_HOUR = 5
ANSWERERS = holders(Right.REVIEW, Right.PUBLISH)


def ask(record: Record, *, address: str, item: str, sentence: str, sender: str = "", reach: str = "") -> Correction:
    """Take a request in. Raises Refused when the address sends too many."""
    if spend("correction", address, limit=PER_HOUR, seconds=3600).is_over:
        raise Refused(_("更正请求过于频繁，每小时最多%(most)s次，请稍后再试") % {"most": PER_HOUR})
    in_our_words = translation.override(settings.LANGUAGE_CODE)  # the visitor may read English, the offices do not
    with in_our_words, acting(province=record.province_id), transaction.atomic():
        by, now = system_actor(record.province), timezone.now()
        words = {"item": item, "sentence": sentence, "sender": sender, "reach": reach}
        asked = Correction.objects.create(record=record, due_at=_due(record, now), **words)
        log.record("publication.ask_correction", asked, by=by, payload={"item": item, "record": record.number})
        told = _("%(number)s 收到更正请求：%(item)s") % {"number": record.number, "item": asked.get_item_display()}
        _tell(asked, [*owners_people(record), *officers(record)], told, by=by)
    return asked


@transaction.atomic
def answer(asked: Correction, *, by: Actor, verdict: str, answer: str) -> Correction:
    """The office's word, once. What is wrong is put right by the owner's change or by the register, never here."""
    asked = Correction.objects.select_for_update(of=("self",)).select_related("record").get(pk=asked.pk)
    if asked.verdict != Verdict.WAITING:
        raise Refused(_("这项更正请求已由%s答复。") % asked.office_name)
    if by.role not in ANSWERERS or not asked.record.region_path.startswith(by.region.path):
        raise Refused(_("更正请求由专利权人所在地和省级知识产权管理部门答复。"))
    stand_aside(by, owners_of(asked.record))
    asked.verdict, asked.answer, asked.answered_at = verdict, answer, timezone.now()
    asked.answered_by, asked.office_name = by.person.pk, by.place_name
    asked.save(update_fields=["verdict", "answer", "answered_at", "answered_by", "office_name"])
    log.record("publication.answer_correction", asked, by=by, reason=answer, payload={"verdict": verdict})
    told = _("%(number)s 的更正请求已答复：%(verdict)s")
    words = {"number": asked.record.number, "verdict": asked.get_verdict_display()}
    _tell(asked, owners_people(asked.record), told % words, by=by)
    return asked


def of_record(record: Record) -> list[Correction]:
    """What the public reads of a record's requests: the item, the days, the answer."""
    with acting(province=record.province_id), transaction.atomic():
        return list(Correction.objects.filter(record=record).defer("sentence", "sender", "reach")[:50])


def within(actor: Actor) -> QuerySet[Correction]:
    """The requests of this office's area."""
    mine = Correction.objects.filter(record__region_path__startswith=actor.region.path)
    return mine.select_related("record")


def owners_people(record: Record) -> QuerySet[User]:
    """Everyone who acts for an owner."""
    people = Membership.objects.filter(organisation__in=owners_of(record), ended_at=None)
    return User.objects.filter(memberships__in=people).distinct()


def owners_of(record: Record) -> list[int]:
    """Keys of the owners whom an office of the province has confirmed, and of who declared it (individuals too)."""
    codes = [owner["credit_code"] for owner in record.current.owners if owner.get("credit_code")]
    confirmed = Organisation.objects.confirmed().filter(credit_code__in=codes).values_list("pk", flat=True)
    return sorted({*confirmed, *declarants([record.number]).values()})


def officers(record: Record) -> QuerySet[User]:
    path = record.region_path
    above = [path[: place + 1] for place, sign in enumerate(path) if sign == "."]
    people = Membership.objects.filter(role__in=ANSWERERS, office__region__path__in=above, ended_at=None)
    return User.objects.filter(memberships__in=people).distinct()


def _tell(asked: Correction, people: Iterable[User], sentence: str, *, by: Actor) -> None:
    link = reverse("publication:corrections", args=[asked.record.number])
    notify(people, sentence=sentence, link=link, key=f"correction:{asked.pk}:{asked.verdict}", by=by)


def _due(record: Record, now: datetime) -> datetime:
    days: int = policy_of(record.province).public_correction_working_days  # type: ignore[assignment]  # has a default
    day = add_working_days(timezone.localdate(now), days).day
    return timezone.make_aware(datetime.combine(day, time.max))
