"""Signs that a licence is not made for use: each rule with its case, the officer's word, and what waits meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit.flag_views import row_of
from audit.flags import decide
from audit.models import Event, Flag
from licensing import tasks
from licensing.ledger import cells, columns, rows_for
from licensing.models import Licence
from licensing.models.endings import EndingGround
from licensing.services import acceptance, endings
from licensing.services.acceptance import TELL
from licensing.services.suspicion import look, why_held_back
from licensing.suspicion import RULES, Body, Facts, Row, signs_of
from outbox.models import Job
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, client_of, region
from tests.factories.flags import FlagDecisionFactory, FlagFactory
from tests.factories.licensing import LicenceFactory, acceptance_of, member_of
from tests.factories.publication import FREE, RecordFactory
from tests.factories.tenancy import MembershipFactory, OrganisationFactory, platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db
OWNER, FIRM = Body("沈阳北方科技大学"), Body("大连海蓝精密制造有限公司")
CLEAN = Facts((OWNER,), FIRM, concluded_on=date(2026, 1, 5))
SAME = frozenset({(7, "张伟")})
PHONE = frozenset({("13812345678", "138****5678")})
ROWS = tuple(Row(f"LN-XK-2026-{n:05d}", "2026-01-05") for n in range(20))
# Each sign with facts that show it and facts that nearly do.
CASES = [
    ("related_people", {"licensors": (replace(OWNER, people=SAME),), "licensee": replace(FIRM, people=SAME)}),
    ("related_people", {"licensors": (replace(OWNER, phones=PHONE),), "licensee": replace(FIRM, phones=PHONE)}),
    ("related_names", {"licensee": Body("沈阳北方科技大学资产经营有限公司")}),
    ("mutual", {"reverse": ROWS[:1]}),
    ("many_taken", {"taken": ROWS}),
    ("free_unused", {"idle": ROWS[:10]}),
    ("ended_early", {"ended_on": date(2026, 4, 4), "end_words": "双方协商一致"}),
]
NEARLY = [
    {"licensors": (replace(OWNER, people=SAME),), "licensee": replace(FIRM, people=frozenset({(8, "张伟")}))},
    {"licensors": (Body("张伟", is_individual=True),), "licensee": Body("张伟军工作室", is_individual=True)},
    {"taken": ROWS[:19]},
    {"idle": ROWS[:9]},
    {"ended_on": date(2026, 4, 5)},
    {"ended_on": date(2026, 1, 9), "is_ended_by_law": True},
]


def limits():
    return policy_of(21).suspicion_signs


def found(facts):
    return [sign.name for sign in signs_of(facts, limits(), "六（二）")]


@pytest.fixture
def suspicious(zhang, sun):
    """A company whose name says that it belongs to 张's university takes its patent."""
    child = OrganisationFactory(name="沈阳北方科技大学资产经营有限公司")
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=member_of(child))
    look(licence, by=platform())
    return licence


def held(licence, actor):
    row = rows_for(actor, Q(pk=licence.pk)).get()
    return dict(zip([column["word"] for column in columns()], cells(row), strict=True))["奖补"]


@pytest.mark.requirement("LN-72", "HB-56")
@pytest.mark.parametrize(("name", "facts"), CASES)
def test_each_rule_sees_its_case_and_shows_the_rows(name, facts):
    [sign] = signs_of(replace(CLEAN, **facts), limits(), "六（二）")
    assert (sign.name, sign.clause) == (name, "六（二）")
    assert sign.evidence


@pytest.mark.parametrize("facts", NEARLY)
def test_what_only_looks_like_it_is_left_alone(facts):
    assert found(replace(CLEAN, **facts)) == []


def test_every_rule_of_the_licence_has_its_limits_in_the_policy_and_none_is_asked_without():
    assert set(RULES) <= {limit.name for limit in limits()}
    assert signs_of(replace(CLEAN, reverse=ROWS), [], "") == []


@pytest.mark.requirement("LN-72")
def test_a_licence_between_related_parties_is_flagged_with_clause_and_evidence_and_its_incentive_waits(
    suspicious, li, zhao
):
    flag = Flag.objects.get()
    assert (flag.sign, flag.region) == ("related_names", suspicious.region)
    assert "坚决防止" not in flag.clause
    assert "辽知办字〔2022〕4号" in flag.clause
    assert why_held_back(suspicious) == ["疑点待核实：一方名称包含另一方名称"]
    assert held(suspicious, zhao) == "暂缓（疑点未排除）"
    page = unescape(client_of(li).get(flag.get_absolute_url()).content.decode())
    assert "沈阳北方科技大学资产经营有限公司" in page
    assert flag.title in unescape(client_of(li).get("/desk/").content.decode())
    assert flag.title in unescape(client_of(li).get(suspicious.get_absolute_url()).content.decode())


