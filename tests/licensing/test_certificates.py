"""A unit's certificate of what it licensed: anyone can check it, on the platform and without it (HB-41, ZJ-42)."""

import subprocess
import sys
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from audit.models import Event
from licensing.certificate import changes_since, figures
from licensing.contract import code_of
from licensing.models import Certificate
from licensing.pdf import as_certificate, certificate_packet
from licensing.services import acceptance, answers, certificates, payments, scheduling
from licensing.verify_packet import faults, sha256
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.licensing import acceptance_of, lost, paid
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db
CHECK = "/licences/certificates/check/"


@pytest.fixture
def certificate(licence, zhang):
    return certificates.issue(by=zhang)


def asked(web, certificate, code=None):
    given = {"number": certificate.number, "code": code or code_of(certificate.digest)}
    return web.get(reverse("licensing:check_certificate"), given).content.decode()


@pytest.mark.requirement("HB-41", "ZJ-42")
def test_a_certificate_has_number_licences_and_sums_and_anyone_can_check_it(certificate, licence, client):
    assert certificate.number.startswith("LN-ZM-")
    assert certificate.content["totals"]["amount"] == "50000"
    assert [line["number"] for line in certificate.content["lines"]] == [licence.number]
    page = asked(client, certificate)
    assert "与平台记录一致" in page
    assert "没有变化" in page
    assert certificate.content["unit"] in page
    assert licence.licensee_name not in page


def test_what_no_licensee_reported_is_not_told_as_nothing(certificate, client):
    assert "尚未填报" in asked(client, certificate)
    assert ("被许可人填报的销售额", "300000元") in figures(
        certificate.content["totals"] | {"told": "2", "sales": "300000"}
    )


def test_a_wrong_code_or_number_is_told(certificate, client):
    for code in ("0000-0000-0000", "甲"):
        assert "没有编号和校验码都相符的证明" in asked(client, certificate, code)
    assert "没有编号" in client.get(CHECK, {"number": "XX-ZM-1-1", "code": "1"}).content.decode()


def test_what_changed_since_is_shown_in_any_language(certificate, licence, zhang, sun, client):
    answers.confirm(licence, by=zhang)
    acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    assert f"许可{licence.number}出具时为" in changes_since(certificate)[0]
    page = asked(client, certificate)
    assert "其后又达成许可" in page
    with translation.override("en"):
        assert len(changes_since(certificate)) == 2


def test_a_patent_that_was_lost_shows(certificate, licence, client):
    lost(licence.patents.get().patent_number)
    assert licence.number in asked(client, certificate).split("出具后的变化")[1]


def test_the_unit_revokes_it_once_with_a_reason_and_the_public_page_says_so(certificate, zhang, client):
    with pytest.raises(Refused, match="理由"):
        certificates.revoke(certificate, by=zhang, reason=" ")
    certificates.revoke(certificate, by=zhang, reason="列错了发明人")
    page = asked(client, certificate)
    assert "已经撤销" in page
    assert "列错了发明人" in page
    with pytest.raises(Refused, match="已经撤销"):
        certificates.revoke(certificate, by=zhang, reason="再次")
    assert Event.objects.filter(verb="certificate.revoke", subject_id=certificate.pk).count() == 1


def test_the_office_of_the_place_may_revoke_it_and_a_stranger_may_not(certificate, li, sun):
    with pytest.raises(Refused, match="可以撤销"):
        certificates.revoke(certificate, by=sun, reason="无关")
    certificates.revoke(certificate, by=li, reason="核查发现填报不实")
    assert Certificate.objects.get().revoked_by_name == li.name


def test_an_inventors_certificate_has_only_the_patents_that_the_unit_chose(zhang, sun):
    first, second = (acceptance.accept(acceptance_of(offered_by(zhang)), by=sun) for _ in range(2))
    chosen = first.patents.get().patent_number
    made = certificates.issue(by=zhang, inventor="张伟", patents=[chosen])
    assert [line["number"] for line in made.content["lines"]] == [first.number]
    assert made.inventor == "张伟"
    with pytest.raises(Refused, match="请选择该发明人的专利"):
        certificates.issue(by=zhang, inventor="张伟")
    assert second.number not in str(made.content)


def test_of_a_package_an_inventors_certificate_has_their_patents_and_their_part_of_the_fee(zhang, sun):
    package = acceptance.accept(acceptance_of(offered_by(zhang), offered_by(zhang)), by=sun)
    scheduling.schedule(package, by=platform())
    first, second = package.patents.all()
    for due in package.dues.all():
        payments.receive(due, paid(due.amount), by=zhang)
    totals = certificates.issue(by=zhang, inventor="张伟", patents=[first.patent_number]).content["totals"]
    assert (totals["licences"], totals["patents"]) == ("1", "1")
    assert {Decimal(totals["amount"]), Decimal(totals["received"])} == {first.amount}
    assert first.amount < first.amount + second.amount == package.amount


def test_nobody_gets_a_certificate_of_nothing(zhang):
    with pytest.raises(Refused, match="没有已达成的许可"):
        certificates.issue(by=zhang)


def test_the_same_certificate_is_the_same_bytes_and_the_verifier_needs_no_platform(certificate, tmp_path):
    packet = certificate_packet(certificate.content, certificate.digest)
    assert packet == certificate_packet(Certificate.objects.get().content, certificate.digest)
    path = tmp_path / "packet.zip"
    path.write_bytes(packet)
    command = [sys.executable, "-I", "-S", "licensing/verify_packet.py", str(path), sha256(packet)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    places = [*range(0, len(packet), 997), *range(len(packet) - 300, len(packet))]
    assert [at for at in places if not faults(packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1 :])] == []


def test_forged_sums_do_not_fit_the_check_code(certificate):
    forged = certificate.content | {"totals": certificate.content["totals"] | {"sales": "99999999"}}
    assert faults(certificate_packet(forged, certificate.digest)) == ["证明的内容与校验码不符"]


def test_the_unit_asks_on_its_page_and_others_do_not_find_it(licence, zhang, wang, sun):
    web = client_of(zhang)
    answer = web.post(reverse("licensing:issue_certificate"), {"inventor": "", "patents": []})
    made = Certificate.objects.get()
    assert answer.headers["Location"] == reverse("licensing:certificate", args=[made.pk])
    assert made.number in web.get(reverse("licensing:certificates")).content.decode()
    assert web.get(reverse("licensing:certificate_pdf", args=[made.pk])).content == as_certificate(
        made.content, made.digest
    )
    for stranger in (wang, sun):
        assert client_of(stranger).get(reverse("licensing:certificate", args=[made.pk])).status_code == 404
