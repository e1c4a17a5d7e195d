"""Anybody may say that something published is wrong; owner and office are told, and the answer is public."""

import pytest
from django.test import Client
from django.utils import timezone

from outbox.models import Notice
from publication import corrections
from publication.models import Correction
from publication.offers import Owner
from tenancy import credit_codes
from tenancy.policy.workdays import add_working_days
from tenancy.refusals import Refused
from tests.cast import SHENYANG, client_of, region
from tests.factories.publication import CorrectionFactory, RecordFactory
from tests.factories.tenancy import MembershipFactory, OrganisationFactory

SAID = {"item": "owners", "sentence": "专利权人已更名", "sender": "某律所", "reach": "010-12345678"}


@pytest.fixture
def visitor(db) -> Client:
    return Client(REMOTE_ADDR="192.0.2.31")


@pytest.fixture
def record(zhang):
    owner = zhang.organisation
    owners = (Owner(owner.name, owner.owner_type, owner.credit_code),)
    return RecordFactory(owners=owners, region=region(SHENYANG))


def page_of(record) -> str:
    return f"{record.get_absolute_url()}corrections/"


@pytest.mark.requirement("F130")
def test_owner_and_offices_are_told_and_the_answer_stands_in_public(visitor, record, zhang, li, wang, zhao):
    assert page_of(record) in visitor.get(record.get_absolute_url()).content.decode()
    answered = visitor.post(page_of(record), SAID, follow=True).content.decode()
    asked = Correction.objects.get()
    assert timezone.localdate(asked.due_at) == add_working_days(timezone.localdate(), 10).day
    assert f"{asked.due_at:%Y-%m-%d}" in answered
    assert {notice.user for notice in Notice.objects.all()} == {zhang.user, li.user, zhao.user}
    officer = client_of(li)
    assert "专利权人已更名" in officer.get(f"/corrections/{asked.pk}/").content.decode()
    officer.post(f"/corrections/{asked.pk}/", {"verdict": "kept", "answer": "登记簿未见更名"})
    public = visitor.get(page_of(record)).content.decode()
    assert "登记簿未见更名" in public
    assert "核实无误，不作更正" in public
    for hidden in ("专利权人已更名", "某律所", "010-12345678"):
        assert hidden not in public
    assert client_of(wang).get(f"/corrections/{asked.pk}/").status_code == 404


def test_the_offices_read_chinese_whatever_the_visitor_reads(visitor, record, li):
    visitor.cookies["django_language"] = "en"
    visitor.post(page_of(record), SAID)
    assert Notice.objects.get(user=li.user).sentence == f"{record.number} 收到更正请求：专利权人"


def test_a_request_waits_on_the_desk_with_its_day(li, record):
    asked = CorrectionFactory(record=record)
    page = client_of(li).get("/desk/todo/").content.decode()
    assert f"/corrections/{asked.pk}/" in page
    assert "待答复" in client_of(li).get("/corrections/").content.decode()


def test_an_answer_is_given_once(li, record):
    asked = corrections.answer(CorrectionFactory(record=record), by=li, verdict="right", answer="已通知权利人变更")
    with pytest.raises(Refused, match="已由"):
        corrections.answer(asked, by=li, verdict="kept", answer="改口")


def test_one_address_sends_a_few_an_hour(visitor, record, monkeypatch):
    monkeypatch.setattr(corrections, "PER_HOUR", 1)
    for _each in range(2):
        answer = visitor.post(page_of(record), SAID, follow=True).content.decode()
    assert "每小时最多1次" in answer
    assert Correction.objects.count() == 1


def test_what_is_left_out_is_named_and_what_was_typed_stays(visitor, record):
    answer = visitor.post(page_of(record), {"item": "owners", "sentence": "", "sender": "某律所"}).content.decode()
    assert "错误" in answer
    assert 'value="某律所"' in answer


def test_the_page_of_sources_says_where_each_item_comes_from(visitor):
    page = visitor.get("/sources/").content.decode()
    for item in ("许可条件", "法律状态", "更正请求"):
        assert item in page


def test_whoever_only_typed_the_code_of_the_owner_is_told_nothing(record, zhang):
    code = credit_codes.complete("12", "210100", "77777777")
    hers = RecordFactory(owners=(Owner("北方研究院", "institute", code),))
    MembershipFactory(
        place=OrganisationFactory(name="某某研究院", owner_type="institute", credit_code=code, confirmed=False)
    )
    assert list(corrections.owners_people(hers)) == []
    assert list(corrections.owners_people(record)) == [zhang.user]
