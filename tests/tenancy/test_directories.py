"""Pilot units and the directory of subjects: entered on grounds, left with a reason, counted as of a day."""

import pytest
from django.utils import timezone

from tenancy.models import DirectoryEntry
from tenancy.models.directories import Directory, Ground, PilotType
from tenancy.models.organisations import OwnerType
from tenancy.refusals import Refused
from tenancy.services import directories
from tests.factories.tenancy import OrganisationFactory

SUBJECTS = Directory.IMPLEMENTING_SUBJECTS


@pytest.fixture
def institute(liaoning):
    return OrganisationFactory(owner_type=OwnerType.INSTITUTE)


@pytest.mark.requirement("LN-07")
@pytest.mark.parametrize(
    ("owner_type", "counted_as"),
    [
        (OwnerType.UNIVERSITY, PilotType.UNIVERSITY),
        (OwnerType.INSTITUTE, PilotType.INSTITUTE),
        (OwnerType.STATE_ENTERPRISE, PilotType.STATE_ENTERPRISE),
        (OwnerType.PRIVATE_ENTERPRISE, PilotType.OTHER_ENTERPRISE),
        (OwnerType.PUBLIC_INSTITUTION, PilotType.OTHER),
    ],
)
def test_a_pilot_unit_of_each_type_changes_its_count(li, owner_type, counted_as):
    before = directories.pilot_units_by_type(timezone.now())
    directories.enter(OrganisationFactory(owner_type=owner_type), Directory.PILOT_UNITS, by=li)
    after = directories.pilot_units_by_type(timezone.now())
    assert {kind: after[kind] - before[kind] for kind in PilotType if after[kind] != before[kind]} == {counted_as: 1}


@pytest.mark.requirement("ZJ-50")
@pytest.mark.parametrize(
    ("missing", "says"), [({"ground": ""}, "请选择依据"), ({"document": " "}, "请填写批准、认定或指导文件")]
)
def test_without_a_ground_and_its_document_nobody_enters_the_directory(zhao, institute, missing, says):
    given = {"ground": Ground.SCIENCE, "document": "科字〔2020〕7号"} | missing
    with pytest.raises(Refused, match=says):
        directories.enter(institute, SUBJECTS, by=zhao, **given)


@pytest.mark.requirement("ZJ-50")
def test_a_firm_is_no_subject(zhao):
    with pytest.raises(Refused, match="事业单位"):
        directories.enter(OrganisationFactory(), SUBJECTS, by=zhao, ground=Ground.INDUSTRY, document="文件")


@pytest.mark.requirement("ZJ-51")
def test_leaving_keeps_the_history_and_past_figures(zhao, institute):
    directories.enter(institute, SUBJECTS, by=zhao, ground=Ground.SCIENCE, document="科字〔2020〕7号")
    while_in = timezone.now()
    with pytest.raises(Refused, match="理由"):
        directories.leave(institute, SUBJECTS, by=zhao, reason="")
    directories.leave(institute, SUBJECTS, by=zhao, reason="已转企改制")
    assert not DirectoryEntry.objects.standing(SUBJECTS, timezone.now()).exists()
    assert DirectoryEntry.objects.standing(SUBJECTS, while_in).get().organisation == institute


def test_nobody_enters_twice_or_leaves_what_they_are_not_in(zhao, institute):
    directories.enter(institute, Directory.PILOT_UNITS, by=zhao)
    with pytest.raises(Refused, match="已在试点单位中"):
        directories.enter(institute, Directory.PILOT_UNITS, by=zhao)
    with pytest.raises(Refused, match="不在专利公开实施主体名录中"):
        directories.leave(institute, SUBJECTS, by=zhao, reason="误列")


def test_another_city_keeps_out_of_our_directory(wang, institute):
    with pytest.raises(Refused, match="不在您负责的区域内"):
        directories.enter(institute, Directory.PILOT_UNITS, by=wang)
