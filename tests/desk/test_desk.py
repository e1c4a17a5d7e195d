"""Each role finds on its desk what waits for it, and no count differs from its list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import desk
from config.desk import Tab
from outbox.models import Notice
from outbox.notices import notify
from tenancy.roles import Role
from tenancy.services import invitations, memberships
from tests.cast import DALIAN, SHENYANG, client_of, office, region
from tests.factories.tenancy import OrganisationFactory, UserFactory, platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(liaoning):
    """Three firms of Shenyang wait for confirmation."""
    return [OrganisationFactory(name=f"待确认厂{n}", region=region(SHENYANG), confirmed=False) for n in range(3)]


def count_and_list(client, tab):
    page = client.get(f"/desk/{tab}/")
    count = next(one["count"] for one in page.context["tabs"] if one["current"])
    return count, [line.task.title for line in page.context["page"].object_list]


@pytest.fixture
def a_month_later(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(desk.timezone, "now", lambda: now + timedelta(days=30))


@pytest.mark.requirement("U06")
def test_counts_equal_lists_after_each_act(li, waiting):
    client = client_of(li)
    assert count_and_list(client, "todo") == (3, ["待确认厂0", "待确认厂1", "待确认厂2"])
    client.post(f"/desk/registrations/{waiting[0].pk}/confirm/")
    assert count_and_list(client, "todo") == (2, ["待确认厂1", "待确认厂2"])
    assert count_and_list(client, "done") == (1, ["待确认厂0"])


def test_what_is_past_its_day_stands_under_overdue(li, waiting, a_month_later):
    count, titles = count_and_list(client_of(li), "overdue")
    assert count == len(titles) == 3


def test_before_its_day_nothing_is_overdue(li, waiting):
    assert count_and_list(client_of(li), "overdue") == (0, [])


def test_an_officer_of_another_city_sees_nothing_of_it(wang, waiting):
    assert count_and_list(client_of(wang), "todo") == (0, [])
    assert client_of(wang).get(f"/desk/registrations/{waiting[0].pk}/").status_code == 404
    assert client_of(wang).post(f"/desk/registrations/{waiting[0].pk}/confirm/").status_code == 404


def test_the_province_urges_a_city_once_a_day(zhao, li, waiting):
    client = client_of(zhao)
    assert count_and_list(client, "todo") == (0, [])
    assert count_and_list(client, "urge")[0] == 3
    for _time in range(2):
        client.post(f"/desk/urge/registrations/{waiting[0].pk}/")
    assert [notice.user for notice in Notice.objects.all()] == [li.user]


def test_where_a_city_has_no_office_the_province_confirms(zhao, waiting):
    assert count_and_list(client_of(zhao), "todo")[0] == 3


def test_nobody_urges_what_is_not_theirs_to_urge(li, waiting):
    assert client_of(li).post(f"/desk/urge/registrations/{waiting[0].pk}/").status_code == 404


def test_the_provinces_administrator_sees_who_lacks_a_second_factor(zhao_admin, li):
    _count, titles = count_and_list(client_of(zhao_admin), "urge")
    assert titles == ["李娜尚未设置第二重验证"]


def test_an_invitation_waits_on_the_desk_and_is_accepted_there(zhang, sun):
    invitations.invite(sun.organisation, zhang.user.email, Role.HANDLER, by=sun)
    client = client_of(zhang)
    page = client.get("/desk/")
    line = page.context["page"].object_list[0]
    assert "大连海蓝精密制造有限公司" in line.task.title
    assert client.post(line.task.url).url == "/desk/"
    assert client.get("/desk/").wsgi_request.actor.place_name == "大连海蓝精密制造有限公司"


def test_unread_notices_stand_under_to_read(zhang):
    notify([zhang.user], sentence="登记已确认", link="/desk/", key="x", by=platform())
    assert count_and_list(client_of(zhang), "read") == (1, ["登记已确认"])


def test_one_list_of_many_queues_is_ordered_by_due_day(li, zhang, waiting):
    invitations.invite(office("沈阳市知识产权局", SHENYANG), li.user.email, Role.READER, by=platform())
    lines = desk.lines(Tab.TODO, li)
    due = [line.task.due_at for line in lines[:10]]
    assert len(lines) == 4
    assert due == sorted(due)


def test_pages_of_the_desk_meet_without_gap(li, liaoning):
    for n in range(45):
        OrganisationFactory(name=f"厂{n:02d}", region=region(SHENYANG), confirmed=False)
    client = client_of(li)
    titles = [
        line.task.title for page in (1, 2, 3) for line in client.get(f"/desk/?page={page}").context["page"].object_list
    ]
    assert titles == [f"厂{n:02d}" for n in range(45)]


def test_what_waits_comes_before_the_duties_and_one_link_leads_to_them(li, waiting):
    page = client_of(li).get("/desk/").content.decode()
    assert page.index('href="#duties"') < page.index("<table>") < page.index('id="duties"')


def test_an_officer_has_duties_and_an_applicant_has_business(li, zhang):
    assert '<h2 id="duties">职责</h2>' in client_of(li).get("/desk/").content.decode()
    assert '<h2 id="duties">业务</h2>' in client_of(zhang).get("/desk/").content.decode()


@pytest.mark.requirement("LN-26")
def test_a_city_officer_finds_the_duties_that_exist_and_each_opens(li):
    client = client_of(li)
    entries = client.get("/desk/").context["entries"]
    assert entries
    assert all(client.get(reverse(entry.url_name)).status_code == 200 for entry in entries)


def test_an_applicant_has_no_duty_of_an_office(zhang):
    names = {entry.url_name for entry in client_of(zhang).get("/desk/").context["entries"]}
    assert names >= {"tenancy:own", "declarations:mine"}
    assert not names & {"registrations", "tenancy:register", "tenancy:offices", "policy:changes", "audit:log"}
    assert client_of(zhang).get("/desk/registrations/").status_code == 403


def test_the_desk_asks_the_database_the_same_number_of_questions_for_one_row_or_many(li, liaoning):
    client, counts = client_of(li), []
    client.get("/desk/")
    for more in (1, 29):
        for _n in range(more):
            OrganisationFactory(region=region(SHENYANG), confirmed=False)
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 16


def test_confirming_tells_the_people_of_the_organisation(li, waiting):
    newcomer = UserFactory()
    memberships.begin(newcomer, waiting[1], Role.ORGANISATION_ADMIN, by=platform())
    client_of(li).post(f"/desk/registrations/{waiting[1].pk}/confirm/")
    assert [notice.user for notice in Notice.objects.all()] == [newcomer]


def test_a_second_confirmation_is_refused_in_words(li, waiting):
    client = client_of(li)
    client.post(f"/desk/registrations/{waiting[1].pk}/confirm/")
    answer = client.post(
        f"/desk/registrations/{waiting[1].pk}/confirm/", headers={"Referer": "http://testserver/desk/"}, follow=True
    )
    assert "无需再次确认" in answer.content.decode()


def test_an_unknown_tab_is_not_found(li):
    assert client_of(li).get("/desk/nothing/").status_code == 404


def test_dalian_is_not_shenyang(wang, liaoning):
    OrganisationFactory(name="大连新厂", region=region(DALIAN), confirmed=False)
    assert count_and_list(client_of(wang), "todo") == (1, ["大连新厂"])
