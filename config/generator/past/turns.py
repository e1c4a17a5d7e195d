"""What became of published records: other terms, suspension and resumption, withdrawal, and the end of the term."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.db.models import Q

from config.generator.past.clock import Stretch
from config.generator.past.land import Card, Land
from config.generator.past.sheaf import Sheaf
from declarations.models import ChangeRequest, Declaration, WithdrawalRequest
from declarations.models.requests import Outcome
from declarations.services.withdrawals import effect_of_withdrawal
from declarations.workflow import Action, Status
from publication import rows
from publication.choices import OPEN_STATES, AnnouncementKind, Op, State
from publication.models import Announcement, ChannelPresence, Record, Version
from reporting.periods import BEIJING
from tenancy.actors import Actor

# Of a hundred declarations of a stretch, how many older records meet with what.
SHARES = {Op.CHANGED: 4.0, Op.SUSPENDED: 2.0, Op.RESUMED: 1.5, Op.WITHDRAWN: 4.0}
KINDS = {
    Op.CHANGED: AnnouncementKind.CHANGE,
    Op.SUSPENDED: AnnouncementKind.SUSPENSION,
    Op.RESUMED: AnnouncementKind.RESUMPTION,
    Op.WITHDRAWN: AnnouncementKind.WITHDRAWAL,
}
NIGHT = timedelta(minutes=5)  # after midnight the timetable comes round


@dataclass
class Turn:
    """One thing that becomes of one record at an instant."""

    at: datetime
    op: Op
    card: Card


@dataclass
class Fates:
    """Plays what becomes of the records of one province in one stretch."""

    land: Land
    stretch: Stretch
    sheaf: Sheaf

    def turns(self) -> list[Turn]:
        """Each record meets at most one thing in a stretch."""
        chance, free = self.land.chance, list(self.land.cards)
        chance.shuffle(free)
        found: list[Turn] = []
        for op, share in SHARES.items():
            for _each in range(self._times(share)):
                at = self.stretch.moment(chance)
                card = next((card for card in free if self._may(op, card, at)), None)
                if card is not None:
                    free.remove(card)
                    found.append(Turn(at, op, card))
        return found

    def _times(self, share: float) -> int:
        """The fraction that is left over is decided by chance, so that small worlds have their share too."""
        wanted = self.stretch.declarations * share / 100
        return int(wanted) + (self.land.chance.random() < wanted % 1)

    @staticmethod
    def _may(op: Op, card: Card, at: datetime) -> bool:
        if op == Op.RESUMED:
            return card.resumes_from is not None and card.resumes_from <= at
        return card.record.state == State.ACTIVE and card.record.term_to > at.date() + timedelta(days=60)

    def take(self, turn: Turn, announcement_number: str) -> None:
        officer = self.land.hand(Status.APPROVED, turn.card.body.row.region)
        announcement = self._announcement(turn, announcement_number)
        ways: dict[Op, Callable[[Turn, Announcement, Actor], None]] = {
            Op.CHANGED: self._change,
            Op.SUSPENDED: self._suspend,
            Op.RESUMED: self._resume,
            Op.WITHDRAWN: self._withdraw,
        }
        turn.card.record.changed_at = turn.at
        ways[turn.op](turn, announcement, officer)
        self.sheaf.touch(turn.card.record)

    def _announcement(self, turn: Turn, number: str) -> Announcement:
        record = turn.card.record
        announcement = Announcement(
            province=self.land.province,
            number=number,
            kind=KINDS[turn.op],
            title=f"{turn.op.label}：{record.title[:120]}（{record.number}）",
            publisher=record.publisher,
            record_count=1,
            effective_at=turn.at,
            recorded_at=turn.at,
        )
        announcement.pk = self.land.key_of(Announcement)
        self.sheaf.add(announcement)
        return announcement

    def _change(self, turn: Turn, announcement: Announcement, by: Actor) -> None:
        """Other terms, on the patentee's wish; who accepted before keeps the old ones."""
        card, record, reason = turn.card, turn.card.record, "根据市场情况调整许可使用费"
        card.offer = replace(card.offer, terms=self.land.chance.choice(self.land.terms))
        version = rows.version_row(record, record.current.number + 1, card.offer, announcement, turn.at, reason=reason)
        version.recorded_at = turn.at
        version.pk = self.land.key_of(Version)
        record.current = version
        for name, value in card.offer.face().items():
            setattr(record, name, value)
        card.declaration.fee = card.offer.terms.as_data()
        self._stamp(card.declaration, turn.at)
        self.sheaf.add(version, self._request(ChangeRequest, turn, by, reason, terms={"fee": card.declaration.fee}))
        self._told(turn, announcement, by, sentence=reason)

    def _suspend(self, turn: Turn, announcement: Announcement, by: Actor) -> None:
        turn.card.record.state = State.SUSPENDED
        turn.card.resumes_from = turn.at + timedelta(days=self.land.chance.randrange(15, 60))
        self._told(turn, announcement, by, ground="register", sentence="专利登记簿显示专利权质押登记，待核实")

    def _resume(self, turn: Turn, announcement: Announcement, by: Actor) -> None:
        turn.card.record.state, turn.card.resumes_from = State.ACTIVE, None
        self._told(turn, announcement, by, sentence="经核实，质押登记已注销")

    def _withdraw(self, turn: Turn, announcement: Announcement, by: Actor) -> None:
        card, reason = turn.card, "专利权拟转让"
        effective_at, rule = effect_of_withdrawal(card.declaration, turn.at)
        grounds = [each.name for each in self.land.policy.withdrawal_grounds] or ["transfer"]
        at_once = effective_at <= turn.at
        card.record.state = State.WITHDRAWN if at_once else State.NOTICE
        card.record.withdrawn_from = effective_at
        card.declaration.status = Status.WITHDRAWN
        self._stamp(card.declaration, turn.at)
        request = self._request(WithdrawalRequest, turn, by, reason, ground=grounds[0], takes_effect_at=effective_at)
        self.sheaf.add(request)
        payload = {"from": Status.PUBLISHED.value, "to": Status.WITHDRAWN.value}
        self._tell(Action.WITHDRAW, card.declaration, by, turn.at, reason=reason, payload=payload)
        told = {"ground": grounds[0], "sentence": reason, "notice_rule": rule}
        self._told(turn, announcement, by, effective_at=effective_at, **told)
        if at_once:
            take_down([card.record], turn.at)

    def _request(
        self, model: type, turn: Turn, by: Actor, reason: str, **more: object
    ) -> ChangeRequest | WithdrawalRequest:
        """What the patentee had asked for some days before."""
        return model(  # type: ignore[no-any-return]
            province=self.land.province,
            declaration=turn.card.declaration,
            outcome=Outcome.GRANTED,
            reason=reason,
            asked_at=turn.at - timedelta(days=3),
            asked_by=turn.card.body.actor.person.pk,
            decided_at=turn.at,
            decided_by=by.person.pk,
            **more,
        )

    def _stamp(self, declaration: Declaration, at: datetime) -> None:
        declaration.version += 1
        declaration.saved_at = declaration.arrived_at = at
        self.sheaf.touch(declaration)

    def _tell(self, action: Action, declaration: Declaration, by: Actor, at: datetime, **more: object) -> None:
        place = declaration.region.path
        self.sheaf.tell(f"declaration.{action.value}", declaration, by=by, at=at, place=place, **more)  # type: ignore[arg-type]

    def _told(
        self, turn: Turn, announcement: Announcement, by: Actor, effective_at: datetime | None = None, **words: str
    ) -> None:
        effective_at, record = effective_at or turn.at, turn.card.record
        change = rows.change_row(record, turn.op, announcement, effective_at, **words)
        change.recorded_at = turn.at
        self.sheaf.add(change)
        told = {"effective_at": effective_at, "reason": words.get("sentence", "")}
        self.sheaf.tell(f"publication.{turn.op}", record, by=by, at=turn.at, **told)  # type: ignore[arg-type]

    # -- what the timetable does ----------------------------------------------------------------------------------

    def settle(self) -> None:
        """Withdrawals whose time came and terms that ended in this stretch, as `announce.settle` leaves them."""
        self._end_notices()
        day = self.stretch.last.astimezone(BEIJING).date()
        over = Record.objects.filter(province=self.land.province, state__in=OPEN_STATES, term_to__lt=day)
        for record in over.select_related("current").order_by("term_to", "id"):
            midnight = datetime.combine(record.term_to + timedelta(days=1), time.min, BEIJING)
            self._expire(record, max(midnight + NIGHT, self.stretch.first))
        self.land.forget_ended(self.stretch.last)

    def _end_notices(self) -> None:
        waiting = Q(state__in=(State.NOTICE, State.SUSPENDED), withdrawn_from__lte=self.stretch.last)
        for record in Record.objects.filter(waiting, province=self.land.province):
            assert record.withdrawn_from is not None
            at = min(record.withdrawn_from + NIGHT, self.stretch.last)
            record.state, record.changed_at = State.WITHDRAWN, at
            self.sheaf.touch(record)
            take_down([record], at)

    def _expire(self, record: Record, at: datetime) -> None:
        change = rows.change_row(record, Op.EXPIRED, None, at)
        change.recorded_at = at
        record.state, record.changed_at = State.EXPIRED, at
        take_down([record], at)
        self.sheaf.add(change)
        self.sheaf.touch(record)
        self.sheaf.tell("publication.expired", record, by=self.land.platform, at=at)
        for declaration in Declaration.objects.filter(record_number=record.number, status=Status.PUBLISHED):
            declaration.status = Status.ENDED
            self._stamp(declaration, at)
            payload = {"from": Status.PUBLISHED.value, "to": Status.ENDED.value}
            self._tell(Action.END, declaration, self.land.platform, at, payload=payload)


def take_down(records: list[Record], at: datetime) -> None:
    ChannelPresence.objects.filter(record__in=records, ended_at=None).update(ended_at=at)
