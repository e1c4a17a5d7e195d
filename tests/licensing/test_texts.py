"""The model contract is negotiable: what one side changes, the other sees clause by clause, and both may agree."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from config.desk import Tab, lines
from licensing import word_reading
from licensing.contract import Clause, contract_of, read_contract
from licensing.differences import Kind, Piece, differences, warning_of
from licensing.models import ContractText, Proposal
from licensing.pdf import as_html
from licensing.services import acceptance, negotiation, signing, texts
from licensing.services.papers import contract_for, make_contract
from licensing.signing import SignState
from licensing.text_pages import text_page
from licensing.waiting_signing import to_answer
from licensing.word import as_word
from licensing.word_reading import clauses_of_word
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import RecordFactory
from tests.factories.signing import ContractTextFactory, official_clauses, word_file
from tests.factories.tenancy import OrganisationFactory, platform
from tests.licensing.conftest import owned_by

pytestmark = pytest.mark.django_db
MODEL = (Clause("许可期限", ("自一月起。",)), Clause("税费", ("各自承担。",)))
SECRECY = Clause("保密", ("双方对技术资料保密。",))


def changed(clauses, title, *lines):
    return [Clause(one.title, lines) if one.title == title else one for one in clauses]


def wanted(licence):
    """Half the penalty, and a clause on secrecy."""
    now = contract_for(licence).clauses
    lines = [line.replace("万分之三", "万分之一") for one in now if one.title == "违约责任" for line in one.text]
    return [*changed(now, "违约责任", *lines), SECRECY]


def test_a_difference_names_clause_kind_and_words():
    found = differences(MODEL, (Clause("许可期限", ("自二月起。",)), SECRECY))
    assert [(one.title, one.kind) for one in found] == [
        ("许可期限", Kind.CHANGED),
        ("保密", Kind.ADDED),
        ("税费", Kind.REMOVED),
    ]
    assert (Piece.GONE, "一") in found[0].pieces
    assert (Piece.NEW, "二") in found[0].pieces


def test_the_same_text_has_no_difference_and_the_conditions_of_the_offer_are_pointed_at():
    assert differences(MODEL, MODEL) == []
    assert "许可期限" in warning_of(differences(MODEL, changed(MODEL, "许可期限", "自三月起。")))
    assert warning_of(differences(MODEL, changed(MODEL, "税费", "甲方承担。"))) == ""


def test_our_own_word_file_reads_back_as_the_contract(licence):
    contract = contract_of(licence)
    read = clauses_of_word(SimpleUploadedFile("合同.docx", as_word(contract)))
    assert differences(contract.clauses, read) == []


def test_what_a_lawyer_tracked_in_word_counts_and_what_was_struck_out_does_not(licence):
    """修订: Word keeps an insertion and a deletion beside the text until somebody accepts them."""
    paper = Document(io.BytesIO(as_word(contract_of(licence))))
    line = next(one for one in paper.paragraphs if "各自承担" in one.text)
    kept = line.runs[0]._r
    for name, tag, text in (
        ("ins", "t", "，印花税由许可人缴纳。"),
        ("del", "delText", "另行约定"),
        ("moveFrom", "t", "旧句"),
    ):
        marked = parse_xml(
            f'<w:{name} {nsdecls("w")} w:id="9" w:author="x"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{name}>'
        )
        kept.addnext(marked)
    written = io.BytesIO()
    paper.save(written)
    [found] = differences(
        contract_of(licence).clauses, clauses_of_word(SimpleUploadedFile("合同.docx", written.getvalue()))
    )
    assert found.title == "税费"
    assert found.after.endswith("各自承担。，印花税由许可人缴纳。")


@pytest.mark.requirement("LN-60", "CN-41", "F059")
def test_a_changed_clause_becomes_an_edition_with_its_differences_in_contract_and_annex(licence, sun, zhang):
    proposal = negotiation.propose(licence, wanted(licence), by=sun)
    paper = negotiation.agree(proposal, by=zhang)
    contract = read_contract(paper.content)
    assert paper.edition == 2
    assert [change.title for change in contract.changes] == ["违约责任", "保密"]
    assert "双方对技术资料保密" in as_html(contract)
    assert "万分之三" in as_html(contract)  # as it was in the model, in the annex
    assert contract_for(licence).digest == contract.digest


def test_the_first_edition_and_what_was_signed_of_it_stay_in_the_log(licence, sun, zhang):
    first = make_contract(licence, by=platform())
    signing.begin(first, by=platform())
    signing.sign(first.signatures.get(party__organisation=sun.organisation), by=sun)
    paper = negotiation.agree(negotiation.propose(licence, wanted(licence), by=zhang), by=sun)
    assert {one.state for one in first.signatures.all()} == {SignState.VOID}
    assert paper.signatures.get(party__organisation=sun.organisation).state == SignState.ASKED
    assert first.signing_notes.filter(action="sign").exists()


def test_a_mandatory_clause_cannot_be_negotiated_away(licence, sun):
    without = [one for one in contract_for(licence).clauses if one.title != "争议解决"]
    with pytest.raises(Refused, match="争议解决"):
        negotiation.propose(licence, without, by=sun)
    assert not Proposal.objects.exists()


def test_the_other_side_says_no_with_a_reason_and_the_text_stays(licence, sun, zhang):
    proposal = negotiation.propose(licence, wanted(licence), by=sun)
    with pytest.raises(Refused, match="理由"):
        negotiation.decline(proposal, by=zhang, reason=" ")
    negotiation.decline(proposal, by=zhang, reason="违约金不变")
    assert licence.papers.count() == 1


def test_nobody_agrees_with_oneself_and_strangers_have_no_say(licence, sun, zhang, li):
    proposal = negotiation.propose(licence, wanted(licence), by=sun)
    for stranger in (sun, li):
        with pytest.raises((Refused, PermissionDenied)):
            negotiation.agree(proposal, by=stranger)


def test_a_co_owner_does_not_agree_in_the_place_of_the_licensee(zhang, sun):
    mate = member_of(OrganisationFactory(name="共同权利人研究院"))
    licence = acceptance.accept(acceptance_of(RecordFactory(owners=(*owned_by(zhang), *owned_by(mate)))), by=sun)
    proposal = negotiation.propose(licence, wanted(licence), by=zhang)
    with pytest.raises(Refused, match="另一方"):
        negotiation.agree(proposal, by=mate)
    assert (list(to_answer(mate)), list(to_answer(sun))) == ([], [proposal])
    assert not text_page(licence, mate)["proposal"]["reason"]
    assert negotiation.agree(proposal, by=sun).edition == 2


def test_a_newer_proposal_takes_the_place_of_the_older(licence, sun, zhang):
    older = negotiation.propose(licence, wanted(licence), by=sun)
    negotiation.propose(licence, [*contract_for(licence).clauses, SECRECY], by=zhang)
    with pytest.raises(Refused, match="取代"):
        negotiation.agree(older, by=zhang)


def test_on_the_page_zhang_reads_what_sun_wants_and_agrees(licence, sun, zhang):
    page, word = reverse("licensing:text", args=[licence.pk]), reverse("licensing:propose_word", args=[licence.pk])
    read = client_of(sun).post(word, {"word": word_file(wanted(licence))})
    assert "<del>三</del>" in read.content.decode()
    assert not Proposal.objects.exists()
    client_of(sun).post(word, {"clauses": read.context["read"]["clauses"].value()})
    proposal = Proposal.objects.get()
    shown = client_of(zhang).get(page).content.decode()
    assert "<del>三</del>" in shown
    assert "<ins>" in shown
    assert "contract-proposals" in [line.queue.name for line in lines(Tab.TODO, zhang)]
    client_of(zhang).post(reverse("licensing:answer_proposal", args=[licence.pk, proposal.pk]), {"agree": "1"})
    assert licence.papers.count() == 2


def test_the_boxes_of_the_page_hold_the_text_and_sending_them_unchanged_does_nothing(licence, sun):
    page, propose = reverse("licensing:text", args=[licence.pk]), reverse("licensing:propose", args=[licence.pk])
    form = client_of(sun).get(page).context["form"]
    same = {name: field.initial or "" for name, field in form.fields.items()}
    client_of(sun).post(propose, same, headers={"referer": page})
    assert not Proposal.objects.exists()
    client_of(sun).post(propose, same | {"title": "保密", "text": "双方保密。"})
    assert Proposal.objects.get().clauses[-1] == {"title": "保密", "text": ["双方保密。"]}


def test_a_small_file_that_holds_many_paragraphs_keeps_nobody_busy(licence, monkeypatch):
    """Read as it was, one of 60 KB sat in a web process for nine minutes and took a gigabyte."""
    monkeypatch.setattr(word_reading, "Document", None)  # nobody gets to read it
    ours, trap = io.BytesIO(as_word(contract_of(licence))), io.BytesIO()
    with zipfile.ZipFile(ours) as before, zipfile.ZipFile(trap, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            many = before.read(name).replace(b"<w:sectPr", b"<w:p/>" * 300_000 + b"<w:sectPr", 1)
            after.writestr(name, many)
    with pytest.raises(Refused, match="超过6万字"):
        clauses_of_word(SimpleUploadedFile("合同.docx", trap.getvalue()))


def test_more_paragraphs_than_any_contract_has_are_not_read(licence, monkeypatch):
    monkeypatch.setattr(word_reading, "MOST_PARAGRAPHS", 3)
    with pytest.raises(Refused, match="超过6万字"):
        clauses_of_word(SimpleUploadedFile("合同.docx", as_word(contract_of(licence))))


@pytest.mark.parametrize(
    ("upload", "fault"),
    [
        (SimpleUploadedFile("空.docx", b""), "空文件"),
        (SimpleUploadedFile("旧.docx", b"\xd0\xcf\x11\xe0 old"), "不是Word文件"),
        (word_file([]), "没有找到条款"),
        (None, "请选择"),
    ],
)
def test_a_file_that_is_no_contract_is_refused_by_name(upload, fault):
    with pytest.raises(Refused, match=fault):
        clauses_of_word(upload)


@pytest.mark.requirement("LN-78", "CN-66")
def test_the_official_text_takes_the_place_of_the_model_from_its_day(record, zhao_admin, sun):
    page = reverse("licensing:official_text")
    said = {"version": "2026年版", "title": "辽宁省合同", "document": "辽知办字", "word": word_file(official_clauses())}
    client_of(zhao_admin).post(page, said | {"in_force_from": timezone.localdate().isoformat()})
    licence = acceptance.accept(acceptance_of(record), by=sun)
    contract = contract_of(licence)
    assert (contract.template, contract.mark) == ("2026年版", "")
    assert licence.patents.get().fee_sentence in contract.clauses[0].text[0]
    assert "【" not in as_html(contract)


def test_a_text_for_later_leaves_todays_licences_alone(licence, zhao_admin):
    said = {"version": "2027年版", "title": "合同", "document": "文件"}
    later = timezone.localdate() + timedelta(days=1)
    texts.install(word_file(official_clauses()), by=zhao_admin, in_force_from=later, **said)
    assert "模型文本" in contract_of(licence).template


def test_an_official_text_without_marks_or_clauses_is_refused_by_name(zhao_admin):
    bad = [Clause("许可期限", ("【许可费率】{x}",))]
    with pytest.raises(Refused) as refused:
        texts.install(
            word_file(bad), by=zhao_admin, version="v", title="t", document="d", in_force_from=timezone.localdate()
        )
    said = "".join(map(str, refused.value.reasons))
    assert "【许可费率】" in said
    assert "【许可使用费】" in said
    assert "争议解决" in said


def test_a_version_is_given_once(zhao_admin):
    ContractTextFactory(version="一")
    with pytest.raises(Refused, match="已有版本"):
        ContractTextFactory(version="一")
    assert ContractText.objects.count() == 1


def test_before_a_file_is_sent_its_page_says_what_is_missing_in_it(licence, sun):
    word = reverse("licensing:propose_word", args=[licence.pk])
    cut = [one for one in contract_for(licence).clauses if one.title != "争议解决"]
    assert "不能删去必备条款：争议解决" in client_of(sun).post(word, {"word": word_file(cut)}).content.decode()
    broken = [f'[{{"title": "x", "text": ["{sign}"]}}]' for sign in ("\\u0000", "\\ud800")]
    for forged in ("[1]", "{}", '[{"title": "x"}]', "x", *broken):
        client_of(sun).post(word, {"clauses": forged}, headers={"referer": "/licences/"})
    assert not Proposal.objects.exists()


def test_a_clause_sent_twice_hides_no_change_behind_the_second(licence, sun):
    """They are compared by their titles: the other side would read of the second alone, and sign the first."""
    now = contract_for(licence).clauses
    forged = [Clause("许可使用费和支付方式", ("被许可人另付一百万元。",)), *now, SECRECY]
    with pytest.raises(Refused, match="“许可使用费和支付方式”出现了两次"):
        negotiation.propose(licence, forged, by=sun)
    assert not Proposal.objects.exists()


def test_a_clause_that_says_all_in_its_title_is_told_as_new():
    [found] = differences(MODEL, (*MODEL, Clause("被许可人另付保证金一百万元", ())))
    assert found.kind == Kind.ADDED


@pytest.mark.parametrize("sign", ["\\u0001", "\\u000b", "\\u202e", "\\u2066"])
def test_no_sign_that_a_document_cannot_hold_or_that_turns_the_writing_comes_in_by_its_number(licence, sun, sign):
    told = [{"title": one.title, "text": list(one.text)} for one in contract_for(licence).clauses]
    forged = json.dumps([*told, {"title": "保密", "text": ["双方保密#。"]}]).replace("#", sign)
    word = reverse("licensing:propose_word", args=[licence.pk])
    client_of(sun).post(word, {"clauses": forged}, headers={"referer": "/licences/"})
    assert not Proposal.objects.exists()


def test_nor_in_a_word_file():
    [found] = clauses_of_word(word_file([Clause("保密", ("双方\u202e密保\u202c。",))]))
    assert found.text == ("双方密保。",)


def test_boxes_opened_before_both_agreed_on_a_new_edition_do_not_stand_under_its_titles(licence, sun, zhang):
    """They are numbered: sent later they would land in other clauses, and undo what was agreed on."""
    page, propose = reverse("licensing:text", args=[licence.pk]), reverse("licensing:propose", args=[licence.pk])
    form = client_of(sun).get(page).context["form"]
    old = {name: field.initial or "" for name, field in form.fields.items()}
    negotiation.agree(negotiation.propose(licence, wanted(licence), by=zhang), by=sun)
    sent = client_of(sun).post(propose, old | {"title": "通知", "text": "无"}, headers={"referer": page}, follow=True)
    assert "已更新为第2版" in sent.content.decode()
    assert licence.proposals.count() == 1


def test_nor_is_what_was_read_from_a_file_sent_over_an_edition_that_came_meanwhile(licence, sun, zhang):
    word = reverse("licensing:propose_word", args=[licence.pk])
    read = client_of(sun).post(word, {"word": word_file(wanted(licence))}).context["read"]
    said = {name: read[name].value() for name in ("clauses", "edition")}
    negotiation.agree(negotiation.propose(licence, [*contract_for(licence).clauses, SECRECY], by=zhang), by=sun)
    client_of(sun).post(word, said, headers={"referer": "/licences/"})
    assert licence.proposals.count() == 1


def test_a_licence_of_the_morning_keeps_the_model_when_the_text_comes_in_at_noon(licence, zhao_admin, sun, zhang):
    """“已接受的许可按当时的文本”: also what is negotiated later is told against the text that was made then."""
    first = make_contract(licence, by=platform())
    said = {"version": "2026年版", "title": "合同", "document": "文件", "in_force_from": timezone.localdate()}
    texts.install(word_file(official_clauses()), by=zhao_admin, **said)
    paper = negotiation.agree(negotiation.propose(licence, wanted(licence), by=sun), by=zhang)
    assert paper.template == first.template
    assert [change["title"] for change in paper.content["changes"]] == ["违约责任", "保密"]


def test_a_sentence_that_begins_like_a_heading_an_annex_or_a_number_stays_whole_in_its_clause():
    said = ("2.5万元为首付。", "附件为合同的一部分。", "第一条所列专利无效的，" + "停止支付使用费，" * 8 + "两清。")
    clauses = (Clause("许可的专利", said), Clause("争议解决", ("双方先行协商。",)))
    assert clauses_of_word(word_file(clauses)) == clauses
