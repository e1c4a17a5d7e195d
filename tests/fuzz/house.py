"""B3: the house and its model: one declaration from draft to licence and payment, by whoever's hands."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from audit.models import Event
from declarations.gazette import follow_portion
from declarations.models import Declaration
from declarations.models.requests import Outcome
from declarations.services import drafts, endings, publishing, review, submission, withdrawals
from declarations.services.review import Reason
from declarations.waiting import duties_to_withdraw
from licensing.models import Due, Licence, Payment
from licensing.services import acceptance, answers, payments, scheduling
from outbox.models import Job
from publication import announce
from publication.models import Record, StatusNote
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tests.cast import LIAONING, ZHEJIANG
from tests.factories.days import OVER
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory
from tests.factories.licensing import acceptance_of, paid
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import platform
from tests.factories.verification import GazetteNoticeFactory
from verification.events import EventKind

NO = (Refused, PermissionDenied, ObjectDoesNotExist, Http404)
PASS: dict = {"items": ALL_FINE, "opinion": LOOKED_UP}
FAULTS = [Reason("title", "发明名称与登记簿不一致")]
AFTERWARDS = OVER + timedelta(days=150)
NOTICE_OVER = timedelta(days=60)
PATENTEE, OTHER_CITY = "zhang", "wang"
LATER = ("transfer", "confirm", "confirm for the owner", "fall due", "pay", "receive", "pay for the licensee")
"""What the clock of the register does not ask: licences and their payments go on."""
AFTER_THE_END = ("accept", "accept one's own", "expire", "end of notice", "publish", *LATER)
ACTS = (
    *("submit", "check", "pass", "approve", "publish", "accept", "confirm", "send back"),
    *("expire", "ask for withdrawal", "grant withdrawal", "refuse withdrawal", "end of notice", "discard"),
    *("transfer", "fall due", "pay", "receive"),
    *("submit for another", "approve in another city", "approve one's own", "publish as a city", "accept one's own"),
    *("ask for another's withdrawal", "confirm for the owner", "pay for the licensee"),
)
FORBIDDEN = frozenset(ACTS[ACTS.index("submit for another") :])
USUAL = ("submit", "check", "pass", "approve", "publish")
TAKEN = (*USUAL, "accept", "confirm", "fall due")
HANDED_ON = (
    *("transfer", "ask for withdrawal", "transfer", "refuse withdrawal", "ask for withdrawal", "grant withdrawal"),
    *("transfer", "accept", "end of notice", "pay", "receive", "transfer", "confirm"),
)
"""The patent changes hands, thrice: publication ends, what was accepted before goes on."""


@dataclass(frozen=True)
class Rules:
    """What a province lays down of all this."""

    stages: tuple[str, ...]
    accepted_as: str
    days_of_notice: bool
    rounds: int | None = None

    @property
    def unknown(self) -> set[str]:
        """Acts that never go through here."""
        is_known = {"pass": "second_check" in self.stages, "end of notice": self.days_of_notice}
        return {act for act, known in is_known.items() if not known}

    def after(self, status: str) -> str:
        return self.stages[self.stages.index(status) + 1]


RULES = {
    LIAONING: Rules(("checking", "second_check", "reviewing", "approved"), "concluded", days_of_notice=False),
    ZHEJIANG: Rules(("checking", "reviewing", "approved"), "requested", days_of_notice=True),
}
Told = tuple[str, list[str], list[str], bool, int, str]


@dataclass
class Model:
    """What should be so: the status, the duty to withdraw, the licence and its payment, the rounds of correction."""

    rules: Rules = field(default_factory=lambda: RULES[LIAONING])
    status: str = "draft"
    asked: bool = False
    licence: str = ""
    rounds: int = 0
    over: str = ""  # how the clock ended it
    handed_on: int = 0
    prepared: int = 0  # forms that the platform has filled in because the patent changed hands
    payment: str = ""

    def step(self, act: str) -> bool:
        """Whether this act is allowed now; if so, what is so afterwards."""
        allowed = {**self._before_publication(), **self._while_public(), **self._of_the_licence()}.get(act, False)
        if allowed:
            self._move(act)
        return allowed

    def told(self) -> Told:
        """The status, the public register, the licences, a duty to withdraw, announcements shown, the payment."""
        listed = {"published": ["active"], "notice": ["notice"], "withdrawn": ["withdrawn"]}.get(self.status, [])
        listed = [self.over] if self.over else listed
        owed = self.status == "published" and self.prepared > 0 and not self.asked
        return self.status, listed, [self.licence] if self.licence else [], owed, self.handed_on, self.payment

    def _before_publication(self) -> dict[str, bool]:
        return {
            "submit": self.status in ("draft", "returned"),
            "check": self.status == "checking",
            "pass": self.status == "second_check",
            "approve": self.status == "reviewing",
            "send back": self.status == "reviewing" and self.rounds < (self.rules.rounds or 99),
            "publish": self.status == "approved",
            "discard": self.status in ("draft", "returned"),
        }

    def _while_public(self) -> dict[str, bool]:
        is_open = self.status in ("published", "notice") and not self.over
        return {
            "ask for withdrawal": self.status == "published" and not self.asked,
            "grant withdrawal": self.status == "published" and self.asked,
            "refuse withdrawal": self.status == "published" and self.asked,
            "end of notice": self.status == "notice",
            "transfer": is_open,
            "accept": is_open and not self.licence,
            "expire": is_open,
        }

    def _of_the_licence(self) -> dict[str, bool]:
        """None of it asks whether the patent is still on offer, or whose it is by now."""
        return {
            "confirm": self.licence in ("requested", "concluded"),
            "fall due": self.licence in ("concluded", "confirmed") and not self.payment,
            "pay": self.payment == "open",
            "receive": self.payment == "stated",
        }

    def _move(self, act: str) -> None:
        to = {"submit": "checking", "approve": "approved", "send back": "returned", "publish": "published"}
        to |= {"discard": "discarded", "end of notice": "withdrawn"}
        to["grant withdrawal"] = "notice" if self.rules.days_of_notice else "withdrawn"
        self.status = self.rules.after(self.status) if act in ("check", "pass") else to.get(act, self.status)
        self.rounds += act == "send back"
        self.handed_on += act == "transfer"
        self.prepared += act == "transfer" and self.status == "published"
        self.prepared -= act == "ask for withdrawal" and self.prepared > 0
        self._end(act)
        self.asked = {"ask for withdrawal": True, "refuse withdrawal": False}.get(act, self.asked)
        self.licence = {"accept": self.rules.accepted_as, "confirm": "confirmed"}.get(act, self.licence)
        self.payment = {"fall due": "open", "pay": "stated", "receive": "received"}.get(act, self.payment)

    def _end(self, act: str) -> None:
        """The term that is over, or the days of notice; of an announced withdrawal the days end first."""
        if act == "expire":
            self.over = "withdrawn" if self.status == "notice" else "expired"
        elif act == "end of notice":
            self.over = "withdrawn"


class House:
    """The same acts through the verbs, by people who may and by people who may not."""

    def __init__(self, people) -> None:
        self.people = people
        self.declaration = DeclarationFactory(by=people[PATENTEE])
        self.issues = count()

    def one(self) -> Declaration:
        return Declaration.objects.get(pk=self.declaration.pk)

    def record(self) -> Record:
        return self.records().get()

    def records(self) -> QuerySet[Record]:
        """The one of this declaration; others may have stood here before."""
        return Record.objects.filter(number=self.one().record_number or "-")

    def licences(self) -> QuerySet[Licence]:
        return Licence.objects.filter(patents__record__in=self.records())

    def act(self, act: str) -> None:
        who = self.people
        one = self.one()
        {
            "submit": lambda: submission.submit(one, by=who[PATENTEE]),
            "submit for another": lambda: submission.submit(one, by=who["sun"]),
            "check": lambda: submission.record_findings(one, by=platform()),
            "pass": lambda: review.decide(one, by=who["centre"], **PASS),
            "approve": lambda: review.decide(one, by=who["li"], **PASS),
            "approve in another city": lambda: review.decide(one, by=who[OTHER_CITY], **PASS),
            "approve one's own": lambda: review.decide(one, by=who[PATENTEE], **PASS),
            "send back": lambda: review.send_back(one, by=who["li"], reasons=FAULTS),
            "publish": lambda: publishing.publish([one], by=who["zhao"], channels=[ChannelFactory()]),
            "publish as a city": lambda: publishing.publish([one], by=who["li"], channels=[ChannelFactory()]),
            "discard": lambda: drafts.discard(one, by=who[PATENTEE], reason="不再许可"),
            "ask for withdrawal": lambda: withdrawals.ask_withdrawal(one, by=who[PATENTEE], **self.ground()),
            "ask for another's withdrawal": lambda: withdrawals.ask_withdrawal(one, by=who["sun"], **self.ground()),
            "grant withdrawal": lambda: self.decide(granted=True),
            "refuse withdrawal": lambda: self.decide(granted=False),
            "accept": lambda: acceptance.accept(acceptance_of(self.record()), by=who["sun"]),
            "accept one's own": lambda: acceptance.accept(acceptance_of(self.record()), by=who[PATENTEE]),
            "expire": self.expire,
            "end of notice": self.end_of_notice,
            "transfer": self.hand_on,
            "fall due": self.fall_due,
            "pay": lambda: payments.state(self.due(), paid(self.due().amount), by=who["sun"]),
            "pay for the licensee": lambda: payments.state(self.due(), paid(self.due().amount), by=who[OTHER_CITY]),
            "receive": lambda: payments.confirm(self.stated(), paid(self.due().amount), by=who[PATENTEE]),
            "confirm": lambda: answers.confirm(self.licences().get(), by=who[PATENTEE]),
            "confirm for the owner": lambda: answers.confirm(self.licences().get(), by=who["sun"]),
        }[act]()

    def expire(self) -> None:
        """The timetable comes round when the term is over."""
        if not announce.settle(by=platform(), now=AFTERWARDS):
            raise Refused("nothing to settle")

    def end_of_notice(self) -> None:
        """The days of notice are over: the register says so, and the declaration with it."""
        now = timezone.now() + NOTICE_OVER
        announce.settle(by=platform(), now=now)
        if not endings.end_notices(by=platform(), now=now):
            raise Refused("nothing in its days of notice")

    def hand_on(self) -> None:
        """The gazette announces that the patent has changed hands."""
        today, further = timezone.localdate(), timedelta(days=next(self.issues))
        number, kind = self.one().patent_number, EventKind.TRANSFER
        GazetteNoticeFactory(number=number, kind=kind, announced_on=today + further, effective_on=today)
        if not follow_portion(by=platform()):
            raise Refused("nothing that it meets")

    def fall_due(self) -> None:
        if not scheduling.schedule(self.licences().get(), by=platform()):
            raise Refused("nothing falls due")

    def due(self) -> Due:
        return Due.objects.get(licence__in=self.licences())

    def stated(self) -> Payment:
        return self.due().payments.get()

    def ground(self) -> dict[str, str]:
        grounds = policy_of(self.declaration.province).withdrawal_grounds
        return {"ground": grounds[0].name if grounds else "", "reason": "专利权已转移"}

    def decide(self, *, granted: bool) -> None:
        requests = self.one().withdrawal_requests
        asked = requests.filter(outcome=Outcome.ASKED).first() or requests.latest("id")
        withdrawals.decide_withdrawal(asked, by=self.people["zhao"], granted=granted, opinion="理由")

    def traces(self) -> tuple[int, int, Counter]:
        return Event.objects.count(), Job.objects.count(), Counter(Licence.objects.values_list("status", flat=True))

    def told(self) -> Told:
        """As the model tells it."""
        licences = list(self.licences().values_list("status", flat=True))
        listed = list(self.records().values_list("state", flat=True))
        owed = duties_to_withdraw(self.people[PATENTEE]).filter(declaration=self.declaration).exists()
        notes = StatusNote.objects.filter(record__in=self.records(), event_code="TR01").count()
        return self.one().status, listed, licences, owed, notes, self.payment()

    def payment(self) -> str:
        said = Due.objects.filter(licence__in=self.licences()).values_list("payments", "payments__receipt")
        return {(): "", (False, False): "open", (True, False): "stated", (True, True): "received"}[
            tuple(each is not None for line in said for each in line)
        ]


def went_through(house: House, act: str) -> bool:
    try:
        with transaction.atomic():
            house.act(act)
    except NO:
        return False
    return True
