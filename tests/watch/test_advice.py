"""An office guides and the owner answers; a protection centre comments on a draft that was shown to it on purpose."""

import pytest
from django.utils import timezone

from declarations.models import Advice
from declarations.services import advice
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.models import Membership
from tenancy.refusals import Refused
from tenancy.roles import Role
from tests.cast import DALIAN, SHENYANG, client_of, office, person
from tests.factories.declarations import AdviceFactory, DeclarationFactory
from tests.factories.tenancy import OfficeFactory

WORDS = "费用为同行业平均的一百倍，建议说明计费依据或适当降低。"


def centre(name, code, letters):
    from_there = OfficeFactory(name=name, kind="centre", region=office("某局", code).region)
    return person("周指导", letters, from_there, Role.CENTRE_OFFICER)


@pytest.fixture
def zhou(liaoning):
    """周: officer of the protection centre of Shenyang."""
    return centre("沈阳知识产权保护中心", SHENYANG, "zhou")


@pytest.fixture
def reviewing(zhang):
    return DeclarationFactory(by=zhang, status=Status.REVIEWING)


@pytest.fixture
def draft(zhang):
    return DeclarationFactory(by=zhang)


@pytest.mark.requirement("LN-41", "CN-26")
def test_the_officers_note_and_the_owners_answer_are_kept_and_both_read_them(reviewing, zhang, li):
    client_of(li).post(f"/declarations/{reviewing.pk}/advise/", {"words": WORDS})
    note = Advice.objects.get()
    assert (note.about, note.given_by_name, note.office_name) == ("fee", li.name, li.place_name)
    assert Notice.objects.filter(user=zhang.user, sentence__contains=WORDS[:10]).exists()
    assert WORDS in client_of(zhang).get(f"/declarations/{reviewing.pk}/own/").content.decode()
    client_of(zhang).post(f"/declarations/advice/{note.pk}/answer/", {"answer": "含五年技术服务。"})
    page = client_of(li).get(f"/declarations/{reviewing.pk}/review/").content.decode()
    assert WORDS in page
    assert "含五年技术服务。" in page
    assert Notice.objects.filter(user=li.user, sentence__contains="含五年技术服务").exists()
    reviewing.refresh_from_db()
    assert reviewing.status == Status.REVIEWING


def test_an_answer_is_given_once(zhang):
    note = AdviceFactory(declaration=DeclarationFactory(by=zhang, status=Status.REVIEWING))
    advice.answer(note, answer="已核对。", by=zhang)
    with pytest.raises(Refused, match="已经答复"):
        advice.answer(note, answer="再答。", by=zhang)


def test_another_city_and_another_owner_say_nothing(reviewing, wang, sun, li):
    assert client_of(wang).post(f"/declarations/{reviewing.pk}/advise/", {"words": "x"}).status_code == 404
    note = advice.guide(reviewing, words=WORDS, by=li)
    assert client_of(sun).post(f"/declarations/advice/{note.pk}/answer/", {"answer": "x"}).status_code == 404


@pytest.mark.requirement("LN-28")
def test_a_centre_comments_on_a_draft_that_was_shown_to_it_and_the_owner_sees_it_before_submission(draft, zhang, zhou):
    client_of(zhang).post(f"/declarations/{draft.pk}/share/", {"shared": "1"})
    assert draft.title in client_of(zhou).get("/declarations/drafts/").content.decode()
    assert draft.title in client_of(zhou).get(f"/declarations/drafts/{draft.pk}/").content.decode()
    client_of(zhou).post(f"/declarations/drafts/{draft.pk}/", {"words": "请补充主分类号。"})
    assert "请补充主分类号。" in client_of(zhang).get(f"/declarations/{draft.pk}/tasks/").content.decode()
    assert Notice.objects.filter(user=zhang.user, sentence__contains="请补充主分类号").exists()


def test_without_the_owners_word_no_centre_sees_a_draft(draft, zhang, zhou):
    assert client_of(zhou).get(f"/declarations/drafts/{draft.pk}/").status_code == 404
    advice.share(draft, True, by=zhang)
    advice.share(draft, False, by=zhang)
    assert client_of(zhou).get(f"/declarations/drafts/{draft.pk}/").status_code == 404
    with pytest.raises(Refused, match="没有请求指导"):
        advice.comment(draft, words="x", by=zhou)


def test_a_centre_of_another_city_sees_nothing_of_it(draft, zhang):
    advice.share(draft, True, by=zhang)
    elsewhere = centre("大连知识产权保护中心", DALIAN, "other")
    assert client_of(elsewhere).get(f"/declarations/drafts/{draft.pk}/").status_code == 404


def test_what_is_handed_in_is_no_draft_any_more(zhang, zhou, reviewing):
    with pytest.raises(Refused, match="草稿"):
        advice.share(reviewing, True, by=zhang)


def test_an_officer_who_has_left_reads_no_answer(reviewing, zhang, li):
    note = advice.guide(reviewing, words=WORDS, by=li)
    Membership.objects.filter(pk=li.membership_id).update(ended_at=timezone.now())
    advice.answer(note, answer="含五年技术服务。", by=zhang)
    assert not Notice.objects.filter(user=li.user, sentence__contains="含五年技术服务").exists()
