"""The demand side: who accepted what, how the owners answered, what was filed, and to whom records were pushed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from config.generator.past.aftermath import Aftermath
from config.generator.past.clock import Stretch
from config.generator.past.land import Body, Card, Land
from config.generator.past.sheaf import Sheaf
from licensing.models import Filing, Licence, LicensedPatent, Turn
from licensing.models.filings import Stage
from licensing.particulars import parties_of, patent_rows
from licensing.reach import why_only_request
from licensing.services.acceptance import watch_clock
from licensing.services.scheduling import IN_FORCE
from licensing.workflow import WAITING, Action, Ground, Status
from publication import numbering
from publication.choices import ACCEPTING_STATES
from publication.models import Push
from reporting.periods import BEIJING
from tenancy.actors import Actor
from tenancy.models.organisations import ENTERPRISES, OwnerType
from tenancy.policy.workdays import official_calendar

LICENCES_PER_HUNDRED, PUSHES_PER_HUNDRED = 38, 60
SCOPES = ("本单位产品的制造和销售", "生产线的技术改造", "产品的检测和维护", "新产品试制")
GRACE = timedelta(days=2)  # after the last day for an answer the office is told
DECIDE = timedelta(days=6)
TERM_OVER = "许可期限届满"
DISMISSED, UPHELD = "公告的条件明确，异议理由不成立", "专利权属有争议，异议成立"


@dataclass(frozen=True)
class Accepted:
    """A licence with the records it took and who took them."""

    licence: Licence
    cards: list[Card]
    taker: Body


@dataclass(frozen=True)
class Step:
    """One step of a licence with whose hand it was."""

    at: datetime
    action: Action
    status: Status
    by: Actor
    ground: str = ""
    reason: str = ""


@dataclass
class Demand:
    """Plays the demand side of one province through one stretch."""

    land: Land
    stretch: Stretch
    sheaf: Sheaf
    now: datetime

    def play(self) -> None:
        chance = self.land.chance
        moments = sorted(self.stretch.moment(chance) for _each in range(self._times(LICENCES_PER_HUNDRED)))
        accepted = [licence for at in moments if (licence := self._accept(at))]
        self._number([each.licence for each in accepted])
        for each in accepted:
            self._copy(each)
        for _each in range(self._times(PUSHES_PER_HUNDRED)):
            self._push(self.stretch.moment(chance))

    def _times(self, per_hundred: float) -> int:
        wanted = self.stretch.declarations * per_hundred / 100
        return int(wanted) + (self.land.chance.random() < wanted % 1)

    # -- acceptance -----------------------------------------------------------------------------------------------

    def _accept(self, at: datetime) -> Accepted | None:
        """Somebody takes what a record offers, now and then several of one owner in one contract."""
        card, taker = self._open_card(at), self.land.chance.choice(self.land.takers)
        if card is None or taker is card.body or taker.row.pk in card.takers or self._owns(taker, card):
            return None
        cards = [card, *self._package(card, taker, at)]
        for one in cards:
            one.takers.add(taker.row.pk)
            one.record.taken_at = at
            self.sheaf.touch(one.record)
        return Accepted(self._row(cards, taker, at), cards, taker)

    def _open_card(self, at: datetime) -> Card | None:
        cards = self.land.cards
        found = (self.land.chance.choice(cards) for _attempt in range(5 if cards else 0))
        return next((card for card in found if self._is_open(card, at)), None)

    @staticmethod
    def _is_open(card: Card, at: datetime) -> bool:
        """Nothing else became of it in this stretch, and there is a month left to use it."""
        record = card.record
        settled = record.published_at < at and record.current.effective_at < at and record.changed_at < at
        return settled and record.state in ACCEPTING_STATES and card.is_open_at(at + timedelta(days=31))

    @staticmethod
    def _owns(taker: Body, card: Card) -> bool:
        return any(owner.credit_code == taker.row.credit_code for owner in card.offer.owners)

    def _package(self, card: Card, taker: Body, at: datetime) -> list[Card]:
        if self.land.chance.random() >= 0.1:
            return []
        mine = [
            other
            for other in self.land.cards
            if other.body is card.body and other is not card and other.offer.owners == card.offer.owners
        ]
        return [other for other in mine if self._is_open(other, at) and taker.row.pk not in other.takers][:2]

    def _row(self, cards: Sequence[Card], taker: Body, at: datetime) -> Licence:
        land, records = self.land, [card.record for card in cards]
        place = taker.row.region
        why = why_only_request(records, land.policy, home=place, use_region=None, use_place=place.name)
        clock = official_calendar().add_working_days(at.date(), land.policy.answer_working_days)  # type: ignore[arg-type]
        person = taker.actor.person
        licence = Licence(
            province=land.province,
            key=UUID(int=land.chance.getrandbits(128)),
            status=Status.REQUESTED if why else Status.CONCLUDED,
            is_binding=not why,
            why_request="；".join(why),
            region=cards[0].body.row.region,
            licensee=taker.row,
            use_region=place,
            use_place=place.name,
            scope=land.chance.choice(SCOPES),
            starts_on=at.date(),
            ends_on=self._ends_on(records, at.date()),
            accepted_at=at,
            accepted_by=person.pk,
            accepted_by_name=person.name,
            identity={"role": str(taker.actor.role), "organisation_confirmed": taker.row.is_confirmed},
            concluded_at=None if why else at,
            answer_by=clock.day,
            answer_rule=clock.explanation[:200],
        )
        licence.pk = land.key_of(Licence)
        return licence

    def _ends_on(self, records: Sequence[Any], day: date) -> date:
        wished = day + timedelta(days=365 * self.land.chance.choice((1, 1, 2, 3)) - 1)
        return min([wished, *(record.term_to for record in records)])

    def _copy(self, accepted: Accepted) -> None:
        """Patents with their terms, parties, and the sum as annex 2 counts it; then the steps that followed."""
        licence, cards, taker = accepted.licence, accepted.cards, accepted.taker
        records = [card.record for card in cards]
        patents = patent_rows(licence, records)
        terms = [card.offer.terms for card in cards]
        licence.amount, licence.is_free = sum(patent.amount for patent in patents), all(one.is_free for one in terms)
        licence.remark = "；".join(dict.fromkeys(filter(None, (one.annex_remark() for one in terms))))
        owner = cards[0].body.row  # an individual has no code
        known = [self.land.by_code.get(each["credit_code"]) for each in records[0].current.owners]
        known[0] = known[0] or (owner if owner.owner_type == OwnerType.INDIVIDUAL else None)
        parties = parties_of(licence, records, taker.row, known)
        for row in (*patents, *parties):
            row.province = self.land.province
        for patent in patents:
            patent.pk = self.land.key_of(LicensedPatent)
        self.sheaf.add(licence, *patents, *parties)
        for step in self._steps(licence, cards[0].body, taker):
            self._take(licence, step)
        if licence.status == Status.CONFIRMED:
            self.sheaf.add(*self._filings(licence))
        elif licence.status in WAITING and not licence.escalated_at:
            watch_clock(licence, by=self.land.platform)
        if licence.status in IN_FORCE and licence.concluded_at:
            self._go_on(licence, patents)

    def _go_on(self, licence: Licence, patents: Sequence[LicensedPatent]) -> None:
        """Payments and results up to now, and the end where the term is over."""
        aftermath = Aftermath(self.land, self.sheaf, self.now)
        dues = aftermath.play(licence, patents)
        if at := aftermath.end(licence):
            self.sheaf.add(aftermath.ending(licence, at, dues))
            licence.ended_at = at
            self._take(licence, Step(at, Action.END, Status.ENDED, self.land.platform, reason=TERM_OVER))

    def _number(self, licences: Sequence[Licence]) -> None:
        """In the order of acceptance, each year its own series."""
        for year in sorted({licence.accepted_at.year for licence in licences}):
            batch = [licence for licence in licences if licence.accepted_at.year == year]
            allotted = numbering.allot(self.land.province, "licence", len(batch), year=year)
            for licence, (_year, number) in zip(batch, allotted, strict=True):
                licence.number = f"{self.land.province.slug.upper()}-XK-{year}-{number:05d}"

    # -- what followed --------------------------------------------------------------------------------------------

    def _steps(self, licence: Licence, owner: Body, taker: Body) -> Iterator[Step]:
        """Acceptance, and what of the answer has happened by now."""
        first = Action.ACCEPT if licence.is_binding else Action.REQUEST
        status = Status(licence.status)
        yield Step(licence.accepted_at, first, status, taker.actor, reason=licence.why_request)
        at, answer = (
            licence.accepted_at + timedelta(days=0.2 + 7 * self.land.chance.random()),
            self.land.chance.random(),
        )
        if answer < 0.78:
            way = [(at, Action.CONFIRM, Status.CONFIRMED, owner.actor)]
        elif answer < 0.86:
            way = self._silence(licence, owner)
        elif licence.is_binding:
            way = self._objection(at, owner)
        else:
            way = [(at, Action.DECLINE, Status.DECLINED, owner.actor)]
        for moment, action, status_after, by in way:
            if moment < self.now:
                ground, reason = REASONS.get(action, ("", ""))
                yield Step(moment, action, status_after or Status(licence.status), by, ground, reason)

    def _silence(self, licence: Licence, owner: Body) -> list[Any]:
        """Nobody answered; the office asked, and then they did."""
        told = datetime.combine(licence.answer_by, time(0, 5), BEIJING) + timedelta(days=1)
        return [
            (told, Action.ESCALATE, None, self.land.platform),
            (told + DECIDE, Action.CONFIRM, Status.CONFIRMED, owner.actor),
        ]

    def _objection(self, at: datetime, owner: Body) -> list[Any]:
        office = self.land.office_of(owner.row.region)
        objected = (at, Action.OBJECT, Status.OBJECTED, owner.actor)
        if self.land.chance.random() < 0.3:
            return [objected, (at + DECIDE, Action.UPHOLD, Status.DECLINED, office)]
        return [
            objected,
            (at + DECIDE, Action.DISMISS, Status.CONCLUDED, office),
            (at + 2 * DECIDE, Action.CONFIRM, Status.CONFIRMED, owner.actor),
        ]

    def _take(self, licence: Licence, step: Step) -> None:
        """What `move` and the verbs leave behind: columns, turn and event."""
        licence.status = step.status
        if step.action in (Action.CONFIRM, Action.DECLINE, Action.OBJECT):
            licence.answered_at = step.at
        if step.action == Action.CONFIRM:
            licence.concluded_at = licence.concluded_at or step.at
        if step.action == Action.ESCALATE:
            licence.escalated_at = step.at
        if step.action == Action.DISMISS:
            self._ask_again(licence, step.at)
        person = step.by.user
        self.sheaf.add(
            Turn(
                province=self.land.province,
                licence=licence,
                action=step.action,
                status=step.status,
                ground=step.ground,
                reason=step.reason,
                effective_at=step.at,
                recorded_at=step.at,
                done_by=person.pk if person else None,
                done_by_name=step.by.name,
                place_name=step.by.place_name,
            )
        )
        payload = {"ground": step.ground, "to": step.status.value}
        verb, place = f"licence.{step.action.value}", licence.region.path
        self.sheaf.tell(verb, licence, by=step.by, at=step.at, place=place, reason=step.reason, payload=payload)

    def _ask_again(self, licence: Licence, at: datetime) -> None:
        days = self.land.policy.answer_working_days
        clock = official_calendar().add_working_days(at.astimezone(BEIJING).date(), days)  # type: ignore[arg-type]
        licence.answer_by, licence.answer_rule = clock.day, clock.explanation[:200]
        licence.answered_at = licence.escalated_at = None

    def _filings(self, licence: Licence) -> Iterator[Filing]:
        """Two in three contracts are filed, and entered some days after the date of the certificate."""
        chance, side = self.land.chance, licence.accepted_by_name
        assert licence.concluded_at is not None
        handed_in = max(licence.concluded_at, licence.answered_at or licence.concluded_at) + timedelta(
            days=1 + 20 * chance.random()
        )
        day = (handed_in + timedelta(days=3 + 30 * chance.random())).astimezone(BEIJING).date()
        certified = datetime.combine(day, time.min, BEIJING)
        told = certified + timedelta(days=1 + 6 * chance.random())
        if chance.random() > 0.67 or handed_in >= self.now:
            return
        yield self._filing(licence, Stage.HANDED_IN, handed_in, handed_in, side)
        if told < self.now:
            filed = self._filing(licence, Stage.FILED, certified, told, side)
            filed.number, filed.filed_on = f"X{day.year}{chance.randrange(10**9):09d}", day
            yield filed

    def _filing(self, licence: Licence, stage: Stage, at: datetime, told: datetime, name: str) -> Filing:
        payload = {"stage": stage.value}
        place = licence.region.path
        self.sheaf.tell(
            f"licence.filing_{stage}", licence, by=self.land.platform, at=told, place=place, payload=payload
        )
        return Filing(
            province=self.land.province,
            licence=licence,
            stage=stage,
            body=self.land.policy.contract_filing_body or "",
            effective_at=at,
            recorded_at=told,
            entered_by=licence.accepted_by,
            entered_by_name=name,
        )

    # -- pushes ---------------------------------------------------------------------------------------------------

    def _push(self, at: datetime) -> None:
        """A record was sent to an enterprise; one in ten was entered days later from a visit."""
        card, taker, chance = self._open_card(at), self.land.chance.choice(self.land.takers), self.land.chance
        if card is None or taker.row.owner_type not in ENTERPRISES:
            return
        visit = chance.random() < 0.1
        self.sheaf.add(
            Push(
                province=self.land.province,
                record=card.record,
                recipient_name=taker.row.name,
                recipient_code=taker.row.credit_code,
                recipient_size=taker.row.size,
                recipient_region=taker.row.region.path,
                channel="visit" if visit else "in_app",
                reason=f"与贵单位所属行业相近（{card.offer.industry}）",
                effective_at=at,
                recorded_at=min(at + timedelta(days=12 * chance.random()), self.now) if visit else at,
                delivered_at=at,
                opened_at=at + timedelta(hours=3) if chance.random() < 0.4 else None,
            )
        )


REASONS = {
    Action.DECLINE: (Ground.PLACE.value, "使用地域超出许可地域"),
    Action.OBJECT: (Ground.TERMS.value, "接受的用途与公布的许可条件不一致"),
    Action.UPHOLD: ("", UPHELD),
    Action.DISMISS: ("", DISMISSED),
}
