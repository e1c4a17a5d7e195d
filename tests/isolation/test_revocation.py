"""I7: who is moved, suspended or given another role is kept out by the next request: pages, papers, acts, queue."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declarations.batch import services as batches
from declarations.models import Declaration
from declarations.models.batches import BatchState
from declarations.workflow import Status
from publication.register_of_platforms import end_platform, register_platform
from tenancy.models import Membership
from tenancy.roles import Role
from tenancy.services import memberships
from tests.batch.sheets import filled, sheet_rows
from tests.cast import DALIAN, client_of, office, person
from tests.factories.declarations import AttachmentFactory
from tests.factories.tenancy import OfficeFactory
from tests.isolation.homes import Home, carried

KEPT_OUT = frozenset({302, 403, 404})


@pytest.fixture
def wu(zhang):
    """Handler of 张's university."""
    return person("吴磊", "wu", zhang.organisation, Role.HANDLER)


@pytest.fixture
def case(zhang, li, settings, tmp_path):
    """张's declaration before 李's eyes, with a paper: the addresses at which both read it."""
    settings.MEDIA_ROOT = tmp_path
    centre = person(
        "关", "guan", OfficeFactory(region=li.region, name="沈阳保护中心", kind="centre"), Role.CENTRE_OFFICER
    )
    home = Home("here", "owner", "", "city", "centre", "", "", by={"owner": zhang, "city": li, "centre": centre})
    one = carried(home, Status.REVIEWING)
    paper = AttachmentFactory(declaration=one, file=SimpleUploadedFile("评价报告.pdf", b"%PDF-1.7"))
    return one, [f"/declarations/{one.pk}/form/page/", f"/declarations/{one.pk}/materials/{paper.pk}/"]


def membership(actor) -> Membership:
    return Membership.objects.get(pk=actor.membership_id)


def statuses(browser: Client, addresses: list[str]) -> set[int]:
    answers = [browser.get(address) for address in addresses]
    for answer in answers:
        answer.getvalue()  # a paper is an open file until it has been read
    return {answer.status_code for answer in answers}


def test_a_handler_who_is_ended_reads_and_does_nothing_more(zhang, wu, case):
    _one, addresses = case
    browser = client_of(wu)
    assert statuses(browser, addresses) == {200}
    memberships.end(membership(wu), by=zhang, reason="离职")
    assert statuses(browser, addresses) <= KEPT_OUT
    drafts = Declaration.objects.count()
    assert browser.post("/declarations/new/").status_code in KEPT_OUT
    assert Declaration.objects.count() == drafts


def test_an_officer_who_is_moved_finds_the_old_city_absent_and_decides_nothing_there(li, zhao_admin, case):
    one, addresses = case
    browser = client_of(li)
    assert statuses(browser, addresses) == {200}
    memberships.end(membership(li), by=zhao_admin, reason="调任")
    memberships.begin(li.user, office("大连市知识产权局", DALIAN), Role.CITY_OFFICER, by=zhao_admin, reason="调任")
    assert statuses(browser, addresses) <= KEPT_OUT
    assert browser.post(f"/declarations/{one.pk}/decide/", {"item": "ok"}).status_code in KEPT_OUT
    one.refresh_from_db()
    assert one.status == Status.REVIEWING


def test_an_officer_who_only_reads_from_now_on_opens_no_act(li, zhao_admin, case):
    one, _addresses = case
    browser, door = client_of(li), f"/declarations/{case[0].pk}/questions/"
    assert browser.get(door).status_code == 200
    memberships.change_role(membership(li), Role.READER, by=zhao_admin, reason="转岗")
    assert browser.get(door).status_code in KEPT_OUT
    assert browser.post(f"/declarations/{one.pk}/decide/", {"item": "ok"}).status_code in KEPT_OUT


def test_a_suspended_account_is_a_strangers(wu, case):
    browser = client_of(wu)
    assert statuses(browser, case[1]) == {200}
    wu.user.is_active = False
    wu.user.save(update_fields=["is_active"])
    assert statuses(browser, case[1]) == {302}
    assert browser.get("/desk/").url.startswith("/accounts/login/")


def test_what_waits_in_the_queue_of_somebody_who_left_is_not_done_in_their_name(zhang, wu, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    batch, _again = batches.receive(filled(sheet_rows(2)), "声明.xlsx", by=wu, at_once=False)
    memberships.end(membership(wu), by=zhang, reason="离职")
    done = batches.run(batch)
    assert (done.state, Declaration.objects.count()) == (BatchState.FAILED, 0)


def test_a_platform_that_is_ended_is_a_stranger_at_its_next_question(zhao, django_capture_on_commit_callbacks):
    platform_, key = register_platform(by=zhao, name="运营平台", url="https://market.example.cn/", per_minute=7)
    client = Client(headers={"X-Api-Key": key})
    assert client.get("/api/v1/records/").headers["RateLimit-Limit"] == "7"
    with django_capture_on_commit_callbacks(execute=True):
        end_platform(platform_.pk, by=zhao, reason="协议到期")
    assert client.get("/api/v1/records/").headers["RateLimit-Limit"] != "7"
