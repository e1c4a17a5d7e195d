"""What lies ready before the drill, made by the verbs: approved declarations, licences with sums due, returns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from django.utils import timezone

from config.faults.people import LATEST, Person, Town, publish, publish_channel
from config.generator.declarations import FINE, Drafting
from config.generator.words import Draw
from declarations.models import Declaration
from declarations.services import review, submission
from licensing.models import Due
from licensing.services import acceptance, answers, scheduling
from licensing.services.acceptance import Acceptance
from publication.models import Record
from reporting.models import Return
from reporting.periods import Month
from reporting.services import filing, rounds
from reporting.workflow import Status
from tenancy.actors import Actor

LOOKED_UP = "当日于登记簿查询，未见异常"
MONTHS_BACK = 48  # whose tables of the cities nobody has filed


@dataclass(frozen=True)
class Told:
    """A table that was told: who told it, which return, and the row of its first edition."""

    by: Person
    filing: int
    edition: int

    @property
    def place(self) -> list[int]:
        """Return and number of the edition, as addresses have them."""
        return [self.filing, 1]


@dataclass(frozen=True)
class Matters:
    approved: list[int]  # declarations that only wait to be published
    channel: int
    dues: list[tuple[Person, int, int]]  # who owes, licence, line of its schedule
    returns: list[tuple[Person, int]]  # whose, and which
    told: list[Told]


@dataclass(frozen=True)
class Wanted:
    """How many of each."""

    approved: int
    licences: int
    returns: int
    told: int


def prepare(town: Town, by: Actor, draw: Draw, wanted: Wanted) -> Matters:
    channel, returns = publish_channel(by), open_returns(town, by)
    return Matters(
        approved=[approve(town, each, by) for each in Drafting(by, draw).ready(town.owner.actor, wanted.approved)],
        channel=channel.pk,
        dues=list(owe(town, publish(wanted.licences, town.owner, town.city, by, first=len(town.records)), by)),
        returns=list(islice(returns, wanted.returns)),
        told=[tell(officer, pk) for officer, pk in islice(returns, wanted.told)],
    )


def approve(town: Town, draft: Declaration, by: Actor) -> int:
    """Handed in, checked, passed by the centre and by the city."""
    one = submission.record_findings(submission.submit(draft, by=town.owner.actor), by=by)
    for desk in (town.centre, town.city_officers[0]):
        one = review.decide(one, by=desk.actor, items=FINE, opinion=LOOKED_UP)
    return one.pk


def owe(town: Town, records: Sequence[str], by: Actor) -> Iterable[tuple[Person, int, int]]:
    """Licences in force, each of another firm, with a sum that stays due however often a part of it is stated."""
    for number, firm in zip(records, town.firms, strict=False):
        seen = Record.objects.get(number=number).current.number
        today = timezone.localdate()
        stated = Acceptance({number: seen}, uuid4(), town.city.name, "演练", today, LATEST, town.city)
        made = acceptance.accept(stated, by=firm.actor)
        answers.confirm(made, by=town.owner.actor)
        scheduling.schedule(made, by=by)
        yield firm, made.pk, Due.objects.filter(licence=made).latest("pk").pk


def open_returns(town: Town, by: Actor) -> Iterator[tuple[Person, int]]:
    """Tables of cities that wait for nobody below, month after month into the past."""
    month = Month.of(timezone.now())
    for _back in range(MONTHS_BACK):
        month = month.previous()
        rounds.prepare_offices(month, by=by)
        for officer in town.city_officers:
            of_city = Return.objects.of(month).filter(region=officer.actor.region, organisation=None)
            mine = of_city.filter(status=Status.PREPARED).first()
            if mine and not Return.objects.of(month).beneath(mine.region).exists():
                yield officer, mine.pk


def tell(officer: Person, pk: int) -> Told:
    edition = filing.submit(Return.objects.get(pk=pk), by=officer.actor, notes="演练")
    return Told(officer, pk, edition.pk)
