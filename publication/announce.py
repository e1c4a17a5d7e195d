"""The only writers of the register. Each verb locks the record, checks again, writes fact, event and feed at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from outbox.queue import enqueue
from publication import numbering, rows
from publication.choices import ACCEPTING_STATES, OPEN_STATES, AnnouncementKind, Op, Outcome, State
from publication.inclusion import hashes_of, line_of
from publication.models import Announcement, Change, Channel, ChannelPresence, Contact, Record, StatusNote, Version
from publication.offers import ONCE, Offer, Reach
from publication.standing import lock_record, state_now, with_current
from tenancy.actors import Actor
from tenancy.refusals import Refused

BATCH = 1000
SETTLE = "publication.settle"  # the job of tasks.py


@transaction.atomic
def publish(
    offers: Sequence[Offer],
    *,
    by: Actor,
    channels: Sequence[Channel],
    at: datetime | None = None,
    title: str = "",
    kind: AnnouncementKind = AnnouncementKind.PUBLICATION,
) -> Announcement:
    """One announcement: n records under permanent numbers, on all channels, with one effect time (LN-43, HB-20).

    `at` is now when not given; only an import may lie in the past, and keeps each offer's own original time (XY-02).
    Raises Refused with all reasons, and then nothing is published.
    """
    now = timezone.now()
    at = at or now
    _refuse(_faults_of_time(at, now, kind))
    refuse_batch(offers, channels, by, at=None if kind == AnnouncementKind.IMPORT else at)
    try:
        with transaction.atomic():
            announcement = rows.announcement_row(
                kind, title or _default_title(kind, by), at, len(offers), by, offers[0].publisher
            )
            records = rows.insert_batch(offers, announcement, by, channels, is_import=kind == AnnouncementKind.IMPORT)
    except IntegrityError as fault:
        if "record_once_while_open" not in str(fault):
            raise
        raise Refused(_("本批次中有专利刚刚由他人在本省公开，请刷新后重试")) from fault
    told = {"records": len(records), "versions": hashes_of([_line(record) for record in records])}
    log.record("publication.publish", announcement, by=by, effective_at=at, payload=told)
    return announcement


@transaction.atomic
def supersede(number: str, offer: Offer, *, by: Actor, reason: str) -> Version:
    """A new version from now on; licences accepted before keep the terms they were given (HB-33, F055)."""
    record = _own_record(number, by)
    state = _still_standing(record)
    if state not in (State.ACTIVE, State.SUSPENDED):
        raise Refused(_("%(state)s的声明不能变更") % {"state": state.label})
    same_patent = [] if offer.patent_number == record.patent_number else [_("变更不能换成另一件专利，请另行声明")]
    _refuse(offer.missing() + same_patent)
    now = timezone.now()
    announcement = rows.announcement_row(
        AnnouncementKind.CHANGE, _about(record, Op.CHANGED), now, 1, by, offer.publisher
    )
    version = rows.version_row(record, record.current.number + 1, offer, announcement, now, reason=reason)
    version.save(force_insert=True)
    _update(record, current=version, changed_at=now, **offer.face())
    _keep_contact(record, offer.contact)
    _told(record, Op.CHANGED, announcement, by=by, at=now, sentence=reason)
    return version


@transaction.atomic
def suspend(number: str, *, by: Actor, ground: str, sentence: str) -> Change:
    """Stop offering from now on, until resumed (a gazette event, a check that failed; LN-40, F023).

    Also in the days of notice, which bind as well; the announced withdrawal takes effect all the same.
    """
    record = _own_record(number, by)
    if (state := state_now(record)) not in ACCEPTING_STATES:
        raise Refused(_("%(state)s的声明不能中止") % {"state": state.label})
    return _turn(record, Op.SUSPENDED, State.SUSPENDED, by=by, ground=ground, sentence=sentence)


@transaction.atomic
def resume(number: str, *, by: Actor, sentence: str) -> Change:
    """Offer again what was suspended; for the days that are left, where its withdrawal is announced."""
    record = _own_record(number, by)
    if (state := state_now(record)) != State.SUSPENDED:
        raise Refused(_("%(state)s的声明不能恢复") % {"state": state.label})
    return _turn(record, Op.RESUMED, State.NOTICE if record.withdrawn_from else State.ACTIVE, by=by, sentence=sentence)


@transaction.atomic
def withdraw(
    number: str,
    *,
    by: Actor,
    ground: str,
    sentence: str,
    effective_at: datetime | None = None,
    notice_rule: str = "",
) -> Change:
    """Announce now that the offer ends at `effective_at` (now when not given); until then acceptances bind (ZJ-69).

    The caller works out the days of notice; `notice_rule` says how, as the public reads it. The page stays (A4).
    """
    record = _own_record(number, by)
    state, now = _still_standing(record), timezone.now()
    if state not in (State.ACTIVE, State.SUSPENDED):
        raise Refused(_("%(state)s的声明不能再次撤回") % {"state": state.label})
    at = max(effective_at or now, now)
    end = State.WITHDRAWN if at <= now else (State.SUSPENDED if state == State.SUSPENDED else State.NOTICE)
    record.withdrawn_from = at
    if at > now:
        enqueue(SETTLE, key=f"{record.number}:{at:%Y%m%dT%H%M}", by=by, due_at=at)
    return _turn(record, Op.WITHDRAWN, end, by=by, at=at, ground=ground, sentence=sentence, notice_rule=notice_rule)


@transaction.atomic
def note_check(
    records: Sequence[Record],
    *,
    outcome: Outcome,
    source: str,
    checked_at: datetime | None = None,
    event_code: str = "",
    sentence: str = "",
) -> None:
    """The public sees when the patent was last checked, and what was found (F018)."""
    at = checked_at or timezone.now()
    StatusNote.objects.bulk_create(
        [
            StatusNote(
                record=record,
                effective_at=at,
                outcome=outcome,
                source=source,
                event_code=event_code,
                sentence=sentence,
            )
            for record in records
        ],
        batch_size=BATCH,
    )
    Record.objects.filter(pk__in=[record.pk for record in records]).update(checked_at=at)


@transaction.atomic
def note_alike(
    ids: Sequence[int], *, outcome: Outcome, source: str, sentence: str, checked_at: datetime, before: datetime
) -> int:
    """The same note for very many records in one statement; returns how many.

    One that was looked at in the meantime, since `before`, or is no longer open, is left as it is: once a round.
    """
    said: dict[str, Any] = {"outcome": outcome, "source": source, "sentence": sentence}
    place: dict[str, Any] = {"ids": list(ids), "open": list(OPEN_STATES), "at": checked_at, "before": before}
    with connection.cursor() as cursor:
        cursor.execute(NOTE_ALIKE, said | place)
        return cursor.rowcount


NOTE_ALIKE = """
WITH checked AS (
    UPDATE publication_record SET checked_at = %(at)s
    WHERE id = ANY(%(ids)s) AND state = ANY(%(open)s)
        AND (checked_at < %(before)s OR checked_at IS NULL AND published_at < %(before)s)
    RETURNING id
)
INSERT INTO publication_statusnote (record_id, effective_at, outcome, source, event_code, sentence)
SELECT id, %(at)s, %(outcome)s, %(source)s, '', %(sentence)s FROM checked
"""


def note_taker(records: Sequence[Record], *, at: datetime) -> None:
    """Somebody accepted: the six months without a taker begin anew (ZJ-22).

    Licensing says so inside its own verb, where it holds the locks of these records already.
    """
    Record.objects.filter(pk__in=[record.pk for record in records]).update(taken_at=at)


@transaction.atomic
def show_on(record_number: str, channel: Channel, *, by: Actor, at: datetime | None = None) -> ChannelPresence:
    """The record also stands on another channel from now on."""
    record = _own_record(record_number, by)
    presence, _new = ChannelPresence.objects.get_or_create(
        record=record, channel=channel, ended_at=None, defaults={"shown_at": at or timezone.now()}
    )
    return presence


@transaction.atomic
def carry_over(number: str, *, by: Actor, statutory_number: str) -> Record:
    """试点衔接: the owner has declared the same patent under article 50 of the Patent Law, and the page says so."""
    record = _own_record(number, by)
    if not statutory_number.strip():
        raise Refused(_("请填写法定开放许可声明编号。"))
    _update(record, statutory_number=statutory_number.strip())
    log.record("publication.carry_over", record, by=by, payload={"statutory_number": record.statutory_number})
    return record


@transaction.atomic
def forget_contact(number: str, *, by: Actor) -> None:
    """The person took their consent back: the full contact goes, the masked one stays (个人信息保护法 第十五条)."""
    record = _own_record(number, by)
    Contact.objects.filter(record=record).delete()
    log.record("publication.forget_contact", record, by=by)


@transaction.atomic
def settle(*, by: Actor, now: datetime | None = None) -> int:
    """The timetable comes round: withdrawals whose time has come take effect, terms that ended expire."""
    now = now or timezone.now()
    mine = Record.objects.filter(province=by.province).select_for_update().order_by("number")
    withdrawn = mine.filter(state__in=(State.NOTICE, State.SUSPENDED), withdrawn_from__lte=now)
    expired = mine.filter(state__in=OPEN_STATES, term_to__lt=timezone.localdate(now))
    for record in (over := list(withdrawn)):
        _update(record, state=State.WITHDRAWN, changed_at=now)
        _take_down(record, now)
    for record in (ended := with_current(list(expired))):
        _turn(record, Op.EXPIRED, State.EXPIRED, by=by, at=_end_of_term(record))
    return len(over) + len(ended)


def _end_of_term(record: Record) -> datetime:
    """When the last day was over, however late we come; a listing that was published after that never was on offer."""
    over = timezone.make_aware(datetime.combine(record.term_to + timedelta(days=1), time.min))
    return max(over, record.current.effective_at)


def _still_standing(record: Record) -> State:
    """The state; notice also for what was suspended after its withdrawal was announced."""
    state = state_now(record)
    return State.NOTICE if record.withdrawn_from and state == State.SUSPENDED else state


def _own_record(number: str, by: Actor) -> Record:
    record = lock_record(number)
    if record.province_id != by.province.pk:
        raise Refused(_("%(number)s由其他省份公开，只能在该省办理") % {"number": number})
    return record


def refuse_batch(offers: Sequence[Offer], channels: Sequence[Channel], by: Actor, *, at: datetime | None) -> None:
    """Everything that keeps a batch from going public at a time, all at once; at none what was public before."""
    found = faults_of_each(offers, by, at=at)
    _refuse([fault for faults in found.values() for fault in faults] + _faults_of_batch(offers, channels, by))


def faults_of_each(offers: Sequence[Offer], by: Actor, *, at: datetime | None) -> dict[str, list[str]]:
    """Patent number → what keeps its offer from going public at a time; those that nothing keeps are not named."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for offer in offers:
        patent = offer.patent_number
        found[patent] += [f"{patent}：{sentence}" for sentence in offer.missing()]
        if at and offer.term_to < timezone.localdate(at):  # nobody could accept it
            told = {"patent": patent, "day": offer.term_to}
            found[patent].append(_("%(patent)s：许可期限于%(day)s届满，届时不能公开") % told)
    for patent, sentence in _already_open(list(found), by):
        found[patent].append(sentence)
    return {patent: faults for patent, faults in found.items() if faults}


