"""B3: what may be stated, corrected, confirmed and received of one payment that falls due, in a small model."""

from dataclasses import dataclass, field
from decimal import Decimal

from licensing.models import Due, Payment
from licensing.models.money import DueState
from licensing.services import acceptance, payments, scheduling
from tenancy.refusals import Refused
from tests.factories.licensing import acceptance_of, paid
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by

DUE = 50_000
PAYER, PAYEE, STRANGER = "sun", "zhang", "wang"
HANDS = {"state": PAYER, "same": PAYER, "correct": PAYER, "confirm": PAYEE, "receive": PAYEE}


@dataclass(frozen=True)
class Act:
    """`at` counts the statements made so far; it names the one that is confirmed, corrected or repeated."""

    verb: str
    by: str
    amount: int = DUE
    note: str = ""
    at: int = 0


@dataclass
class Statement:
    """What one side entered; `received` is what the payee said came in."""

    amount: int
    note: str
    by_payer: bool
    received: int | None = None
    same_as: int | None = None
    is_corrected: bool = False
    is_told: bool = False  # the payer has spoken of what the payee entered

    @property
    def stands(self) -> bool:
        return not (self.is_corrected or self.is_told)

    @property
    def waits(self) -> bool:
        return self.stands and self.received is None and self.same_as is None

    @property
    def is_of_payee(self) -> bool:
        return self.stands and not self.by_payer


@dataclass
class Account:
    """What should be so of the one line."""

    said: list[Statement] = field(default_factory=list)
    is_settled: bool = False

    def step(self, act: Act) -> bool:
        """Whether this is allowed now; if so, what is so afterwards."""
        pointing = act.verb in ("same", "correct", "confirm")
        if act.by != HANDS[act.verb] or (pointing and act.at >= len(self.said)):
            return False
        return getattr(self, f"_{act.verb}")(act)

    def _state(self, act: Act) -> bool:
        entered = [place for place, each in enumerate(self.said) if each.is_of_payee and each.amount == act.amount]
        return self._told(act, entered[0]) if entered else self._stated(act)

    def _same(self, act: Act) -> bool:
        return self.said[act.at].is_of_payee and self._told(act, act.at)

    def _told(self, act: Act, at: int) -> bool:
        if self.is_settled or (self.said[at].amount != act.amount and not act.note):
            return False
        self.said[at].is_told = True
        self.said.append(Statement(act.amount, act.note, by_payer=True, same_as=at))
        return True

    def _stated(self, act: Act) -> bool:
        silent = not act.note and any(each.is_of_payee for each in self.said)
        if self.is_settled or silent or self._is_repeated(act) or self._is_too_much(act):
            return False
        self.said.append(Statement(act.amount, act.note, by_payer=True))
        return True

    def _correct(self, act: Act) -> bool:
        wrong = self.said[act.at]
        answered = wrong.received is not None or wrong.same_as is not None  # what the payee enters is received
        if self.is_settled or not wrong.by_payer or answered or wrong.is_corrected:
            return False
        if self._is_too_much(act, wrong):
            return False
        wrong.is_corrected = True
        self.said.append(Statement(act.amount, act.note, by_payer=True))
        return True

    def _confirm(self, act: Act) -> bool:
        stated = self.said[act.at]
        answered = stated.received is not None or stated.same_as is not None
        if answered or stated.is_corrected or (act.amount != stated.amount and not act.note):
            return False
        return self._received(stated, act)

    def _receive(self, act: Act) -> bool:
        waiting = [each for each in self.said if each.waits]
        if self.is_settled:
            return False
        if same := [each for each in waiting if each.amount == act.amount]:
            return self._received(same[0], act)
        if waiting or self._is_repeated(act) or self._is_too_much(act):
            return False
        self.said.append(Statement(act.amount, act.note, by_payer=False))
        return self._received(self.said[-1], act)

    def _received(self, stated: Statement, act: Act) -> bool:
        stated.received = act.amount
        self.is_settled |= sum(each.received or 0 for each in self.said) >= DUE
        return True

    def _is_repeated(self, act: Act) -> bool:
        return any((each.amount, each.note) == (act.amount, act.note) for each in self.said if not each.is_corrected)

    def _is_too_much(self, act: Act, but: Statement | None = None) -> bool:
        others = sum(each.amount for each in self.said if each.stands and each is not but)
        return not act.note and others + act.amount > DUE

    def told(self) -> tuple:
        rows = [(e.amount, e.note, e.by_payer, e.received, e.same_as, e.is_corrected) for e in self.said]
        return rows, self.is_settled


class Ledger:
    """The same acts through the verbs of the platform."""

    def __init__(self, people: dict) -> None:
        self.people = people
        licence = acceptance.accept(acceptance_of(offered_by(people[PAYEE])), by=people[PAYER])
        scheduling.schedule(licence, by=platform())
        self.due = licence.dues.get()

    def statements(self) -> list[Payment]:
        return list(Payment.objects.filter(due=self.due).order_by("id"))

    def act(self, act: Act) -> None:
        due, sum_, by = Due.objects.get(pk=self.due.pk), paid(act.amount, note=act.note), self.people[act.by]
        if act.verb in ("state", "receive"):
            return {"state": payments.state, "receive": payments.receive}[act.verb](due, sum_, by=by)
        if act.at >= len(said := self.statements()):
            raise Refused("no such statement")
        if act.verb == "confirm":
            return payments.confirm(said[act.at], sum_, by=by)
        return payments.state(due, sum_, by=by, **{{"same": "same_as", "correct": "corrects"}[act.verb]: said[act.at]})

    def told(self) -> tuple:
        said = self.statements()
        places = {each.pk: place for place, each in enumerate(said)} | {None: None}
        rows = [
            (int(e.amount), e.note, e.side == "licensee", received(e), places[e.same_as_id], e.corrected_by.exists())
            for e in said
        ]
        return rows, Due.objects.get(pk=self.due.pk).state == DueState.SETTLED


def received(payment: Payment) -> int | None:
    found: Decimal | None = payment.receipt.values_list("amount", flat=True).first()
    return None if found is None else int(found)
