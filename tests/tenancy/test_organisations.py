"""Register, confirm, change and tag: today's state is in step, the past stays as it was told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tenancy import tables
from tenancy.actors import newcomer
from tenancy.credit_codes import complete
from tenancy.models import Organisation, OrganisationFact
from tenancy.models.organisations import Aspect, OwnerType, SizeClass, Standing, Tag, TagLevel
from tenancy.profiles import profile_of
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.services import organisations, standings
from tenancy.services.organisations import Award, Particulars
from tests.cast import DALIAN, SHENYANG, region
from tests.factories.tenancy import OrganisationFactory, UserFactory

CODE = complete("91", "210100", "MA0P4T2X")


def stated(**more):
    ready = {
        "name": "沈阳晨光自动化有限公司",
        "region": region(SHENYANG),
        "owner_type": OwnerType.PRIVATE_ENTERPRISE,
        "credit_code": CODE,
        "size": SizeClass.SMALL,
    }
    return Particulars(**(ready | more))


@pytest.fixture
def guest(liaoning):
    return newcomer(UserFactory(name="周敏"), liaoning)


@pytest.fixture
def firm(guest):
    return organisations.register(stated(), by=guest)


def test_who_signs_up_an_organisation_becomes_its_administrator(firm):
    assert [(m.user.name, m.role) for m in firm.memberships.all()] == [("周敏", Role.ORGANISATION_ADMIN)]
    assert firm.standing == Standing.REGISTERED


def test_an_individual_acts_for_themselves_without_a_code(guest):
    person = organisations.register(stated(name="周敏", owner_type="individual", credit_code="", size=""), by=guest)
    assert person.memberships.get().role == Role.INDIVIDUAL


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "  "}, "请填写名称"),
        ({"credit_code": CODE[:-1] + "0"}, "第18位"),
        ({"owner_type": "individual", "size": ""}, "个人没有统一社会信用代码"),
        ({"size": ""}, "企业须选择企业规模"),
        ({"owner_type": "university"}, "企业规模只适用于企业"),
    ],
)
def test_it_refuses_what_is_not_right_in_the_readers_words(guest, wrong, says):
    with pytest.raises(Refused, match=says):
        organisations.register(stated(**wrong), by=guest)
    assert not Organisation.objects.exists()


def test_a_place_in_another_province_is_refused(guest):
    with pytest.raises(Refused, match="本省现行行政区划"):
        organisations.register(stated(region=region("330100")), by=guest)


def test_the_same_code_cannot_register_twice(firm, guest):
    with pytest.raises(Refused, match="请联系贵单位管理员"):
        organisations.register(stated(name="另一家"), by=guest)


def test_the_office_of_its_city_confirms_another_city_cannot(firm, li, wang):
    with pytest.raises(Refused, match="不在您负责的区域内"):
        standings.confirm(firm, by=wang)
    assert standings.confirm(firm, by=li).is_confirmed
    with pytest.raises(Refused, match="无需再次确认"):
        standings.confirm(firm, by=li)


def test_an_applicant_confirms_nothing(firm, zhang):
    with pytest.raises(PermissionDenied):
        standings.confirm(firm, by=zhang)


def change(firm, aspect, value, by, **more):
    more = {"effective_at": timezone.now(), "reason": "工商变更"} | more
    return organisations.change(firm, aspect, value, by=by, **more)


def test_a_change_keeps_the_columns_in_step_and_the_past_readable(firm, li):
    before = timezone.now()
    changed = change(firm, Aspect.NAME, "沈阳晨光智能装备有限公司", li)
    assert changed.sort_key.startswith("shen yang chen guang zhi")
    assert profile_of(firm.pk, before).name == "沈阳晨光自动化有限公司"
    assert profile_of(firm.pk, timezone.now()).name == "沈阳晨光智能装备有限公司"


def test_a_firm_that_grew_is_counted_small_as_of_the_day_before(firm, li):
    before = timezone.now()
    change(firm, Aspect.SIZE, SizeClass.MEDIUM, li)
    assert profile_of(firm.pk, before).size == SizeClass.SMALL
    assert profile_of(firm.pk, timezone.now()).size == SizeClass.MEDIUM


def test_a_firm_that_becomes_an_institute_has_no_size_any_more(firm, li):
    assert change(firm, Aspect.OWNER_TYPE, OwnerType.INSTITUTE, li).size == ""


def test_moving_to_another_city_changes_who_answers(firm, li, wang):
    assert change(firm, Aspect.REGION, DALIAN, li).region.code == DALIAN
    with pytest.raises(Refused, match="不在您负责的区域内"):
        standings.confirm(firm, by=li)


def test_history_is_not_rewritten(firm, li):
    change(firm, Aspect.NAME, "甲公司", li)
    with pytest.raises(Refused, match="历史不得改写"):
        change(firm, Aspect.NAME, "乙公司", li, effective_at=timezone.now() - timedelta(days=3))


def test_a_correction_says_so_and_leaves_what_was_told_before(firm, li):
    change(firm, Aspect.NAME, "甲公司", li)
    wrong = firm.facts.filter(aspect=Aspect.NAME).last()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        told_at = cursor.fetchone()[0]
    change(firm, Aspect.NAME, "甲股份公司", li, effective_at=wrong.effective_at, is_correction=True, reason="录入有误")
    assert profile_of(firm.pk, timezone.now()).name == "甲股份公司"
    assert profile_of(firm.pk, timezone.now(), known_at=told_at).name == "甲公司"


@pytest.mark.parametrize(
    ("aspect", "value", "more", "says"),
    [
        (Aspect.NAME, "甲公司", {"reason": " "}, "变更理由"),
        (Aspect.NAME, "甲公司", {"effective_at": timezone.now() + timedelta(days=2)}, "不能晚于现在"),
        (Aspect.NAME, "沈阳晨光自动化有限公司", {}, "新旧内容相同"),
        (Aspect.REGION, "330100", {}, "本省现行行政区划"),
        (Aspect.OWNER_TYPE, OwnerType.INDIVIDUAL, {}, "单位与个人之间不能变更"),
        (Aspect.STANDING, "confirmed", {}, "另有办理入口"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(firm, li, aspect, value, more, says):
    if aspect == Aspect.STANDING:
        more = more | {"effective_at": timezone.now()}
    with pytest.raises(Refused, match=says):
        change(firm, aspect, value, li, **more)


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_facts(firm, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(OrganisationFact._meta.db_table))


@pytest.mark.requirement("LN-23", "CN-18")
@pytest.mark.parametrize("tag", Tag)
def test_the_register_can_be_filtered_by_each_tag(li, tag):
    firm, other = OrganisationFactory(), OrganisationFactory()
    organisations.award(firm, Award(tag, TagLevel.PROVINCIAL, "辽知字7号"), by=li)
    assert list(Organisation.objects.tagged(tag, timezone.now())) == [firm]
    assert other not in Organisation.objects.tagged(tag, timezone.now())


def test_a_tag_carries_level_certificate_and_validity(li, firm):
    start, end = timezone.now() - timedelta(days=900), timezone.now() - timedelta(days=1)
    organisations.award(firm, Award(Tag.HIGH_TECH, TagLevel.NATIONAL, "GR202221000001", start, end), by=li)
    held = profile_of(firm.pk, end - timedelta(days=1))
    assert [(tag.level, tag.certificate) for tag in held.tags] == [(TagLevel.NATIONAL, "GR202221000001")]
    assert not Organisation.objects.tagged(Tag.HIGH_TECH, timezone.now()).exists()
    assert Organisation.objects.tagged(Tag.HIGH_TECH, end - timedelta(days=1)).exists()


def test_a_renewed_tag_replaces_the_old_and_a_revoked_one_is_gone_from_then_on(li, firm):
    organisations.award(firm, Award(Tag.SPECIALISED, TagLevel.CITY), by=li)
    organisations.award(firm, Award(Tag.SPECIALISED, TagLevel.NATIONAL), by=li)
    held_at = timezone.now()
    assert [tag.level for tag in profile_of(firm.pk, held_at).tags] == [TagLevel.NATIONAL]
    organisations.revoke(firm, Tag.SPECIALISED, by=li, reason="复核未通过")
    assert profile_of(firm.pk, timezone.now()).tags == ()
    assert profile_of(firm.pk, held_at).tags != ()


def test_a_tag_that_is_not_held_cannot_be_revoked(li, firm):
    with pytest.raises(Refused, match="没有“高新技术企业”标签"):
        organisations.revoke(firm, Tag.HIGH_TECH, by=li, reason="误记")


def test_a_tag_is_shown_until_its_day_in_beijing(li, firm):
    next_year = timezone.localdate().year + 1
    end = datetime(next_year, 12, 31, 16, 30, tzinfo=UTC)
    organisations.award(firm, Award(Tag.HIGH_TECH, TagLevel.NATIONAL, "GR202221000001", expires_at=end), by=li)
    assert any(f"至{next_year + 1}-01-01" in event["text"] for event in tables.events(firm))