def _refuse(faults: list[str]) -> None:
    if faults:
        raise Refused(*faults)


def _faults_of_batch(offers: Sequence[Offer], channels: Sequence[Channel], by: Actor) -> list[str]:
    faults = []
    if not offers:
        faults.append(_("请选择要公开的声明"))
    if not channels:
        faults.append(_("请选择发布平台：公开须写明信息发布平台（辽知办字〔2022〕4号）"))
    faults += [
        _("发布平台“%(channel)s”不属于本省") % {"channel": channel.name}
        for channel in channels
        if channel.province_id != by.province.pk
    ]
    numbers = Counter(offer.patent_number for offer in offers)
    return faults + [_("%(number)s：同一批次中重复") % {"number": number} for number, n in numbers.items() if n > 1]


def _already_open(patents: list[str], by: Actor) -> Iterator[tuple[str, str]]:
    there = Record.objects.filter(province=by.province, patent_number__in=patents, state__in=OPEN_STATES)
    for patent, number in there.values_list("patent_number", "number"):
        told = {"patent": patent, "number": number, "clause": ONCE}
        yield patent, _("%(patent)s：本省已公开，编号%(number)s（%(clause)s）") % told


def _faults_of_time(at: datetime, now: datetime, kind: AnnouncementKind) -> list[str]:
    if at > now:
        return [_("定时发布请使用发布计划（公开时间不能晚于现在）")]
    if at < now and kind != AnnouncementKind.IMPORT:
        return [_("公开时间不能早于现在；只有导入既往公开的信息才能保留原日期")]
    return []


