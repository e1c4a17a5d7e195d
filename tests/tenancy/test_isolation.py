"""Each belt on its own: who sees what through `visible_to`, and what is left when one belt is taken off."""

import os

import psycopg
import pytest
from django.db import connection

from tenancy.actors import system_actor
from tenancy.models import Organisation, Province, Region
from tenancy.models.organisations import OrganisationQuerySet
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, SHENYANG, ZHEJIANG, office, person, region
from tests.factories import tenancy as made


@pytest.fixture
def shenyang_rows(liaoning):
    """One row of each kind that belongs to Shenyang."""
    firm = made.OrganisationFactory(region=region("210102"))
    body = made.OfficeFactory(region=region(SHENYANG), kind="checking_body")
    membership = made.MembershipFactory(place=firm)
    return {
        "Organisation": firm,
        "OrganisationFact": made.OrganisationFactFactory(organisation=firm),
        "DirectoryEntry": made.DirectoryEntryFactory(organisation=firm),
        "Membership": membership,
        "RoleChange": membership.role_changes.get(),
        "Invitation": made.InvitationFactory(place=firm),
        "Office": body,
        "Accreditation": made.AccreditationFactory(office=body),
        "Duty": made.DutyFactory(office=body),
    }


KINDS = ["Organisation", "Membership", "RoleChange", "Invitation", "Office", "Duty"]


def sees(actor, row) -> bool:
    return type(row).objects.visible_to(actor).filter(pk=row.pk).exists()


@pytest.mark.requirement("CN-07")
@pytest.mark.parametrize("kind", KINDS)
def test_the_city_and_the_province_see_it_another_city_does_not(shenyang_rows, li, zhao, wang, kind):
    row = shenyang_rows[kind]
    assert [sees(actor, row) for actor in (li, zhao, wang)] == [True, True, False]


@pytest.mark.requirement("ZJ-53")
def test_the_county_sees_the_subjects_of_its_area_only(shenyang_rows):
    row = shenyang_rows["Organisation"]
    heping = person("何", "he", office("和平区局", "210102"), Role.COUNTY_OFFICER)
    shenhe = person("沈", "shen", office("沈河区局", "210103"), Role.COUNTY_OFFICER)
    assert [sees(heping, row), sees(shenhe, row)] == [True, False]


@pytest.mark.parametrize("kind", KINDS)
def test_another_organisation_and_a_stranger_see_nothing_of_it(shenyang_rows, sun, kind):
    row = shenyang_rows[kind]
    assert not sees(sun, row)
    assert not sees(None, row)


@pytest.mark.parametrize("kind", ["Organisation", "Membership", "Invitation"])
def test_an_organisation_sees_itself(shenyang_rows, kind):
    firm = shenyang_rows["Organisation"]
    own = person("钱", "qian", firm, Role.HANDLER)
    assert sees(own, shenyang_rows[kind])


def test_another_province_sees_nothing_even_of_what_it_asks_for_by_number(shenyang_rows, chen):
    with acting(province=ZHEJIANG):
        assert not [kind for kind, row in shenyang_rows.items() if type(row).objects.filter(pk=row.pk).exists()]


def test_the_platform_itself_sees_the_province_it_has_entered(shenyang_rows, liaoning):
    assert sees(system_actor(liaoning), shenyang_rows["Organisation"])


# Controls. Each takes one belt off and requires that the test above it would have noticed.


def test_control_without_visible_to_the_other_city_would_see_it(shenyang_rows, wang, monkeypatch):
    monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda self, actor: self.all())
    assert sees(wang, shenyang_rows["Organisation"])


NAMES = "SELECT name FROM tenancy_organisation ORDER BY name"


def two_provinces(owner):
    """A firm in each of two provinces, written by the owner of the tables, who is held to the policy too."""
    for key in (21, 33):
        enter(owner, key)
        place = owner.execute("SELECT id FROM tenancy_region WHERE code = %s", [f"{key}0000"]).fetchone()[0]
        owner.execute(
            "INSERT INTO tenancy_organisation (province_id, region_id, name, credit_code, sort_key, owner_type, size,"
            " standing) VALUES (%s, %s, %s, '', '', 'individual', '', 'registered')",
            [key, place, f"个人{key}"],
        )


def enter(owner, key):
    owner.execute("SELECT set_config('app.province', %s, true)", [str(key) if key else ""])


def seen(owner, key) -> list[str]:
    enter(owner, key)
    return [name for (name,) in owner.execute(NAMES)]


@pytest.fixture
def owner(db):
    """A transaction of the owner of the tables, rolled back at the end."""
    url = os.environ["DATABASE_OWNER_URL"].replace("/platform?", f"/{connection.settings_dict['NAME']}?")
    with psycopg.connect(url) as connected:
        connected.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding cannot be altered
        two_provinces(connected)
        yield connected
        connected.rollback()


def test_even_the_owner_sees_one_province_and_without_one_nothing(owner):
    assert [seen(owner, key) for key in (21, 33, None)] == [["个人21"], ["个人33"], []]


@pytest.mark.parametrize(
    "taken_off",
    [
        "ALTER TABLE tenancy_organisation DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE tenancy_organisation NO FORCE ROW LEVEL SECURITY",
        "ALTER POLICY in_province ON tenancy_organisation USING (true)",
        "CREATE POLICY all_of_it ON tenancy_organisation USING (true)",
    ],
)
def test_control_without_the_policy_both_provinces_show(owner, taken_off):
    owner.execute(taken_off)
    assert seen(owner, 21) == ["个人21", "个人33"]


def test_control_without_the_composite_key_a_foreign_parent_would_do(owner):
    """A fact of Liaoning about a firm of Zhejiang: refused by the key that carries the province, and only by it."""
    firm = owner.execute("SELECT id FROM tenancy_organisation").fetchone()[0]
    enter(owner, 21)
    fact = (
        "INSERT INTO tenancy_organisationfact (province_id, organisation_id, effective_at, aspect, value, level,"
        " certificate, is_correction, reason) VALUES (21, %s, now(), 'name', 'x', '', '', false, '')"
    )
    owner.execute("SAVEPOINT before")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute(fact, [firm])
    owner.execute("ROLLBACK TO before")
    owner.execute(
        "ALTER TABLE tenancy_organisationfact DROP CONSTRAINT tenancy_organisationfact_organisation_id_tenant_fk"
    )
    owner.execute(fact, [firm])


def test_a_person_reads_their_own_memberships_of_every_province(chen, zhang):
    with acting(province=None, user=chen.user.pk):
        assert [each.user for each in type(chen.user.memberships.model.objects.get()).objects.all()] == [chen.user]


def test_the_scope_names_the_units_of_the_table(db):
    """The controls above work on real provinces."""
    assert Province.objects.filter(pk__in=[21, 33]).count() == 2
    assert Region.objects.get(code=DALIAN).province_id == 21
    assert Organisation._meta.db_table == "tenancy_organisation"
