"""Every figure that an office of the demonstration told in a year: counted again, drilled, and made once more."""

import os
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from python_calamine import CalamineWorkbook

from audit.models import Event
from config.generator import world
from publication.models import ViewCount
from reporting.boards import pages
from reporting.facts import Facts
from reporting.loading import load
from reporting.measures import MEASURES, figures
from reporting.models import Activity, Edition, Experience, Quota, Return
from reporting.periods import Instant, Month
from reporting.recount import recount
from reporting.report import Report
from reporting.services.filing import cells_of
from reporting.units import arrangement
from reporting.workflow import Status
from tenancy.actors import Actor
from tenancy.models import Office, Province, User
from tenancy.models.regions import NATION
from tenancy.roles import Role
from tenancy.scope import acting

HASHED = "django.contrib.auth.hashers.MD5PasswordHasher"
WHOLE = "WALK" in os.environ  # the demonstration as it is, every figure of every office of every month
MONTHS, DECLARATIONS, ON_DESKS, NTH_OFFICE = (12, 400, world.MOST_ON_DESKS, 1) if WHOLE else (4, 160, 8, 4)


@dataclass(frozen=True)
class Told:
    """One table as it was told, and the facts as they were known then."""

    province: Province
    edition: Edition
    instant: Instant
    facts: Facts

    @property
    def is_province(self):
        return self.edition.filing.region.level == "province"


@pytest.fixture(scope="module")
def provinces(django_db_setup, django_db_blocker):
    """The demonstration in small: four provinces, some months, the rounds of those that are closed."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True, raising=False)
        patch.setattr("django.conf.settings.PASSWORD_HASHERS", [HASHED])
        patch.setattr(world, "MOST_ON_DESKS", ON_DESKS)
        world.make(world.Size(declarations=DECLARATIONS, seed=1, months=MONTHS), tell=lambda done: None)
        yield list(Province.objects.started().exclude(pk=NATION))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(provinces):
    return [one for province in provinces for one in told_in(province)]


def told_in(province):
    """All offices of a level filed at one instant: the province is read once for them."""
    read = {}
    with acting(province=province.pk):
        for edition in Edition.objects.select_related("filing__region"):
            instant = Instant.end_of(edition.filing.period, edition.known_at)
            facts = read.setdefault(instant, None) or load(province.pk, instant)
            read[instant] = facts
            yield Told(province, edition, instant, facts.under(edition.filing.region.path))


def test_all_closed_months_are_locked_and_the_last_one_is_under_way(provinces):
    last = Month.of(timezone.now()).previous()
    for province in provinces:
        with acting(province=province.pk):
            closed = Return.objects.filter(organisation=None).exclude(month=last.starts.date())
            assert set(closed.values_list("status", flat=True)) == {Status.ACCEPTED}
            assert closed.dates("month", "month").count() == MONTHS - 1
            assert {Status.PREPARED, Status.SUBMITTED} == set(
                Return.objects.of(last).filter(organisation=None).values_list("status", flat=True)
            )


def test_a_recount_agrees_with_every_table_that_was_told(told):
    for one in told:
        with acting(province=one.province.pk):
            apart = recount(one.province.pk, one.edition.filing.region.path, one.instant)
        counted = figures(one.facts)
        assert {key: counted[key] for key in apart} == apart, one.edition


def test_every_number_drills_to_as_many_rows_as_it_says(told):
    """Annex 1 as told, against the sheet of rows in the very file that was told."""
    drilled = 0
    for one in told:
        sheets = CalamineWorkbook.from_filelike(BytesIO(bytes(one.edition.workbook)))
        rows = Counter(row[0] for row in sheets.get_sheet_by_name("明细").to_python()[1:])
        for key, measure in MEASURES.items():
            name, value = measure.under(one.facts.counting).name, measure.of(one.facts)
            if name in rows and isinstance(value, int):
                assert rows[name] == value, (one.edition, key)
                drilled += 1
    assert drilled > 200


def test_what_was_told_is_made_again_cell_by_cell_from_the_old_knowledge(told):
    """Later months and late records have come since; the old table does not move."""
    for one in told:
        edition, month = one.edition, one.edition.filing.period
        with acting(province=one.province.pk):
            office = arrangement(edition.filing.region, month)
        again = Report(office, month, one.instant, one.facts, {}, {}, edition.known_at)
        assert {sheet.form.sheet: cells_of(sheet) for sheet in again.sheets} == edition.cells, edition


def test_some_of_it_was_learned_after_it_was_told(told):
    """Otherwise the test above would prove little."""
    moved = 0
    for one in told:
        if one.is_province:
            with acting(province=one.province.pk):
                now = load(one.province.pk, Instant.end_of(one.edition.filing.period))
            moved += figures(now) != figures(one.facts)
    assert moved


def test_offices_have_held_trainings_and_the_public_has_looked_at_records(provinces):
    for province in provinces:
        with acting(province=province.pk):
            assert Activity.objects.dates("effective_at", "month").count() > 1
            assert len(set(Activity.objects.values_list("kind", flat=True))) > 1
            told = Event.objects.filter(verb="activity.tell").values_list("subject_id", flat=True)
            assert set(told) == set(Activity.objects.values_list("pk", flat=True))
            assert ViewCount.objects.filter(n__gt=0, day__gte=F("record__published_at__date")).exists()


def officer_of(office):
    """Somebody of that bureau, whether or not the demonstration has people there."""
    roles = {"city": Role.CITY_OFFICER, "county": Role.COUNTY_OFFICER}
    role = roles.get(office.region.level, Role.PROVINCE_OFFICER)
    return Actor(User(pk=0, name="经办人"), office.province, role, office=office)


def figures_shown(page):
    """Every number of a page that leads to its rows: what it says, and where."""
    if isinstance(page, dict):
        if "/boards/rows/" in str(page.get("href", "")):
            yield page.get("text") or page["value"], page["href"]
        page = list(page.values())
    for part in page if isinstance(page, list | tuple) else ():
        yield from figures_shown(part)


def test_every_figure_on_the_boards_of_the_offices_opens_as_many_rows_as_it_says(provinces):
    """All of a province's own board; of its cities and counties one in four, unless the whole is asked for."""
    crawled = Counter()
    for province in provinces:
        with acting(province=province.pk):
            bureaus = Office.objects.filter(kind="bureau", province=province).select_related("region", "province")
            offices = sorted(bureaus, key=lambda office: office.region.path)
            for office in offices[:1] + offices[1::NTH_OFFICE]:
                actor = officer_of(office)
                for text, address in figures_shown(pages.board_page(actor, {})):
                    asked = urlsplit(address)
                    key = asked.path.split("/")[3]
                    opened = pages.rows_page(actor, key, dict(parse_qsl(asked.query)))
                    assert opened["value"] == text, (office, address)
                    assert opened["measure"].unit == "万元" or opened["count"] == int(text), (office, address)
                    crawled[province.slug] += int(text) if text.isdigit() else 1
    assert len(crawled) == len(provinces)
    assert min(crawled.values()) > 100


def test_the_boards_have_something_to_measure_against(provinces):
    """LN-14: a quota for each of Liaoning's fifteen cities; experiences told, most of them confirmed."""
    [liaoning] = [province for province in provinces if province.slug == "ln"]
    with acting(province=liaoning.pk):
        quotas = Counter(Quota.objects.current().values_list("target", flat=True))
        assert quotas["implemented_patents"] == quotas["bodies"] == 15
        assert 0 < Experience.objects.confirmed().count() < Experience.objects.count()
