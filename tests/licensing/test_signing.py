"""孙's firm signs first, 张's university second; every act and every file stands in the log."""

import asyncio
import io
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from config.celery import TIMETABLE
from config.desk import Tab, lines
from licensing import sealing, verify_packet, verify_signed
from licensing.contract import Clause, read_contract
from licensing.models import Signature, SigningNote
from licensing.pdf import as_pdf
from licensing.services import answers, negotiation, papers, scans, signing
from licensing.services.papers import contract_for
from licensing.signed_packet import signed_packet
from licensing.signing import SignAction, SignState
from licensing.workflow import Side, Status
from outbox.models import Notice
from tenancy.refusals import Refused
from tenancy.roles import Role
from tests.cast import client_of, person
from tests.factories.licensing import member_of
from tests.factories.tenancy import platform
from tests.licensing.conftest import work

pytestmark = pytest.mark.django_db
ROOM = Path(sealing.__file__).parent


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path_factory):
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))


def of(paper, actor):
    return paper.signatures.get(party__organisation=actor.organisation)


def state_of(paper, actor):
    return of(paper, actor).state


def both_sign(paper, sun, zhang):
    for actor in (sun, zhang):
        signing.sign(of(paper, actor), by=actor)
        work(signing.SEAL)


def seals(paper):
    return list(paper.signing_notes.filter(action=SignAction.SEAL))


def scanned(name="scan.jpg", size=(1400, 2000)):
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue())


def test_the_licensee_signs_first_and_the_owner_is_asked_then(paper, sun, zhang):
    assert (state_of(paper, sun), state_of(paper, zhang)) == (SignState.ASKED, SignState.QUEUED)
    with pytest.raises(Refused, match="未轮到签署"):
        signing.sign(of(paper, zhang), by=zhang)
    signing.sign(of(paper, sun), by=sun)
    assert (state_of(paper, sun), state_of(paper, zhang)) == (SignState.SIGNED, SignState.ASKED)


@pytest.mark.requirement("F061")
def test_the_order_is_a_rule_of_the_province(licence, sun, zhang, monkeypatch):
    rules = SimpleNamespace(signing_order="any", signing_working_days=10)
    monkeypatch.setattr(signing, "policy_of", lambda province: rules)
    answers.confirm(licence, by=zhang)
    work(answers.BEGIN)
    assert {state_of(licence.papers.get(), actor) for actor in (sun, zhang)} == {SignState.ASKED}


def test_both_sign_and_the_file_proves_it_without_the_platform(paper, sun, zhang, tmp_path):
    both_sign(paper, sun, zhang)
    assert signing.is_complete(paper)
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(signing.signed_file(paper))
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(sealing.seal_of(paper.province).certificate())
    said = subprocess.run(
        [sys.executable, ROOM / "verify_signed.py", signed, certificate],
        capture_output=True,
        text=True,
        env={},
        cwd=tmp_path,
    )
    assert (said.returncode, said.stdout.count("有效")) == (0, 3), said
    assert sun.organisation.name in said.stdout
    assert zhang.organisation.name in said.stdout


def test_a_signed_file_that_is_not_there_is_named(tmp_path, capsys):
    assert verify_signed.main([str(tmp_path / "nowhere.pdf"), str(tmp_path / "certificate.pem")]) == 2
    assert capsys.readouterr().out.strip() == f"读不到文件：{tmp_path / 'nowhere.pdf'}"


def test_the_signed_file_begins_with_the_contract_and_each_seal_rests_on_the_one_before(paper, sun, zhang):
    both_sign(paper, sun, zhang)
    first, second = seals(paper)
    contract = as_pdf(read_contract(paper.content))
    assert signing.signed_file(paper).startswith(contract)
    assert (first.signed_sha256, second.signed_sha256) == (paper.sha256, first.sha256)


def test_seals_are_set_and_checked_where_an_event_loop_runs_already(paper, sun, zhang):
    signing.sign(of(paper, sun), by=sun)
    work(signing.SEAL)
    signing.sign(of(paper, zhang), by=zhang)
    before, mark, door = signing.signed_file(paper), signing.mark_of(of(paper, zhang)), sealing.seal_of(paper.province)

    async def in_a_server_of_another_kind():
        return verify_signed.report(door.seal(before, mark), [door.certificate()])

    with ThreadPoolExecutor(1) as aside:  # the browser of another test may have left its own loop in this thread
        found = aside.submit(lambda: asyncio.run(in_a_server_of_another_kind())).result()
    assert (found.faults, len(found.signatures)) == ((), 2)


