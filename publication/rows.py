"""The rows that the verbs of announce.py write: how an offer becomes record, version, contact, presence and change."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from publication import numbering
from publication.choices import AnnouncementKind, Op
from publication.models import Announcement, Change, Channel, ChannelPresence, Contact, Record, Version
from publication.offers import Offer, Reach, digest_of
from tenancy.actors import Actor

BATCH = 1000


def announcement_row(
    kind: AnnouncementKind, title: str, at: datetime, count: int, by: Actor, publisher: str
) -> Announcement:
    return Announcement.objects.create(
        province=by.province,
        number=numbering.announcement_number(by.province),
        kind=kind,
        title=title,
        publisher=publisher,
        record_count=count,
        effective_at=at,
    )


def insert_batch(
    offers: Sequence[Offer], announcement: Announcement, by: Actor, channels: Sequence[Channel], *, is_import: bool
) -> list[Record]:
    """All rows of a batch, a statement per table and thousand."""
    count = len(offers)
    keys = zip(
        numbering.record_numbers(by.province, count),
        numbering.next_ids(Record, count),
        numbering.next_ids(Version, count),
        offers,
        strict=True,
    )
    records, versions = [], []
    for number, record_id, version_id, offer in keys:
        at = (is_import and offer.original_at) or announcement.effective_at
        record = record_row(record_id, number, offer, announcement, at, is_import=is_import)
        version = version_row(record, 1, offer, announcement, at)
        version.pk = version_id
        record.current = version
        records.append(record)
        versions.append(version)
    Record.objects.bulk_create(records, batch_size=BATCH)
    Version.objects.bulk_create(versions, batch_size=BATCH)
    Contact.objects.bulk_create(_contact_rows(zip(records, offers, strict=True)), batch_size=BATCH)
    ChannelPresence.objects.bulk_create(
        [
            ChannelPresence(record=record, channel=channel, shown_at=record.published_at)
            for record in records
            for channel in channels
        ],
        batch_size=BATCH,
    )
    numbering.close_feed()
    Change.objects.bulk_create(
        [change_row(record, Op.PUBLISHED, announcement, record.published_at) for record in records], batch_size=BATCH
    )
    return records


def record_row(
    pk: int | None, number: str, offer: Offer, announcement: Announcement, at: datetime, *, is_import: bool
) -> Record:
    return Record(
        pk=pk,
        number=number,
        province_id=announcement.province_id,
        patent_number=offer.patent_number,
        patent_type=offer.patent_type,
        is_application=offer.is_application,
        announcement=announcement,
        published_at=at,
        changed_at=announcement.effective_at,
        is_imported=is_import,
        **offer.face(),
    )


def version_row(
    record: Record, number: int, offer: Offer, announcement: Announcement, at: datetime, *, reason: str = ""
) -> Version:
    content = offer.content()
    return Version(
        record=record,
        number=number,
        announcement=announcement,
        effective_at=at,
        reason=reason,
        digest=digest_of(record.number, number, content),
        **content,
    )


def _contact_rows(pairs: Iterable[tuple[Record, Offer]]) -> list[Contact]:
    return [contact_row(record, offer.contact) for record, offer in pairs if offer.contact.may_be_revealed]


def contact_row(record: Record, reach: Reach) -> Contact:
    return Contact(
        record=record,
        name=reach.name,
        phone=reach.phone,
        email=reach.email,
        consented_at=reach.consented_at,  # type: ignore[misc]  # may_be_revealed was asked before
        consent_text=reach.consent_text,
    )


def change_row(record: Record, op: Op, announcement: Announcement | None, at: datetime, **words: str) -> Change:
    return Change(
        record=record,
        province_id=record.province_id,
        op=op,
        version=record.current.number if op != Op.PUBLISHED else 1,
        announcement=announcement,
        effective_at=at,
        **words,
    )
