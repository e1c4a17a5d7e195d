"""Units that merge, split or are renamed keep their old months; from then on their figures count where they belong."""

import pytest
from django.utils import timezone

from publication import announce
from publication.choices import AnnouncementKind
from reporting import kept
from reporting.loading import load
from reporting.measures import figures
from reporting.periods import Instant, Month
from reporting.recount import recount
from reporting.report import compose
from reporting.rollup import roll_up
from reporting.workbook import draw
from tenancy.models import Region
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import client_of, region
from tests.factories.publication import ChannelFactory, offers
from tests.factories.reporting import officer, settled
from tests.factories.tenancy import RegionFactory, platform

HENAN, XINYANG, LUOSHAN, GUANGSHAN, XINXIAN = 41, "411500", "411521", "411522", "411523"
LAST = Month.of(timezone.now()).previous()
EARLIER = LAST.previous()
OPENED = "patents_opened"


@pytest.fixture
def xinyang(db):
    """One patent of 罗山 and two of 光山, published two months ago."""
    with acting(province=HENAN):
        for code, count in ((LUOSHAN, 1), (GUANGSHAN, 2)):
            batch = offers(count, region=region(code), original_at=EARLIER.starts)
            channels, at = [ChannelFactory()], EARLIER.starts
            announce.publish(batch, by=platform(), channels=channels, at=at, kind=AnnouncementKind.IMPORT)
        yield region(XINYANG)


def ended(*codes, names):
    """At the beginning of last month these units ended, and these came in their place."""
    old = Region.objects.filter(code__in=codes)
    old.update(valid_to=LAST.starts.date())
    new = [a_county(name) for name in names]
    for one in new:
        one.predecessors.set(old)
    return new


def a_county(name):
    xinyang = region(XINYANG)
    begins = LAST.starts.date()
    return RegionFactory(name=name, parent=xinyang, province=xinyang.province, level="county", valid_from=begins)


def table(city, month, known_at=None):
    """Each row of a city's table that has anything, and its total."""
    report = compose(city, month, known_at=known_at, made_at=month.ends)
    assert report.faults == []
    sheet = report.plain_statistics
    place = [column.measure for column in sheet.form.columns].index(OPENED)
    return {row[1]: row[place] for row in sheet.rows if row[place]}, sheet.totals[place]


def test_counties_that_merged_keep_their_months_and_count_together_from_then_on(xinyang):
    known_at = settled()
    told = draw(compose(xinyang, EARLIER, known_at=known_at, made_at=EARLIER.ends).book())
    ended(LUOSHAN, GUANGSHAN, names=["光罗县"])
    assert draw(compose(xinyang, EARLIER, known_at=known_at, made_at=EARLIER.ends).book()) == told
    assert table(xinyang, EARLIER) == ({"罗山县": 1, "光山县": 2}, 3)
    assert table(xinyang, LAST) == ({"光罗县": 3}, 3)
    units = compose(xinyang, LAST, known_at=None, made_at=LAST.ends).arrangement.units
    assert {"罗山县", "光山县"}.isdisjoint(unit.name for unit in units)


def test_a_county_that_was_renamed_twice_counts_under_its_last_name(xinyang):
    [second] = ended(GUANGSHAN, names=["光州县"])
    Region.objects.filter(pk=second.pk).update(valid_to=LAST.starts.date())
    third = a_county("弋阳县")
    third.predecessors.add(second)
    assert table(xinyang, LAST) == ({"罗山县": 1, "弋阳县": 2}, 3)


def test_what_a_county_that_was_split_had_before_counts_for_the_city_itself(xinyang):
    ended(GUANGSHAN, names=["光东县", "光西县"])
    assert table(xinyang, LAST) == ({"罗山县": 1, "信阳市本级": 2}, 3)


def test_measures_roll_up_recount_and_kept_figures_agree_on_units_that_ended(xinyang):
    [merged] = ended(LUOSHAN, GUANGSHAN, names=["光罗县"])
    [split, _other] = ended(XINXIAN, names=["新东县", "新西县"])
    paths = [*Region.objects.filter(province=HENAN).values_list("path", flat=True)]
    now = settled()
    for instant in (Instant.end_of(EARLIER, now), Instant.end_of(LAST, now)):
        facts = load(HENAN, instant)
        expected = {path: figures(facts.under(path)) for path in paths}
        assert roll_up(HENAN, paths, instant) == expected
        assert kept.figures_at(HENAN, EARLIER, instant) == expected
        for path in (xinyang.path, merged.path, split.path, f"{xinyang.path}{GUANGSHAN}."):
            apart = recount(HENAN, path, instant)
            assert {key: expected[path][key] for key in apart} == apart
    assert expected[merged.path][OPENED] == 3


def test_the_board_opens_the_rows_of_the_unit_that_came_in_place(xinyang):
    ended(LUOSHAN, GUANGSHAN, names=["光罗县"])
    reader = client_of(officer(xinyang, Role.CITY_OFFICER))
    board = reader.get("/boards/").content.decode()
    assert "光罗县" in board
    assert "罗山县" not in board
