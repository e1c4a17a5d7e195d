"""The contract of a licence: the very version that was accepted, complete, the same bytes for the same licence."""

import contextlib
import hashlib
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from licensing import contract as contracts
from licensing import pdf
from licensing.contract import Template, contract_of, read_contract
from licensing.services import acceptance
from licensing.services.papers import contract_for, make_contract
from publication import announce
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.licensing import acceptance_of
from tests.factories.publication import FREE, OfferFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by, owned_by

pytestmark = pytest.mark.django_db
MODULES = 37  # of the square on each side


def pages_of(content: bytes) -> list[str]:
    """The text of each page, as a reader's program finds it."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def text_of(contract) -> str:
    return " ".join(line for clause in contract.clauses for line in clause.text)


@pytest.fixture
def package(zhang, sun):
    return acceptance.accept(acceptance_of(*[offered_by(zhang) for _ in range(3)]), by=sun)


@pytest.mark.requirement("LN-60", "CN-41", "XY-52")
def test_the_contract_has_all_published_terms_and_both_parties(package, zhang, sun):
    text = "".join("".join(pages_of(pdf.as_pdf(contract_of(package)))).split())
    for patent in package.patents.all():
        assert f"ZL{patent.patent_number}" in text
        assert f"第{patent.version}版" in text
    for organisation in (zhang.organisation, sun.organisation):
        assert organisation.name in text
        assert organisation.credit_code in text
    assert "人民币壹拾伍万元整" in text


@pytest.mark.requirement("LN-78", "CN-66")
def test_the_contract_shows_the_version_of_its_template_and_says_that_it_is_a_model(licence):
    text = "".join("".join(pages_of(pdf.as_pdf(contract_of(licence)))).split())
    assert contracts.model().version.replace(" ", "") in text
    assert "示范模型" in text


def test_each_page_has_number_code_and_x_of_y(package):
    contract = contract_of(package)
    pages = pages_of(pdf.as_pdf(contract))
    assert len(pages) > 2
    for place, page in enumerate(pages, 1):
        assert contract.number in page
        assert contract.check_code in page
        assert f"第{place}页共{len(pages)}页" in re.sub(r"\s", "", page)


def square_on(page) -> tuple[tuple[int, ...], ...]:
    """The modules of the only drawing in the head of a printed page, as a telephone sees them."""
    drawn = page.render(scale=3).to_pil().convert("L").point(lambda grey: 255 * (grey < 128))
    head = drawn.crop((drawn.width // 2, 0, drawn.width, round(drawn.height * 32 / 297)))
    square = head.crop(head.getbbox())
    return tuple(
        tuple(int(square.getpixel((round((x + 0.5) * width), round((y + 0.5) * width))) > 0) for x in range(MODULES))
        for width in [square.width / MODULES]
        for y in range(MODULES)
    )


def test_the_square_on_each_page_leads_to_its_check(licence, client):
    contract = contract_of(licence)
    check = f"/licences/check/?number={contract.number}&code={contract.check_code}"
    wanted = segno.make(f"{settings.SITE_URL}{check}", error="m", mask=3).matrix
    assert len(wanted) == MODULES
    with contextlib.closing(PdfDocument(pdf.as_pdf(contract))) as drawn:
        assert len(drawn) > 1
        assert {square_on(page) for page in drawn} == {tuple(map(tuple, wanted))}
    assert "与平台记录一致" in client.get(check).content.decode()


def test_the_annex_repeats_what_was_published_word_for_word(package):
    text = "".join("".join(pages_of(pdf.as_pdf(contract_of(package)))).split())
    annex = text.partition("附件：接受时公布的许可条件")[2]
    for patent in package.patents.all():
        version = patent.record.current
        for part in (patent.record_number, version.title, version.fee_sentence, version.territory, version.digest):
            assert part in annex


def test_the_same_licence_gives_the_same_bytes(licence):
    paper = make_contract(licence, by=platform())
    first, second = (pdf.as_pdf(contract_for(licence)) for _ in range(2))
    assert first == second
    assert hashlib.sha256(first).hexdigest() == paper.sha256


def test_the_first_edition_is_of_the_moment_of_acceptance_however_late_it_is_drawn(licence):
    assert make_contract(licence, by=platform()).effective_at == licence.accepted_at


def test_a_contract_once_made_stays_as_it_was(licence, monkeypatch):
    paper = make_contract(licence, by=platform())
    monkeypatch.setattr(contracts, "template_of", lambda licence: Template("2.0", "新合同", "", ()))
    assert contract_for(licence).template == paper.template
    assert read_contract(paper.content) == contract_for(licence)
    assert make_contract(licence, by=platform()) == paper


def test_it_is_the_version_accepted_not_the_one_of_today(record, licence, zhang):
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="让利")
    contract = contract_of(licence)
    assert contract.patents[0].version == 1
    assert "50000元（人民币伍万元整）" in text_of(contract)


@pytest.mark.requirement("HB-34", "CN-41")
def test_removing_a_mandatory_clause_blocks_generation(licence):
    whole = contracts.model()
    required = policy_of(licence.province).contract_clauses
    assert {"许可的专利", "许可期限", "双方的权利义务", "争议解决"} <= set(required)
    for name in required:
        short = Template("x", "合同", "", tuple(c for c in whole.clauses if c["title"] != name))
        with pytest.raises(Refused, match=name):
            contract_of(licence, short)


@pytest.mark.requirement("LN-60", "CN-41")
def test_it_speaks_of_territory_term_duties_tax_and_dispute(zhang, sun):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, territory="辽宁省")), by=sun)
    text = {clause.title: " ".join(clause.text) for clause in contract_of(licence).clauses}
    assert "辽宁省" in text["许可区域"]
    assert f"{licence.ends_on.year}年{licence.ends_on.month}月{licence.ends_on.day}日" in text["许可期限"]
    for title, words in {"双方的权利义务": "被许可人", "税费": "各自承担", "争议解决": "协商不成"}.items():
        assert words in text[title], title


@pytest.mark.requirement("XY-78")
@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (FREE, "无需支付"),
        ({"kind": "royalty", "rate": "3"}, "销售报表"),
        ({"kind": "entry_fee_royalty", "entry_fee": "20000", "rate": "3"}, "支付方式：入门费+提成"),
        ({"kind": "staged_free", "free_months": "12", "yearly_amount": "10000"}, "平台向双方发出提示"),
        ({"kind": "trial_then_pay", "trial_months": "6", "amount": "30000"}, "试用6个月"),
    ],
)
def test_the_clauses_follow_the_way_of_payment(zhang, sun, terms, words):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, terms=terms)), by=sun)
    assert words in text_of(contract_of(licence))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"kind": "royalty", "rate": "3"}, "不能确定总额"),
        (FREE, "合计为0元"),
        ({"kind": "entry_fee_royalty", "entry_fee": "20000", "rate": "3"}, "合计为20000元"),
    ],
)
def test_a_royalty_alone_is_not_said_to_cost_nothing(zhang, sun, terms, words):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, terms=terms)), by=sun)
    assert words in text_of(contract_of(licence))


def test_a_hostile_name_is_only_text_and_fetches_nothing(zhang, sun, monkeypatch):
    asked = []
    honest = pdf.FontsOnly.fetch

    def told(self, url, headers=None):
        asked.append(url)
        return honest(self, url, headers)

    monkeypatch.setattr(pdf.FontsOnly, "fetch", told)
    hostile = '<img src="http://127.0.0.1:9/x"><link rel=attachment href="file:///etc/passwd">{digest}'
    licence = acceptance.accept(acceptance_of(offered_by(zhang), scope=hostile), by=sun)
    pdf.as_pdf(contract_of(licence))
    assert not [url for url in asked if not url.startswith("font:")]


def test_control_the_fetcher_refuses_what_a_page_might_name():
    for url in ("http://127.0.0.1:9/x", "file:///etc/passwd", "data:text/plain,x", "font:other"):
        with pytest.raises(ValueError, match="fetches nothing"):
            pdf.FontsOnly().fetch(url)


@pytest.mark.requirement("F060")
def test_rare_characters_are_in_the_font(zhang, sun):
    licence = acceptance.accept(acceptance_of(offered_by(zhang), scope="㛃喆昇镕淼䶮𬭼𫖯"), by=sun)
    pages = PdfReader(BytesIO(pdf.as_pdf(contract_of(licence)))).pages
    fonts = {font.get_object()["/BaseFont"] for page in pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("NotoSerifSC" in name.replace("-", "") or "Contract" in name for name in fonts)


def test_both_sides_and_the_office_take_the_contract_as_pdf_and_word(licence, zhang, sun, li, wang):
    for name, start in (("contract_pdf", b"%PDF"), ("contract_word", b"PK")):
        address = reverse(f"licensing:{name}", args=[licence.pk])
        for person in (zhang, sun, li):
            assert client_of(person).get(address).content.startswith(start)
        assert client_of(wang).get(address).status_code == 404


def test_the_word_file_says_what_the_contract_says(licence, sun):
    content = client_of(sun).get(reverse("licensing:contract_word", args=[licence.pk])).content
    text = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert licence.number in text
    assert "人民币伍万元整" in text


def test_anyone_with_number_and_code_learns_whether_a_contract_is_genuine(licence, client):
    address = reverse("licensing:check")
    said = {"number": licence.number, "code": contract_of(licence).check_code}
    assert "与平台记录一致" in client.get(address, said).content.decode()
    for wrong in ({"code": "0000-0000-0000"}, {"number": "LN-XK-2026-99999"}, {"number": "XX-1"}):
        assert "没有编号和校验码都相符的合同" in client.get(address, said | wrong).content.decode()


COMMON_RARE = "㙍㛃䶮堃喆龑赟頔𬀩𫖯𬱖𫗧𬭎鿏"


def test_rare_characters_of_names_are_embedded(licence):
    """What people are called: 通用规范汉字表 and the extensions that 公安 registers most."""
    drawn = pdf.as_pdf(replace(contract_of(licence), title=f"合同{COMMON_RARE}"))
    assert COMMON_RARE in "".join("".join(pages_of(drawn)).split())
    fonts = {font for page in PdfReader(BytesIO(drawn)).pages for font in page["/Resources"]["/Font"].values()}
    assert all(
        "/FontFile2" in str(font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]) for font in fonts
    )


def test_a_character_that_no_font_has_is_printed_as_its_code_point_and_explained(licence):
    text = "".join("".join(pages_of(pdf.as_pdf(replace(contract_of(licence), title="𠮷野合同")))).split())
    assert "〔U+20BB7〕野合同" in text
    assert "字库未收的字：U+20BB7" in text
