"""What follows a licence: the schedule of payments, who paid, royalty reports, results of each interval, the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from config.generator.past.land import Land
from config.generator.past.sheaf import Sheaf
from licensing.models import (
    Due,
    Ending,
    FollowUp,
    Licence,
    LicensedPatent,
    Payment,
    Receipt,
    Result,
    RoyaltyReport,
    TrialDecision,
)
from licensing.models.endings import EndingGround, EndingStage
from licensing.models.money import DueState
from licensing.royalties import royalty_of
from licensing.schedule import DueKind
from licensing.services.scheduling import dues_of
from licensing.workflow import Side
from publication import numbering
from reporting.periods import BEIJING
from tenancy.policy.workdays import corresponding_day, official_calendar

LATE_AT_MOST = timedelta(days=45)  # longer nobody owes anything; of what fell due since, one line in six is open
IDLE = "尚在试制，未投入生产"


@dataclass
class Aftermath:
    """Plays what followed one licence in force, up to now."""

    land: Land
    sheaf: Sheaf
    now: datetime

    def play(self, licence: Licence, patents: Sequence[LicensedPatent]) -> list[Due]:
        """Returns the lines of the schedule as they stand."""
        assert licence.concluded_at is not None
        licence.scheduled_at = licence.concluded_at + timedelta(minutes=20)
        dues = dues_of(licence, patents, self.land.policy)
        for due in dues:
            due.province, due.pk = self.land.province, self.land.key_of(Due)
            if due.due_on < self.today:
                due.announced_at = due.overdue_at = _start_of(due.due_on)
        decided = {due.patent for due in dues if due.kind == DueKind.DECISION and self._decide(licence, due)}
        for due in dues:
            if due.state == DueState.CONDITIONAL and due.patent in decided:
                due.state = DueState.OPEN
            if due.state == DueState.OPEN and self._is_paid(due):
                self._pay(licence, due)
        self.sheaf.add(*dues)
        self._follow_up(licence)
        return dues

    @property
    def today(self) -> date:
        return self.now.astimezone(BEIJING).date()

    def _is_paid(self, due: Due) -> bool:
        """What fell due long ago is paid; of the rest most is."""
        if due.kind not in (DueKind.PAYMENT, DueKind.ROYALTY) or due.due_on >= self.today:
            return False
        return due.due_on < self.today - LATE_AT_MOST or self.land.chance.random() < 0.83

    def _decide(self, licence: Licence, due: Due) -> bool:
        """Whoever's trial is over went on."""
        if due.due_on >= self.today:
            return False
        at = _start_of(due.due_on) - timedelta(days=1)
        due.state, due.settled_at = DueState.SETTLED, at
        said = self._said(licence, at, at)
        self.sheaf.add(TrialDecision(due=due, continues=True, **said))
        self._tell("licence.trial", licence, at, {"continues": True})
        return True

    def _pay(self, licence: Licence, due: Due) -> None:
        """Paid some days before the last one, confirmed the day after."""
        assert licence.concluded_at is not None
        first = max(licence.concluded_at.astimezone(BEIJING).date(), due.opens_on or date.min)
        day = max(first, due.due_on - timedelta(days=self.land.chance.randrange(12)))
        at = _start_of(day) + timedelta(hours=14)
        if due.kind == DueKind.ROYALTY:
            self._report(licence, due, at)
        if not due.amount:
            due.state, due.settled_at = DueState.SETTLED, at
            return
        told = at + timedelta(days=self.land.chance.randrange(3))
        payment = Payment(due=due, amount=due.amount, paid_on=day, **self._said(licence, _start_of(day), told))
        payment.pk = self.land.key_of(Payment)
        confirmed = told + timedelta(hours=20)
        self.sheaf.add(payment)
        self._tell("licence.payment", licence, told, {"line": due.what, "amount": due.amount, "paid_on": day})
        if confirmed < self.now:
            self._confirm(licence, payment, confirmed)
            due.state, due.settled_at = DueState.SETTLED, confirmed

    def _confirm(self, licence: Licence, payment: Payment, at: datetime) -> None:
        [(year, number)] = numbering.allot(self.land.province, "receipt", year=at.astimezone(BEIJING).year)
        code = f"{self.land.province.slug.upper()}-SK-{year}-{number:05d}"
        said = self._said(licence, _start_of(payment.paid_on), at) | {"side": Side.LICENSOR}
        self.sheaf.add(
            Receipt(payment=payment, number=code, amount=payment.amount, received_on=payment.paid_on, **said)
        )
        self._tell("licence.receipt", licence, at, {"number": code, "received": payment.amount})

    def _report(self, licence: Licence, due: Due, at: datetime) -> None:
        base = Decimal(self.land.chance.randrange(20, 400) * 10_000)
        computed = royalty_of(due.patent.read_terms(), base, Decimal(0))
        due.amount = computed.amount
        said = self._said(licence, _start_of(at.date()), at)
        self.sheaf.add(
            RoyaltyReport(due=due, base=base, amount=computed.amount, sentence=computed.sentence, doubts=[], **said)
        )
        self._tell("licence.royalty", licence, at, {"line": due.what, "base": base, "amount": computed.amount})

    # -- results --------------------------------------------------------------------------------------------------

    def _follow_up(self, licence: Licence) -> None:
        """Every interval so far, as the timetable opened them; those that are over were mostly answered."""
        step = self.land.policy.follow_up_months
        assert licence.concluded_at is not None
        start, last = licence.concluded_at.astimezone(BEIJING).date(), min(self.today, licence.ends_on)
        number = 1
        while step and corresponding_day(start, (number - 1) * step) <= last:
            row = self._interval(licence, number, start, step)
            self.sheaf.add(row, *self._results(licence, row))
            number += 1

    def _interval(self, licence: Licence, number: int, start: date, step: int) -> FollowUp:
        ends = min(corresponding_day(start, number * step) - timedelta(days=1), licence.ends_on)
        begins = min(corresponding_day(start, (number - 1) * step), ends)
        due = official_calendar().add_days(ends, self.land.policy.follow_up_answer_days or 0)
        row = FollowUp(
            province=self.land.province,
            licence=licence,
            number=number,
            period_from=begins,
            period_to=ends,
            due_on=due.day,
            rule=due.explanation[:300],
        )
        row.pk = self.land.key_of(FollowUp)
        return row

    def _results(self, licence: Licence, row: FollowUp) -> Iterator[Result]:
        chance = self.land.chance
        if row.period_to >= self.today:
            return
        told = _start_of(row.period_to) + timedelta(days=2 + 18 * chance.random())
        row.asked_at = _start_of(row.period_to) + timedelta(days=1, hours=9)
        is_old = row.due_on < self.today - LATE_AT_MOST
        if told >= self.now or (not is_old and chance.random() < 0.2):
            row.overdue_at = self.now if row.due_on < self.today else None
            return
        row.answered_at = told
        used = chance.random() < 0.8
        sums = _sums(chance.randrange(5, 300), chance.randrange(0, 6)) if used else {"note": IDLE}
        self._tell("licence.result", licence, told, {"period": str(row), "used": used})
        yield Result(follow_up=row, used=used, **(self._said(licence, _start_of(row.period_to), told) | sums))

    # -- the end --------------------------------------------------------------------------------------------------

    def end(self, licence: Licence) -> datetime | None:
        """When the term was over, if it is."""
        return _start_of(licence.ends_on + timedelta(days=1)) if licence.ends_on < self.today else None

    def ending(self, licence: Licence, at: datetime, dues: Sequence[Due]) -> Ending:
        """A term that ran to its end leaves all that was agreed; nobody is asked about a trial any more."""
        for due in dues:
            asked = due.kind == DueKind.DECISION and due.state == DueState.OPEN
            if asked or due.state == DueState.CONDITIONAL:
                due.state = DueState.VOID
        told = at + timedelta(minutes=30)
        self._tell("licence.ending_took_effect", licence, told, {"ends_on": licence.ends_on})
        return Ending(
            licence=licence,
            stage=EndingStage.TOOK_EFFECT,
            ground=EndingGround.TERM,
            ends_on=licence.ends_on,
            **(self._said(licence, at, told) | {"side": Side.PLATFORM, "entered_by": None, "entered_by_name": "系统"}),
        )

    def _said(self, licence: Licence, at: datetime, told: datetime) -> dict[str, Any]:
        """What every statement carries."""
        return {
            "province": self.land.province,
            "effective_at": at,
            "recorded_at": min(told, self.now),
            "side": Side.LICENSEE,
            "entered_by": licence.accepted_by,
            "entered_by_name": licence.accepted_by_name,
        }

    def _tell(self, verb: str, licence: Licence, at: datetime, payload: dict[str, Any]) -> None:
        at, place = min(at, self.now), licence.region.path
        self.sheaf.tell(verb, licence, by=self.land.platform, at=at, place=place, payload=payload)


def _sums(ten_thousands: int, jobs: int) -> dict[str, Any]:
    sales = Decimal(ten_thousands * 10_000)
    return {"sales": sales, "output_value": sales * 11 / 10, "profit": sales / 10, "jobs": jobs}


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, BEIJING)
