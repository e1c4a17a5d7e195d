"""Accept published terms: one click, one licence, in the order of the database's commits.

Acceptance, change of terms, suspension, withdrawal and expiry all queue at the row of the record
(publication.standing.lock_records), so that each pair has one order and one outcome:

    acceptance first    the licence stands with the version it saw, whatever happens to the offer later
    change first        the reader is told that the terms have changed, and nothing is done
    suspension, withdrawal in effect, expiry first    the reader is told since when nobody can accept
    withdrawal announced, not yet in effect           the acceptance still binds (ZJ-69)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.formalities import closes_offer
from licensing.identity import identity_of
from licensing.models import Licence, LicensedPatent, Party
from licensing.particulars import parties_of, patent_rows, registered_owners
from licensing.reach import why_only_request
from licensing.services.moves import tell, turn_of
from licensing.workflow import Action, Status
from outbox.queue import Wanted, enqueue_each
from publication import announce, numbering
from publication.choices import ACCEPTING_STATES
from publication.declarants import declarants
from publication.inclusion import line_of
from publication.models import Record
from publication.standing import lock_records, refusal_to_accept
from tenancy.actors import Actor
from tenancy.models import Organisation, Region
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.release import release
from tenancy.roles import Right
from tenancy.services.standings import why_not_yet
from tenancy.tree import units

MOST_OF_A_PACKAGE = 30
LIVE = (Status.REQUESTED, Status.CONCLUDED, Status.OBJECTED, Status.CONFIRMED)
LATE = timedelta(minutes=5)  # the queue reads the database's clock, the verb that of its own machine
TELL, DRAW, ESCALATE = "licensing.tell_accepted", "licensing.draw_contract", "licensing.escalate"


@dataclass(frozen=True)
class Acceptance:
    """What the licensee states. `seen` are the records with the version that was on the screen (U29)."""

    seen: Mapping[str, int]
    key: UUID  # of the page; sent twice it is one acceptance
    use_place: str
    scope: str
    starts_on: date
    ends_on: date  # included
    use_region: Region | None = None  # none: a place outside the tree

    def faults(self, records: Sequence[Record], today: date) -> list[str]:
        """What is wrong with place, scope and term, in the reader's words."""
        found = []
        if not self.use_place.strip():
            found.append(_("请填写“使用地域”。"))
        if not self.scope.strip():
            found.append(_("请填写“使用范围”（用于哪些产品或者工艺）。"))
        if self.ends_on < self.starts_on:
            found.append(_("“许可期限止”不得早于“许可期限起”。"))
        if self.starts_on < today:
            found.append(_("“许可期限起”不得早于今天。"))
        for record in records:
            found += self._faults_of_term(record)
        return found

    def _faults_of_term(self, record: Record) -> list[str]:
        if self.starts_on >= record.term_from and self.ends_on <= record.term_to:
            return []
        words = {"number": record.number, "first": record.term_from, "last": record.term_to}
        return [_("许可期限须在%(number)s公布的期限%(first)s至%(last)s之内。") % words]


def accept(stated: Acceptance, *, by: Actor) -> Licence:
    """接受公布的许可条件。 Returns the licence of this page, the first time and every time it is sent.

    Raises Refused with every reason, and then nothing has been done; Http404 for a number that was never given.
    """
    by.must(Right.ACCEPT)
    # A refusal leaves the block as an answer, before anything is written: it needs no savepoint to fall back to.
    with transaction.atomic(savepoint=False):
        found = _accepted(stated, by=by)
    if isinstance(found, Licence):
        return found
    raise Refused(*found)


def _accepted(stated: Acceptance, *, by: Actor) -> Licence | list[str]:
    """The licence, or every reason why there is none."""
    if len(stated.seen) > 1 + MOST_OF_A_PACKAGE:  # before any of them is locked
        return [_("一份合同最多包括%s件专利，请分开办理。") % (1 + MOST_OF_A_PACKAGE)]
    records = lock_records(stated.seen)
    own = _own_licences(records, by, key=stated.key)
    if earlier := next((licence for licence in own if licence.key == stated.key), None):
        return _again(earlier.pk, stated)
    return faults(stated, records, by=by, own=own) or _conclude(stated, records, by=by)


def _again(earlier: int, stated: Acceptance) -> Licence | list[str]:
    """A page that was sent before: the same words are the same licence, other words are refused."""
    licence = Licence.objects.get(pk=earlier)
    seen = dict(licence.patents.values_list("record_number", "version"))
    kept = (seen, licence.use_place, licence.scope, licence.starts_on, licence.ends_on)
    if kept == (stated.seen, stated.use_place.strip(), stated.scope.strip(), stated.starts_on, stated.ends_on):
        return licence
    return [_("这一页已经提交过，许可编号%s；这次的内容与那次不同，没有办理。请从专利页面重新开始。") % licence.number]


