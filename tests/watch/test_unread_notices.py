"""What the machine could not read waits for a person of the province; their reading counts like any announcement."""

import pytest
from django.utils import timezone

from declarations.models import RegisterAct
from declarations.services.unread import settle
from outbox.runner import work
from publication.choices import State
from publication.models import Record
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.publication import RecordFactory
from tests.factories.verification import UnreadNoticeFactory
from verification.models import GazetteNotice, UnreadNotice

LIST = "/declarations/notices/"


@pytest.fixture
def notice(liaoning) -> UnreadNotice:
    return UnreadNoticeFactory(raw="神秘事务：沈阳", reason="不认识的法律状态：神秘事务")


def test_the_list_shows_text_and_reason_and_leads_to_the_decision(zhao, notice):
    page = client_of(zhao).get(LIST).content.decode()
    assert "神秘事务：沈阳" in page
    assert notice.reason in page
    assert f"{LIST}{notice.pk}/" in page


def test_a_reading_is_registered_and_its_consequence_follows(zhao, notice):
    record = RecordFactory()
    said = {
        "number": f"ZL{record.patent_number}",
        "kind": "lapse",
        "announced_on": f"{timezone.localdate()}",
        "outcome": "系未缴年费终止，已核对登记簿副本",
    }
    client_of(zhao).post(f"{LIST}{notice.pk}/", said)
    work(21)
    assert Record.objects.get(pk=record.pk).state == State.SUSPENDED
    assert RegisterAct.objects.get().record_number == record.number
    notice.refresh_from_db()
    assert (notice.settled_by, notice.outcome) == (zhao.name, said["outcome"])


def test_half_a_reading_is_sent_back_with_words(zhao, notice):
    page = client_of(zhao).post(f"{LIST}{notice.pk}/", {"kind": "lapse", "outcome": "终止"}).content.decode()
    assert "须同时写明专利号、事务和公告日" in page
    assert not GazetteNotice.objects.exists()


def test_a_number_that_cannot_be_is_named(zhao, notice):
    said = {"number": "ZL201711193877.8", "kind": "lapse", "announced_on": "2026-11-01", "outcome": "终止"}
    assert "校验" in client_of(zhao).post(f"{LIST}{notice.pk}/", said).content.decode()


def test_one_that_does_not_matter_is_laid_aside_with_words(zhao, notice):
    client_of(zhao).post(f"{LIST}{notice.pk}/", {"outcome": "与专利无关"})
    assert not GazetteNotice.objects.exists()
    assert "没有待识读的公告" in client_of(zhao).get(LIST).content.decode()
    assert "与专利无关" in client_of(zhao).get(f"{LIST}{notice.pk}/").content.decode()


def test_a_second_decision_is_refused_by_name(zhao, notice):
    settle(notice, by=zhao, outcome="与专利无关")
    with pytest.raises(Refused, match="赵敏"):
        settle(notice, by=zhao, outcome="另一种")