@pytest.mark.parametrize("place", [40, 2000, -4000, -30])
def test_a_changed_byte_is_seen(paper, sun, place):
    signing.sign(of(paper, sun), by=sun)
    work(signing.SEAL)
    content = bytearray(signing.signed_file(paper))
    content[place] ^= 1
    assert not verify_signed.report(bytes(content), [sealing.seal_of(paper.province).certificate()]).is_genuine


def test_a_signature_of_somebody_elses_certificate_is_not_believed(paper, sun, settings, tmp_path):
    signing.sign(of(paper, sun), by=sun)
    work(signing.SEAL)
    settings.SEAL_FOLDER = str(tmp_path)
    stranger = sealing.PlatformSeal().certificate()
    found = verify_signed.report(signing.signed_file(paper), [stranger])
    assert "不是用所附证书" in found.faults[0]


@pytest.mark.requirement("F060")
def test_the_packet_holds_log_and_files_and_its_verifier_refuses_every_change(paper, sun, zhang):
    scans.scan(of(paper, sun), scanned(), by=sun)
    scans.agree(of(paper, sun), by=zhang)
    signing.sign(of(paper, zhang), by=zhang)
    work(signing.SEAL)
    packet = signed_packet(paper)
    assert packet == signed_packet(paper)
    assert verify_packet.faults(packet) == []
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != verify_packet.MANIFEST}
    for name in ("scan-1.jpg", "signed.pdf", "contract.pdf"):
        forged = verify_packet.packed(files | {name: files[name] + b" "})
        assert verify_packet.faults(forged), name
    other = files["signing.json"].replace(zhang.user.name.encode(), "王某".encode())
    stamp = files["stamp.json"].replace(*(verify_packet.sha256(log).encode() for log in (files["signing.json"], other)))
    for forged in ({"signing.json": other}, {"signing.json": other, "stamp.json": stamp}):
        assert "签署记录" in "".join(verify_packet.faults(verify_packet.packed(files | forged)))


def test_signing_twice_is_one_signature_and_one_seal(paper, sun):
    one = of(paper, sun)
    signing.sign(one, by=sun)
    with pytest.raises(Refused, match="已签署"):
        signing.sign(one, by=sun)
    signing.seal(of(paper, sun).pk, by=platform())
    signing.seal(of(paper, sun).pk, by=platform())
    assert len(seals(paper)) == 1


def test_the_licence_does_not_wait_for_signatures(paper, sun, zhang, li):
    signing.refuse(of(paper, sun), by=sun, reason="公章在外地")
    assert paper.licence.status in (Status.CONCLUDED, Status.CONFIRMED)
    assert Notice.objects.filter(user=li.user, sentence__contains="公章在外地").exists()
    assert Notice.objects.filter(user=zhang.user, sentence__contains="公章在外地").exists()


def test_an_owner_who_signs_the_negotiated_text_has_answered(licence, sun, zhang):
    """Nobody confirmed before: the two agreed on other clauses at once, and went on to sign."""
    wanted = [*contract_for(licence).clauses, Clause("保密", ("双方保密。",))]
    paper = negotiation.agree(negotiation.propose(licence, wanted, by=sun), by=zhang)
    signing.sign(of(paper, sun), by=sun)
    licence.refresh_from_db()
    assert licence.status == Status.CONCLUDED
    signing.sign(of(paper, zhang), by=zhang)
    licence.refresh_from_db()
    assert licence.status == Status.CONFIRMED
    assert licence.answered_at


@pytest.mark.requirement("F061")
def test_nobody_refuses_to_sign_without_a_reason_and_may_sign_after_all(paper, sun):
    with pytest.raises(Refused, match="理由"):
        signing.refuse(of(paper, sun), by=sun, reason=" ")
    signing.refuse(of(paper, sun), by=sun, reason="公章在外地")
    signing.sign(of(paper, sun), by=sun)
    assert state_of(paper, sun) == SignState.SIGNED


@pytest.mark.requirement("F061")
def test_it_is_handed_to_a_colleague_who_alone_signs_then(paper, sun):
    colleague = person("孙强", "sunqiang", sun.organisation, Role.ORGANISATION_ADMIN)
    signing.hand_on(of(paper, sun), by=sun, to=colleague.user.pk)
    with pytest.raises(Refused, match="已转交孙强"):
        signing.sign(of(paper, sun), by=sun)
    signing.sign(of(paper, sun), by=colleague)
    assert of(paper, sun).signed_by_name == "孙强"


