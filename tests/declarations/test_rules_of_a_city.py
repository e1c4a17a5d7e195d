"""A city that lays down rules of its own: its declarants, desks and announcements are held to them (XY-04, A2)."""

from datetime import date

import pytest

from declarations.offering import offer_of
from declarations.readiness import missing_to_submit
from declarations.services import submission
from declarations.workflow import Status
from tenancy.models import PolicyValue
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import OrganisationFactory, platform

HENAN, XINYANG, GUANGSHAN, ZHENGZHOU = 41, "411500", "411522", "410100"


@pytest.fixture
def henan(db):
    with acting(province=HENAN):
        yield


@pytest.fixture
def declarant(henan):
    return lambda code: person("何明", f"he{code}", OrganisationFactory(region=region(code)), Role.ORGANISATION_ADMIN)


@pytest.mark.requirement("XY-17", "XY-04")
def test_in_xinyang_the_offices_of_the_place_review_and_elsewhere_an_accredited_body(declarant):
    for code, desk in ((GUANGSHAN, Status.REVIEWING), (ZHENGZHOU, Status.SECOND_CHECK)):
        handed_in = DeclarationFactory(by=declarant(code), status=Status.CHECKING)
        assert submission.record_findings(handed_in, by=platform()).status == desk


@pytest.mark.requirement("XY-02")
def test_what_xinyang_announces_is_announced_in_its_own_name(declarant):
    names = {code: offer_of(DeclarationFactory(by=declarant(code))).publisher for code in (GUANGSHAN, ZHENGZHOU)}
    assert names == {GUANGSHAN: "信阳市市场监督管理局", ZHENGZHOU: "河南省知识产权局"}


@pytest.mark.requirement("CN-20", "A2")
def test_the_shortest_term_of_a_city_binds_its_declarants_in_the_form_and_at_the_end(declarant):
    rule = {
        "key": "min_term_months",
        "document": "ha/xinyang",
        "clause": "一（四）",
        "effective_from": date(2023, 4, 1),
    }
    PolicyValue.objects.create(province_id=HENAN, region_code=XINYANG, value=48, **rule)
    for code, refused in ((GUANGSHAN, True), (ZHENGZHOU, False)):
        draft = DeclarationFactory(by=(head := declarant(code)))
        assert any(each.field == "ends_on" for each in missing_to_submit(draft)) is refused
        answer = {"starts_on": "2026-01-01", "ends_on": "2028-12-31", "territory": "全国", "then": "next"}
        page = client_of(head).post(f"/declarations/{draft.pk}/write/term/", answer)
        assert ("48" in page.content.decode()) is refused
