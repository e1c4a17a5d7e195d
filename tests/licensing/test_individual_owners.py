"""An individual who declares a patent answers for it as any other owner, though no code tells individuals apart."""

import pytest
from django.utils import timezone

from declarations.models import Consent
from declarations.workflow import Status as Declared
from licensing.models import Licence
from licensing.services import acceptance, answers, signing
from licensing.services.acceptance import others_of
from licensing.tasks import begin_signing
from licensing.workflow import Side, Status
from outbox.models import Job, Notice
from outbox.runner import attempt
from publication.models import Record
from tenancy.refusals import Refused
from tenancy.roles import Role
from tests.cast import SHENYANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory, OwnerFactory, carried_to
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.tenancy import OrganisationFactory

pytestmark = pytest.mark.django_db


def individual(letters, name="王小明"):
    home = OrganisationFactory(name=name, owner_type="individual", credit_code="", size="", region=region(SHENYANG))
    return person(name, letters, home, Role.INDIVIDUAL)


def offered_by(owner):
    declaration = DeclarationFactory(by=owner, status=Declared.PUBLISHED)
    return Record.objects.select_related("current").get(number=declaration.record_number)


@pytest.fixture
def wang_xiaoming(liaoning):
    return individual("wangxm")


@pytest.fixture
def licence(wang_xiaoming):
    """A firm has accepted what 王 offers."""
    accepted = acceptance.accept(acceptance_of(offered_by(wang_xiaoming)), by=member_of(OrganisationFactory()))
    for job in Job.objects.filter(kind=acceptance.TELL, done_at=None):
        attempt(job)
    return accepted


def test_who_declared_it_is_told_of_the_acceptance_and_reads_the_licence(licence, wang_xiaoming):
    assert licence.sides_of(wang_xiaoming) == {Side.LICENSOR}
    assert Notice.objects.filter(user=wang_xiaoming.user, sentence__contains=licence.number).exists()
    assert licence.number in client_of(wang_xiaoming).get(licence.get_absolute_url()).content.decode()


def test_they_confirm_and_sign_by_themselves(licence, wang_xiaoming):
    answers.confirm(licence, by=wang_xiaoming)
    for job in Job.objects.filter(kind=answers.BEGIN, done_at=None):
        begin_signing(job, **job.payload)
    paper = licence.papers.latest("edition")
    own = paper.signatures.get(party__organisation=wang_xiaoming.organisation)
    signing.sign(paper.signatures.get(party__side=Side.LICENSEE), by=firm_of(licence))
    assert signing.sign(own, by=wang_xiaoming).signed_by_name == "王小明"
    assert Licence.objects.get(pk=licence.pk).status == Status.CONFIRMED


def firm_of(licence):
    return member_of(licence.licensee)


def test_a_namesake_has_nothing_to_do_with_it(licence):
    namesake = individual("another")
    assert not licence.sides_of(namesake)
    assert client_of(namesake).get(licence.get_absolute_url()).status_code == 404


def test_nobody_takes_a_licence_of_what_they_declared_themselves(wang_xiaoming):
    with pytest.raises(Refused, match="专利权人不能接受自己的声明"):
        acceptance.accept(acceptance_of(offered_by(wang_xiaoming)), by=wang_xiaoming)


def test_a_namesake_takes_a_licence_as_anybody_else(wang_xiaoming):
    assert acceptance.accept(acceptance_of(offered_by(wang_xiaoming)), by=individual("another")).number


def test_the_patents_of_two_namesakes_do_not_go_into_one_contract(wang_xiaoming):
    own, second, foreign = offered_by(wang_xiaoming), offered_by(wang_xiaoming), offered_by(individual("another"))
    assert others_of(own) == [second]
    with pytest.raises(Refused, match="同一专利权人"):
        acceptance.accept(acceptance_of(own, foreign), by=member_of(OrganisationFactory()))
    assert acceptance.accept(acceptance_of(own, second), by=member_of(OrganisationFactory())).number


def test_a_co_owner_without_a_code_is_not_taken_for_them(wang_xiaoming):
    declaration = DeclarationFactory(by=wang_xiaoming)
    OwnerFactory(
        declaration=declaration, name="李四", owner_type="individual", consent=Consent.GIVEN, answered_at=timezone.now()
    )
    number = carried_to(Declared.PUBLISHED, declaration, by=wang_xiaoming).record_number
    licence = acceptance.accept(acceptance_of(Record.objects.get(number=number)), by=member_of(OrganisationFactory()))
    sides = {one.name: one.organisation for one in licence.parties.filter(side=Side.LICENSOR)}
    assert sides == {"王小明": wang_xiaoming.organisation, "李四": None}
