"""What licences brought, for the demonstration: payments stated and confirmed, royalties reported, results told.

Through the verbs, on the days when they fell due; one in five is left open, so that the lists of the late have rows.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from config.generator.words import Draw
from licensing.models import Due, Licence
from licensing.schedule import DueKind
from licensing.services import follow_ups, payments, royalties, scheduling
from licensing.services.follow_ups import Told
from licensing.services.payments import Sum
from licensing.services.royalties import Base
from tenancy.actors import Actor

LEFT_OPEN = 5  # one in so many
BASES = (200_000, 480_000, 900_000, 1_500_000)


@dataclass
class Money:
    """Plays one province up to today, in the platform's name."""

    by: Actor
    draw: Draw
    turn: int = field(default=0)

    def fill(self) -> int:
        """Returns how many lines were settled and intervals told."""
        while scheduling.schedule_portion(by=self.by):
            pass
        done = 0
        for licence in Licence.objects.filter(scheduled_at__isnull=False, concluded_at__isnull=False).order_by("id"):
            done += sum(self._pay(due) for due in licence.dues.overdue() if self._goes_on())
            done += self._tell(licence)
        return done

    def _goes_on(self) -> bool:
        self.turn += 1
        return self.turn % LEFT_OPEN != 0

    def _pay(self, due: Due) -> bool:
        if due.kind == DueKind.DECISION:
            return bool(royalties.decide_trial(due, True, by=self.by))
        if due.kind == DueKind.ROYALTY:
            royalties.report(due, Base(Decimal(self.draw.chance.choice(BASES)), "按财务报表"), by=self.by)
            due.refresh_from_db()
        if not due.amount:
            return True
        first = timezone.localdate(due.licence.accepted_at)
        paid = Sum(due.amount, max(first, min(due.due_on, timezone.localdate()) - timedelta(days=3)), "银行转账")
        stated = payments.state(due, paid, by=self.by)
        if self._goes_on():
            payments.confirm(stated, paid, by=self.by)
        return True

    def _tell(self, licence: Licence) -> int:
        """The intervals that are over, each with what came of it; then the one that runs."""
        told, day = 0, timezone.localdate(licence.concluded_at)
        while day < timezone.localdate():
            if not follow_ups.plan(licence, on=day):
                break
            asked = licence.follow_ups.latest("number")
            day = asked.period_to + timedelta(days=1)
            if day <= timezone.localdate() and self._goes_on():
                follow_ups.tell(asked, self._result(), by=self.by)
                told += 1
        return told

    def _result(self) -> Told:
        sales = Decimal(self.draw.chance.choice(BASES))
        return Told(used=True, sales=sales, output_value=sales * 2, jobs=self.draw.chance.randrange(0, 9))
