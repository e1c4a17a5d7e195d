"""From announcements to what holds: the events of one patent folded into its facts as of a day."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from verification.checks.identity import plain_words
from verification.dossier import Burden, Known, LicenceKind, PatentFacts, RecordedLicence, Status
from verification.events import EventKind, GazetteEvent, licence_kind
from verification.gazette import days_in, read_day

K = EventKind
OWNERS_APART = re.compile(r"[;；、|]|[,，](?!\s*(?:Ltd|LTD|Inc|INC|LLC|Co))")
ENDS = {
    K.LAPSE: Status.LAPSED,
    K.EXPIRY: Status.EXPIRED,
    K.ABANDONMENT: Status.ABANDONED,
    K.INVALIDATION_FULL: Status.INVALID,
    K.APPLICATION_ENDED: Status.REFUSED,
}
OWNER_CHANGES = {K.TRANSFER, K.TRANSFER_APPLICATION, K.NAME_CHANGE, K.NAME_ADDRESS_CHANGE, K.BIBLIOGRAPHIC_CHANGE}


def fold(
    events: Iterable[GazetteEvent],
    as_of: date,
    *,
    fetched_at: datetime,
    base: PatentFacts | None = None,
    complete: bool = False,
) -> PatentFacts:
    """The facts as of a day: `base` (of an earlier day) changed by every event that holds by then.

    Announcements count in the order in which they were published, because a later one answers the earlier ones.
    With `complete` the events are the whole history, so that the absence of a pledge is known too.
    """
    facts = base or PatentFacts()
    once = {event.key: event for event in events if event.effective_on <= as_of}
    holding = sorted(once.values(), key=lambda event: event.announced_on)
    if complete:
        facts = _nothing_registered(facts, fetched_at)
    for event in holding:
        facts = _apply(facts, event, fetched_at)
    return facts


def contradict(one: GazetteEvent, other: GazetteEvent) -> bool:
    """Whether two deliveries of one announcement say different things; who says less contradicts nobody."""
    first, second = _said(one), _said(other)
    return any(first[name] != second[name] for name in first.keys() & second.keys())


def _said(event: GazetteEvent) -> dict[str, Any]:
    """What follows from an announcement depends on these, however its items are spelt."""
    told = {
        "kind": event.licence_kind if event.licence_kind != LicenceKind.UNKNOWN else None,
        "licensee": plain_words(event.licensee),
        "holder": plain_words(event.detail("质权人")),
        "owners": frozenset(map(plain_words, _new_owners(event))),
        "until": read_day(event.detail("现专利权期满终止日", "现专利权期限届满日")),
    }
    return {name: value for name, value in told.items() if value}


def split_owners(text: str) -> tuple[str, ...]:
    """Several owners in one value, separated as registers and lists do it."""
    return tuple(name.strip() for name in OWNERS_APART.split(text) if name.strip())


def _nothing_registered(facts: PatentFacts, fetched_at: datetime) -> PatentFacts:
    empty: Known[tuple[Any, ...]] = Known((), "专利公报", fetched_at)
    told: dict[str, Any] = {name: getattr(facts, name) or empty for name in ("licences", "pledges", "preservations")}
    return replace(facts, **told)


def _apply(facts: PatentFacts, event: GazetteEvent, fetched_at: datetime) -> PatentFacts:
    source = f"{event.source} {event.announced_on.isoformat()}"
    told: dict[str, Any] = {
        name: None if value is None else Known(value, source, fetched_at)
        for name, value in (_general(facts, event) | _told(facts, event)).items()
    }
    return replace(facts, **told)


def _general(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    """What nearly every announcement repeats; taken only where nothing is known yet."""
    found = {
        "filing_date": read_day(event.detail("申请日")),
        "grant_date": read_day(event.detail("授权公告日")),
        "main_class": event.detail("主分类"),
        "title": event.detail("发明名称", "产品名称"),
    }
    return {name: value for name, value in found.items() if value and getattr(facts, name) is None}


def _told(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    """What this kind of event changes."""
    if event.kind in ENDS:
        return {"status": ENDS[event.kind], "ended_on": event.effective_on}
    if event.kind in OWNER_CHANGES:
        owners = _new_owners(event)
        return {"owners": owners} if owners else {}
    told = CHANGES.get(event.kind)
    return told(facts, event) if told else {}


def _granted(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return {"status": Status.IN_FORCE, "grant_date": event.announced_on}


def _restored(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    refused = facts.status is not None and facts.status.value == Status.REFUSED
    return {"status": Status.PENDING if refused else Status.IN_FORCE, "ended_on": None}


def _pending(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return {} if facts.status else {"status": Status.PENDING}


def _partly_invalid(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return {"partly_invalid": event.record or event.announced_on.isoformat()}


def _extended(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    until = read_day(event.detail("现专利权期满终止日", "现专利权期限届满日"))
    return {"extended_to": until} if until else {}


def _declared(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return {"statutory_declaration": event.record or "编号未载明"}


def _declaration_withdrawn(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return {"statutory_declaration": ""}


def _licensed(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    until = next(reversed(list(days_in(event.detail("履行期限")))), None)
    new = RecordedLicence(event.record, event.licence_kind, event.licensee, event.effective_on, until)
    return {"licences": (*_others(facts.licences, event.record), new)}


def _licence_changed(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    """The new kind and licensee, where the announcement tells them; the record stays the same."""
    changes: dict[str, Any] = {}
    for topic, value in event.changes:
        if "种类" in topic:
            changes["kind"] = licence_kind(value)
        elif "被许可人" in topic or "受让人" in topic:
            changes["licensee"] = value
    if _is_news(facts.licences, event):
        new = RecordedLicence(event.record, **{"kind": event.licence_kind, "licensee": event.licensee} | changes)
        return {"licences": (*_values(facts.licences), new)}
    return {"licences": _with(facts.licences, event, **changes)}


def _licence_cancelled(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return _ended("licences", facts.licences, event, cancelled_on=event.effective_on)


def _pledged(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    new = Burden(event.record, event.detail("质权人"), event.effective_on)
    return {"pledges": (*_others(facts.pledges, event.record), new)}


def _pledge_changed(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    holders = [value for topic, value in event.changes if "质权人" in topic]
    if _is_news(facts.pledges, event):
        new = Burden(event.record, holders[-1] if holders else event.detail("质权人"))
        return {"pledges": (*_values(facts.pledges), new)}
    return {"pledges": _with(facts.pledges, event, holder=holders[-1]) if holders else _values(facts.pledges)}


def _pledge_cancelled(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return _ended("pledges", facts.pledges, event, lifted_on=event.effective_on)


def _preserved(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    new = Burden(event.record, "", event.effective_on)
    return {"preservations": (*(entry for entry in _values(facts.preservations) if entry != new), new)}


def _preservation_lifted(facts: PatentFacts, event: GazetteEvent) -> dict[str, Any]:
    return _ended("preservations", facts.preservations, event, lifted_on=event.effective_on)


def _is_news(known: Known[tuple[Any, ...]] | None, event: GazetteEvent) -> bool:
    """Whether what was changed can be none of the entries: it was registered before our first issue, and stands."""
    same = (entry for entry in _values(known) if event.record and entry.record == event.record)
    unclear = (entry for entry in _values(known) if entry.is_open and not (entry.record and event.record))
    return not any((*same, *unclear))


def _ended(name: str, known: Known[tuple[Any, ...]] | None, event: GazetteEvent, **ending: Any) -> dict[str, Any]:
    """Who hears that one entry ended has not heard that there is no other."""
    return {name: _with(known, event, **ending)} if known else {}


def _with(known: Known[tuple[Any, ...]] | None, event: GazetteEvent, **changes: Any) -> tuple[Any, ...]:
    """The entries with the one that the event is about changed.

    Numbers decide. Where one side has no number, the only open entry is meant; of several nobody can tell, and all
    stay as they are: a bar that stands too long is asked about, one that fell unseen is not.
    """
    entries = _values(known)
    meant = [entry for entry in entries if event.record and entry.record == event.record]
    if not meant:
        unclear = [entry for entry in entries if entry.is_open and not (entry.record and event.record)]
        meant = unclear if len(unclear) == 1 else []
    return tuple(replace(entry, **changes) if entry in meant else entry for entry in entries)


def _values(known: Known[tuple[Any, ...]] | None) -> tuple[Any, ...]:
    return known.value if known else ()


def _others(known: Known[tuple[Any, ...]] | None, record: str) -> tuple[Any, ...]:
    """All entries but the one with this number: the same announcement twice changes nothing."""
    return tuple(entry for entry in _values(known) if not record or entry.record != record)


def _new_owners(event: GazetteEvent) -> tuple[str, ...]:
    topics = ("权利人", "专利权人", "申请人", "名称")
    names: list[str] = []
    for topic, value in event.changes:
        if "地址" not in topic.replace("名称、地址", "") and any(word in topic for word in topics):
            names += split_owners(value)
    return tuple(dict.fromkeys(names))


CHANGES: dict[EventKind, Callable[[PatentFacts, GazetteEvent], dict[str, Any]]] = {
    K.GRANT: _granted,
    K.RESTORATION: _restored,
    K.EXAMINATION_STARTED: _pending,
    K.APPLICATION_PUBLISHED: _pending,
    K.INVALIDATION_PARTIAL: _partly_invalid,
    K.TERM_COMPENSATION: _extended,
    K.OPEN_LICENCE_DECLARED: _declared,
    K.OPEN_LICENCE_WITHDRAWN: _declaration_withdrawn,
    K.LICENCE_RECORDED: _licensed,
    K.LICENCE_CHANGED: _licence_changed,
    K.LICENCE_CANCELLED: _licence_cancelled,
    K.PLEDGE_REGISTERED: _pledged,
    K.PLEDGE_CHANGED: _pledge_changed,
    K.PLEDGE_CANCELLED: _pledge_cancelled,
    K.PRESERVATION: _preserved,
    K.PRESERVATION_LIFTED: _preservation_lifted,
}
