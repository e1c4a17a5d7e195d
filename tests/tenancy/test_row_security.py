"""Belt two: the database itself keeps provinces apart."""

import pytest
from django.db import DatabaseError, connection, transaction

from tenancy.models import Office, Region
from tenancy.scope import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_provinces():
    for key, slug in [(21, "ln"), (33, "zj")]:
        with acting(province=key):
            Office.objects.create(region=Region.objects.get(code=f"{key}0000"), name=f"{slug}局")


def test_a_province_sees_its_own_offices_only(two_provinces):
    with acting(province=21):
        assert [office.name for office in Office.objects.all()] == ["ln局"]


def test_a_connection_without_a_province_sees_nothing(two_provinces):
    assert not Office.objects.exists()


def test_a_province_cannot_write_into_another(two_provinces):
    region = Region.objects.get(code="330000")
    with acting(province=21), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Office.objects.create(province_id=33, region=region, name="越界")


def test_the_application_role_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
