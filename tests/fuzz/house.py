"""B3: the house and its model: what happens to one declaration, from draft to licence, by whoever's hands."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from audit.models import Event
from declarations.models import Declaration
from declarations.services import drafts, publishing, review, submission, withdrawals
from declarations.services.review import Reason
from licensing.models import Licence
from licensing.services import acceptance, answers
from outbox.models import Job
from publication import announce
from publication.choices import State
from publication.models import Record
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import platform

NO = (Refused, PermissionDenied, ObjectDoesNotExist, Http404)
PASS: dict = {"items": ALL_FINE, "opinion": LOOKED_UP}
FAULTS = [Reason("title", "发明名称与登记簿不一致")]
AFTERWARDS = datetime(2029, 6, 1, tzinfo=UTC)
AFTER_THE_END = ("accept", "accept one's own", "expire", "publish")
PATENTEE, OTHER_CITY = "zhang", "wang"
ACTS = (
    *("submit", "check", "pass", "approve", "publish", "accept", "confirm", "send back"),
    *("expire", "ask for withdrawal", "grant withdrawal", "refuse withdrawal", "discard"),
    *("submit for another", "approve in another city", "approve one's own", "publish as a city", "accept one's own"),
    *("ask for another's withdrawal", "confirm for the owner"),
)
USUAL = ("submit", "check", "pass", "approve", "publish")


@dataclass
class Model:
    """What should be so: the status, whether a withdrawal was asked for, the licence, the rounds of correction."""

    status: str = "draft"
    asked: bool = False
    licence: str = ""
    rounds: int = 0
    rounds_allowed: int = 0
    expired: bool = False

    def step(self, act: str) -> bool:
        """Whether this act is allowed now; if so, what is so afterwards."""
        allowed = {
            "submit": self.status in ("draft", "returned"),
            "check": self.status == "checking",
            "pass": self.status == "second_check",
            "approve": self.status == "reviewing",
            "send back": self.status == "reviewing" and self.rounds < self.rounds_allowed,
            "publish": self.status == "approved",
            "discard": self.status in ("draft", "returned"),
            "ask for withdrawal": self.status == "published" and not self.asked,
            "grant withdrawal": self.status == "published" and self.asked,
            "refuse withdrawal": self.status == "published" and self.asked,
            "accept": self.status == "published" and not self.licence and not self.expired,
            "expire": self.status == "published" and not self.expired,
            "confirm": self.licence == "concluded",
        }.get(act, False)
        if allowed:
            self._move(act)
        return allowed

    def told(self) -> tuple[str, list[str], list[str]]:
        """The status, the public register and the licences."""
        open_or_over = State.EXPIRED if self.expired else State.ACTIVE
        listed = {"published": [open_or_over], "withdrawn": [State.WITHDRAWN]}.get(self.status, [])
        return self.status, listed, [self.licence] if self.licence else []

    def _move(self, act: str) -> None:
        to = {"submit": "checking", "check": "second_check", "pass": "reviewing", "approve": "approved"}
        to |= {"send back": "returned", "publish": "published", "discard": "discarded", "grant withdrawal": "withdrawn"}
        self.status = to.get(act, self.status)
        self.rounds += act == "send back"
        self.expired |= act == "expire"
        self.asked = {"ask for withdrawal": True, "refuse withdrawal": False}.get(act, self.asked)
        self.licence = {"accept": "concluded", "confirm": "confirmed"}.get(act, self.licence)


class House:
    """The same acts through the verbs, by people who may and by people who may not."""

    def __init__(self, people) -> None:
        self.people = people
        self.declaration = DeclarationFactory(by=people[PATENTEE])

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
            "confirm": lambda: answers.confirm(self.licences().get(), by=who[PATENTEE]),
            "confirm for the owner": lambda: answers.confirm(self.licences().get(), by=who["sun"]),
        }[act]()

    def expire(self) -> None:
        """The timetable comes round when the term is over."""
        if not announce.settle(by=platform(), now=AFTERWARDS):
            raise Refused("nothing to settle")

    def ground(self) -> dict[str, str]:
        grounds = policy_of(self.declaration.province).withdrawal_grounds
        return {"ground": grounds[0].name if grounds else "", "reason": "专利权已转移"}

    def decide(self, *, granted: bool) -> None:
        asked = self.one().withdrawal_requests.latest("id")
        withdrawals.decide_withdrawal(asked, by=self.people["zhao"], granted=granted, opinion="理由")

    def traces(self) -> tuple[int, int, Counter]:
        return Event.objects.count(), Job.objects.count(), Counter(Licence.objects.values_list("status", flat=True))

    def told(self) -> tuple[str, list[str], list[str]]:
        """The status, the public register and the licences."""
        listed = list(self.records().values_list("state", flat=True))
        return self.one().status, listed, list(self.licences().values_list("status", flat=True))


def went_through(house: House, act: str) -> bool:
    try:
        with transaction.atomic():
            house.act(act)
    except NO:
        return False
    return True
