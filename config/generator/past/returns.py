"""The monthly round of months that have passed: every office filed, every table was accepted and locked.

The last closed month is under way: some cities have filed, some are late, and the home of the demonstration's people
still has its own table before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from config.generator.past.sheaf import Sheaf
from reporting.facts import Facts
from reporting.loading import load
from reporting.measures import figures
from reporting.models import Return, ReturnTurn
from reporting.periods import BEIJING, Instant, Month
from reporting.report import Report
from reporting.services import rounds
from reporting.services.filing import edition_of
from reporting.units import arrangement
from reporting.workflow import Action, Status
from tenancy.actors import Actor, actor_of, system_actor
from tenancy.models import Membership, Office, Province, User
from tenancy.models.regions import Level
from tenancy.roles import Role

FILED_AFTER = {Level.COUNTY: timedelta(days=1), Level.CITY: timedelta(days=3), Level.PROVINCE: timedelta(days=7)}
ACCEPTED_AFTER = timedelta(hours=26)
WORDS = "数据已核对，减少系撤回所致"


@dataclass
class Rounds:
    """Plays the rounds of one province. Call inside its scope, when the facts of all these months stand."""

    province: Province
    sheaf: Sheaf

    def play(self, months: Sequence[Month]) -> None:
        """All of these months; the last of them is still open."""
        self.people = self._people()
        platform = system_actor(self.province)
        for month in months:
            self.read: dict[Instant, Facts] = {}
            rounds.prepare_offices(month, by=platform)
            for filing in self._returns(month):
                if month != months[-1] or self._is_early(filing):
                    self._file(filing, month, is_locked=month != months[-1])
            self.sheaf.write()
        rounds.prepare_units(months[-1].next(), by=platform)

    def _returns(self, month: Month) -> list[Return]:
        """The lower level first."""
        found = Return.objects.of(month).filter(organisation=None).select_related("region", "province")
        return sorted(found, key=lambda filing: (FILED_AFTER[Level(filing.region.level)], filing.region.path))

    def _is_early(self, filing: Return) -> bool:
        """Of the open month: three in four that gather from nobody and where none of our people sits."""
        lowest = not Return.objects.beneath(filing.region).exists()
        return lowest and filing.region.position % 4 > 0 and filing.region_id not in self.homes

    @property
    def homes(self) -> set[int]:
        return {actor.region.pk for actor in self.people.values() if actor.person.pk}

    def _file(self, filing: Return, month: Month, *, is_locked: bool) -> None:
        at = datetime.combine(month.ends.date(), time(10, 0), BEIJING) + FILED_AFTER[Level(filing.region.level)]
        by = self.people.get(filing.region_id) or self._stranger(filing)
        report = self._report(filing, month, at, by)
        if report.faults:
            raise AssertionError(f"{filing}: {report.faults}")
        edition = edition_of(filing, report, at, WORDS if report.warnings else "")
        edition.recorded_at = at
        filing.filed_at, filing.editions, filing.is_nil = at, 1, report.is_nil
        self.sheaf.add(edition)
        self._turn(filing, Action.SUBMIT, Status.SUBMITTED, at, by, edition.notes)
        if is_locked:
            above = self.people.get(filing.collector_id or filing.region_id) or by
            self._turn(filing, Action.ACCEPT, Status.ACCEPTED, at + ACCEPTED_AFTER, above)
        self.sheaf.touch(filing)

    def _report(self, filing: Return, month: Month, at: datetime, by: Actor) -> Report:
        instant, path = Instant.end_of(month, at), filing.region.path
        return Report(
            arrangement=arrangement(filing.region, month),
            month=month,
            instant=instant,
            facts=self._facts(instant).under(path),
            before=figures(self._facts(Instant.end_of(month.previous(), at)).under(path)),
            recount={},  # a third of the time; the tests recount every table of this past instead
            made_at=at,
            author=f"{by.place_name} {by.name}".strip(),
        )

    def _facts(self, instant: Instant) -> Facts:
        """All offices of a level file at one instant: the province is read once for them."""
        if instant not in self.read:
            self.read[instant] = load(self.province.pk, instant)
        return self.read[instant]

    def _turn(self, filing: Return, action: Action, status: Status, at: datetime, by: Actor, reason: str = "") -> None:
        filing.status = status
        self.sheaf.add(
            ReturnTurn(
                province=self.province,
                filing=filing,
                action=action,
                status=status,
                reason=reason,
                effective_at=at,
                recorded_at=at,
                done_by=by.person.pk,
                done_by_name=by.name,
                place_name=by.place_name,
            )
        )
        place = filing.region.path
        self.sheaf.tell(f"return.{action.value}", filing, by=by, at=at, place=place, payload={"edition": 1})

    def _people(self) -> dict[int, Actor]:
        """Who files at the bureau of each place, where somebody can sign in there."""
        roles = (Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.COUNTY_OFFICER)
        members = Membership.objects.active().filter(role__in=roles, office__isnull=False)
        actors = map(actor_of, members.select_related("user", "province", "office__region"))
        return {actor.region.pk: actor for actor in actors}

    def _stranger(self, filing: Return) -> Actor:
        """An officer by value, of a bureau where nobody can sign in."""
        role = {Level.CITY: Role.CITY_OFFICER, Level.COUNTY: Role.COUNTY_OFFICER}.get(Level(filing.region.level))
        office = Office.objects.filter(region=filing.region, kind="bureau").select_related("region").first()
        actor = Actor(User(pk=0, name="经办人"), self.province, role or Role.PROVINCE_OFFICER, office=office)
        self.people[filing.region_id] = actor
        return actor


def closed_months(months: int, now: datetime) -> Iterator[Month]:
    """The full months of a past, oldest first."""
    running = Month.of(now)
    return (running.shifted(-back) for back in range(months, 0, -1))
