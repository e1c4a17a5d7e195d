"""An officer sends a record to small firms: each once, delivered where somebody reads, opened when they look."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox.models import Notice
from publication import pushes
from publication.choices import State
from publication.models import Push, Record
from reporting.loading import load
from reporting.measures import MEASURES
from reporting.periods import Instant
from tenancy.models import Organisation
from tenancy.refusals import Refused
from tenancy.roles import Role
from tests.cast import DALIAN, client_of, region
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import MembershipFactory, OrganisationFactory

WHY = "主营产品与分类号H02P相符"


@pytest.fixture
def record(liaoning) -> Record:
    return RecordFactory()


@pytest.mark.requirement("XY-44")
def test_the_firm_is_told_and_opens_it_and_the_monthly_figure_counts_it_once(record, wang, sun, zhang, zhao):
    found = client_of(wang).get("/pushes/", {"number": record.number, "q": "海蓝"}).content.decode()
    assert "大连海蓝精密制造有限公司" in found
    sent = {"number": record.number, "to": [sun.organisation.pk], "reason": WHY}
    for _time in range(2):
        client_of(wang).post("/pushes/", sent)
    push = Push.objects.get()
    assert (push.recipient_size, push.pushed_by, push.opened_at) == ("small", wang.user.pk, None)
    notice = Notice.objects.get(user=sun.user)
    assert WHY in notice.sentence
    assert client_of(zhang).get(notice.link).status_code == 404
    assert client_of(sun).get(notice.link).url == record.get_absolute_url()
    push.refresh_from_db()
    assert push.opened_at
    now = timezone.now()
    facts = load(21, Instant(now, now))
    assert MEASURES["smes_benefited"].of(facts) == 1
    assert WHY in unescape(client_of(wang).get("/pushes/").content.decode())
    rows = unescape(client_of(zhao).get(reverse("boards:rows", args=["smes_benefited"])).content.decode())
    for said in ("共 1 行", "大连海蓝精密制造有限公司", f"推送{record.number}", f"{timezone.localdate()}"):
        assert said in rows


def test_where_nobody_can_read_it_nothing_was_delivered(record, wang):
    firm = OrganisationFactory(name="大连无人注册公司", region=region(DALIAN))
    [sent] = pushes.push(record, [firm], WHY, by=wang)
    assert sent.delivered_at is None


def test_a_city_reaches_its_own_enterprises_only_and_words_find_no_university(record, li, wang, sun, zhang):
    assert pushes.candidates("海蓝", by=li) == []
    assert pushes.candidates("北方科技大学", by=li) == []
    assert pushes.candidates(sun.organisation.credit_code, by=wang) == [sun.organisation]
    assert pushes.candidates(" ", by=wang) == []
    client_of(li).post("/pushes/", {"number": record.number, "to": [sun.organisation.pk], "reason": WHY})
    assert not Push.objects.exists()


def test_what_nobody_can_accept_is_not_sent_and_a_reason_is_asked_for(record, wang, sun):
    firms = list(Organisation.objects.filter(pk=sun.organisation.pk))
    Record.objects.filter(pk=record.pk).update(state=State.SUSPENDED)
    record.refresh_from_db()
    with pytest.raises(Refused, match="不能推送") as refused:
        pushes.push(record, firms, " ", by=wang)
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused, match="请选择推送的企业"):
        pushes.push(record, [], WHY, by=wang)


def test_what_is_over_is_not_sent_either_before_the_clock_comes_round(record, wang, sun):
    firms = list(Organisation.objects.filter(pk=sun.organisation.pk))
    ended = {"term_to": timezone.localdate() - timedelta(days=1)}, {"withdrawn_from": timezone.now()}
    for over, words in zip(ended, ("期限届满", "已撤回"), strict=True):
        Record.objects.filter(pk=record.pk).update(**over)
        record.refresh_from_db()
        with pytest.raises(Refused, match=f"现为“{words}”，不能推送"):
            pushes.push(record, firms, WHY, by=wang)
    assert not Push.objects.exists()


def test_what_was_suspended_since_the_page_was_read_is_not_sent(record, wang, sun):
    """Under the lock of the record, which also puts two officers in a row."""
    Record.objects.filter(pk=record.pk).update(state=State.SUSPENDED)
    with pytest.raises(Refused, match="不能推送"):
        pushes.push(record, [sun.organisation], WHY, by=wang)


def test_an_address_that_was_never_sent_is_absent(sun):
    assert client_of(sun).get(reverse("publication:open_push", args=[999_999])).status_code == 404


def test_a_firm_that_no_office_has_confirmed_is_sent_nothing_and_counts_nowhere(record, wang):
    """Whoever only typed its name and code is not yet the firm (G6)."""
    firm = OrganisationFactory(name="大连待确认公司", region=region(DALIAN), confirmed=False)
    MembershipFactory(place=firm, role=Role.ORGANISATION_ADMIN)
    assert pushes.candidates("待确认", by=wang) == []
    with pytest.raises(Refused, match="“大连待确认公司”的登记尚未确认"):
        pushes.push(record, [firm], WHY, by=wang)
    assert MEASURES["smes_benefited"].of(load(21, Instant(timezone.now() + timedelta(seconds=1)))) == 0


def test_what_nobody_could_read_is_delivered_when_it_is_sent_again(record, wang):
    firm = OrganisationFactory(name="大连无人注册公司", region=region(DALIAN))
    pushes.push(record, [firm], WHY, by=wang)
    newcomer = MembershipFactory(place=firm).user
    pushes.push(record, [firm], WHY, by=wang)
    assert Push.objects.get().delivered_at
    assert Notice.objects.get(user=newcomer).link == reverse("publication:open_push", args=[Push.objects.get().pk])


def test_a_choice_that_is_no_enterprise_is_none(record, wang):
    sent = {"number": record.number, "to": ["9" * 5000, "x"], "reason": WHY}
    assert "请选择推送的企业" in client_of(wang).post("/pushes/", sent, follow=True).content.decode()
