"""The evidence packet proves an acceptance without the platform, and refuses any changed byte."""

import json
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from audit import seals
from audit.models import Event
from licensing.models import Licence
from licensing.sealed_packet import sealed_packet_of
from licensing.sealing import stamper
from licensing.services import acceptance, papers
from licensing.services.papers import make_contract, packet_for
from licensing.verify_packet import canonical, faults, packed, sha256
from outbox.models import Job, Notice
from outbox.notices import read
from outbox.registry import handler_of
from publication import announce, inclusion
from publication.choices import Outcome
from publication.models import Record
from tenancy.refusals import Refused
from tenancy.release import digest_of, release
from tests.cast import client_of
from tests.factories.licensing import acceptance_of
from tests.factories.publication import FREE, ChannelFactory, OfferFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by, owned_by
from tests.licensing.test_forged_acceptances import page_of

pytestmark = pytest.mark.django_db
STEP = 61  # every so many bytes of the packet are changed, and all of its last thousand


@pytest.fixture
def packet(licence):
    make_contract(licence, by=platform())
    return packet_for(licence)[0]


def files_of(packet, tmp_path):
    path = tmp_path / "packet.zip"
    path.write_bytes(packet)
    return path


def verified(path, *more):
    """As a court's clerk runs it: nothing of ours on the path, no site packages."""
    script = "licensing/verify_packet.py"
    run = subprocess.run([sys.executable, "-I", "-S", script, str(path), *more], capture_output=True, check=False)
    return run.returncode, run.stdout.decode()


def test_the_verifier_runs_without_the_platform(packet, tmp_path):
    path = files_of(packet, tmp_path)
    code, said = verified(path, sha256(packet))
    assert (code, sha256(packet) in said) == (0, True)


def test_a_file_that_is_not_there_is_named(tmp_path):
    code, said = verified(tmp_path / "nowhere.zip")
    assert (code, said.strip()) == (2, f"读不到文件：{tmp_path / 'nowhere.zip'}")


def test_any_changed_byte_is_refused(packet):
    assert faults(packet) == []
    places = [*range(0, len(packet), STEP), *range(len(packet) - 1000, len(packet))]
    passed = [place for place in places if not faults(_flipped(packet, place))]
    assert passed == []


def _flipped(packet: bytes, place: int) -> bytes:
    return packet[:place] + bytes([packet[place] ^ 1]) + packet[place + 1 :]


@pytest.mark.parametrize("harm", [lambda p: p[:-1], lambda p: p + b"\0", lambda p: b"", lambda p: b"PK" + p])
def test_what_was_cut_or_added_is_refused(packet, harm):
    assert faults(harm(packet))


def test_a_packet_made_anew_is_refused_by_the_hash_of_the_receipt(packet):
    forged = packed({"terms.json": b"[]"})
    assert faults(forged, sha256(packet))
    assert faults(forged)


def test_the_packet_is_the_same_whenever_it_is_made(record, licence, packet, zhang):
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="让利")
    announce.note_check([record], outcome=Outcome.ATTENTION, source="公报")
    later, kept = packet_for(licence)
    assert later == packet
    assert sha256(later) == kept


def test_it_says_what_was_shown_who_pressed_how_that_was_proved_when_and_what_the_checks_had_said(record, zhang, sun):
    announce.note_check([record], outcome=Outcome.ATTENTION, source="专利登记簿副本")
    address = reverse("licensing:accept", args=[record.number])
    client_of(sun).post(address, page_of(record), headers={"user-agent": "Mozilla/5.0"})
    licence = Licence.objects.get()
    make_contract(licence, by=platform())
    files = inside(packet_for(licence)[0])
    [shown], [check] = json.loads(files["terms.json"]), json.loads(files["checks.json"])
    version = record.current
    assert (shown["content"]["fee_sentence"], shown["digest"]) == (version.fee_sentence, version.digest)
    assert (check["outcome"], check["source"]) == (Outcome.ATTENTION, "专利登记簿副本")
    said = json.loads(files["acceptance.json"])
    assert {party["credit_code"] for party in said["parties"]} == {
        actor.organisation.credit_code for actor in (zhang, sun)
    }
    assert (said["accepted_by"], said["page_key"]) == (sun.name, str(licence.key))
    assert (said["accepted_at"], bool(said["recorded_at"])) == (licence.accepted_at.isoformat(), True)
    proved = said["identity"]
    assert (proved["pressed"], proved["organisation_confirmed"]) == ("确认接受许可", True)
    assert (proved["origin"]["address"], proved["origin"]["agent"]) == ("127.0.0.1", "Mozilla/5.0")
    assert proved["origin"]["proofs"]


