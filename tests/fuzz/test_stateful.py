"""B3: any order of acts by anybody against a model of a dozen lines; they never part, and a refusal leaves no trace."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

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
from tenancy.roles import Role
from tests.cast import SHENYANG, person, region
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import OfficeFactory, platform
from tests.fuzz.tally import Tally, volume

PARTS = volume(whole=4, share=1)
SEQUENCES = volume(whole=2_000, share=12) // PARTS
NO = (Refused, PermissionDenied, ObjectDoesNotExist, Http404)
PASS: dict = {"items": ALL_FINE, "opinion": LOOKED_UP}
FAULTS = [Reason("title", "发明名称与登记簿不一致")]
AFTERWARDS = datetime(2029, 6, 1, tzinfo=UTC)
AFTER_THE_END = ("accept", "accept one's own", "expire", "publish")
PATENTEE, OTHER_CITY = "zhang", "wang"


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
        return Record.objects.get(number=self.one().record_number or "-")

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
            "confirm": lambda: answers.confirm(Licence.objects.get(), by=who[PATENTEE]),
            "confirm for the owner": lambda: answers.confirm(Licence.objects.get(), by=who["sun"]),
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


ACTS = (
    *("submit", "check", "pass", "approve", "publish", "accept", "confirm", "send back"),
    *("expire", "ask for withdrawal", "grant withdrawal", "refuse withdrawal", "discard"),
    *("submit for another", "approve in another city", "approve one's own", "publish as a city", "accept one's own"),
    *("ask for another's withdrawal", "confirm for the owner"),
)
USUAL = ("submit", "check", "pass", "approve", "publish")
orders = st.tuples(st.integers(0, 5), st.lists(st.sampled_from(ACTS), min_size=3, max_size=8))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_acts_parts_the_house_from_its_model(part, zhang, li, wang, zhao, sun):
    centre = OfficeFactory(name="沈阳保护中心", region=region(SHENYANG), kind="centre")
    people = {"zhang": zhang, "li": li, "wang": wang, "zhao": zhao, "sun": sun}
    people["centre"] = person("关", "guan", centre, Role.CENTRE_OFFICER)
    tally, allowed = Tally("B3 sequences of acts"), policy_of(zhang.province).return_rounds or 99

    @seed(part)
    @settings(max_examples=SEQUENCES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(orders)
    def any_order(order):
        begun, acts = order
        with transaction.atomic():
            tally.timed(lambda: play(House(people), Model(rounds_allowed=allowed), [*USUAL[:begun], *acts]))
            transaction.set_rollback(True)

    with tally.told_whatever_comes():
        any_order()


def play(house: House, model: Model, acts: list[str]) -> None:
    for place, act in enumerate(acts):
        if model.expired and act not in AFTER_THE_END:
            continue
        said, before, expected = acts[: place + 1], house.traces(), model.step(act)
        assert went_through(house, act) == expected, said
        assert expected or house.traces() == before, f"a refusal left something: {said}"
        assert_same(house, model, said)


def went_through(house: House, act: str) -> bool:
    try:
        with transaction.atomic():
            house.act(act)
    except NO:
        return False
    return True


def assert_same(house: House, model: Model, said: list[str]) -> None:
    """The status, the public register and the licence, each as the model has it."""
    assert house.one().status == model.status, said
    published = list(Record.objects.values_list("state", flat=True))
    open_or_over = State.EXPIRED if model.expired else State.ACTIVE
    wanted = {"published": [open_or_over], "withdrawn": [State.WITHDRAWN]}
    assert published == wanted.get(model.status, []), said
    assert list(Licence.objects.values_list("status", flat=True)) == ([model.licence] if model.licence else []), said


def test_an_officer_of_another_city_decides_nothing_here(zhang, wang):
    """Found by any order: (submit, check, pass, approve in another city)."""
    one = DeclarationFactory(by=zhang)
    one.status = "reviewing"
    one.save(update_fields=["status"])
    with pytest.raises(Refused, match="不在您负责的区域内"):
        review.decide(one, by=wang, items=ALL_FINE)


def test_control_a_house_that_forgets_a_check_is_found(zhang, li, wang, zhao, sun, monkeypatch):
    """Take one refusal away: some order shows it."""
    monkeypatch.setattr(announce, "_already_open", lambda *_how, **_more: [])
    monkeypatch.setattr(acceptance, "_already_licensed", lambda *_how, **_more: [])
    centre = OfficeFactory(name="沈阳保护中心", region=region(SHENYANG), kind="centre")
    people = {"zhang": zhang, "li": li, "wang": wang, "zhao": zhao, "sun": sun}
    people["centre"] = person("关", "guan", centre, Role.CENTRE_OFFICER)
    twice = Model()
    with transaction.atomic():
        house = House(people)
        parted = [act for act in (*USUAL, "accept", "accept") if went_through(house, act) != twice.step(act)]
        transaction.set_rollback(True)
    assert parted == ["accept"]
