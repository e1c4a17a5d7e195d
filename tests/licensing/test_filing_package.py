"""The seven papers in one file, the green channel with its days, the clock, and the gazette that closes it."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from config.announced_filings import announce_filings
from config.celery import TIMETABLE
from licensing import filing_package
from licensing.filing_package import PAPERS, missing_to_hand_over, package_of, places_of
from licensing.models import FilingPaper, Licence
from licensing.models.filings import Stage
from licensing.services import acceptance, filings, payments, scans, scheduling
from licensing.services.payments import Sum
from licensing.verify_packet import sha256
from outbox.models import Notice
from tenancy.refusals import Refused
from tenancy.roles import Role
from tests.cast import DALIAN, SHENYANG, client_of, office, person, region
from tests.factories.licensing import acceptance_of
from tests.factories.publication import FREE
from tests.factories.tenancy import platform
from tests.factories.verification import GazetteNoticeFactory
from tests.licensing.conftest import offered_by
from tests.licensing.test_signing import scanned
from verification.events import EventKind

pytestmark = pytest.mark.django_db
NUMBER = "X2026210000123"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = settings.SEAL_FOLDER = str(tmp_path)


def scan(name="执照.pdf", content=b"%PDF-1.7 scan"):
    return SimpleUploadedFile(name, content)


def complete(licence, by):
    for kind in ("payment", "identity", "handler"):
        filings.add_paper(licence, kind, scan(f"{kind}.pdf", f"%PDF-1.7 {kind}".encode()), by=by)


def files_of(packet):
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(content):
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.requirement("HB-35", "F071")
def test_the_package_is_one_file_with_the_seven_papers_in_their_order(licence, sun):
    complete(licence, sun)
    files = files_of(package_of(licence))
    numbered = sorted(name for name in files if name[:2].isdigit())
    assert [name[:2] for name in numbered] == ["00", "01", "02", "03", "04", "06", "07"]
    listed = text_of(files["00-目录.pdf"])
    for paper in PAPERS:
        assert str(paper.title) in listed
    assert sha256(files[numbered[4]]) in listed


def test_what_the_platform_knows_is_filled_in(licence, sun, zhang):
    files = files_of(package_of(licence))
    application = text_of(next(files[name] for name in files if name.startswith("01-")))
    for known in (licence.number, sun.organisation.credit_code, zhang.organisation.name):
        assert known in application
    notice = text_of(next(files[name] for name in files if name.startswith("02-")))
    assert licence.patents.get().digest in notice


def test_what_is_missing_is_named_and_a_free_licence_needs_no_voucher(licence, sun, zhang):
    assert len(missing_to_hand_over(licence)) == 3
    free = acceptance.accept(acceptance_of(offered_by(zhang, terms=FREE)), by=sun)
    assert not [place for place in places_of(free) if place.wanted.kind == "payment" and place.is_missing]
    complete(licence, sun)
    assert missing_to_hand_over(licence) == []


def test_only_the_two_sides_add_papers_and_the_same_bytes_are_one(licence, sun, li):
    with pytest.raises(Refused, match="许可双方"):
        filings.add_paper(licence, "identity", scan(), by=li)
    first, second = (filings.add_paper(licence, "identity", scan(), by=sun) for _ in range(2))
    assert first == second
    with pytest.raises(Refused, match="清单"):
        filings.add_paper(licence, "passport", scan(), by=sun)
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingPaper.objects.update(kind="power")


def test_the_green_channel_takes_a_whole_package_only(licence, sun, monkeypatch):
    rules = SimpleNamespace(contract_filing="green_channel", contract_filing_body="武汉代办处")
    monkeypatch.setattr(filings, "policy_of", lambda *_args, **_more: rules)
    monkeypatch.setattr(filing_package, "policy_of", lambda *_args, **_more: rules)
    with pytest.raises(Refused, match="缺少"):
        filings.enter(licence, by=sun, stage="handed_in")
    complete(licence, sun)
    assert filings.enter(licence, by=sun, stage="handed_in").body == "武汉代办处"


@pytest.mark.requirement("HB-35", "F074")
def test_the_stages_follow_each_other_and_the_page_counts_their_days(licence, sun, li, monkeypatch):
    with pytest.raises(Refused, match="已送件"):
        filings.enter(licence, by=li, stage="accepted")
    now = timezone.now()
    for stage, by, ago in (("handed_in", sun, 9), ("accepted", li, 7)):
        monkeypatch.setattr(timezone, "now", lambda ago=ago: now - timedelta(days=ago))
        filings.enter(licence, by=by, stage=stage)
    monkeypatch.undo()
    filings.enter(licence, by=li, stage="filed", number=NUMBER, filed_on=timezone.localdate())
    page = client_of(li).get(reverse("licensing:file", args=[licence.pk])).content.decode()
    for word in ("已送件", "已受理", "2天", "已备案", "7天", NUMBER):
        assert word in page


def test_what_is_brought_after_a_return_takes_the_place_of_what_was_sent_back(licence, sun, li):
    old = filings.add_paper(licence, "identity", scan(), by=sun).evidence
    filings.enter(licence, by=sun, stage="handed_in")
    filings.enter(licence, by=li, stage="returned", reason="身份证明不清晰")
    assert sha256(kept_in(licence, "04-")) == old.sha256
    clear = filings.add_paper(licence, "identity", scan(content=b"%PDF-1.7 clear"), by=sun).evidence
    assert sha256(kept_in(licence, "04-")) == clear.sha256


def kept_in(licence, beginning):
    [found] = [content for name, content in files_of(package_of(licence)).items() if name.startswith(beginning)]
    return found


def test_a_wrong_number_is_corrected_with_a_reason(licence, sun):
    today = timezone.localdate()
    filings.enter(licence, by=sun, stage="filed", number="X1", filed_on=today)
    with pytest.raises(Refused, match="更正理由"):
        filings.enter(licence, by=sun, stage="filed", number=NUMBER, filed_on=today)
    filings.enter(licence, by=sun, stage="filed", number=NUMBER, filed_on=today, reason="录入有误")
    assert licence.filings.last().number == NUMBER


def test_who_has_not_filed_is_told_a_month_and_a_week_before_and_when_it_is_over(licence, sun, li):
    assert "licensing.remind_filing" in TIMETABLE
    due = filings.file_by(licence).day
    for days in (40, 30, 29, 7, 6, 0, -1, -2):
        filings.remind(by=platform(), today=due - timedelta(days=days))
    told = Notice.objects.filter(user=sun.user, sentence__contains="备案")
    assert told.count() == 3
    assert Notice.objects.filter(user=li.user, sentence__contains="已逾期").count() == 1


def test_who_has_filed_is_left_alone(licence, sun):
    filings.enter(licence, by=sun, stage="filed", number=NUMBER, filed_on=timezone.localdate())
    filings.remind(by=platform(), today=filings.file_by(licence).day)
    assert not Notice.objects.filter(user=sun.user, sentence__contains="须于").exists()


def announced(licence, licensee, number=NUMBER):
    patent = licence.patents.get()
    details = (("备案号", number), ("被许可人", licensee), ("许可种类", "普通许可"))
    today = timezone.localdate()
    return GazetteNoticeFactory(
        number=patent.patent_number,
        kind=EventKind.LICENCE_RECORDED,
        announced_on=today,
        effective_on=today,
        details=details,
    )


def test_the_gazette_closes_it_once_with_number_and_day(licence, sun):
    announced(licence, sun.organisation.name)
    assert [announce_filings(by=platform()) for _ in range(2)] == [1, 0]
    last = licence.filings.last()
    assert (last.stage, last.number) == (Stage.ANNOUNCED, NUMBER)
    with pytest.raises(Refused, match="公告"):
        filings.enter(licence, by=sun, stage="handed_in")


def test_a_number_that_differs_from_the_gazette_is_told_to_both(licence, sun, zhang):
    filings.enter(licence, by=sun, stage="filed", number="X1", filed_on=timezone.localdate())
    announced(licence, sun.organisation.name)
    announce_filings(by=platform())
    for actor in (sun, zhang):
        assert Notice.objects.filter(user=actor.user, sentence__contains="以公报为准").exists()


def test_an_announcement_that_does_not_fit_goes_to_the_office_and_keeps_no_other_waiting(licence, sun, zhang, li):
    typed, other = (acceptance.accept(acceptance_of(offered_by(zhang)), by=sun) for _ in range(2))
    filings.enter(typed, by=sun, stage="filed", number=NUMBER, filed_on=timezone.localdate())  # in fact that of licence
    announced(licence, sun.organisation.name)
    announced(other, sun.organisation.name, number="X2026210000999")
    assert [announce_filings(by=platform()) for _ in range(2)] == [1, 0]
    assert other.filings.last().stage == Stage.ANNOUNCED
    [told] = Notice.objects.filter(user=li.user, sentence__contains="未能登记")
    assert typed.number in told.sentence


def test_the_gazette_speaks_of_the_licence_that_lasted_when_it_was_filed(licence, sun):
    ended = timezone.now() - timedelta(days=9)
    Licence.objects.update(status="ended", concluded_at=ended - timedelta(days=9), ended_at=ended)
    later = acceptance.accept(acceptance_of(licence.patents.get().record), by=sun)
    announced(later, sun.organisation.name)
    assert announce_filings(by=platform()) == 1
    assert (later.filings.get().number, licence.filings.exists()) == (NUMBER, False)


def test_an_announcement_after_the_end_closes_what_was_filed_before_it(licence, sun):
    Licence.objects.update(status="ended", ended_at=timezone.now())
    announced(licence, sun.organisation.name)
    assert announce_filings(by=platform()) == 1


def test_somebody_elses_licence_of_the_same_patent_closes_nothing(licence):
    announced(licence, "别的公司")
    assert announce_filings(by=platform()) == 0


def test_papers_are_added_on_the_page_and_strangers_find_none(licence, sun, wang):
    page = reverse("licensing:file", args=[licence.pk])
    client_of(sun).post(reverse("licensing:filing_paper", args=[licence.pk]), {"kind": "identity", "file": scan()})
    assert "04-1-备案申请人的身份证明.pdf" in client_of(sun).get(page).content.decode()
    for name in ("file", "filing_package", "power"):
        address = reverse(f"licensing:{name}", args=[licence.pk])
        assert client_of(sun).get(address).status_code == 200
        assert client_of(wang).get(address).status_code == 404


def test_the_application_names_fee_and_place_of_each_patent_of_a_package(zhang, sun):
    records = offered_by(zhang, terms=FREE, territory="辽宁省"), offered_by(zhang, territory="全国")
    package = acceptance.accept(acceptance_of(*records), by=sun)
    files = files_of(package_of(package))
    application = text_of(next(files[name] for name in files if name.startswith("01-")))
    for patent in package.patents.all():
        assert "".join(patent.fee_sentence.split()) in application
        assert patent.territory in application


def test_before_there_is_a_contract_nothing_is_handed_in(zhang, sun):
    asked = acceptance.accept(
        acceptance_of(offered_by(zhang, territory="沈阳市"), use_region=region(DALIAN), use_place="大连市"), by=sun
    )
    page = reverse("licensing:file", args=[asked.pk])
    address = reverse("licensing:filing_package", args=[asked.pk])
    assert address not in client_of(sun).get(page).content.decode()
    assert "尚未达成" in client_of(sun).get(address, headers={"referer": page}, follow=True).content.decode()


def test_the_voucher_of_a_payment_that_was_corrected_stays_behind(licence, sun):
    scheduling.schedule(licence, by=platform())
    due, day = licence.dues.get(), timezone.localdate()
    mistaken = payments.state(due, Sum(Decimal(40000), day, voucher=scan("误.pdf", b"%PDF-1.7 wrong")), by=sun)
    right = Sum(Decimal(50000), day, voucher=scan("正.pdf", b"%PDF-1.7 right"))
    payments.state(due, right, by=sun, corrects=mistaken)
    assert kept_in(licence, "03-") == b"%PDF-1.7 right"


def test_a_contract_sealed_on_paper_goes_in_with_its_seals(paper, sun, zhang):
    returned, *agreed = (scanned(size=(1400, height)).read() for height in (2000, 2100, 2200))
    first, second = (paper.signatures.get(party__organisation=each.organisation) for each in (sun, zhang))
    scans.scan(first, scan("章.jpg", returned), by=sun)
    scans.send_back(first, by=zhang, reason="缺页")
    for signature, content, by, other in ((first, agreed[0], sun, zhang), (second, agreed[1], zhang, sun)):
        scans.scan(signature, scan("章.jpg", content), by=by)
        scans.agree(signature, by=other)
    handed_over = list(files_of(package_of(paper.licence)).values())
    assert [content in handed_over for content in (returned, *agreed)] == [False, True, True]


def test_who_only_reads_figures_opens_nobodys_identity_papers(licence, sun, li):
    reader = person("何阅", "heyue", office("沈阳市科学技术局", SHENYANG), Role.READER)
    paper = filings.add_paper(licence, "handler", scan("身份证.pdf"), by=sun)
    addresses = [
        reverse("licensing:filing_package", args=[licence.pk]),
        reverse("licensing:voucher", args=[licence.pk, paper.evidence_id]),
    ]
    assert [client_of(reader).get(address).status_code for address in addresses] == [403, 404]
    for allowed in (sun, li):
        package, kept = (client_of(allowed).get(address) for address in addresses)
        assert package.status_code == 200
        assert b"".join(kept.streaming_content).startswith(b"%PDF")
