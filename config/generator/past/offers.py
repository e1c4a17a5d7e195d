"""What was handed in during a stretch: declarations on their way through the offices, and what went public of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from config.generator.past.clock import Stretch, portions, working_moment
from config.generator.past.land import Body, Card, Land
from config.generator.past.sheaf import Sheaf, keys_for
from config.generator.titles import invent
from declarations.models import Consent, Counter, Declaration, Owner
from declarations.offering import CONSENT_TEXT
from declarations.services.submission import CODE_ALPHABET
from declarations.workflow import Action, Status
from publication import numbering, rows
from publication.choices import AnnouncementKind, Op, Outcome
from publication.models import Announcement, ChannelPresence, Record, StatusNote, Version
from publication.offers import Offer, Reach
from publication.offers import Owner as OfferOwner
from tenancy.actors import Actor
from verification.numbers import parse_number

MOST_IN_ONE_ANNOUNCEMENT = 400
ONE_IN_NOT_PUBLISHED = 16
ONE_IN_IMPORTED = 12  # announcements that bring in what was published elsewhere before (XY-02)
CORRECTION = timedelta(days=30)
YEARS = (1, 2, 3, 3, 5)


@dataclass
class Batch:
    """One announcement: what goes public at one instant."""

    at: datetime
    count: int
    is_import: bool

    @property
    def kind(self) -> AnnouncementKind:
        return AnnouncementKind.IMPORT if self.is_import else AnnouncementKind.PUBLICATION


@dataclass
class Supply:
    """Plays the supply side of one province through one stretch."""

    land: Land
    stretch: Stretch
    sheaf: Sheaf
    now: datetime

    def batches(self) -> list[Batch]:
        """When this province publishes in the stretch, and how much each time."""
        chance, count = self.land.chance, self.stretch.declarations
        if not count:
            return []
        number = max(1, -(-count // MOST_IN_ONE_ANNOUNCEMENT))
        moments = sorted(self.stretch.moment(chance) for _each in range(number))
        parts = portions(count, [1.0] * number)
        return [
            Batch(at, part, chance.randrange(ONE_IN_IMPORTED) == 0)
            for at, part in zip(moments, parts, strict=True)
            if part
        ]

    def publish(self, batch: Batch, announcement_number: str) -> None:
        """Declarations decided for this announcement, their records, and those that came back instead."""
        chance = self.land.chance
        bodies = chance.choices(self.land.declarants, self.land.weights, k=batch.count)
        filed = [self._file(body, batch.at) for body in bodies]
        back = {n for n in range(1, len(filed)) if chance.randrange(ONE_IN_NOT_PUBLISHED) == 0}
        for n in back:
            self._return(filed[n])
        self._announce([filed[n] for n in range(len(filed)) if n not in back], batch, announcement_number)

    # -- the declaration ------------------------------------------------------------------------------------------

    def _file(self, body: Body, decided: datetime) -> Card:
        land, chance = self.land, self.land.chance
        first = max(land.begins, decided - timedelta(days=21))
        at = working_moment(chance, first, max(first + timedelta(hours=1), decided - timedelta(days=4)))
        offer = self._offer(body, at)
        declaration = self._row(body, offer, at)
        return Card(Record(), offer, body, declaration)

    def _offer(self, body: Body, at: datetime) -> Offer:
        land, chance = self.land, self.land.chance
        title, ipc, section = invent(land.draw)
        number, starts = land.patent_number(), at.date().replace(day=1)
        kind = parse_number(number).kind.value
        years = [n for n in YEARS if n * 12 >= (land.policy.min_term_months or 0) and (kind == "invention" or n <= 3)]
        consents = chance.random() < 0.5
        reach = Reach(
            body.actor.name,
            phone=land.draw.mobile(),
            consented_at=at if consents else None,
            consent_text=CONSENT_TEXT if consents else "",
        )
        return Offer(
            patent_number=number,
            patent_type=kind,
            title=title,
            owners=tuple(self._owners(body)),
            place=body.place,
            terms=chance.choice(land.terms),
            term_from=starts,
            term_to=starts.replace(year=starts.year + chance.choice(years or [5])) - timedelta(days=1),
            contact=reach,
            publisher=land.policy.publisher_name or land.province.name,
            ipc=ipc,
            industry=section,
        )

    def _owners(self, body: Body) -> Iterator[OfferOwner]:
        """The declarant; one in twelve patents belongs to a second body too."""
        yield OfferOwner(body.row.name, body.row.owner_type, body.row.credit_code)
        if self.land.chance.random() < 0.08:
            other = self.land.chance.choice(self.land.declarants)
            if other is not body:
                yield OfferOwner(other.row.name, other.row.owner_type, other.row.credit_code)

    def _row(self, body: Body, offer: Offer, at: datetime) -> Declaration:
        chance, person = self.land.chance, body.actor.person
        begun = at - timedelta(hours=1 + 30 * chance.random())
        granted = date(int(offer.patent_number[:4]), 1 + chance.randrange(12), 11)
        return Declaration(
            province=self.land.province,
            organisation=body.row,
            region=body.row.region,
            check_code="".join(chance.choices(CODE_ALPHABET, k=6)),
            status=Status.CHECKING,
            patent_number=offer.patent_number,
            title=offer.title,
            filed_on=granted,
            granted_on=granted + timedelta(days=chance.randrange(300, 650)),
            classification=offer.ipc,
            industry=offer.industry,
            fee=offer.terms.as_data(),
            starts_on=offer.term_from,
            ends_on=offer.term_to,
            territory=offer.territory,
            contact_name=offer.contact.name,
            contact_phone=offer.contact.phone,
            contact_public=offer.contact.consented_at is not None,
            extra={item.name: (item.options or ("见附页",))[0] for item in self.land.policy.form_fields},
            form_version=self.land.form_version,
            rules_at=begun,
            created_at=begun,
            created_by=person.pk,
            saved_at=at,
            submitted_at=at,
            submitted_by=person.pk,
        )

    # -- its way through the offices ------------------------------------------------------------------------------

    def _announce(self, cards: list[Card], batch: Batch, number: str) -> None:
        officer = self.land.hand(Status.APPROVED, self.land.bodies[0].row.region)
        announcement = Announcement(
            province=self.land.province,
            number=number,
            kind=batch.kind,
            title=f"{self.land.province.name}{self.land.policy.scheme_name}信息公告（{batch.at:%Y-%m-%d}）",
            publisher=cards[0].offer.publisher,
            record_count=len(cards),
            effective_at=batch.at,
            recorded_at=batch.at,
        )
        announcement.pk = self.land.key_of(Announcement)
        self._go_public(cards, announcement, batch)
        self._number([card.declaration for card in cards])
        for card in cards:
            self._decide(card, announcement, officer)
        payload = {"records": len(cards)}
        self.sheaf.add(announcement)
        self.sheaf.tell("publication.publish", announcement, by=officer, at=batch.at, payload=payload)

    def _go_public(self, cards: list[Card], announcement: Announcement, batch: Batch) -> None:
        numbers = numbering.record_numbers(self.land.province, len(cards), year=batch.at.year)
        for card, number in zip(cards, numbers, strict=True):
            at = batch.at - timedelta(days=5 + 90 * self.land.chance.random()) if batch.is_import else batch.at
            record = rows.record_row(None, number, card.offer, announcement, at, is_import=batch.is_import)
            version = rows.version_row(record, 1, card.offer, announcement, at)
            version.recorded_at, record.checked_at = batch.at, batch.at - timedelta(hours=20)
            card.record, record.current = record, version
        keys_for(Record, [card.record for card in cards])
        keys_for(Version, [card.record.current for card in cards])
        for card in cards:
            card.record.current = card.record.current  # the keys are known now
            card.record.current.record = card.record
            self.sheaf.add(card.record, card.record.current, *self._beside(card, announcement))
            self.land.keep(card)

    def _beside(self, card: Card, announcement: Announcement) -> Iterator[Any]:
        """Feed, channels, contact and the note of the last check."""
        record, told = card.record, announcement.recorded_at
        change = rows.change_row(record, Op.PUBLISHED, announcement, record.published_at)
        change.recorded_at = told
        yield change
        for channel in self.land.channels:
            yield ChannelPresence(record=record, channel=channel, shown_at=record.published_at, recorded_at=told)
        if card.offer.contact.may_be_revealed:
            yield rows.contact_row(record, card.offer.contact)
        yield StatusNote(
            record=record,
            outcome=Outcome.FINE,
            source="专利登记簿",
            effective_at=record.checked_at or told,
            recorded_at=told,
        )

    def _decide(self, card: Card, announcement: Announcement, officer: Actor) -> None:
        declaration, told = card.declaration, announcement.recorded_at
        self._hand_in(card)
        at, stages = declaration.submitted_at + timedelta(minutes=2), [*self.land.stages, Status.APPROVED]
        self._step(card, Action.FORWARD, at, Status.CHECKING, stages[0], self.land.platform)
        for stage, then in pairwise(stages):
            at += (told - at) * (0.2 + 0.4 * self.land.chance.random())
            action = Action.APPROVE if stage == Status.REVIEWING else Action.PASS
            self._step(card, action, at, stage, then, self.land.hand(stage, card.body.row.region))
        payload = {"announcement": announcement.number}
        self._step(card, Action.PUBLISH, told, Status.APPROVED, Status.PUBLISHED, officer, **payload)
        declaration.record_number, declaration.published_at = card.record.number, told
        declaration.published_by = officer.person.pk

    def _hand_in(self, card: Card) -> None:
        declaration, at = card.declaration, card.declaration.submitted_at
        self.sheaf.add(declaration, *self._owner_rows(card))
        payload = {"from": Status.DRAFT.value, "to": Status.CHECKING.value}
        place = declaration.region.path
        self.sheaf.tell("declaration.submit", declaration, by=card.body.actor, at=at, place=place, payload=payload)

    def _owner_rows(self, card: Card) -> Iterator[Owner]:
        for position, owner in enumerate(card.offer.owners):
            yield Owner(
                province=self.land.province,
                declaration=card.declaration,
                **owner.as_data(),
                is_declarant=position == 0,
                consent=Consent.GIVEN,
                answered_at=card.declaration.submitted_at,
                position=position,
            )

    def _step(
        self, card: Card, action: Action, at: datetime, start: Status, to: Status, by: Actor, **more: Any
    ) -> None:
        """What `move` leaves behind: status, stamps, event."""
        declaration = card.declaration
        reason = more.pop("reason", "")
        declaration.status, declaration.version = to, declaration.version + 1
        declaration.arrived_at = declaration.saved_at = at
        payload = {"from": start.value, "to": to.value, **more}
        place = declaration.region.path
        self.sheaf.tell(
            f"declaration.{action.value}", declaration, by=by, at=at, place=place, reason=reason, payload=payload
        )

    def _return(self, card: Card) -> None:
        """It came back for want of a summary; who never answered has given it up in the meantime."""
        declaration = card.declaration
        self._number([declaration])
        self._hand_in(card)
        at = declaration.submitted_at + timedelta(minutes=2)
        stage = [*self.land.stages, Status.APPROVED][0]
        self._step(card, Action.FORWARD, at, Status.CHECKING, stage, self.land.platform)
        at, words = at + timedelta(days=2), "请补充技术简介，说明适用的产品和条件"
        by = self.land.hand(stage, card.body.row.region)
        self._step(card, Action.SEND_BACK, at, stage, Status.RETURNED, by, reason=words)
        declaration.rounds, declaration.answer_by = 1, (at + CORRECTION).date()
        if at + CORRECTION < self.now:
            at, by = at + CORRECTION - timedelta(days=1), card.body.actor
            self._step(card, Action.DISCARD, at, Status.RETURNED, Status.DISCARDED, by, reason="不再声明")

    def _number(self, declarations: list[Declaration]) -> None:
        """Acceptance numbers in the order of handing in, each year its own series."""
        keys_for(Declaration, declarations)
        by_time = sorted(declarations, key=_handed_in_at)
        for year in sorted({_handed_in_at(declaration).year for declaration in declarations}):
            batch = [declaration for declaration in by_time if _handed_in_at(declaration).year == year]
            for declaration, number in zip(batch, _allot(self.land.province.slug, year, len(batch)), strict=True):
                declaration.number = number


def _handed_in_at(declaration: Declaration) -> datetime:
    assert declaration.submitted_at is not None
    return declaration.submitted_at


def _allot(slug: str, year: int, count: int) -> Iterator[str]:
    Counter.objects.get_or_create(year=year)
    counter = Counter.objects.select_for_update().get(year=year)
    counter.last += count
    counter.save(update_fields=["last"])
    return (f"{slug.upper()}-SL-{year}-{n:05d}" for n in range(counter.last - count + 1, counter.last + 1))