def test_it_names_the_programme_that_took_the_press_and_both_clocks(licence, packet, tmp_path):
    said = json.loads(inside(packet)["acceptance.json"])
    assert said["identity"]["release"] == release() == digest_of(Path(settings.BASE_DIR))
    apart = datetime.fromisoformat(said["recorded_at"]) - datetime.fromisoformat(said["accepted_at"])
    assert abs(apart) < timedelta(minutes=1)
    (tmp_path / "licensing").mkdir()
    (tmp_path / "licensing" / "rule.py").write_text("FEE = 1\n")
    before = digest_of(tmp_path)
    (tmp_path / "licensing" / "rule.py").write_text("FEE = 2\n")
    assert digest_of(tmp_path) != before


def test_a_package_is_proved_as_a_whole(zhang, sun):
    licence = acceptance.accept(acceptance_of(*[offered_by(zhang) for _ in range(3)]), by=sun)
    make_contract(licence, by=platform())
    assert faults(*packet_for(licence)) == []


def test_a_later_program_that_draws_otherwise_gives_the_packet_of_the_receipt(licence, packet, sun, monkeypatch):
    monkeypatch.setattr(papers, "as_pdf", lambda _contract: b"%PDF-1.7 of another release")
    assert packet_for(licence) == (packet, sha256(packet))
    drawn = client_of(sun).get(reverse("licensing:contract_pdf", args=[licence.pk])).content
    assert sha256(drawn) == licence.papers.get().sha256


def test_a_packet_whose_file_was_lost_is_made_anew(licence, packet):
    licence.papers.get().packet.delete(save=False)
    assert packet_for(licence)[0] == packet


def test_a_packet_that_was_changed_on_the_disk_is_not_given_out_for_the_one_of_the_receipt(licence, packet):
    kept = licence.papers.get().packet
    with kept.storage.open(kept.name, "wb") as file:
        file.write(_flipped(packet, len(packet) // 2))
    assert packet_for(licence)[0] == packet


def test_what_would_be_other_bytes_now_is_handed_out_neither_as_the_packet_nor_as_the_contract(
    licence, packet, monkeypatch
):
    """The receipt would call it forged."""
    paper = licence.papers.get()
    paper.packet.delete(save=False)
    monkeypatch.setattr(papers, "as_pdf", lambda _contract: b"%PDF-1.7 of another release")
    for asked in (packet_for, papers.pdf_for):
        with pytest.raises(Refused, match="从备份恢复"):
            asked(licence)


def test_until_it_is_made_people_are_told_to_wait(licence):
    with pytest.raises(Refused, match="正在生成"):
        packet_for(licence)


def test_both_sides_are_told_the_hash_that_proves_it(licence, zhang, sun):
    job = Job.objects.get(kind="licensing.draw_contract")
    for _ in range(2):
        handler_of(job.kind)(job, **job.payload)
    told = Notice.objects.filter(sentence__contains=licence.papers.get().packet_sha256)
    assert {notice.user_id for notice in told} == {zhang.user.pk, sun.user.pk}
    assert told.count() == 2


def test_both_sides_download_it_and_others_do_not(licence, packet, zhang, sun, wang):
    address = reverse("licensing:evidence", args=[licence.pk])
    for person in (zhang, sun):
        answer = client_of(person).get(address)
        assert answer.content == packet
        assert answer["X-Packet-SHA256"] == sha256(packet)
    assert client_of(wang).get(address).status_code == 404


@pytest.fixture
def sealed(licence, packet, monkeypatch):
    return under_a_seal(licence, monkeypatch)


def under_a_seal(licence, monkeypatch):
    """All events lie under a seal; in the open transaction of a test the clock of the database stands still."""
    last = Event.objects.latest("recorded_at").recorded_at
    monkeypatch.setattr(seals, "horizon", lambda _settled: last + timedelta(seconds=1))
    seals.seal()
    return sealed_packet_of(licence)


def inside(archive) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}


def test_the_proof_of_inclusion_and_the_stamp_are_checked_without_the_platform(sealed, packet, tmp_path):
    code, said = verified(files_of(sealed, tmp_path), sha256(packet))
    assert (code, "真实、完整" in said) == (0, True)
    assert inside(sealed)["packet.zip"] == packet
    assert faults(sealed, "0" * 64)


def test_any_changed_byte_of_the_proof_is_refused(sealed):
    places = [*range(0, len(sealed), 40 * STEP), *range(len(sealed) - 120, len(sealed))]
    assert [place for place in places if not faults(_flipped(sealed, place))] == []


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("stamp.json", '"sealed_at": "20', '"sealed_at": "19', "不是用所附证书"),
        ("proof.json", '"mark": "', '"mark": "0', "封签"),
        ("proof.json", "licence.accept", "licence.refuse", "不在封签之内"),
    ],
)
def test_a_proof_packed_anew_with_other_words_is_refused(sealed, name, before, after, words):
    files = inside(sealed)
    files[name] = files[name].decode().replace(before, after, 1).encode()
    assert words in "".join(faults(packed(files)))