def test_it_is_not_handed_to_another_organisation_nor_to_one_who_may_not_sign(paper, sun, zhang):
    handler = person("孙力", "sunli", sun.organisation, Role.HANDLER)
    for stranger in (zhang, handler):
        with pytest.raises(Refused, match="本单位有签署权限的同事"):
            signing.hand_on(of(paper, sun), by=sun, to=stranger.user.pk)


def test_another_organisation_cannot_sign(paper, zhang, sun):
    with pytest.raises(Refused, match="不能办理"):
        signing.sign(of(paper, sun), by=zhang)
    with pytest.raises(Refused, match="不能办理"):
        signing.sign(of(paper, sun), by=member_of(zhang.organisation))


def test_for_a_party_without_an_account_the_others_bring_its_paper_and_nothing_else(licence, sun, zhang):
    absent = licence.parties.create(province=licence.province, side=Side.LICENSOR, position=2, name="海岸材料研究所")
    answers.confirm(licence, by=zhang)
    work(answers.BEGIN)
    signing.sign(of(licence.papers.get(), sun), by=sun)
    one = licence.papers.get().signatures.get(party=absent)
    for actor in (sun, zhang):
        with pytest.raises(Refused, match="不能办理"):
            signing.sign(one, by=actor)
        with pytest.raises(Refused, match="不能办理"):
            signing.refuse(one, by=actor, reason="不想签")
        shown = client_of(actor).get(reverse("licensing:signing", args=[licence.pk])).text
        assert "谢绝签署：海岸材料研究所" not in unescape(shown)
    scans.scan(one, scanned(), by=sun)
    scans.agree(one, by=zhang)
    assert Signature.objects.get(pk=one.pk).state == SignState.SIGNED


def test_a_scan_is_compared_and_counts_when_the_other_side_agrees(paper, sun, zhang):
    scans.scan(of(paper, sun), scanned(size=(300, 400)), by=sun)
    hints = of(paper, sun).notes.get(action=SignAction.SCAN).hints
    assert any("图片只有1页" in hint for hint in hints)
    assert any("像素偏低" in hint for hint in hints)
    with pytest.raises(Refused):
        scans.agree(of(paper, sun), by=sun)
    scans.agree(of(paper, sun), by=zhang)
    assert (state_of(paper, sun), state_of(paper, zhang)) == (SignState.SIGNED, SignState.ASKED)


def test_a_scan_is_returned_with_a_reason(paper, sun, li):
    scans.scan(of(paper, sun), scanned(), by=sun)
    scans.send_back(of(paper, sun), by=li, reason="第3页缺章")
    assert state_of(paper, sun) == SignState.ASKED
    assert Notice.objects.filter(user=sun.user, sentence__contains="第3页缺章").exists()


def test_the_unsigned_contract_is_no_scan(paper, sun):
    unsigned = SimpleUploadedFile("合同.pdf", as_pdf(read_contract(paper.content)))
    with pytest.raises(Refused, match="未签字盖章的合同原文件"):
        scans.scan(of(paper, sun), unsigned, by=sun)
    assert not paper.signing_notes.filter(action=SignAction.SCAN).exists()


@pytest.mark.parametrize("content", [b"", b"MZ not a scan"])
def test_what_is_no_scan_is_refused_by_name(paper, sun, content):
    with pytest.raises(Refused, match="坏文件"):
        scans.scan(of(paper, sun), SimpleUploadedFile("坏文件.pdf", content), by=sun)


@pytest.mark.requirement("F061")
def test_who_does_not_sign_is_reminded_every_few_days_and_the_office_reads_of_it_once(paper, sun, li):
    assert "licensing.remind_signers" in TIMETABLE
    due = of(paper, sun).due_on
    for days in range((due - timezone.localdate()).days + 12):
        signing.remind(by=platform(), today=timezone.localdate() + timedelta(days=days))
    reminded = paper.signing_notes.filter(action=SignAction.REMIND).count()
    assert reminded >= 5
    assert Notice.objects.filter(user=sun.user, sentence__contains="签署").count() == reminded + 1
    assert Notice.objects.filter(user=li.user, sentence__contains="已逾期").count() == 1


