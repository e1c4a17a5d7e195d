"""Anyone with a contract may ask: is it genuine, who has signed it, and is this the file that was kept?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from licensing import certificate_pages, checking
from licensing.checking import checked
from licensing.contract import Clause, read_contract
from licensing.forms.acceptance import SEEN
from licensing.pdf import as_pdf
from licensing.services import negotiation, scans, signing
from licensing.services.papers import contract_for, make_contract
from tenancy.models import Province
from tenancy.scope import acting
from tests.cast import LIAONING
from tests.factories.tenancy import platform
from tests.licensing.test_signing import scanned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = settings.SEAL_FOLDER = str(tmp_path)


@pytest.fixture
def signed(licence, sun, zhang):
    """Both have signed; the seals are on the file."""
    paper = make_contract(licence, by=platform())
    signing.begin(paper, by=platform())
    for actor in (sun, zhang):
        one = paper.signatures.get(party__organisation=actor.organisation)
        signing.sign(one, by=actor)
        signing.seal(one.pk, by=platform())
    return paper


def code_of(paper):
    return read_contract(paper.content).check_code


def file_of(content, name="contract.pdf"):
    return SimpleUploadedFile(name, content)


def test_who_asks_reads_who_signed_with_masked_names(signed, sun, zhang):
    found = checked(signed.licence.number, code_of(signed))
    assert found.is_signed
    assert len(found.signatures) == 2
    text = "".join(found.signatures)
    assert "电子签名" in text
    assert sun.organisation.name not in text
    assert zhang.user.name not in text


def test_the_signed_file_is_recognised_and_a_changed_byte_is_not(signed):
    with acting(province=LIAONING):
        content = signing.signed_file(signed)
    number, code = signed.licence.number, code_of(signed)
    genuine = checked(number, code, file_of(content)).file
    assert (genuine.is_genuine, len(genuine.signatures)) == (True, 2)
    assert "签署完成" in genuine.sentence
    for place in (100, -100):
        changed = bytearray(content)
        changed[place] ^= 1
        assert not checked(number, code, file_of(bytes(changed))).file.is_genuine


def test_what_a_stranger_made_to_keep_a_reader_busy_is_only_hashed(signed, monkeypatch):
    monkeypatch.setattr(checking, "report", None)
    trap = b"%PDF-1.7\n1 0 obj\n<< /AcroForm << /Fields [" + b"5 0 R " * 1000 + b"] >> >>"
    found = checked(signed.licence.number, code_of(signed), file_of(trap)).file
    assert (found.is_genuine, found.signatures) == (False, ())


def test_the_contract_without_signatures_is_said_to_be_that(signed):
    unsigned = as_pdf(read_contract(signed.content))
    assert "没有签章" in checked(signed.licence.number, code_of(signed), file_of(unsigned)).file.sentence


def test_the_page_takes_a_file_and_an_odd_one_is_refused_in_words(signed, client):
    said = {"number": signed.licence.number, "code": code_of(signed)}
    address = reverse("licensing:check")
    page = client.post(address, said | {"file": file_of(as_pdf(read_contract(signed.content)))}).content.decode()
    assert "逐字节一致" in page
    answer = client.post(
        address, said | {"file": file_of(b"MZ", "virus.pdf")}, headers={"referer": address}, follow=True
    )
    assert "virus.pdf" in answer.content.decode()


def test_without_the_right_code_nothing_is_told(signed):
    assert checked(signed.licence.number, "0000-0000-0000") is None
    assert checked("LN-XK-2026-99999", code_of(signed)) is None
    assert checked("?", "?") is None


def test_a_scan_proves_something_once_the_other_side_has_compared_it_and_not_before(paper, sun, zhang):
    """A party may bring any paper: nothing that was altered becomes genuine by being sent to the platform."""
    first, second = (scanned(size=(1400, height)).read() for height in (2000, 2100))

    def verdict(content):
        return checked(paper.licence.number, code_of(paper), file_of(content, "scan.jpg")).file

    signature = paper.signatures.get(party__organisation=sun.organisation)
    scans.scan(signature, file_of(first, "scan.jpg"), by=sun)
    assert (verdict(first).is_genuine, "没有核对无误" in verdict(first).sentence) == (False, True)
    scans.send_back(signature, by=zhang, reason="第3页与合同不符")
    scans.scan(signature, file_of(second, "scan.jpg"), by=sun)
    scans.agree(signature, by=zhang)
    assert [verdict(content).is_genuine for content in (first, second)] == [False, True]


def test_the_file_of_a_text_that_was_replaced_is_said_to_be_that_beside_the_code_of_the_newest(licence, sun, zhang):
    first = make_contract(licence, by=platform())
    wanted = [*contract_for(licence).clauses, Clause("保密", ("双方保密。",))]
    newest = negotiation.agree(negotiation.propose(licence, wanted, by=sun), by=zhang)
    said = [
        checked(licence.number, code_of(newest), file_of(as_pdf(read_contract(paper.content)))).file.sentence
        for paper in (first, newest)
    ]
    assert ["已被取代" in sentence for sentence in said] == [True, False]


@pytest.mark.requirement("CN-01")
def test_each_possible_tenant_is_accepted_from_and_its_papers_are_found():
    """Not all of them have two letters (scfw)."""
    for slug in Province.objects.values_list("slug", flat=True):
        letters = slug.upper()
        assert SEEN.fullmatch(f"{letters}2026000001:1"), slug
        assert checking.NUMBER.fullmatch(f"{letters}-XK-2026-00001"), slug
        assert certificate_pages.NUMBER.fullmatch(f"{letters}-ZM-2026-00001"), slug


@pytest.mark.parametrize("apart", ["", " ", " - "])
def test_the_code_is_read_however_its_groups_are_set_apart(signed, apart):
    assert checked(signed.licence.number, code_of(signed).lower().replace("-", apart))
