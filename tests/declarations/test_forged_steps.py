"""A hostile patentee and a hostile officer at the doors of supply: what their pages would never send."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from declarations.models import Attachment, Batch, Consent, Declaration, Owner
from declarations.services import changes, owners, review, withdrawals
from declarations.services.drafts import OFFER_FIELDS
from declarations.workflow import Status
from outbox.models import Job
from publication.models import Announcement, Channel, Consumer, Record
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.scope import acting
from tenancy.secrets import open_again
from tests.batch.sheets import filled, sheet_rows
from tests.cast import ZHEJIANG, client_of
from tests.factories.declarations import ALL_FINE, DeclarationFactory
from tests.factories.publication import ChannelFactory, PlannedReleaseFactory, RecordFactory

LONG = "电" * 65536


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def now(declaration: Declaration) -> Declaration:
    return Declaration.objects.get(pk=declaration.pk)


def sends(browser, address: str, said: dict, page: str = "") -> str:
    """Follows to the page that says what became of it; no answer is ever an error of the server."""
    headers = {"Referer": f"http://testserver{page or address}"}
    answer = browser.post(address, said, headers=headers, follow=True)
    assert answer.status_code in (200, 400, 403, 404), answer.status_code
    return html.unescape(answer.content.decode())


@pytest.fixture
def declaration(zhang) -> Declaration:
    return DeclarationFactory(by=zhang)


@pytest.fixture
def public(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.PUBLISHED)


@pytest.fixture
def case(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.REVIEWING)


# the patentee


def test_a_co_owner_who_said_no_is_not_taken_off_the_list_to_be_asked_elsewhere(zhang, declaration):
    owner = owners.add(declaration, by=zhang, name="沈阳合作研究所", email="owner@example.cn", owner_type="institute")
    owners.ask(owner, by=zhang)
    letter = Job.objects.filter(kind="outbox.mail").latest("id")
    token = open_again(letter.payload["closed_body"]).partition("/declarations/consent/")[2].split("/")[0]
    owners.answer(token, agrees=False, name="王工", reason="价格过低")
    said = sends(
        client_of(zhang), f"/declarations/{declaration.pk}/owners/{owner.pk}/remove/", {}, at("owners", declaration.pk)
    )
    assert "已经答复不同意" in said
    assert Owner.objects.get(pk=owner.pk).consent == Consent.DECLINED


def test_an_owner_of_another_declaration_is_neither_asked_nor_removed_nor_given_a_paper(zhang, sun, declaration):
    foreign = owners.add(declaration, by=zhang, name="合作所", email="owner@example.cn")
    mine, browser = DeclarationFactory(by=sun), client_of(sun)
    for door in ("ask", "remove", "paper"):
        for pk in (mine.pk, declaration.pk):
            assert browser.post(f"/declarations/{pk}/owners/{foreign.pk}/{door}/", {"name": "x"}).status_code == 404
    assert Owner.objects.get(pk=foreign.pk).consent == Consent.NOT_ASKED


@pytest.mark.parametrize("token", ["21.", "21.x" + "y" * 5000, "0.x", "-1.x", "９９.x", "21.%00"])
def test_a_forged_link_of_consent_opens_nothing_and_answers_nothing(client, declaration, token):
    address = f"/declarations/consent/{token}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"agrees": "yes", "name": "我"}).status_code == 404


def test_a_consent_of_64_kilobytes_or_without_its_page_is_answered_in_words(client, zhang, declaration):
    owner = owners.add(declaration, by=zhang, name="沈阳合作研究所", email="owner@example.cn")
    owners.ask(owner, by=zhang)
    letter = Job.objects.filter(kind="outbox.mail").latest("id")
    token = open_again(letter.payload["closed_body"]).partition("/declarations/consent/")[2].split("/")[0]
    for forged in ({"name": LONG}, {"agrees": "perhaps"}, {"agrees": "no", "reason": LONG}, {"seen": "0" * 16}):
        sends(client, f"/declarations/consent/{token}/", {"agrees": "yes", "name": "王工"} | forged)
        assert Owner.objects.get(pk=owner.pk).consent == Consent.ASKED


def test_forged_commitments_materials_and_stars_are_not_kept(zhang, declaration):
    browser = client_of(zhang)
    sends(browser, at("promises", declaration.pk), {"promise": ["acknowledgement", "free_forever", LONG]})
    assert {each.key for each in declaration.commitments.all()} <= {"acknowledgement"}
    file = SimpleUploadedFile("表.pdf", b"%PDF-1.7")
    assert "请从附件材料清单中选择材料" in sends(
        browser, at("materials", declaration.pk), {"kind": "register_copy", "file": file}
    )
    assert not Attachment.objects.exists()
    handed_in = DeclarationFactory(by=zhang, status=Status.CHECKING)
    for stars in ("0", "6", "-1", "９９", "x", "1e3", ""):
        sends(browser, at("rate", handed_in.pk), {"stars": stars}, at("submitted", handed_in.pk))
    assert now(handed_in).rating is None


def test_what_was_handed_in_takes_no_paper_no_owner_no_answer_and_no_commitment_away(zhang, case):
    browser, kept = client_of(zhang), Declaration.objects.filter(pk=case.pk).values
    before = kept(*OFFER_FIELDS, "status", "version").get()
    made = case.commitments.count()
    sends(browser, at("page", case.pk, "fee"), {"kind": "free"})
    sends(browser, at("owners", case.pk), {"name": "新共有人", "owner_type": "institute"})
    sends(browser, at("promises", case.pk), {"promise": []})
    sends(browser, at("materials", case.pk), {"kind": "other", "file": SimpleUploadedFile("表.pdf", b"%PDF-1.7")})
    sends(browser, at("submit", case.pk), {"seen_version": case.version})
    assert kept(*OFFER_FIELDS, "status", "version").get() == before
    assert (case.commitments.count(), case.owners.count(), case.attachments.count()) == (made, 1, 0)


@pytest.mark.parametrize("forged", [{"reason": LONG}, {"reason": " "}, {"reason": "撤", "ground": "x" * 5000}])
def test_a_forged_withdrawal_is_said_to_be_wrong(zhang, public, forged):
    sends(client_of(zhang), at("withdraw", public.pk), forged)
    assert not public.withdrawal_requests.exists()


def test_a_batch_is_not_handed_in_without_its_commitments(zhang, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("声明.xlsx", filled(sheet_rows(2)))
    said = sends(client_of(zhang), at("batches"), {"file": file, "hands_in": "yes"})
    assert "error-summary" in said
    assert not Batch.objects.exists()


# the officer


def test_the_province_of_another_place_finds_no_case_no_release_and_no_channel(chen, case):
    release, channel = PlannedReleaseFactory(), ChannelFactory()
    with acting(province=ZHEJIANG):
        other = client_of(chen)
        assert other.post(at("send_back", case.pk), {}).status_code == 404
        assert other.post(at("release", release.pk), {"reason": "改期"}).status_code == 404
        assert other.post(at("end_channel", channel.pk), {"reason": "停"}).status_code == 404
        page = sends(other, at("publish"), {"pick": [case.pk], "channels": [channel.pk]})
    assert "error-summary" in page
    assert not Announcement.objects.exists()
    assert Channel.objects.get(pk=channel.pk).ended_at is None


@pytest.mark.parametrize("hour", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01T00:00", "明天", "9" * 5000])
def test_a_forged_hour_of_a_release_publishes_nothing_today(zhao, zhang, hour):
    approved = DeclarationFactory(by=zhang, status=Status.APPROVED)
    sends(client_of(zhao), at("publish"), {"pick": [approved.pk], "channels": [ChannelFactory().pk], "at": hour})
    assert not Record.objects.exists()


def test_a_pick_that_is_not_on_the_list_stops_the_whole_batch(zhao, zhang, case):
    approved = DeclarationFactory(by=zhang, status=Status.APPROVED)
    for forged in (case.pk, "x", "9" * 30, "0"):
        said = {"pick": [approved.pk, forged], "channels": [ChannelFactory().pk]}
        assert "error-summary" in sends(client_of(zhao), at("publish"), said)
    assert not Record.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", "https://x.cn/" + "a" * 5000])
def test_no_address_that_runs_or_leads_nowhere_is_registered_to_be_clicked_by_the_public(zhao, url):
    browser = client_of(zhao)
    sends(browser, at("channels"), {"name": "平台", "url": url, "owned": "own", "rank": "main"})
    sends(browser, reverse("publication:register_platform"), {"name": "平台", "url": url, "per_minute": "60"})
    assert not Channel.objects.exists()
    assert not Consumer.objects.exists()


def test_a_forged_result_of_a_check_passes_nothing(li, case):
    fine = {f"sheet-{item}": "ok" for item in review.ITEMS}
    for forged in ({"sheet-fee": "passed"}, {"sheet-fee": ""}, {"sheet-opinion": LONG}, {"sheet-seen_version": "-1"}):
        said = fine | {"sheet-opinion": "同意", "sheet-seen_version": case.version} | forged
        sends(client_of(li), at("decide", case.pk), said)
        assert now(case).status == Status.REVIEWING
    with pytest.raises(Refused):
        review.decide(case, by=li, items=ALL_FINE | {"fee": "whatever"}, opinion="同意")


def test_while_a_withdrawal_runs_no_other_terms_are_announced(zhang, zhao, public):
    asked = changes.ask_change(public, by=zhang, reason="让利", fee={"kind": "free"})
    ground = policy_of(public.province).withdrawal_grounds[0].name
    gone = withdrawals.ask_withdrawal(public, by=zhang, ground=ground, reason="不再许可")
    withdrawals.decide_withdrawal(gone, by=zhao, granted=True)
    sends(client_of(zhao), at("change_decision", asked.pk), {"granted": "yes", "opinion": ""})
    assert Record.objects.get(number=public.record_number).current.number == 1


# the open doors


CURSORS = ("-1", "9" * 30, "1e9", "0x10", "%00", "１", "1%20OR%201=1")
SEARCHES = ("limit=9e9", "cursor=%ff", "sort=-id", "province=21%27", "q=%ff%fe", "q=%3Cscript%3E", "page=-1")


@pytest.mark.parametrize(
    "address",
    [
        *(f"/api/v1/changes/?since={since}" for since in CURSORS),
        *(f"{door}?{asked}" for door in ("/api/v1/records/", "/embed/") for asked in SEARCHES),
        "/embed/?state=all&q=" + "a" * 3000,
        "/records/LN2026000001/?version=" + "9" * 4000,
        "/records/%00/",
    ],
)
def test_no_forged_address_of_an_open_door_breaks_it(client, liaoning, address):
    RecordFactory()
    answer = client.get(address)
    assert answer.status_code in (200, 400, 404)
    assert b"<script>" not in answer.content