def test_who_has_signed_is_left_alone(paper, sun):
    signing.sign(of(paper, sun), by=sun)
    signing.remind(by=platform(), today=timezone.localdate() + timedelta(days=3))
    assert not of(paper, sun).notes.filter(action=SignAction.REMIND).exists()


def test_it_lies_on_the_desks_of_those_it_waits_for(paper, sun, zhang, li):
    def titles(actor):
        return [line.queue.name for line in lines(Tab.TODO, actor)]

    assert "signatures" in titles(sun)
    scans.scan(of(paper, sun), scanned(), by=sun)
    assert "scans" in titles(zhang)
    scans.send_back(of(paper, sun), by=zhang, reason="缺章")
    signing.refuse(of(paper, sun), by=sun, reason="公章在外地")
    assert "unsigned" in titles(li)


class Unreachable:
    """A province's seal that does not answer."""

    def seal(self, content, mark):
        raise TimeoutError("the seal does not answer")

    def certificate(self):
        return b""


class Wrong(sealing.PlatformSeal):
    """A seal that gives back another document."""

    def seal(self, content, mark):
        return super().seal(content.replace(b"%PDF-1.7", b"%PDF-1.6"), mark)


@pytest.mark.parametrize("door", ["Unreachable", "Wrong"])
def test_a_seal_that_fails_delays_the_file_and_loses_nothing(paper, sun, settings, door):
    settings.ELECTRONIC_SEALS = {"ln": f"{__name__}.{door}"}
    signing.sign(of(paper, sun), by=sun)
    with pytest.raises((TimeoutError, ValueError)), transaction.atomic():
        signing.seal(of(paper, sun).pk, by=platform())
    assert (state_of(paper, sun), seals(paper)) == (SignState.SIGNED, [])
    settings.ELECTRONIC_SEALS = {}
    work(signing.SEAL)
    assert len(seals(paper)) == 1


def test_the_key_is_private_and_made_once(settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path / "private")
    first, second = sealing.PlatformSeal(), sealing.PlatformSeal()
    kept = tmp_path / "private" / "platform.p12"
    assert first.certificate() == second.certificate()
    assert oct(kept.stat().st_mode)[-3:] == "600"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert sealing.PlatformSeal().certificate() == first.certificate()
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ValueError, match="SECRET_KEY"):
        sealing.PlatformSeal()


def test_the_log_cannot_be_changed(paper):
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningNote.objects.update(reason="")


def test_on_the_page_sun_signs_and_zhang_sees_it(paper, sun, zhang):
    browser, page = client_of(sun), reverse("licensing:signing", args=[paper.licence_id])
    assert "电子签名与手写签名、盖章具有同等效力" in browser.get(page).content.decode()
    act = reverse("licensing:sign_act", args=[paper.licence_id, of(paper, sun).pk])
    assert state_of(paper, sun) == SignState.ASKED
    browser.post(act, {"action": "sign"}, headers={"referer": page})
    assert state_of(paper, sun) == SignState.ASKED  # the box was not ticked
    browser.post(act, {"action": "sign", "agreed": "on"})
    work(signing.SEAL)
    shown = client_of(zhang).get(page).content.decode()
    assert seals(paper)[0].sha256 in shown


def test_files_and_packet_are_for_those_it_concerns(paper, sun, wang):
    scans.scan(of(paper, sun), scanned("合同 扫描.jpg"), by=sun)
    note = of(paper, sun).notes.get(action=SignAction.SCAN)
    for address in (
        reverse("licensing:signing_file", args=[paper.licence_id, note.pk]),
        reverse("licensing:signed_packet", args=[paper.licence_id]),
        reverse("licensing:signing", args=[paper.licence_id]),
    ):
        assert client_of(sun).get(address).status_code == 200
        assert client_of(wang).get(address).status_code == 404


def test_each_unknown_act_is_refused_in_words(paper, sun):
    act = reverse("licensing:sign_act", args=[paper.licence_id, of(paper, sun).pk])
    page = reverse("licensing:signing", args=[paper.licence_id])
    for action in ("", "burn", "seal"):
        assert client_of(sun).post(act, {"action": action}, headers={"referer": page}).status_code == 302
    assert state_of(paper, sun) == SignState.ASKED


def test_the_contract_is_one_and_the_same_for_both(paper, sun):
    assert papers.make_contract(paper.licence, by=platform()) == paper
