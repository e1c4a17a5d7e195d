"""The generator: the same seed makes the same world, through the same rules, and signs nobody in on a real server."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from config.generator import world
from config.generator.people import POSTS, demo_sign_ins
from declarations.models import Declaration
from declarations.workflow import Status
from licensing.models import Licence
from licensing.services.acceptance import DRAW
from outbox.models import Job
from publication.models import Record
from tenancy import credit_codes
from tenancy.models import Accreditation, DirectoryEntry, Membership, Office, Organisation, Province, User
from tenancy.models.directories import Directory
from tenancy.models.organisations import OwnerType
from tenancy.roles import Role
from tenancy.scope import acting

pytestmark = pytest.mark.django_db
SMALL = world.Size(declarations=10, seed=7)


def only(*provinces):
    """A smaller world is made faster."""
    Province.objects.exclude(pk__in=[100, *provinces]).update(started_on=None)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def make(*provinces):
        only(*provinces)
        world.make(SMALL)

    return make


def register_of(province):
    with acting(province=province):
        return list(Organisation.objects.values_list("name", "credit_code", "region__code", "size"))


@pytest.mark.requirement("LN-02")
def test_every_unit_of_every_level_has_its_office(demo):
    demo(21)
    with acting(province=21):
        bureaus = Office.objects.filter(kind="bureau")
        assert bureaus.filter(region__level="city").count() == 15
        assert bureaus.filter(region__level="county").count() == 100
        assert Accreditation.objects.count() == 3


def test_every_role_of_every_province_can_sign_in(demo):
    demo(21, 41)
    listed = demo_sign_ins()
    assert len(listed) == 2 * len(POSTS) + 1
    assert {each.role for each in listed} == {role.label for role in Role}
    user = User.objects.get(email="ha-county@demo.example")
    with acting(province=41):
        assert Membership.objects.get(user=user).place.region.parent.name == "信阳市"
    assert user.check_password(listed[0].password)


def test_the_register_has_every_owner_type_and_right_codes(demo):
    """And the ways of implementing that Zhejiang knows can be looked at (ZJ-49), with a service beside (F128)."""
    demo(33)
    with acting(province=33):
        assert Declaration.objects.exclude(mode="open_licence").exists()
        assert Declaration.objects.exclude(service="").exists()
        assert {each.owner_type for each in Organisation.objects.all()} >= set(OwnerType) - {OwnerType.OTHER}
        assert not [
            code
            for code in Organisation.objects.exclude(credit_code="").values_list("credit_code", flat=True)
            if credit_codes.fault(code)
        ]
        assert DirectoryEntry.objects.filter(directory=Directory.IMPLEMENTING_SUBJECTS).exists()


def test_the_same_seed_makes_the_same_world_and_another_seed_another(settings):
    settings.DEMO = False
    only(42)
    worlds = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            world.make(world.Size(10, seed))
            worlds.append(register_of(42))
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1] != worlds[2]


def test_without_the_demonstration_nobody_can_sign_in(settings):
    settings.DEMO = False
    only(33)
    world.make(SMALL)
    assert demo_sign_ins() == []
    assert not User.objects.exists()
    with pytest.raises(CommandError, match="只在演示模式"):
        call_command("seed_demo")


def test_the_worker_is_asked_for_the_contract_of_each_licence_of_the_past(settings, monkeypatch):
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name, value in {"DECLARATIONS": "30", "MONTHS": "3", "PROVINCES": "42"}.items():
        monkeypatch.setenv(f"DEMO_{name}", value)
    call_command("seed_demo", stdout=StringIO())
    with acting(province=42):
        licences = {str(key) for key in Licence.objects.values_list("pk", flat=True)}
        asked = Job.objects.filter(kind=DRAW, patient=True)
        assert set(asked.values_list("key", flat=True)) == licences != set()


def test_it_refuses_to_write_beside_real_data(demo):
    demo(33)
    with pytest.raises(CommandError, match="已有数据"):
        call_command("seed", declarations=10)


def test_more_declarations_bring_more_organisations():
    assert world.Size(10, 1).organisations(4) == 12
    assert world.Size(10_000, 1).organisations(4) == 500


@pytest.mark.parametrize("province", [21, 33, 41, 42])
def test_declarations_lie_on_the_desks_and_in_public(demo, province):
    demo(province)
    with acting(province=province):
        stands = set(Declaration.objects.values_list("status", flat=True))
    assert {Status.PUBLISHED, Status.APPROVED, Status.RETURNED} <= stands
    assert Record.objects.filter(province=province).exists()


def test_the_same_seed_makes_the_same_past(settings):
    settings.DEMO = False
    only(42)
    seen = []
    for _each in range(2):
        with transaction.atomic():
            world.make(world.Size(declarations=40, seed=5, months=3), tell=lambda done: None)
            seen.append(list(Record.objects.order_by("number").values_list("number", "title", "owner_names", "state")))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert len(seen[0]) > 30


def test_a_real_server_gets_no_invented_history(db, settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="不生成虚构数据"):
        call_command("seed", declarations=10)
    assert not Organisation.objects.exists()
