"""People are told once of each change, and find their way to it."""

import pytest
from django.core import mail

from outbox import runner
from outbox.models import Job, Notice
from outbox.notices import notify
from tenancy.models import Membership
from tenancy.scope import acting
from tests.cast import client_of
from tests.factories.tenancy import MembershipFactory, OfficeFactory, platform

pytestmark = pytest.mark.django_db


def tell(*people, by=None, key="declaration:7:returned:1", sentence="声明已退回补正", link="/desk/"):
    notify([one.user for one in people], sentence=sentence, link=link, key=key, by=by or platform())


def unread(client):
    return client.get("/desk/").context["unread"]


@pytest.mark.requirement("U07")
def test_a_change_told_twice_is_one_notice_per_person_and_one_letter(zhang, li):
    tell(zhang, li)
    tell(zhang, li)
    assert Notice.objects.count() == 2
    assert Job.objects.filter(kind="outbox.mail").count() == 2


def test_whoever_did_it_is_not_told(zhang, li):
    tell(zhang, li, by=li)
    assert [notice.user for notice in Notice.objects.all()] == [zhang.user]


def test_the_head_counts_what_is_unread_and_a_click_leads_to_the_matter(zhang):
    tell(zhang, link="/accounts/")
    client = client_of(zhang)
    assert unread(client) == 1
    assert client.get(f"/desk/notices/21/{Notice.objects.get().pk}/").url == "/accounts/"
    assert unread(client) == 0


def test_nobody_reads_the_notices_of_another(zhang, sun):
    tell(zhang)
    assert client_of(sun).get(f"/desk/notices/21/{Notice.objects.get().pk}/").status_code == 404
    assert unread(client_of(sun)) == 0


def test_all_can_be_marked_as_read_in_every_province(zhang):
    tell(zhang)
    with acting(province=33):
        MembershipFactory(user=zhang.user, place=OfficeFactory(name="浙江某局"), role="reader")
        tell(zhang)
    client = client_of(zhang)
    assert unread(client) == 2
    client.post("/desk/notices/read/")
    assert unread(client) == 0


def test_the_list_turns_pages_of_twenty(zhang):
    for turn in range(23):
        tell(zhang, key=f"change:{turn}")
    page = client_of(zhang).get("/desk/notices/?page=2").context["page"]
    assert len(page.object_list) == 3


def test_the_letter_leaves_through_the_outbox_with_the_address_of_the_page(zhang):
    tell(zhang, link="/desk/registrations/4/")
    with acting(province=None):
        runner.work(21)
    assert "/desk/registrations/4/" in mail.outbox[0].body


def test_a_verb_that_fails_leaves_no_notice(zhang):
    with pytest.raises(Exception, match="leads_to_a_page_of_ours"):
        tell(zhang, link="https://evil.example/")


def test_a_person_sees_them_before_they_act_for_anybody(zhang):
    tell(zhang)
    client = client_of(zhang)
    Membership.objects.update(ended_at="2026-01-01T00:00:00Z")
    assert "声明已退回补正" in client.get("/desk/notices/").content.decode()