def others_of(record: Record) -> list[Record]:
    """What the same owner offers in the same way and could go into the same contract."""
    same = Record.objects.owned_by(record.province, record.owner_names).filter(scheme=record.scheme, mode=record.mode)
    open_now = same.filter(state__in=ACCEPTING_STATES).exclude(pk=record.pk)
    found = open_now.select_related("current").order_by("number")[:MOST_OF_A_PACKAGE]
    own, *keys = owner_keys([record, *found])
    return [other for other, key in zip(found, keys, strict=True) if key == own]


def owner_keys(records: Sequence[Record]) -> list[tuple[Any, ...]]:
    """Who owns each: two bodies of one name are two owners, and so are two individuals who declared by themselves."""
    owners = [[(owner["name"], owner["credit_code"]) for owner in record.current.owners] for record in records]
    unnamed = [record.number for record, own in zip(records, owners, strict=True) if not all(code for _, code in own)]
    declared = declarants(unnamed)
    return [(*own, declared.get(record.number)) for record, own in zip(records, owners, strict=True)]


def faults(
    stated: Acceptance, records: Sequence[Record], *, by: Actor, own: Sequence[Licence] | None = None
) -> list[str]:
    """Everything that keeps this person from accepting these records now; the page asks it before the button.

    `own` are their licences of these records, where the caller has them at hand.
    """
    if not records:
        return [_("请选择要接受的专利。")]
    found = [*why_not_yet(by.organisation), *bars(records, by=by, own=own)]
    return [*found, *_changed(stated, records), *stated.faults(records, timezone.localdate())]


def bars(records: Sequence[Record], *, by: Actor, own: Sequence[Licence] | None = None) -> list[str]:
    """What no answer on the page can mend: the offer, the owner, or a licence held already."""
    return [
        *_faults_of_package(records, by),
        *(no for record in records if (no := refusal_to_accept(record))),
        *_already_licensed(_own_licences(records, by) if own is None else own),
    ]


def _faults_of_package(records: Sequence[Record], by: Actor) -> list[str]:
    assert by.organisation
    found = []
    if any(record.province_id != by.province.pk for record in records):
        found.append(_("这件专利由其他省份公开，请先以该省登记的身份办理。"))
    if len(records) > 1 and len(set(zip(owner_keys(records), _ways(records), strict=True))) > 1:
        found.append(_("一份合同只能包括同一专利权人以同一方式公开的专利。"))
    if len(records) > 1 and any(closes_offer(record.mode, policy_of(by.province)) for record in records):
        found.append(_("独占、排他许可，转让和作价入股须逐件办理。"))
    if _is_own(by.organisation, records):
        found.append(_("专利权人不能接受自己的声明。"))
    return found


def _ways(records: Sequence[Record]) -> list[tuple[str, str]]:
    return [(record.scheme, record.mode) for record in records]


def _is_own(organisation: Organisation, records: Sequence[Record]) -> bool:
    """One of the owners, or the individual who declared one of them."""
    if organisation.owner_type == OwnerType.INDIVIDUAL:
        return organisation.pk in declarants([record.number for record in records]).values()
    return any(_is_same(organisation, owner) for record in records for owner in record.current.owners)


def _is_same(organisation: Organisation, owner: Mapping[str, str]) -> bool:
    """By the credit code; where a listing left that of the owner out, a body is known by its name."""
    code = organisation.credit_code
    if code and owner["credit_code"]:
        return owner["credit_code"] == code
    return bool(code) and owner["name"] == organisation.name


def _changed(stated: Acceptance, records: Sequence[Record]) -> list[str]:
    return [
        changed_sentence(record.number, stated.seen[record.number], record.current.number)
        for record in records
        if record.current.number != stated.seen[record.number]
    ]


def changed(stated: Acceptance) -> list[str]:
    """Which of the terms that were read are no longer those on offer; a sentence each."""
    return _changed(stated, list(Record.objects.filter(number__in=stated.seen).select_related("current")))


def changed_sentence(number: str, seen: int, current: int) -> str:
    """Both sides read the same words."""
    return _(
        "%(number)s的许可条件在您阅读期间已变更（您看到的是第%(seen)s版，现为第%(current)s版），"
        "尚未办理任何事项；请按现行条件重新确认。"
    ) % {"number": number, "seen": seen, "current": current}


