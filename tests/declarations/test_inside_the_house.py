"""Before a declaration leaves an institution: its own approval, and an inventor's objection that stops it."""

import pytest

from declarations.services import drafts, internal, submission
from declarations.waiting_declarants import inside
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import OrganisationFactory


@pytest.fixture
def university(db):
    """A university in Zhejiang, where policy asks for the institution's own approval."""
    with acting(province=ZHEJIANG):
        yield OrganisationFactory(name="杭州东方大学", region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY)


@pytest.fixture
def head(university):
    return person("周院长", "zhou", university, Role.ORGANISATION_ADMIN)


@pytest.fixture
def handler(university):
    return person("吴老师", "wu", university, Role.HANDLER)


@pytest.mark.requirement("ZJ-28", "F011")
def test_an_inventors_objection_stops_it_until_it_is_decided(head, handler):
    declaration = submission.submit(DeclarationFactory(by=handler), by=handler)
    assert declaration.status == Status.INTERNAL
    objection = internal.object_to(declaration, by=handler, raised_by_name="发明人郑某", ground="尚有后续专利未申请")
    with pytest.raises(Refused, match="1项内部异议"):
        submission.agree(declaration, by=head)
    internal.decide(objection, by=head, upheld=False, decision="后续专利已于上月申请")
    assert submission.agree(declaration, by=head).status == Status.CHECKING


@pytest.mark.requirement("F011")
def test_an_institution_lets_two_people_agree_one_after_the_other(zhang, liaoning):
    second = person("钱副校长", "qian", zhang.organisation, Role.ORGANISATION_ADMIN)
    clerk = person("孟老师", "meng", zhang.organisation, Role.HANDLER)
    assert client_of(clerk).get("/declarations/internal/").status_code == 403
    client_of(zhang).post("/declarations/internal/", {"approvals": "2"})
    declaration = submission.submit(DeclarationFactory(by=clerk), by=clerk)
    assert declaration.status == Status.INTERNAL
    address = f"/declarations/{declaration.pk}/agree/"
    for _click in range(2):
        client_of(zhang).post(address)
        declaration.refresh_from_db()
        assert declaration.status == Status.INTERNAL
    client_of(second).post(address)
    declaration.refresh_from_db()
    assert declaration.status == Status.CHECKING
    client_of(zhang).post("/declarations/internal/", {"approvals": "0"})
    assert submission.submit(DeclarationFactory(by=clerk), by=clerk).status == Status.CHECKING


def test_whoever_agrees_again_after_a_correction_is_told_of_again(zhang, liaoning):
    person("钱副校长", "qian", zhang.organisation, Role.ORGANISATION_ADMIN)
    clerk = person("孟老师", "meng", zhang.organisation, Role.HANDLER)
    internal.set_rule(2, by=zhang)
    declaration = submission.submit(DeclarationFactory(by=clerk), by=clerk)
    for times in (1, 2):
        submission.agree(declaration, by=zhang)
        assert Notice.objects.filter(user=clerk.user, sentence__contains="还须1人内部同意").count() == times
        objection = internal.object_to(declaration, by=clerk, raised_by_name="发明人", ground="权属未定")
        internal.decide(objection, by=zhang, upheld=True, decision="先明确权属")
        declaration.refresh_from_db()
        declaration = submission.submit(declaration, by=clerk)


@pytest.mark.requirement("CN-19")
def test_what_still_waits_inside_when_the_programme_ends_stays_there(head, handler, monkeypatch):
    declaration = submission.submit(DeclarationFactory(by=handler), by=handler)
    monkeypatch.setattr(type(policy_of(ZHEJIANG)), "accepts_declarations", property(lambda self: False))
    with pytest.raises(Refused, match="不再受理"):
        submission.agree(declaration, by=head)
    declaration.refresh_from_db()
    assert (declaration.status, declaration.number) == (Status.INTERNAL, "")


def test_where_the_province_asks_for_it_nobody_switches_it_off(head):
    with pytest.raises(Refused, match="不能关闭"):
        internal.set_rule(0, by=head)


def test_an_objection_that_is_upheld_sends_it_back_to_the_draft(head, handler):
    declaration = submission.submit(DeclarationFactory(by=handler), by=handler)
    objection = internal.object_to(declaration, by=handler, raised_by_name="发明人", ground="权属未定")
    internal.decide(objection, by=head, upheld=True, decision="先明确权属")
    declaration.refresh_from_db()
    assert declaration.status == Status.DRAFT


def test_an_objection_to_a_draft_that_was_given_up_waits_for_nobody(head, handler):
    declaration = DeclarationFactory(by=handler)
    internal.object_to(declaration, by=handler, raised_by_name="发明人", ground="权属未定")
    assert inside(head).get() == declaration
    drafts.discard(declaration, by=handler, reason="不再声明")
    assert not inside(head).exists()


def test_a_handler_decides_no_objection(head, handler):
    declaration = DeclarationFactory(by=handler)
    objection = internal.object_to(declaration, by=handler, raised_by_name="", ground="权属未定")
    with pytest.raises(Refused, match="单位管理员"):
        internal.decide(objection, by=handler, upheld=False, decision="无妨")
    with pytest.raises(Refused, match="内部异议尚未处理"):
        submission.submit(declaration, by=head)


def test_the_administrator_agrees_on_the_page_of_the_declaration(head, handler):
    declaration = submission.submit(DeclarationFactory(by=handler), by=handler)
    browser = client_of(head)
    assert "单位内部审批" in browser.get("/desk/").content.decode()
    assert "内部同意并提交" in browser.get(f"/declarations/{declaration.pk}/own/").content.decode()
    browser.post(f"/declarations/{declaration.pk}/agree/")
    declaration.refresh_from_db()
    assert declaration.status == Status.CHECKING
