"""One declaration through the house, and everyone who tries to take a step that is not theirs."""

import pytest

from declarations.models import Consent, Declaration
from declarations.readiness import missing_to_submit
from declarations.services import drafts, publishing, review, submission
from declarations.services.review import Reason
from declarations.workflow import STEPS, Action, Status, hand_may
from publication.models import Record
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import ZHEJIANG
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory, OwnerFactory, officer_for
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import platform


def test_a_declaration_goes_from_draft_to_the_public_register(zhang):
    declaration = DeclarationFactory(by=zhang)
    declaration = submission.submit(declaration, by=zhang)
    assert declaration.number.startswith("LN-SL-")
    declaration = submission.record_findings(declaration, by=platform())
    assert declaration.status == Status.SECOND_CHECK
    declaration = review.decide(declaration, by=officer_for(declaration), items=ALL_FINE, opinion=LOOKED_UP)
    declaration = review.decide(declaration, by=officer_for(declaration), items=ALL_FINE, opinion=LOOKED_UP)
    announcement = publishing.publish([declaration], by=officer_for(declaration), channels=[ChannelFactory()])
    declaration.refresh_from_db()
    record = Record.objects.get(number=declaration.record_number)
    assert (declaration.status, record.published_at) == (Status.PUBLISHED, announcement.effective_at)


def test_it_refuses_a_second_submission(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.CHECKING)
    with pytest.raises(Refused, match="核验中"):
        submission.submit(declaration, by=zhang)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.PUBLISHED])
def test_what_was_not_handed_in_is_not_checked_and_no_source_is_asked(zhang, status):
    declaration = DeclarationFactory(by=zhang, status=status)
    kept = declaration.check_runs.count()
    with pytest.raises(Refused):
        submission.record_findings(declaration, by=platform())
    assert declaration.check_runs.count() == kept


@pytest.mark.requirement("LN-33", "CN-22")
def test_an_unticked_commitment_stops_submission_by_name(zhang):
    declaration = DeclarationFactory(by=zhang)
    drafts.commit_to(declaration, {"keep_in_force"}, by=zhang)
    with pytest.raises(Refused, match="独占实施许可或者排他实施许可"):
        submission.submit(declaration, by=zhang)


@pytest.mark.requirement("LN-09")
def test_no_officer_can_change_a_word_of_the_offer(zhang, li):
    declaration = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    with pytest.raises(Refused, match="权利人自己"):
        drafts.save(declaration, by=li, fee={"kind": "free"})


@pytest.mark.requirement("LN-71")
def test_a_review_without_all_four_items_is_refused(zhang, li):
    declaration = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    with pytest.raises(Refused, match="质押登记"):
        review.decide(declaration, by=li, items={"validity": "ok", "licence": "ok", "fee": "ok"})


def test_reasons_come_back_field_by_field_with_one_date(zhang, li):
    declaration = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    faults = [Reason("title", "发明名称与登记簿不一致"), Reason("ends_on", "许可期限请写到月底")]
    declaration = review.send_back(declaration, by=li, reasons=faults)
    assert (declaration.status, declaration.rounds) == (Status.RETURNED, 1)
    assert declaration.answer_by is not None
    assert [reason["field"] for reason in declaration.reviews.last().reasons] == ["title", "ends_on"]


def test_another_city_does_not_find_the_case(zhang, wang):
    declaration = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    assert not Declaration.objects.visible_to(wang).filter(pk=declaration.pk).exists()


def test_an_office_never_sees_a_draft(zhang, li):
    declaration = DeclarationFactory(by=zhang)
    assert not Declaration.objects.visible_to(li).filter(pk=declaration.pk).exists()


def test_another_province_finds_nothing(zhang):
    DeclarationFactory(by=zhang, status=Status.REVIEWING)
    with acting(province=ZHEJIANG):
        assert not Declaration.objects.exists()


@pytest.mark.requirement("HB-17")
def test_one_person_never_decides_two_stages(zhang, li):
    declaration = DeclarationFactory(by=zhang, status=Status.APPROVED)
    earlier = declaration.reviews.last()
    with pytest.raises(Refused, match="四眼"):
        review.refuse_same_eyes(declaration, by=type(li)(**vars(li) | {"user": type(li.user)(pk=earlier.decided_by)}))


def test_the_second_declaration_of_a_patent_in_the_province_is_refused(zhang):
    DeclarationFactory(by=zhang, status=Status.REVIEWING, n=77001)
    twin = DeclarationFactory(by=zhang, n=77001)
    with pytest.raises(Refused, match="不能重复声明"):
        submission.submit(twin, by=zhang)
    twin.refresh_from_db()
    assert twin.status == Status.DRAFT


@pytest.mark.requirement("F004")
def test_publication_waits_for_every_co_owner(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.APPROVED)
    OwnerFactory(declaration=declaration, name="沈阳合作研究所", consent=Consent.ASKED)
    with pytest.raises(Refused, match="沈阳合作研究所"):
        publishing.publish([declaration], by=officer_for(declaration), channels=[ChannelFactory()])


@pytest.mark.requirement("LN-38")
def test_a_term_one_day_short_of_a_year_is_refused(zhang):
    declaration = DeclarationFactory(by=zhang, starts_on="2023-01-01", ends_on="2023-12-30")
    declaration.refresh_from_db()
    assert any("不得少于" in str(missing) for missing in missing_to_submit(declaration))


def test_two_tabs_do_not_overwrite_each_other(zhang):
    declaration = DeclarationFactory(by=zhang)
    seen = Declaration.objects.get(pk=declaration.pk).version
    drafts.save(declaration, by=zhang, title="甲", seen_version=seen)
    with pytest.raises(Refused, match="没有覆盖"):
        drafts.save(declaration, by=zhang, title="乙", seen_version=seen)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("status", Status)
def test_a_step_is_open_only_to_its_hands_from_its_states(action, status):
    allowed = {role for role in [*Role, None] if hand_may(role, action, status)}
    step = STEPS[action]
    assert allowed <= (set(step.hands) or {None})
    assert bool(allowed) <= (status in step.start)
