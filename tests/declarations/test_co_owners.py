"""Every co-owner is asked by a letter, answers without signing in, and publication waits for all."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Event
from declarations.models import Consent, Declaration, Owner
from declarations.readiness import missing_to_publish
from declarations.services import answers, attachments, changes, owners, withdrawals
from declarations.waiting_declarants import declined
from declarations.workflow import Status
from outbox.models import Job, Notice
from tenancy.policy.workdays import spoken
from tenancy.refusals import Refused
from tenancy.secrets import open_again
from tests.cast import client_of
from tests.factories.days import FIRST, LATEST
from tests.factories.declarations import DeclarationFactory, OwnerFactory
from tests.factories.publication import patent_number
from tests.factories.tenancy import platform


@pytest.fixture
def declaration(zhang) -> Declaration:
    return DeclarationFactory(by=zhang)


@pytest.fixture
def asked(zhang, declaration):
    """A co-owner with a letter on its way, and the path of the link in it."""
    owner = owners.add(declaration, by=zhang, name="沈阳合作研究所", email="owner@example.cn", owner_type="institute")
    return owners.ask(owner, by=zhang), link_in_the_last_letter()


def link_in_the_last_letter() -> str:
    letter = Job.objects.filter(kind="outbox.mail", payload__to="owner@example.cn").latest("id")
    return re.search(r"/declarations/consent/\S+", open_again(letter.payload["closed_body"]))[0]


def test_a_co_owner_consents_by_the_link_without_signing_in(client, asked):
    owner, link = asked
    assert "50000元" in client.get(link).content.decode()
    client.post(link, {"agrees": "yes", "name": "王工"})
    owner.refresh_from_db()
    assert (owner.consent, owner.answered_name) == (Consent.GIVEN, "王工")


def test_a_co_owner_reads_all_they_consent_to(client, declaration, asked):
    Declaration.objects.filter(pk=declaration.pk).update(mode="transfer", territory="东北三省")
    page = client.get(asked[1]).content.decode()
    for term in ("转让", "50000元", spoken(FIRST), spoken(LATEST), "东北三省", declaration.patent_number):
        assert term in page


def test_a_co_owner_declines_with_a_reason_and_the_declarant_is_told(client, zhang, asked):
    owner, link = asked
    assert "请写明理由" in client.post(link, {"agrees": "no", "name": "王工"}).content.decode()
    client.post(link, {"agrees": "no", "name": "王工", "reason": "价格过低"})
    owner.refresh_from_db()
    assert (owner.consent, owner.reason) == (Consent.DECLINED, "价格过低")
    assert "共有专利权人沈阳合作研究所答复：不同意" in client_of(zhang).get("/desk/notices/").content.decode()


def test_the_declarant_reads_the_answer_in_chinese_whatever_the_co_owner_reads(client, zhang, asked):
    client.cookies["django_language"] = "en"
    client.post(asked[1], {"agrees": "no", "name": "Wang", "reason": "too low"})
    assert Notice.objects.filter(user=zhang.user, sentence="共有专利权人沈阳合作研究所答复：不同意").exists()


def test_a_second_no_to_other_terms_is_told_like_the_first(client, zhang, declaration, asked):
    owner, link = asked
    for times, fee in ((1, {"kind": "free"}), (2, {"kind": "lump_sum", "amount": "1"})):
        client.post(link, {"agrees": "no", "name": "王工", "reason": "价格过低"})
        said = Notice.objects.filter(user=zhang.user, sentence__contains="沈阳合作研究所答复：不同意")
        assert said.count() == times
        answers.keep(declaration, "fee", by=zhang, offer={"fee": fee})
        owners.ask(again(owner), by=zhang)
        link = link_in_the_last_letter()


def test_an_answer_is_given_once(asked):
    _owner, link = asked
    token = link.rstrip("/").rpartition("/")[2]
    owners.answer(token, agrees=True, name="王工")
    with pytest.raises(Refused, match="您已答复"):
        owners.answer(token, agrees=False, name="王工", reason="反悔")


def test_a_new_letter_ends_the_earlier_link(client, zhang, asked):
    owner, link = asked
    owners.ask(owner, by=zhang)
    assert client.get(link).status_code == 404
    assert client.get(link_in_the_last_letter()).status_code == 200


def test_other_terms_ask_anew(client, zhang, declaration, asked):
    owner, link = asked
    client.post(link, {"agrees": "yes", "name": "王工"})
    answers.keep(declaration, "fee", by=zhang, offer={"fee": {"kind": "free"}})
    owner.refresh_from_db()
    assert owner.consent == Consent.NOT_ASKED
    page = client_of(zhang).get(f"/declarations/{declaration.pk}/owners/").content.decode()
    assert "条件已变动，须再次征询" in page


def test_a_no_is_not_got_rid_of_by_asking_about_other_terms_first(client, zhang, declaration, asked):
    owner, link = asked
    client.post(link, {"agrees": "no", "name": "王工", "reason": "不愿许可"})
    answers.keep(declaration, "fee", by=zhang, offer={"fee": {"kind": "free"}})
    with pytest.raises(Refused, match="已经答复不同意，不能移出名单"):
        owners.remove(again(owner), by=zhang)
    answers.keep(declaration, "patent", by=zhang, offer={"patent_number": patent_number(777)})
    owners.remove(again(owner), by=zhang)
    assert not Owner.objects.filter(pk=owner.pk).exists()


def test_a_yes_to_one_patent_is_none_to_another(client, zhang, declaration, asked):
    owner, link = asked
    client.post(link, {"agrees": "yes", "name": "王工"})
    answers.keep(declaration, "patent", by=zhang, offer={"title": "一种永磁电机控制装置（更正）"})
    assert again(owner).consent == Consent.GIVEN
    answers.keep(declaration, "patent", by=zhang, offer={"patent_number": patent_number(777)})
    assert again(owner).consent == Consent.NOT_ASKED


@pytest.mark.requirement("F004")
def test_who_has_not_answered_for_a_week_is_reminded_once(asked):
    owner, _link = asked
    assert owners.remind(by=platform()) == 0
    owner.asked_at = timezone.now() - owners.REMIND_AFTER * 1.1
    owner.save()
    assert (owners.remind(by=platform()), owners.remind(by=platform())) == (1, 0)


def test_a_link_lives_thirty_days(client, asked):
    owner, link = asked
    owner.asked_at = timezone.now() - owners.ANSWER_WITHIN * 1.1
    owner.save()
    assert client.get(link).status_code == 404


def test_nobody_consents_to_terms_that_are_not_there(zhang, declaration):
    declaration.fee = {}
    declaration.save()
    owner = owners.add(declaration, by=zhang, name="某研究所", email="owner@example.cn")
    with pytest.raises(Refused, match="许可使用费"):
        owners.ask(owner, by=zhang)


@pytest.mark.parametrize("link", ["21.abc", "99.abc", "abc", "999999.x"])
def test_a_made_up_link_opens_nothing(client, db, link):
    assert client.get(f"/declarations/consent/{link}/").status_code == 404


def test_nobody_is_written_to_more_than_three_times_a_day(zhang, asked):
    owner, _link = asked
    for _letter in range(2):
        owner = owners.ask(owner, by=zhang)
    page = f"/declarations/{owner.declaration_id}/owners/"
    headers = {"Referer": f"http://testserver{page}"}
    again = client_of(zhang).post(f"{page}{owner.pk}/ask/", headers=headers, follow=True)
    assert "明天再发" in again.content.decode()
    assert Job.objects.filter(kind="outbox.mail", payload__to="owner@example.cn").count() == 3


def test_a_yes_to_terms_that_have_changed_since_the_page_was_opened_is_not_kept(client, zhang, asked):
    owner, link = asked
    seen = client.get(link).context["form"].initial["seen"]
    answers.keep(owner.declaration, "terms", by=zhang, offer={"fee": {"kind": "free"}})
    page = client.post(link, {"agrees": "yes", "name": "王工", "seen": seen}, follow=True).content.decode()
    owner.refresh_from_db()
    assert ("没有记录" in page, owner.consent) == (True, Consent.ASKED)
    seen = client.get(link).context["form"].initial["seen"]
    client.post(link, {"agrees": "yes", "name": "王工", "seen": seen})
    owner.refresh_from_db()
    assert owner.consent == Consent.GIVEN


# on paper


@pytest.fixture
def without_address(zhang, declaration):
    return owners.add(declaration, by=zhang, name="李老先生", owner_type="individual")


def scanned(words=b"agreed"):
    return SimpleUploadedFile("同意书.pdf", b"%PDF-1.7 " + words)


@pytest.mark.requirement("F004")
def test_a_co_owner_without_an_address_consents_on_paper(zhang, declaration, without_address):
    hers, page = client_of(zhang), f"/declarations/{declaration.pk}/owners/"
    hers.post(f"{page}{without_address.pk}/paper/", {"name": "李老先生", "file": scanned()})
    owner, paper = again(without_address), declaration.attachments.get()
    assert (owner.consent, owner.answered_name, owner.paper_sha256) == (Consent.GIVEN, "李老先生", paper.sha256)
    assert "纸质同意书" in hers.get(page).content.decode()
    told = Event.objects.of(declaration).get(verb=owners.ANSWERED)
    assert (told.payload["sha256"], told.actor_id) == (paper.sha256, zhang.user.pk)
    assert all(waiting.field != "owners" for waiting in missing_to_publish(declaration))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"file": scanned()}, "签署人"),
        ({"name": "李老先生"}, "请先选择文件"),
        ({"name": "李老先生", "file": SimpleUploadedFile("同意书.pdf", b"agreed")}, "内容不是"),
    ],
)
def test_a_paper_without_a_name_or_a_scan_is_no_consent(zhang, without_address, sent, words):
    page = f"/declarations/{without_address.declaration_id}/owners/"
    headers = {"Referer": f"http://testserver{page}"}
    told = client_of(zhang).post(f"{page}{without_address.pk}/paper/", sent, headers=headers, follow=True)
    assert words in told.content.decode()
    assert again(without_address).consent == Consent.NOT_ASKED


def test_without_its_paper_the_consent_is_gone(zhang, declaration, without_address):
    owners.enter_paper(without_address, scanned(), by=zhang, name="李老先生")
    attachments.remove(declaration.attachments.get(), by=zhang)
    assert again(without_address).consent == Consent.NOT_ASKED


def test_other_terms_need_another_paper(zhang, declaration, without_address):
    owners.enter_paper(without_address, scanned(), by=zhang, name="李老先生")
    answers.keep(declaration, "fee", by=zhang, offer={"fee": {"kind": "free"}})
    assert not again(without_address).is_on_paper
    assert owners.enter_paper(again(without_address), scanned(b"free"), by=zhang, name="李老先生").is_on_paper


def test_a_no_by_the_link_is_not_undone_by_a_paper(client, zhang, asked):
    owner, link = asked
    client.post(link, {"agrees": "no", "name": "王工", "reason": "价格过低"})
    with pytest.raises(Refused, match="已经答复"):
        owners.enter_paper(again(owner), scanned(), by=zhang, name="王工")


def test_a_paper_ends_the_link(client, zhang, asked):
    owner, link = asked
    owners.enter_paper(owner, scanned(), by=zhang, name="王工")
    assert client.get(link).status_code == 404


# after publication


def test_a_change_waits_for_the_paper_too(zhang, zhao, co_owned):
    owner = co_owned.owners.get(is_declarant=False)
    Owner.objects.filter(pk=owner.pk).update(email="")
    wish = cheaper(co_owned, zhang)
    owners.enter_paper(again(owner), scanned(), by=zhang, name="王工")
    changes.decide_change(wish, by=zhao, granted=True)
    assert Declaration.objects.get(pk=co_owned.pk).fee == {"kind": "free"}


@pytest.fixture
def co_owned(zhang):
    """Published with the consent of both."""
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    said = {"email": "owner@example.cn", "consent": Consent.GIVEN, "answered_at": timezone.now()}
    OwnerFactory(declaration=declaration, name="沈阳合作研究所", **said)
    return declaration


def cheaper(declaration, zhang, **terms):
    return changes.ask_change(declaration, by=zhang, reason="市场行情变化", **(terms or {"fee": {"kind": "free"}}))


def test_other_terms_need_the_consent_of_every_co_owner_again(client, zhang, zhao, co_owned):
    wish = cheaper(co_owned, zhang)
    with pytest.raises(Refused, match="沈阳合作研究所"):
        changes.decide_change(wish, by=zhao, granted=True)
    link = link_in_the_last_letter()
    assert "免费" in client.get(link).content.decode()
    client.post(link, {"agrees": "yes", "name": "王工"})
    changes.decide_change(wish, by=zhao, granted=True)
    assert Declaration.objects.get(pk=co_owned.pk).fee == {"kind": "free"}
    assert client.get(link).status_code == 404


def test_a_change_that_is_not_granted_leaves_the_consent_to_what_stands(zhang, zhao, co_owned):
    changes.decide_change(cheaper(co_owned, zhang), by=zhao, granted=False, opinion="理由不足")
    assert set(co_owned.owners.values_list("consent", flat=True)) == {Consent.GIVEN}


def test_a_co_owner_without_an_address_gets_one_when_asked_about_a_change(client, zhang, zhao, co_owned):
    owner = co_owned.owners.get(is_declarant=False)
    Owner.objects.filter(pk=owner.pk).update(email="")
    wish, hers, ask = cheaper(co_owned, zhang), client_of(zhang), f"/declarations/{co_owned.pk}/owners/{owner.pk}/ask/"
    assert 'name="email"' in hers.get(f"/declarations/{co_owned.pk}/owners/").content.decode()
    for wrong in ("", "owner"):
        hers.post(ask, {"email": wrong})
        assert again(owner).consent == Consent.NOT_ASKED
    hers.post(ask, {"email": "owner@example.cn"})
    client.post(link_in_the_last_letter(), {"agrees": "yes", "name": "王工"})
    assert again(owner).consent == Consent.GIVEN
    changes.decide_change(wish, by=zhao, granted=True)


def again(owner):
    owner.refresh_from_db()
    return owner


def test_a_no_to_a_change_is_nobodys_task_once_the_offer_is_over(client, zhang, zhao, co_owned):
    cheaper(co_owned, zhang)
    client.post(link_in_the_last_letter(), {"agrees": "no", "name": "王工", "reason": "价格过低"})
    asked = withdrawals.ask_withdrawal(co_owned, by=zhang, ground="transfer", reason="专利权已转让")
    withdrawals.decide_withdrawal(asked, by=zhao, granted=True)
    assert co_owned.owners.filter(consent=Consent.DECLINED).exists()
    assert not declined(zhang).exists()


@pytest.mark.requirement("F004")
def test_who_has_not_answered_about_a_change_is_reminded_like_anybody(client, zhang, zhao, co_owned):
    wish = cheaper(co_owned, zhang)
    Owner.objects.filter(consent=Consent.ASKED).update(asked_at=timezone.now() - owners.REMIND_AFTER * 1.1)
    assert (owners.remind(by=platform()), owners.remind(by=platform())) == (1, 0)
    assert "免费" in client.get(link_in_the_last_letter()).content.decode()
    changes.decide_change(wish, by=zhao, granted=False, opinion="理由不足")
    Owner.objects.filter(is_declarant=False).update(consent=Consent.ASKED, reminded_at=None)
    assert owners.remind(by=platform()) == 0


def test_a_new_telephone_number_asks_nobody(zhang, zhao, co_owned):
    wish = cheaper(co_owned, zhang, contact_phone="024-12345678")
    changes.decide_change(wish, by=zhao, granted=True)
    assert set(co_owned.owners.values_list("consent", flat=True)) == {Consent.GIVEN}