def _own_licences(records: Sequence[Record], by: Actor, key: UUID | None = None) -> list[Licence]:
    """Those they hold of these records, and the one of this page, whatever became of it.

    Whose term is over they hold no more, also before the clock has come round.
    """
    patents = LicensedPatent.objects.filter(licence=OuterRef("pk"), record__in=[record.pk for record in records])
    wanted = Q(Exists(patents), status__in=LIVE, ends_on__gte=timezone.localdate()) | Q(key=key)
    return list(Licence.objects.filter(wanted, licensee=by.organisation).only("number", "key").order_by())


def _already_licensed(own: Sequence[Licence]) -> list[str]:
    return [_("您已接受该许可条件，许可编号%s，无需重复办理。") % licence.number for licence in own]


def _conclude(stated: Acceptance, records: Sequence[Record], *, by: Actor) -> Licence:
    """The rows. What names the licence only by its key goes first, so that the lock of the number is short and last."""
    owners = registered_owners(records[0])
    licence = _row(stated, records, by=by)
    [licence.pk] = numbering.next_ids(Licence, 1)
    patents = patent_rows(licence, records)
    terms = [patent.read_terms() for patent in patents]
    licence.amount, licence.is_free = sum(p.amount for p in patents), all(each.is_free for each in terms)
    licence.remark = "；".join(dict.fromkeys(filter(None, (each.annex_remark() for each in terms))))
    LicensedPatent.objects.bulk_create(patents)
    Party.objects.bulk_create(parties_of(licence, records, by.organisation, owners))
    action = Action.ACCEPT if licence.is_binding else Action.REQUEST
    turn = turn_of(licence, action, by=by, reason=licence.why_request, at=licence.accepted_at)
    turn.save(force_insert=True)
    announce.note_taker(records, at=licence.accepted_at)
    drawn = [Wanted(kind, str(licence.pk), {"licence": licence.pk}) for kind in (TELL, DRAW)]
    enqueue_each([*drawn, _clock(licence)], by=by)
    [(year, number)] = numbering.allot(by.province, "licence")
    licence.number = f"{by.province.slug.upper()}-XK-{year}-{number:05d}"
    licence.save(force_insert=True)
    tell(licence, turn, by=by, versions=[line_of(each.record_number, each.version, each.digest) for each in patents])
    return licence


def _row(stated: Acceptance, records: Sequence[Record], *, by: Actor) -> Licence:
    assert by.organisation
    now = timezone.now()
    policy = policy_of(by.province, at=now)
    why = why_only_request(
        records, policy, home=by.organisation.region, use_region=stated.use_region, use_place=stated.use_place
    )
    clock = policy.calendar.add_working_days(timezone.localdate(now), policy.answer_working_days)  # type: ignore[arg-type]
    return Licence(
        province=by.province,
        key=stated.key,
        status=Status.REQUESTED if why else Status.CONCLUDED,
        scheme=records[0].scheme,
        mode=records[0].mode,
        is_binding=not why,
        why_request="；".join(why),
        region=_region_of(records[0]),
        licensee=by.organisation,
        use_region=stated.use_region,
        use_place=stated.use_place.strip(),
        scope=stated.scope.strip(),
        starts_on=stated.starts_on,
        ends_on=stated.ends_on,
        amount=0,
        is_free=False,
        accepted_at=now,
        accepted_by=by.user.pk if by.user else None,
        accepted_by_name=by.name,
        identity=identity_of(by) | {"pressed": button_of(why), "release": release()},
        concluded_at=None if why else now,
        answer_by=clock.day,
        answer_rule=clock.explanation[:200],
    )


def _region_of(record: Record) -> Region:
    """The place of the record; a unit that came into being a moment ago is asked for."""
    known = (unit for unit in units(record.province_id) if unit.path == record.region_path)
    return next(known, None) or Region.objects.get(path=record.region_path)


def button_of(why: Sequence[str]) -> str:
    """The words on the button that accepts; evidence keeps them."""
    return _("确认提出请求") if why else _("确认接受许可")


def watch_clock(licence: Licence, *, by: Actor) -> None:
    """When the last day for an answer is over, silence goes to the office."""
    enqueue_each([_clock(licence)], by=by)


def _clock(licence: Licence) -> Wanted:
    over = timezone.make_aware(datetime.combine(licence.answer_by + timedelta(days=1), time.min))
    due = over + LATE  # on every machine's clock
    payload = {"licence": licence.pk, "answer_by": licence.answer_by.isoformat()}
    return Wanted(ESCALATE, f"{licence.pk}:{licence.answer_by}", payload, due)