def test_the_officer_clears_it_with_a_reason_and_the_licence_is_free_again(suspicious, li, zhao):
    flag = Flag.objects.get()
    send = client_of(li).post
    send(reverse("flags:decide", args=[flag.pk]), {"outcome": "cleared", "reason": " "})
    assert why_held_back(suspicious)
    send(reverse("flags:decide", args=[flag.pk]), {"outcome": "cleared", "reason": "学校已公开招标，价格公允。"})
    assert why_held_back(suspicious) == []
    assert held(suspicious, zhao) == "—"
    event = Event.objects.get(verb="flag.clear")
    assert (event.actor_name, event.reason) == ("李娜", "学校已公开招标，价格公允。")
    look(suspicious, by=platform())
    assert Flag.objects.open().count() == 0


def test_what_was_found_true_holds_until_somebody_finds_otherwise(suspicious, li, zhao):
    flag = Flag.objects.get()
    decide(flag, "confirmed", "同一控制人，未实施。", by=li)
    assert why_held_back(suspicious) == ["疑点属实：一方名称包含另一方名称"]
    with pytest.raises(Refused, match="已经由李娜认定为“属实”"):
        decide(flag, "confirmed", "再次认定", by=zhao)
    decide(flag, "cleared", "补充证据后改认定。", by=zhao)
    assert (why_held_back(suspicious), flag.decisions.count()) == ([], 2)


def test_an_officer_who_belongs_to_a_party_stands_aside(suspicious, li):
    flag = Flag.objects.get()
    MembershipFactory(user=li.user, place=suspicious.licensee, role=Role.HANDLER)
    with pytest.raises(Refused, match="应当回避"):
        decide(flag, "cleared", "没有关联。", by=li)
    assert not flag.decisions.exists()


def test_who_is_concerned_another_city_and_another_province_neither_see_nor_decide(suspicious, zhang, wang, chen):
    flag = Flag.objects.get()
    assert client_of(zhang).get(flag.get_absolute_url()).status_code == 403
    assert flag.title not in unescape(client_of(zhang).get(suspicious.get_absolute_url()).content.decode())
    assert client_of(wang).get(flag.get_absolute_url()).status_code == 404
    with pytest.raises(Refused, match="由所在地管理部门核实"):
        decide(flag, "cleared", "不归我管", by=wang)
    with acting(province=33):
        assert client_of(chen).get(flag.get_absolute_url()).status_code == 404


def test_one_person_on_both_sides_is_seen_by_the_job_after_the_acceptance(zhang, sun):
    MembershipFactory(user=zhang.user, place=sun.organisation, role=Role.HANDLER)
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    for _time in range(2):
        tasks.tell_accepted(Job.objects.get(kind=TELL), licence=licence.pk)
    flag = Flag.objects.get()
    assert (flag.sign, flag.evidence[0][1]) == ("related_people", "张伟")
    assert "138" not in str(flag.evidence) or "****" in str(flag.evidence)


def test_a_job_that_comes_again_later_sees_what_there_was_when_the_licence_was_concluded(zhang, sun):
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    later = acceptance.accept(acceptance_of(offered_by(sun)), by=zhang)
    Licence.objects.filter(pk=later.pk).update(concluded_at=licence.concluded_at + timedelta(hours=1))
    for each in (licence, later, licence):
        tasks.tell_accepted(Job.objects.get(kind=TELL, payload__licence=each.pk), licence=each.pk)
    assert [(flag.sign, flag.subject_id) for flag in Flag.objects.all()] == [("mutual", later.pk)]


def test_a_licence_that_both_end_at_once_is_flagged_by_its_end(zhang, sun):
    licence = LicenceFactory(records=[offered_by(zhang)], by=sun)
    today = timezone.localdate()
    endings.propose(licence, ground=EndingGround.AGREEMENT, reason="不再需要", ends_on=today, by=sun)
    endings.agree(licence, by=zhang)
    assert [flag.sign for flag in Flag.objects.all()] == ["ended_early"]


def test_a_clean_licence_is_not_flagged_and_one_that_was_not_concluded_waits_for_that(sun):
    licence = LicenceFactory(records=[RecordFactory(terms=FREE)], by=sun)
    assert look(licence, by=platform()) == []
    licence.concluded_at = None
    assert why_held_back(licence) == ["许可尚未达成"]


def test_the_list_shows_what_holds_and_on_demand_all(zhao):
    open_one, cleared = FlagFactory(), FlagDecisionFactory().flag
    page = client_of(zhao).get("/flags/").content.decode()
    assert open_one.subject_label in page
    assert cleared.subject_label not in page
    assert cleared.subject_label in client_of(zhao).get("/flags/?show=all").content.decode()
    assert open_one.region != region(DALIAN)


def test_a_sign_of_the_small_hours_is_listed_under_its_day_in_beijing(liaoning):
    flag = Flag.objects.with_outcome().get(pk=FlagFactory().pk)
    flag.effective_at = datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert row_of(flag)[-1] == date(2026, 12, 1)
