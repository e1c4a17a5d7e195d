"""The cast stands where the tests of every room expect it."""

import pytest

from tenancy.models import Organisation
from tenancy.roles import Role
from tests.cast import client_of
from tests.factories import ground_floor, policy, tenancy


def test_everybody_acts_in_their_role(zhang, li, wang, zhao, sun, chen):
    roles = [actor.role for actor in (zhang, li, wang, zhao, sun, chen)]
    assert roles == [
        Role.ORGANISATION_ADMIN,
        Role.CITY_OFFICER,
        Role.CITY_OFFICER,
        Role.PROVINCE_OFFICER,
        Role.ORGANISATION_ADMIN,
        Role.PROVINCE_OFFICER,
    ]
    assert [actor.province.slug for actor in (zhang, chen)] == ["ln", "zj"]


def test_the_test_works_in_liaoning(zhang, sun):
    assert {organisation.name for organisation in Organisation.objects.all()} == {zhang.place_name, sun.place_name}


def test_a_client_is_signed_in_as_the_person_in_the_role(li):
    response = client_of(li).get("/nowhere/")
    assert response.wsgi_request.actor.membership_id == li.membership_id


@pytest.mark.parametrize(
    "made",
    [
        name
        for module in (tenancy, ground_floor)
        for name in dir(module)
        if name.endswith("Factory") and name != "DjangoModelFactory"
    ],
)
def test_each_factory_makes_what_it_says(liaoning, made):
    factory = next(filter(None, (getattr(module, made, None) for module in (tenancy, ground_floor, policy))))
    assert factory().pk
