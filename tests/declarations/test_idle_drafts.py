"""A draft that 张 leaves for a year: a word before, then among the ended ones with all that was in it (F002)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from config.celery import TIMETABLE
from declarations.models import Consent, Declaration
from declarations.services import answers, drafts, idle, restoring
from declarations.services.attachments import take_in
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.policy.reader import Policy
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory, OwnerFactory
from tests.factories.tenancy import platform
from tests.tenancy.pdf_files import plain


@pytest.fixture
def draft(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, title="一种搁置的装置")


def after(days: int):
    """The daily look so many days from now."""
    idle.end_drafts(by=platform(), now=timezone.now() + timedelta(days=days))


def told(zhang) -> list[str]:
    return list(Notice.objects.filter(user=zhang.user).order_by("pk").values_list("sentence", flat=True))


def status_of(draft: Declaration) -> str:
    return Declaration.objects.get(pk=draft.pk).status


@pytest.mark.requirement("F002")
def test_a_draft_left_for_a_year_is_reminded_of_once_and_ends_with_all_that_is_in_it(zhang, draft):
    contents = plain()
    paper = take_in(draft, "evaluation_report", SimpleUploadedFile("评价报告.pdf", contents), by=zhang)
    after(334)
    assert told(zhang) == []
    after(336)
    after(337)
    (word,) = told(zhang)
    assert "一种搁置的装置" in word
    assert "不会删除" in word
    after(365)
    assert status_of(draft) == Status.DRAFT
    after(367)
    assert status_of(draft) == Status.DISCARDED
    assert "连续365天没有改动" in told(zhang)[-1]
    page = client_of(zhang).get(reverse("declarations:one", args=[draft.pk])).content.decode()
    assert "一种搁置的装置" in page
    paper.refresh_from_db()
    assert paper.removed_at is None
    with paper.file.open("rb") as kept:
        assert kept.read() == contents
    ended = client_of(zhang).get(reverse("declarations:mine"), {"state": "over"}).content.decode()
    assert "一种搁置的装置" in ended
    assert idle.END_DRAFTS in TIMETABLE


@pytest.fixture
def ended(zhang, draft) -> Declaration:
    """With a paper, a co-owner who had agreed, and an answer that is not right yet; its days are over."""
    take_in(draft, "evaluation_report", SimpleUploadedFile("评价报告.pdf", plain()), by=zhang)
    OwnerFactory(declaration=draft, name="沈阳合作研究所", consent=Consent.GIVEN, answered_at=timezone.now())
    answers.keep(Declaration.objects.get(pk=draft.pk), "fee", by=zhang, typed={"amount": "五万"})
    after(336)
    after(367)
    return Declaration.objects.get(pk=draft.pk)


@pytest.mark.requirement("F002")
def test_an_ended_draft_is_taken_up_again_with_its_answers_and_papers(zhang, ended):
    client = client_of(zhang)
    assert "恢复为新的草稿" in client.get(reverse("declarations:one", args=[ended.pk])).content.decode()
    page = client.post(reverse("declarations:restore", args=[ended.pk]), follow=True).content.decode()
    assert "一种搁置的装置" in page
    draft = Declaration.objects.exclude(pk=ended.pk).get()
    assert (draft.status, draft.patent_number, draft.fee) == (Status.DRAFT, ended.patent_number, ended.fee)
    assert draft.rules_at > ended.rules_at
    assert "五万" in client.get(reverse("declarations:page", args=[draft.pk, "fee"])).content.decode()
    paper = draft.attachments.get()
    answer = client.get(reverse("declarations:paper", args=[draft.pk, paper.pk]))
    assert b"".join(answer.streaming_content) == plain()
    assert list(draft.owners.values_list("name", "consent")) == [
        ("沈阳北方科技大学", "not_asked"),
        ("沈阳合作研究所", "not_asked"),
    ]
    assert not draft.commitments.exists()


@pytest.mark.requirement("F002")
def test_what_has_ended_stays_ended_and_remembers_what_became_of_it(zhang, ended):
    restored = restoring.restore(ended, by=zhang)
    assert restoring.restore(ended, by=zhang) == restored  # a second click
    assert status_of(ended) == Status.DISCARDED
    assert ended.attachments.filter(removed_at=None).count() == 1
    assert Event.objects.of(ended).filter(verb="declaration.restore", actor_id=zhang.user.pk).count() == 1
    drafts.discard(restored, by=zhang, reason="不许可了")
    assert restoring.restore(ended, by=zhang) != restored


def test_nobody_restores_what_goes_on_or_belongs_to_another(zhang, sun, draft, ended):
    with pytest.raises(Refused, match="只有已结束的草稿可以恢复"):
        restoring.restore(DeclarationFactory(by=zhang), by=zhang)
    with pytest.raises(Refused, match="只能由权利人"):
        restoring.restore(ended, by=sun)
    assert client_of(sun).post(reverse("declarations:restore", args=[ended.pk])).status_code == 404


@pytest.mark.requirement("F002")
def test_no_draft_ends_before_thirty_days_after_its_reminder(zhang, draft):
    after(2000)
    after(2001)
    after(2029)
    assert status_of(draft) == Status.DRAFT
    after(2031)
    assert status_of(draft) == Status.DISCARDED


@pytest.mark.requirement("F002")
def test_any_activity_counts_also_an_answer_that_is_not_right_yet(zhang, draft):
    long_ago = timezone.now() - timedelta(days=400)
    Declaration.objects.filter(pk=draft.pk).update(saved_at=long_ago, pages={})
    answers.keep(Declaration.objects.get(pk=draft.pk), "patent", by=zhang, typed={"title": "还没写完"})
    Declaration.objects.filter(pk=draft.pk).update(saved_at=long_ago)
    after(300)
    assert told(zhang) == []
    after(340)
    assert len(told(zhang)) == 1


def test_after_the_reminder_one_saved_answer_keeps_it(zhang, draft):
    after(336)
    later = timezone.now() + timedelta(days=350)
    Declaration.objects.filter(pk=draft.pk).update(saved_at=later)
    after(367)
    assert status_of(draft) == Status.DRAFT
    assert len(told(zhang)) == 1


def test_intentions_and_what_was_handed_in_do_not_end_by_themselves(zhang, draft):
    Declaration.objects.filter(pk=draft.pk).update(intended_at=timezone.now())
    handed_in = DeclarationFactory(by=zhang, status=Status.CHECKING)
    after(400)
    after(440)
    assert (status_of(draft), status_of(handed_in)) == (Status.DRAFT, Status.CHECKING)
    assert told(zhang) == []


def test_where_the_province_sets_no_days_a_draft_stays(zhang, draft, monkeypatch):
    monkeypatch.setattr(Policy, "draft_days", None)
    after(4000)
    after(4040)
    assert status_of(draft) == Status.DRAFT


def test_the_list_of_pages_says_when_a_draft_ends(zhang):
    draft = drafts.begin(by=zhang)
    page = client_of(zhang).get(reverse("declarations:tasks", args=[draft.pk])).content.decode()
    assert "连续365天没有改动的草稿" in page
