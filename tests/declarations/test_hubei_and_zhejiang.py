"""The same form in other provinces: what they add is asked for and printed, what they do not know is not shown."""

import pytest
from django.urls import reverse

from declarations import printed
from declarations.readiness import missing_to_submit
from declarations.services import drafts, review, submission
from declarations.workflow import Status
from publication.models import Record
from tenancy.models.directories import Directory
from tenancy.models.organisations import OwnerType
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import directories
from tests.cast import HANGZHOU, ZHEJIANG, client_of, person, region
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory, list_as_subject
from tests.factories.tenancy import AccreditationFactory, OfficeFactory, OrganisationFactory, platform

HUBEI, WUHAN = 42, "420100"
TERM = {"starts_on": "2026-12-01", "ends_on": "2028-12-31"}


@pytest.fixture
def hubei_patentee(db):
    with acting(province=HUBEI):
        institute = OrganisationFactory(name="武汉光谷研究所", region=region(WUHAN), owner_type=OwnerType.INSTITUTE)
        yield person("刘工", "liu", institute, Role.ORGANISATION_ADMIN)


@pytest.fixture
def zhejiang_patentee(db):
    with acting(province=ZHEJIANG):
        university = OrganisationFactory(name="杭州东方大学", region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY)
        yield person("周院长", "zhou", university, Role.ORGANISATION_ADMIN)


@pytest.mark.requirement("HB-13")
def test_hubei_wants_the_region_once_and_prints_it(hubei_patentee):
    draft = drafts.begin(by=hubei_patentee)
    address = f"/declarations/{draft.pk}/write/term/"
    assert "请填写“许可区域”" in client_of(hubei_patentee).post(address, TERM).content.decode()
    assert [each.field for each in missing_to_submit(draft)].count("territory") == 1
    assert client_of(hubei_patentee).post(address, TERM | {"territory": "湖北省"}).status_code == 302
    draft.refresh_from_db()
    sheet = printed.filled_sheet(draft)
    assert sheet.title == "湖北省专利许可（试点）信息表"
    assert ("许可区域", "湖北省") in [row for part in sheet.parts for row in part.rows]


@pytest.mark.requirement("HB-17", "CN-23")
def test_hubei_gives_the_second_check_to_accredited_bodies_alone(hubei_patentee):
    waiting = DeclarationFactory(by=hubei_patentee, status=Status.SECOND_CHECK)
    centre = OfficeFactory(name="武汉知识产权保护中心", kind="centre", region=region(WUHAN))
    looking = person("杨博涛", "yang", centre, Role.CENTRE_OFFICER)
    assert client_of(looking).get(f"/declarations/{waiting.pk}/review/").status_code == 404
    with pytest.raises(Refused, match="不在省局认可的有效期内"):
        review.decide(waiting, by=looking, items=ALL_FINE, opinion=LOOKED_UP)
    AccreditationFactory(office=centre)
    assert review.decide(waiting, by=looking, items=ALL_FINE, opinion=LOOKED_UP).status == Status.APPROVED


@pytest.mark.requirement("ZJ-63")
def test_zhejiang_asks_how_the_patent_is_to_be_implemented(zhejiang_patentee):
    draft = drafts.begin(by=zhejiang_patentee)
    address = f"/declarations/{draft.pk}/write/term/"
    shown = client_of(zhejiang_patentee).get(address).content.decode()
    for way in ("转让", "普通许可", "开放许可", "作价入股"):
        assert way in shown
    answer = client_of(zhejiang_patentee).post(address, TERM | {"territory": "全国"})
    assert "请填写“专利实施方式”" in answer.content.decode()


@pytest.mark.requirement("ZJ-17")
def test_zhejiang_publishes_six_items_and_none_goes_in_without_its_credit_code(zhejiang_patentee):
    draft = DeclarationFactory(by=zhejiang_patentee)
    browser, address = client_of(zhejiang_patentee), f"/declarations/{draft.pk}/owners/"
    wrong = {"name": "杭州合作公司", "owner_type": "private_enterprise", "credit_code": "91330100MA27XXXX0A"}
    assert "校验" in browser.post(address, wrong).content.decode()
    assert draft.owners.count() == 1
    browser.post(address, wrong | {"credit_code": ""})
    assert "请填写“杭州合作公司”的统一社会信用代码" in browser.get(f"/declarations/{draft.pk}/submit/").content.decode()
    bare = drafts.begin(by=zhejiang_patentee)
    missing = {each.field for each in missing_to_submit(bare)}
    assert {"patent_number", "fee"} <= missing


@pytest.mark.requirement("ZJ-48", "ZJ-50", "ZJ-51")
def test_in_zhejiang_only_universities_and_institutes_of_the_directory_declare(zhejiang_patentee):
    house, listed = zhejiang_patentee.organisation, Directory.IMPLEMENTING_SUBJECTS
    draft = DeclarationFactory(by=zhejiang_patentee)
    directories.leave(house, listed, by=platform(), reason="单位合并")
    with pytest.raises(Refused, match="专利公开实施主体名录"):
        submission.submit(draft, by=zhejiang_patentee)
    list_as_subject(house)
    firm = OrganisationFactory(region=region(HANGZHOU))
    head = person("钱总", "qian", firm, Role.ORGANISATION_ADMIN)
    starts = [client_of(each).get(reverse("declarations:start")).content.decode() for each in (head, zhejiang_patentee)]
    assert ["还不能提交" in page for page in starts] == [True, False]  # said before anything is written
    with pytest.raises(Refused, match="只受理高等学校、科研机构的声明"):
        submission.submit(DeclarationFactory(by=head), by=head)
    assert submission.submit(draft, by=zhejiang_patentee).status == Status.CHECKING


@pytest.mark.requirement("ZJ-14")
def test_in_zhejiang_nothing_is_announced_without_its_mode_and_its_fee(zhejiang_patentee):
    browser = client_of(zhejiang_patentee)
    for lacking, named in (({"fee": {}}, "支付方式"), ({"mode": ""}, "实施方式")):
        entry = DeclarationFactory(by=zhejiang_patentee, **lacking)
        assert named in browser.get(f"/declarations/{entry.pk}/submit/").content.decode()
        browser.post(f"/declarations/{entry.pk}/submit/", {"seen_version": entry.version})
        entry.refresh_from_db()
        assert entry.status == "draft"
    assert not Record.objects.exists()


@pytest.mark.requirement("XY-05")
def test_fee_and_term_are_wanted_and_no_licensee_can_be_named(zhang):
    draft = drafts.begin(by=zhang)
    assert {"fee", "starts_on"} <= {each.field for each in missing_to_submit(draft)}
    browser = client_of(zhang)
    for section in ("patent", "fee", "term", "contact", "extra"):
        assert "被许可人" not in " ".join(
            str(field.label) for field in browser.get(f"/declarations/{draft.pk}/write/{section}/").context["form"]
        )


@pytest.mark.requirement("LN-32")
def test_each_declaration_shows_which_form_it_used(zhang):
    declaration = DeclarationFactory(by=zhang)
    assert declaration.form_version.startswith("专利开放许可信息表")
    assert printed.filled_sheet(declaration).edition == declaration.form_version
