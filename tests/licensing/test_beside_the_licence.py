"""Know-how and help that one may take beside the licence: shown with the terms, never a condition (F128)."""

import pytest
from django.test import Client
from django.urls import reverse

from declarations.models import ChangeRequest
from declarations.readiness import missing_to_submit
from declarations.services.changes import ask_change
from declarations.workflow import Status
from licensing.services import acceptance
from licensing.services.papers import contract_for, make_contract, packet_for
from licensing.verify_packet import faults
from publication.models import Record
from tenancy.models.organisations import OwnerType
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform
from tests.licensing.conftest import owned_by

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F128")]
TRAINING = {"service": "安装调试和三天培训", "service_price": "每人每天2000元"}


@pytest.fixture
def record(zhang) -> Record:
    return RecordFactory(owners=owned_by(zhang), **TRAINING)


def words(browser, address) -> str:
    return browser.get(address).content.decode()


def test_a_declared_service_stands_on_the_public_page_with_its_own_price(zhang):
    declared = DeclarationFactory(by=zhang, status=Status.PUBLISHED, **TRAINING)
    page = words(Client(), reverse("publication:record", args=[declared.record_number]))
    for part in (*TRAINING.values(), "不是许可的条件"):
        assert part in page
    [version] = Client().get(f"/api/v1/records/{declared.record_number}/").json()["versions"]
    assert TRAINING.items() <= version.items()


def test_most_records_name_none_and_say_nothing_of_it(zhang):
    plain = RecordFactory(owners=owned_by(zhang))
    assert "可另行选择的技术服务" not in words(Client(), plain.get_absolute_url())


def test_a_service_without_a_price_of_its_own_is_asked_for_it(zhang):
    draft = DeclarationFactory(by=zhang, service="培训")
    assert [one.field for one in missing_to_submit(draft)] == ["service_price"]
    draft = DeclarationFactory(by=zhang, service_price="2000元")
    assert [one.field for one in missing_to_submit(draft)] == ["service"]


def test_who_accepts_reads_it_and_owes_nothing_for_it(record, sun):
    page = words(client_of(sun), reverse("licensing:accept", args=[record.number]))
    assert "自愿选择" in page
    licence = acceptance.accept(acceptance_of(record), by=sun)
    assert licence.amount == 50_000
    said = "".join(line for clause in contract_for(licence).clauses for line in clause.text)
    assert TRAINING["service"] not in said
    assert TRAINING["service_price"] not in said


def test_the_evidence_of_what_was_shown_has_it_and_is_whole(record, sun):
    licence = acceptance.accept(acceptance_of(record), by=sun)
    make_contract(licence, by=platform())
    packet, kept = packet_for(licence)
    assert TRAINING["service"].encode() in packet
    assert faults(packet, kept) == []


def test_it_may_change_while_the_terms_are_locked_for_it_is_none_of_them(db):
    with acting(province=ZHEJIANG):
        house = OrganisationFactory(region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY)
        owner = person("吴敏", "wumin", house, Role.ORGANISATION_ADMIN)
        listed = DeclarationFactory(by=owner, status=Status.PUBLISHED)
        with pytest.raises(Refused, match="最早可于"):
            ask_change(listed, by=owner, reason="涨价", territory="浙江省")
        said = {"contact_name": "吴敏", "contact_phone": "13812345678", "reason": "新增培训"} | TRAINING
        client_of(owner).post(reverse("declarations:change", args=[listed.pk]), said)
        assert TRAINING.items() <= ChangeRequest.objects.get().terms.items()


@pytest.mark.parametrize("name", ["csv", "json"])
def test_the_lists_as_files_name_it_beside_the_terms(record, name):
    RecordFactory()
    told = words(Client(), f"/records/export.{name}")
    for part in TRAINING.values():
        assert told.count(part) == 1
    assert {"csv": "可另行选择的技术服务,技术服务价格", "json": '"service": "", "service_price": ""'}[name] in told


def test_the_open_interface_names_it_in_its_lists(record):
    [item] = Client().get("/api/v1/records/").json()["results"]
    assert TRAINING.items() <= item.items()