def test_it_says_when_both_sides_received_the_hash_and_opened_it(licence, sealed, zhang, sun):
    job = Job.objects.get(kind="licensing.draw_contract")
    handler_of(job.kind)(job, **job.payload)
    read(Notice.objects.get(user=sun.user, sentence__contains="证据包"))
    later = sealed_packet_of(licence)
    told = {line["name"]: bool(line["read_at"]) for line in json.loads(inside(later)["receipts.json"])}
    assert told == {zhang.user.name: False, sun.user.name: True}
    assert faults(later) == []
    assert "收讫记录" in "".join(faults(packed(inside(later) | {"receipts.json": b"[]"})))


def test_the_proof_of_another_licence_does_not_fit(sealed, zhang, sun):
    other = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    make_contract(other, by=platform())
    forged = packed(inside(sealed) | {"packet.zip": packet_for(other)[0]})
    assert len(faults(forged)) >= 3


def proof_of(archive):
    return json.loads(inside(archive)["proof.json"])


def stamped_anew(archive, **other):
    """As the platform itself could forge it: other words in the proof, and a true stamp on them."""
    files = inside(archive)
    files["proof.json"] = canonical(proof_of(archive) | other)
    said = json.loads(files["stamp.json"])["said"] | {"proof_sha256": sha256(files["proof.json"])}
    signature = stamper().signature_of(canonical(said)).hex()
    return packed(files | {"stamp.json": canonical({"said": said, "signature": signature})})


def test_the_accepted_words_are_proved_to_have_stood_in_the_sealed_history_before(record, sealed):
    [told] = proof_of(sealed)["published"]
    assert told["lines"] == [f"{record.number} 1 {record.current.digest}"]
    assert json.loads(told["text"])["verb"] == "publication.publish"
    assert json.loads(inside(sealed)["stamp.json"])["said"]["older"] == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda told: [],
        lambda told: [told | {"lines": [told["lines"][0][:-1] + "x"]}],
        lambda told: [told | {"text": told["text"].replace("publication.publish", "publication.suspended")}],
    ],
)
def test_even_a_true_stamp_does_not_prove_words_that_the_history_lacks(sealed, harm):
    [told] = proof_of(sealed)["published"]
    assert faults(stamped_anew(sealed)) == []
    assert "没有接受之前公布并已封存的记录" in "".join(faults(stamped_anew(sealed, published=harm(told))))


def test_a_version_that_followed_another_is_proved_by_its_own_event(record, zhang, sun, monkeypatch):
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="让利")
    licence = acceptance.accept(acceptance_of(Record.objects.get(pk=record.pk)), by=sun)
    make_contract(licence, by=platform())
    archive = under_a_seal(licence, monkeypatch)
    assert [json.loads(told["text"])["verb"] for told in proof_of(archive)["published"]] == ["publication.changed"]
    assert faults(archive) == []


def test_of_many_that_went_out_together_a_part_is_enough(zhang, sun, monkeypatch):
    monkeypatch.setattr(inclusion, "HUNDRED", 2)
    offers = [OfferFactory(owners=owned_by(zhang)) for _ in range(3)]
    announcement = announce.publish(offers, by=platform(), channels=[ChannelFactory()])
    last = Record.objects.filter(announcement=announcement).latest("number")
    licence = acceptance.accept(acceptance_of(last), by=sun)
    make_contract(licence, by=platform())
    archive = under_a_seal(licence, monkeypatch)
    assert [told["lines"] for told in proof_of(archive)["published"]] == [[f"{last.number} 1 {last.current.digest}"]]
    assert faults(archive) == []


def test_what_was_published_before_the_history_kept_digests_is_said_to_be_so(zhang, sun, monkeypatch):
    monkeypatch.setattr(announce, "hashes_of", lambda _lines: [])
    older = offered_by(zhang)
    licence = acceptance.accept(acceptance_of(older), by=sun)
    make_contract(licence, by=platform())
    archive = under_a_seal(licence, monkeypatch)
    said = json.loads(inside(archive)["stamp.json"])["said"]
    assert (said["older"], faults(archive)) == ([f"{older.number} 1 {older.current.digest}"], [])


def test_before_the_history_is_sealed_people_are_told_to_wait(licence, packet, sun):
    with pytest.raises(Refused, match="尚未封存"):
        sealed_packet_of(licence)
    page = client_of(sun).get(licence.get_absolute_url()).content.decode()
    assert reverse("licensing:sealed_evidence", args=[licence.pk]) in page


def test_the_sealed_packet_is_the_same_whenever_it_is_made(licence, sealed):
    assert sealed_packet_of(licence) == sealed
    assert json.loads(inside(sealed)["stamp.json"])["said"]["number"] == licence.number