def _keep_contact(record: Record, reach: Reach) -> None:
    Contact.objects.filter(record=record).delete()
    if reach.may_be_revealed:
        rows.contact_row(record, reach).save()


def _turn(
    record: Record,
    op: Op,
    state: State,
    *,
    by: Actor,
    at: datetime | None = None,
    ground: str = "",
    sentence: str = "",
    notice_rule: str = "",
) -> Change:
    """A change of state: announcement where the public is told one, the record's column, event and feed."""
    now = timezone.now()
    kind = ANNOUNCED.get(op)
    announcement = rows.announcement_row(kind, _about(record, op), now, 1, by, record.publisher) if kind else None
    _update(record, state=state, changed_at=now, withdrawn_from=record.withdrawn_from)
    if record.is_over:
        _take_down(record, now)
    return _told(
        record, op, announcement, by=by, at=at or now, ground=ground, sentence=sentence, notice_rule=notice_rule
    )


ANNOUNCED = {
    Op.SUSPENDED: AnnouncementKind.SUSPENSION,
    Op.RESUMED: AnnouncementKind.RESUMPTION,
    Op.WITHDRAWN: AnnouncementKind.WITHDRAWAL,
}


def _told(
    record: Record, op: Op, announcement: Announcement | None, *, by: Actor, at: datetime, **words: str
) -> Change:
    """Event and feed, the feed last: it is the lock others wait for."""
    told = {"versions": hashes_of([_line(record)])} if op == Op.CHANGED else {}
    log.record(f"publication.{op}", record, by=by, effective_at=at, reason=words.get("sentence", ""), payload=told)
    numbering.close_feed()
    change = rows.change_row(record, op, announcement, at, **words)
    change.save(force_insert=True)
    return change


def _line(record: Record) -> str:
    return line_of(record.number, record.current.number, record.current.digest)


def _update(record: Record, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))


def _take_down(record: Record, now: datetime) -> None:
    record.presences.filter(ended_at=None).update(ended_at=now)


def _about(record: Record, op: Op) -> str:
    return _("%(op)s：%(title)s（%(number)s）") % {"op": op.label, "title": record.title[:120], "number": record.number}


def _default_title(kind: AnnouncementKind, by: Actor) -> str:
    words = {"province": by.province.name, "day": f"{timezone.localdate():%Y-%m-%d}"}
    if kind == AnnouncementKind.IMPORT:
        return _("%(province)s既往公开信息导入（%(day)s）") % words
    return _("%(province)s专利开放许可（试点）信息公告（%(day)s）") % words
