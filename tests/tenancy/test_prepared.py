"""Statements that every request sends keep their plans; those of others are planned for the values they have."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenancy.database.prepared import prepared
from tenancy.models import Province

PLANS = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%tenancy_province%'"


def plans():
    with connection.cursor() as cursor:
        cursor.execute(PLANS)
        return cursor.fetchone()[0]


def ask(times):
    for _time in range(times):
        assert Province.objects.get(slug="ln").slug == "ln"


def test_a_statement_sent_again_keeps_its_plan(zhao):
    before = plans()
    with prepared():
        ask(4)
    assert plans() == before + 1


def test_outside_of_the_block_each_is_planned_for_its_values(zhao):
    before = plans()
    with prepared():
        ask(1)
    ask(4)
    assert plans() == before


def test_a_statement_is_told_with_its_values(zhao):
    with CaptureQueriesContext(connection) as asked, prepared():
        ask(3)
    assert all(each["sql"].count("'ln'") == 1 for each in asked)
