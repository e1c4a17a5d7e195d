"""Nobody passes or publishes what the registers speak against today, nor what nobody has looked up (LN-30)."""

import pytest
from django.test import Client
from django.utils import timezone

from declarations.models import Declaration
from declarations.services import publishing, review
from declarations.workflow import Status
from publication.models import Record
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory
from tests.factories.publication import ChannelFactory
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from verification.events import EventKind
from verification.findings import Evidence

EXCLUSIVE = (("备案号", "X2026210000001"), ("许可种类", "独占许可"), ("被许可人", "甲公司"))
PLEDGE = [{"record": "Y1", "holder": "某银行", "since": "2024-01-05"}]


def on_file(declaration, **facts):
    told = {"title": declaration.title, "owners": [declaration.organisation.name], "filing_date": "2019-05-06"}
    fine = {"status": "in_force", "licences": [], "pledges": []}
    RegisterRecordFactory(number=declaration.patent_number, facts=told | fine | facts, fetched_at=timezone.now())


def announced(declaration, kind, details=()):
    today = timezone.localdate()
    GazetteNoticeFactory(number=declaration.patent_number, kind=kind, announced_on=today, details=details)


@pytest.fixture
def reviewing(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.REVIEWING)


@pytest.fixture
def approved(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.APPROVED)


BARS = [
    (lambda one: announced(one, EventKind.LAPSE), "未缴年费专利权终止"),
    (lambda one: announced(one, EventKind.LICENCE_RECORDED, EXCLUSIVE), "独占"),
    (lambda one: on_file(one, pledges=PLEDGE), "质押"),
]


@pytest.mark.requirement("LN-30", "CN-24", "F015")
@pytest.mark.parametrize(("learned", "words"), BARS)
def test_a_bar_learned_after_the_first_check_cannot_be_passed_and_is_said_before_the_button(
    reviewing, li, learned, words
):
    learned(reviewing)
    with pytest.raises(Refused, match=words):
        review.decide(reviewing, by=li, items=ALL_FINE, opinion=LOOKED_UP)
    page = client_of(li).get(f"/declarations/{reviewing.pk}/review/").content.decode()
    assert "核验不符合" in page


@pytest.mark.requirement("LN-30", "CN-24", "F015")
@pytest.mark.parametrize(("learned", "words"), BARS)
def test_a_bar_learned_after_the_approval_keeps_it_from_the_public(approved, zhao, learned, words):
    learned(approved)
    with pytest.raises(Refused, match=words):
        publishing.publish([approved], by=zhao, channels=[ChannelFactory()])
    assert not Record.objects.exists()
    chosen = {"pick": [approved.pk], "channels": [ChannelFactory().pk]}
    page = client_of(zhao).get("/declarations/filing/preview/", chosen).content.decode()
    assert "核验不符合" in page


@pytest.mark.requirement("LN-30", "F014")
def test_what_no_register_answers_wants_the_officers_word(reviewing, li):
    with pytest.raises(Refused, match="专利有效性、独占、排他许可、质押登记没有登记信息可查"):
        review.decide(reviewing, by=li, items=ALL_FINE)
    assert "没有登记信息可查" in client_of(li).get(f"/declarations/{reviewing.pk}/review/").content.decode()
    review.decide(reviewing, by=li, items=ALL_FINE, opinion=LOOKED_UP)
    assert reviewing.reviews.last().opinion == LOOKED_UP


@pytest.mark.requirement("LN-30", "F014")
def test_what_the_register_answers_needs_no_further_words(reviewing, li):
    on_file(reviewing)
    assert review.decide(reviewing, by=li, items=ALL_FINE).status == Status.APPROVED


def test_evidence_tells_its_time_as_people_here_read_it():
    assert Evidence("法律状态", "专利权有效", "登记簿", "2026-11-20T01:30:00+00:00").fetched == "2026-11-20 09:30"
    assert Evidence("专利号", "ZL").fetched == ""


@pytest.mark.requirement("LN-30")
def test_what_neither_register_nor_officer_has_answered_is_not_published(approved, zhao):
    Declaration.objects.filter(pk=approved.pk).update(rounds=7)  # no officer has looked at this round
    with pytest.raises(Refused, match="没有登记信息可查"):
        publishing.publish([approved], by=zhao, channels=[ChannelFactory()])


def test_a_better_copy_opens_the_way_again(reviewing, li):
    on_file(reviewing, status="lapsed", ended_on="2025-05-06")
    RegisterRecordFactory(
        number=reviewing.patent_number,
        source="登记簿副本",
        facts={"status": "in_force", "licences": [], "pledges": []},
        fetched_at=timezone.now(),
    )
    assert review.decide(reviewing, by=li, items=ALL_FINE).status == Status.APPROVED


def test_a_batch_is_asked_about_at_once(approved, zhang, django_assert_num_queries):
    batch = [approved, *(DeclarationFactory(by=zhang, status=Status.APPROVED) for _each in range(2))]
    publishing.unfit(batch)  # the rules are remembered
    rows = list(Declaration.objects.select_related("province").filter(pk__in=[one.pk for one in batch]))
    with django_assert_num_queries(6):  # flags, records, announcements, owners, rules, reviews
        publishing.unfit(rows)


def test_the_public_never_saw_it(approved, zhao):
    announced(approved, EventKind.LAPSE)
    with pytest.raises(Refused):
        publishing.publish([approved], by=zhao, channels=[ChannelFactory()])
    assert approved.title not in Client().get("/records/").content.decode()
