"""The register is written by a few verbs; what they wrote stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from outbox.models import Job
from publication import announce
from publication.choices import AnnouncementKind, Op, Outcome, State
from publication.models import Announcement, Change, Contact, FacetCount, Record, StatusNote, Version
from publication.models.counters import LATER
from publication.offers import Reach, digest_of
from publication.standing import refusal_to_accept, state_at, version_at
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.factories.days import OVER
from tests.factories.publication import (
    FREE,
    ChannelFactory,
    ContactFactory,
    OfferFactory,
    RecordFactory,
    offers,
)

pytestmark = pytest.mark.django_db


def publish(batch, by, **more):
    return announce.publish(batch, by=by, **({"channels": [ChannelFactory()]} | more))


def feed_of(record):
    return list(record.changes.order_by("id").values_list("op", flat=True))


@pytest.mark.requirement("LN-43", "CN-27")
def test_a_batch_has_one_announcement_and_one_time(zhao):
    announcement = publish(offers(20), zhao)
    assert announcement.records.count() == announcement.record_count == 20
    assert {record.published_at for record in announcement.records.all()} == {announcement.effective_at}


def test_numbers_are_permanent_and_in_order(zhao):
    year = timezone.localdate().year
    numbers = publish(offers(3), zhao).records.order_by("id").values_list("number", flat=True)
    assert list(numbers) == [f"LN{year}{n:06d}" for n in (1, 2, 3)]
    assert publish(offers(1), zhao).number == f"LN-GG-{year}-0002"


@pytest.mark.requirement("LN-34", "HB-20", "XY-18", "F031")
def test_a_record_names_its_channels_with_times(zhao):
    channels = [ChannelFactory(), ChannelFactory(name="市知识产权网站")]
    announcement = publish(offers(1), zhao, channels=channels)
    shown = announcement.records.get().presences.all()
    assert {(each.channel.name, each.shown_at) for each in shown} == {
        (channel.name, announcement.effective_at) for channel in channels
    }


def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(zhao, django_assert_max_num_queries):
    ChannelFactory()
    batch = offers(40)
    with django_assert_max_num_queries(26):
        publish(batch, zhao)


@pytest.mark.requirement("CN-28", "LN-44", "XY-05")
@pytest.mark.parametrize(
    ("gap", "item"),
    [
        ({"title": " "}, "发明名称"),
        ({"owners": ()}, "专利权人（专利申请人）名称"),
        ({"contact": Reach("张三")}, "联系方式"),
        ({"territory": ""}, "许可地域"),
        ({"publisher": ""}, "发布单位"),
    ],
)
def test_an_offer_without_a_minimum_item_stops_the_batch(zhao, gap, item):
    with pytest.raises(Refused, match=item):
        publish([OfferFactory(), OfferFactory(**gap)], zhao)
    assert not Record.objects.exists()


@pytest.mark.requirement("CN-28")
@pytest.mark.parametrize("column", ["title", "owner_names", "fee_sentence", "contact_shown", "patent_number"])
def test_the_database_refuses_an_empty_minimum_item(zhao, column):
    record = RecordFactory()
    with pytest.raises(IntegrityError, match="minimum_items"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(**{column: ""})


def test_all_reasons_are_given_at_once(zhao):
    with pytest.raises(Refused) as refusal:
        publish([OfferFactory(title=""), OfferFactory(publisher="")], zhao, channels=[])
    assert len(refusal.value.reasons) == 3


def test_a_patent_is_on_offer_once_in_a_province(zhao):
    record = RecordFactory()
    with pytest.raises(Refused, match=rf"{record.number}（国知办函运字〔2022〕448号 三（一）1）"):
        publish([OfferFactory(patent_number=record.patent_number)], zhao)


def test_another_province_may_offer_the_same_patent(zhao, chen):
    record = RecordFactory()
    with acting(province=33):
        announcement = publish([OfferFactory(patent_number=record.patent_number)], chen)
    assert announcement.records.get().number.startswith("ZJ")


def test_after_withdrawal_the_patent_can_be_offered_again(zhao):
    record = RecordFactory(withdrawn=True)
    assert publish([OfferFactory(patent_number=record.patent_number)], zhao).record_count == 1


def test_a_batch_needs_offers_and_channels_of_the_own_province(zhao, chen):
    with acting(province=33):
        foreign = ChannelFactory()
    with pytest.raises(Refused, match="不属于本省"):
        publish(offers(1), zhao, channels=[foreign])
    with pytest.raises(Refused, match="请选择要公开的声明"):
        publish([], zhao)


def test_a_failing_event_undoes_the_publication(zhao, monkeypatch):
    monkeypatch.setattr("audit.record.record", lambda *args, **more: 1 / 0)
    batch = offers(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(batch, zhao)
    assert not Record.objects.exists()


@pytest.mark.requirement("XY-02")
def test_an_import_keeps_the_original_date(zhao):
    then = datetime(2022, 11, 1, 1, 0, tzinfo=UTC)
    announcement = publish([OfferFactory(original_at=then)], zhao, kind=AnnouncementKind.IMPORT)
    record = announcement.records.get()
    assert (record.published_at, record.is_imported) == (then, True)
    assert state_at(record, then) == State.ACTIVE


def test_only_an_import_may_lie_in_the_past(zhao):
    with pytest.raises(Refused, match="不能早于现在"):
        publish(offers(1), zhao, at=timezone.now() - timedelta(days=1))


@pytest.mark.requirement("HB-33", "HB-19", "A4")
def test_a_new_version_leaves_the_first_as_it_was(zhao):
    record = RecordFactory()
    before = timezone.now()
    announce.supersede(
        record.number, OfferFactory(patent_number=record.patent_number, terms=FREE), by=zhao, reason="降低费用"
    )
    assert [version.terms["kind"] for version in record.versions.order_by("number")] == ["lump_sum", "free"]
    assert version_at(record, before).number == 1
    assert version_at(record, timezone.now()).number == 2
    record.refresh_from_db()
    assert (record.fee_kind, record.fee_amount, record.current.number) == ("free", 0, 2)


def test_a_change_cannot_swap_the_patent(zhao):
    with pytest.raises(Refused, match="不能换成另一件专利"):
        announce.supersede(RecordFactory().number, OfferFactory(), by=zhao, reason="换")


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("model", [Version, Change, Announcement])
def test_the_database_refuses_to_rewrite_history(zhao, model):
    RecordFactory()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(recorded_at=timezone.now())


@pytest.mark.requirement("LN-40")
def test_what_is_suspended_can_be_resumed(zhao):
    record = RecordFactory(suspended=True)
    assert "暂不接受许可" in refusal_to_accept(record)
    announce.resume(record.number, by=zhao, sentence="年费已补缴")
    record.refresh_from_db()
    assert refusal_to_accept(record) == ""
    assert feed_of(record) == [Op.PUBLISHED, Op.SUSPENDED, Op.RESUMED]


@pytest.mark.requirement("ZJ-69")
def test_until_a_withdrawal_takes_effect_the_offer_binds(zhao):
    record, later = RecordFactory(), timezone.now() + timedelta(days=9)
    announce.withdraw(
        record.number,
        by=zhao,
        ground="practised",
        sentence="专利权已经实施",
        effective_at=later,
        notice_rule="7个工作日",
    )
    record.refresh_from_db()
    assert record.state == State.NOTICE
    assert refusal_to_accept(record, later - timedelta(seconds=1)) == ""
    assert "撤回" in refusal_to_accept(record, later)


def test_what_is_suspended_in_its_days_of_notice_is_neither_changed_nor_withdrawn_again(zhao):
    record = RecordFactory()
    ends = {"ground": "transfer", "sentence": "专利权已转移", "effective_at": timezone.now() + timedelta(days=7)}
    announce.withdraw(record.number, by=zhao, **ends)
    announce.suspend(record.number, by=zhao, ground="gazette", sentence="待核实")
    with pytest.raises(Refused, match="撤回公告期的声明不能变更"):
        announce.supersede(
            record.number, OfferFactory(patent_number=record.patent_number, terms=FREE), by=zhao, reason="让利"
        )
    with pytest.raises(Refused, match="撤回公告期的声明不能再次撤回"):
        announce.withdraw(record.number, by=zhao, ground="other", sentence="不再公开")
    assert Record.objects.get(pk=record.pk).withdrawn_from == ends["effective_at"]


def test_a_withdrawal_takes_effect_without_anybody_there(zhao):
    record, later = RecordFactory(), timezone.now() + timedelta(days=9)
    announce.withdraw(record.number, by=zhao, ground="own_wish", sentence="自愿撤回", effective_at=later)
    assert Job.objects.filter(kind="publication.settle", due_at=later).exists()
    assert announce.settle(by=zhao, now=later) == 1
    record.refresh_from_db()
    assert record.state == State.WITHDRAWN
    assert not record.presences.filter(ended_at=None).exists()
    assert announce.settle(by=zhao, now=later) == 0


@pytest.mark.requirement("LN-61", "CN-42")
def test_a_withdrawal_without_notice_ends_at_once_and_keeps_the_record(zhao):
    record = RecordFactory(withdrawn=True)
    assert record.state == State.WITHDRAWN
    assert feed_of(record) == [Op.PUBLISHED, Op.WITHDRAWN]
    assert Announcement.objects.filter(kind=AnnouncementKind.WITHDRAWAL).count() == 1


@pytest.mark.parametrize("verb", ["withdraw", "suspend"])
def test_what_is_over_stays_over(zhao, verb):
    record = RecordFactory(withdrawn=True)
    with pytest.raises(Refused, match="已撤回的声明"):
        getattr(announce, verb)(record.number, by=zhao, ground="own_wish", sentence="再次")


def test_another_province_cannot_touch_a_record(zhao, chen):
    record = RecordFactory()
    with acting(province=33), pytest.raises(Refused, match="其他省份"):
        announce.withdraw(record.number, by=chen, ground="own_wish", sentence="越界")


def test_a_term_that_ended_expires(zhao):
    record = RecordFactory()
    assert announce.settle(by=zhao, now=OVER) == 1
    record.refresh_from_db()
    assert record.state == State.EXPIRED


def test_the_state_is_told_as_of_then_and_as_known_then(zhao):
    record, start = RecordFactory(), timezone.now()
    announce.withdraw(
        record.number, by=zhao, ground="own_wish", sentence="撤回", effective_at=start + timedelta(days=7)
    )
    in_a_month = start + timedelta(days=30)
    assert state_at(record, record.published_at - timedelta(days=1)) is None
    assert state_at(record, in_a_month) == State.WITHDRAWN
    assert state_at(record, in_a_month, known_at=start) == State.ACTIVE
    assert state_at(record, timezone.now()) == State.NOTICE


def test_the_public_sees_when_a_patent_was_last_checked(zhao):
    record = RecordFactory()
    announce.note_check([record], outcome=Outcome.FINE, source="专利登记簿副本")
    record.refresh_from_db()
    assert record.checked_at == StatusNote.objects.get().effective_at


def test_every_verb_leaves_an_event(zhao):
    record = RecordFactory(suspended=True)
    announce.resume(record.number, by=zhao, sentence="好")
    announce.withdraw(record.number, by=zhao, ground="own_wish", sentence="撤回")
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {f"publication.{verb}" for verb in ("publish", "suspended", "resumed", "withdrawn")} <= verbs


def test_a_person_is_masked_and_kept_only_with_consent(zhao):
    silent = RecordFactory(contact=Reach("李雷", "13800001234"))
    assert silent.contact_shown == "李* 138****1234"
    assert not Contact.objects.exists()
    assert ContactFactory().record.contact_shown == "王** 138****5678"


def test_a_consent_taken_back_removes_the_number(zhao):
    record = ContactFactory().record
    announce.forget_contact(record.number, by=zhao)
    assert not Contact.objects.exists()


def test_the_digest_can_be_worked_out_again(zhao):
    offer = OfferFactory()
    record = publish([offer], zhao).records.get()
    assert record.current.digest == digest_of(record.number, 1, offer.content())
    assert len(record.current.check_code) == 14


@pytest.mark.requirement("LN-06", "A3")
def test_every_record_says_it_is_a_pilot(zhao):
    assert RecordFactory().scheme == "pilot"
    with pytest.raises(IntegrityError, match="statutory"), transaction.atomic():
        Record.objects.update(scheme="statutory")


def recount():
    counted = {}
    for record in Record.objects.all():
        values = {
            "all": "",
            "city": record.city_code,
            "patent_type": record.patent_type,
            "owner_type": record.owner_type,
            "fee_kind": record.fee_kind,
            "ipc": record.ipc_section,
            "industry": record.industry,
            "term_min": str(record.term_band),
            "territory": record.reach,
        }
        for dimension, value in values.items():
            state = f"{record.state}{LATER}" if dimension == "territory" else record.state
            for city in ("", record.city_code):
                key = (record.province_id, city, dimension, value, state)
                counted[key] = counted.get(key, 0) + 1
    return counted


def kept():
    rows = FacetCount.objects.exclude(n=0)
    return {(row.province_id, row.city, row.dimension, row.value, row.state): row.n for row in rows}


def test_the_kept_counters_equal_a_recount_after_every_verb(zhao):
    first, second, third = (RecordFactory(), RecordFactory(suspended=True), RecordFactory(withdrawn=True))
    assert kept() == recount()
    announce.supersede(
        first.number, OfferFactory(patent_number=first.patent_number, terms=FREE), by=zhao, reason="降价"
    )
    announce.resume(second.number, by=zhao, sentence="好")
    assert kept() == recount()
    announce.note_check([third], outcome=Outcome.ATTENTION, source="公报")
    announce.settle(by=zhao, now=datetime(2030, 1, 1, tzinfo=UTC))
    assert kept() == recount()
    assert sum(n for (_, city, dimension, _, _), n in kept().items() if (city, dimension) == ("", "all")) == 3


def test_a_term_is_over_with_its_last_day_however_late_the_clock_comes_round(zhao):
    record = RecordFactory()
    announce.settle(by=zhao, now=OVER + timedelta(days=5))
    assert state_at(record, OVER - timedelta(seconds=1)) == State.ACTIVE
    assert state_at(record, OVER) == State.EXPIRED


def test_a_listing_that_ended_long_ago_was_not_on_offer_until_it_was_imported(zhao):
    past, day = timezone.make_aware(datetime(2022, 11, 14)), date(2023, 12, 31)
    old = offers(1, term_from=date(2022, 1, 1), term_to=day, original_at=past)
    record = publish(old, zhao, kind=AnnouncementKind.IMPORT).records.get()
    announce.settle(by=zhao)
    assert state_at(record, past + timedelta(days=300)) == State.ACTIVE
    assert state_at(record, past + timedelta(days=500)) == State.EXPIRED
