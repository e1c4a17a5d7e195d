"""Steps after and beside an acceptance that no page of ours offers: each is answered in words, and nothing is kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from licensing.forms.acceptance import seen
from licensing.models import Due, Evidence, Filing, Licence, Payment, Receipt, SigningNote
from licensing.services import acceptance, scheduling
from licensing.signing import SignAction
from licensing.workflow import Status
from tenancy.scope import acting
from tenancy.uploads import MOST_BYTES
from tests.cast import DALIAN, ZHEJIANG, client_of, region
from tests.factories.licensing import acceptance_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by
from tests.licensing.test_forged_acceptances import page_of, pressed
from tests.tenancy.pdf_files import closed, guarded, plain

pytestmark = pytest.mark.django_db
PROGRAMME = b"MZ\x90\x00 This program cannot be run in DOS mode."
BOMB = b"PK\x03\x04" + b"\x00" * 2000
NO_PAPER = {"programme": PROGRAMME, "archive": BOMB, "page": b"<!DOCTYPE html><script>alert(1)</script>"}
OTHER, CLOSED, ACTS = "的内容不是PDF、JPG、PNG", "设有打开密码或者证书加密", "含有脚本或者会启动其他程序"
REFUSED = {name: (content, OTHER) for name, content in NO_PAPER.items()} | {
    "closed by a password": (closed(), CLOSED),
    "acts by itself": (plain(acting=True), ACTS),
}


def sent(by, licence, name, said, *more, page="show"):
    """What the person reads after a form was sent to an address of this licence."""
    address = reverse(f"licensing:{name}", args=[licence.pk, *more])
    back = reverse(f"licensing:{page}", args=[licence.pk])
    return client_of(by).post(address, said, headers={"referer": back}, follow=True).content.decode()


@pytest.fixture
def due(licence):
    scheduling.schedule(licence, by=platform())
    return licence.dues.get()


@pytest.fixture
def request_from_outside(zhang, sun):
    record = offered_by(zhang, territory="沈阳市")
    return acceptance.accept(acceptance_of(record, use_region=region(DALIAN), use_place="大连市"), by=sun)


def test_a_record_of_another_owner_slipped_into_a_package_is_refused(record, sun):
    other = RecordFactory()
    assert "一份合同只能包括同一专利权人" in pressed(sun, record, page_of(record, also=[seen(other)]))
    assert not Licence.objects.exists()


def test_a_record_of_another_province_slipped_into_a_package_is_refused(chen, record, sun):
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    assert "这件专利由其他省份公开" in pressed(sun, record, page_of(record, also=[seen(foreign)]))
    assert not Licence.objects.exists()


@pytest.mark.requirement("LN-59", "F062")
@pytest.mark.parametrize("forged", [{}, {"ground": "whim"}, {"reason": "不想许可"}, {"ground": "whim", "reason": "x"}])
def test_a_decline_without_a_ground_is_refused_at_its_address_too(request_from_outside, zhang, forged):
    shown = sent(zhang, request_from_outside, "answer", {"action": "decline"} | forged)
    assert "理由" in shown
    request_from_outside.refresh_from_db()
    assert request_from_outside.status == Status.REQUESTED


@pytest.mark.requirement("F061")
def test_nobody_signs_out_of_turn_or_in_the_place_of_the_other(paper, zhang, sun):
    said = {"action": "sign", "agreed": "on"}
    places = {one.party.organisation_id: one.pk for one in paper.signatures.all()}
    own, others = places[zhang.organisation.pk], places[sun.organisation.pk]
    assert "未轮到签署" in sent(zhang, paper.licence, "sign_act", said, own, page="signing")
    assert "不能办理" in sent(zhang, paper.licence, "sign_act", said, others, page="signing")
    assert not paper.signing_notes.filter(action=SignAction.SIGN).exists()


@pytest.mark.requirement("F061")
def test_the_signature_of_another_contract_is_not_found_under_this_one(paper, licence, zhang, sun):
    other = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    key = paper.signatures.first().pk
    address = reverse("licensing:sign_act", args=[other.pk, key])
    assert client_of(sun).post(address, {"action": "sign", "agreed": "on"}).status_code == 404


@pytest.mark.requirement("F061")
def test_a_contract_is_handed_to_nobody_outside_the_firm(paper, sun, zhang):
    key = next(one.pk for one in paper.signatures.all() if one.party.organisation_id == sun.organisation.pk)
    said = {"action": "hand_on", "to": zhang.person.pk, "reason": "代签"}
    assert "转交给" in sent(sun, paper.licence, "sign_act", said, key, page="signing")
    assert not SigningNote.objects.filter(action=SignAction.HAND_ON).exists()


def test_a_receipt_for_the_payment_of_another_licence_is_refused(due, zhang, sun):
    other = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    scheduling.schedule(other, by=platform())
    line, day = other.dues.get(), timezone.localdate().isoformat()
    sent(sun, other, "money_act", {"line": line.pk, "amount": "50000", "day": day}, "pay", page="money")
    foreign = {"line": Payment.objects.get().pk, "amount": "50000", "day": day}
    assert "confirm_line_error" in sent(zhang, due.licence, "money_act", foreign, "confirm", page="money")
    assert not Receipt.objects.exists()


def test_a_payment_sent_twice_is_one(due, sun):
    said = {"line": due.pk, "amount": "20000", "day": timezone.localdate().isoformat(), "note": "首付"}
    for _ in range(2):
        shown = sent(sun, due.licence, "money_act", said, "pay", page="money")
    assert "同一天、同样金额和说明的一笔已经登记" in shown
    assert Payment.objects.count() == 1


@pytest.mark.requirement("F071")
@pytest.mark.parametrize("days", [1, -1])
def test_a_filing_of_tomorrow_or_from_before_the_licence_is_refused_with_the_days_between(licence, sun, days):
    day = timezone.localdate() + timedelta(days=days)
    said = {"stage": "filed", "number": "X2026210000001", "filed_on": day.isoformat()}
    assert "“备案日”须在许可达成日" in sent(sun, licence, "file", said, page="file")
    assert not Filing.objects.exists()


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_no_door_for_papers_keeps_what_is_none(due, paper, sun, content, why):
    """Each answer names the file, and the step that it came with has not been taken."""
    licence, day = due.licence, timezone.localdate().isoformat()
    key = next(one.pk for one in paper.signatures.all() if one.party.organisation_id == sun.organisation.pk)
    doors = [
        ("money_act", {"line": due.pk, "amount": "100", "day": day}, "voucher", ("pay",), "money"),
        ("filing_paper", {"kind": "identity"}, "file", (), "file"),
        ("sign_scan", {}, "scan", (key,), "signing"),
    ]
    for name, said, field, more, page in doors:
        shown = sent(sun, licence, name, said | {field: SimpleUploadedFile("回单.pdf", content)}, *more, page=page)
        assert f"“回单.pdf”{why}" in shown, name
    kept = (Evidence, Payment, SigningNote.objects.filter(action=SignAction.SCAN))
    assert not any(getattr(rows, "objects", rows).exists() for rows in kept)


def test_a_hundred_megabytes_are_refused_by_their_size(due, paper, sun):
    """The page says the bound; beyond it nothing is read."""
    large = SimpleUploadedFile("扫描.pdf", b"%PDF-1.7" + b"\x00" * MOST_BYTES)
    said = {"line": due.pk, "amount": "100", "day": timezone.localdate().isoformat(), "voucher": large}
    assert "超过20 MB" in sent(sun, due.licence, "money_act", said, "pay", page="money")
    assert (Payment.objects.count(), Evidence.objects.count()) == (0, 0)


def test_a_word_file_that_is_none_proposes_no_text(licence, paper, sun):
    for content in NO_PAPER.values():
        said = {"word": SimpleUploadedFile("合同.docx", content), "reason": "修改"}
        shown = sent(sun, licence, "propose_word", said, page="text")
        assert "合同.docx" in shown or "Word" in shown
    assert not licence.proposals.exists()


def test_what_a_pdf_might_still_do_by_itself_is_never_done_here(due, sun):
    """Whatever hides in a voucher that was taken stays a file of somebody: shown in a sandbox that runs nothing."""
    said = {"line": due.pk, "amount": "100", "day": timezone.localdate().isoformat()}
    said["voucher"] = SimpleUploadedFile("回单.pdf", guarded())
    sent(sun, due.licence, "money_act", said, "pay", page="money")
    kept = Evidence.objects.get()
    answer = client_of(sun).get(reverse("licensing:voucher", args=[due.licence_id, kept.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Due.objects.get().payments.get().evidence == kept
