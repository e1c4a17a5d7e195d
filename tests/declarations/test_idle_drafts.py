"""A draft that 张 leaves for a year: a word before, then among the ended ones with all that was in it (F002)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from config.celery import TIMETABLE
from declarations.models import Declaration
from declarations.services import answers, drafts, idle
from declarations.services.attachments import take_in
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.policy.reader import Policy
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
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
