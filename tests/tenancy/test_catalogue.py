"""What the database itself says: every table is under row-level security or listed as open with a reason."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tenancy.models.base import Recorded, Tenanted
from tenancy.rls import TenantForeignKey

pytestmark = pytest.mark.django_db

TABLES = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           coalesce(bool_or(p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL
               AND pg_get_expr(p.polqual, c.oid) ~ '^\\(province_id = \\( SELECT'), false),
           coalesce(bool_and(p.polpermissive), true),
           array_remove(array_agg(p.polname::text ORDER BY p.polname), NULL)
    FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    GROUP BY c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
"""


def ask(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def open_tables():
    """The lists of the rooms: table and reason."""
    return {
        table: reason
        for config in apps.get_app_configs()
        for table, reason in getattr(config, "open_tables", {}).items()
    }


def under_rls():
    return {name for name, forced, by_province, _, _ in ask(TABLES) if forced and by_province}


@pytest.mark.requirement("A1")
def test_every_table_is_under_row_level_security_or_open_for_a_reason():
    names = {row[0] for row in ask(TABLES)}
    assert names - under_rls() == set(open_tables())
    assert all(len(reason) > 10 for reason in open_tables().values())


def test_every_model_with_a_province_of_its_own_is_under_row_level_security():
    tenanted = {model._meta.db_table for model in apps.get_models() if issubclass(model, Tenanted)}
    assert tenanted == under_rls()


def test_no_policy_lets_more_through_than_the_province_and_a_persons_own_rows():
    policies = {policy for *_, names in ask(TABLES) for policy in names}
    assert policies == {"in_province", "own_rows"}


def test_no_view_looks_past_row_level_security():
    assert not ask("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace")


LINKS = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, TenantForeignKey)
]


@pytest.mark.parametrize(("model", "field"), LINKS, ids=[str(field) for _, field in LINKS])
def test_a_reference_between_tenant_tables_includes_the_province(model, field):
    found = ask(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
        model._meta.db_table,
    )
    wanted = (
        f"FOREIGN KEY (province_id, {field.column}) REFERENCES {field.related_model._meta.db_table}(province_id, id)"
    )
    assert any(definition.startswith(wanted) for (definition,) in found)


def test_every_reference_to_a_tenant_table_is_of_that_kind():
    bare = [
        str(field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, Tenanted)
        and not isinstance(field, TenantForeignKey)
    ]
    assert not bare


# Rows that carry the two times and take one later step each, written once beside what was first told.
TAKE_A_STEP = {
    "Certificate": "revoked",
    "PlannedRelease": "called off or released",
    "Push": "delivered, opened",
    "Proposal": "agreed, declined or replaced by a newer one",
    "SummaryPaper": "taken off before the report is told",
}
HISTORY = [model for model in apps.get_models() if issubclass(model, Recorded) and model.__name__ not in TAKE_A_STEP]


@pytest.mark.parametrize("model", HISTORY, ids=[model.__name__ for model in HISTORY])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"], ids=["update", "delete", "truncate"]
)
def test_history_is_append_only(model, statement):
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        ask(statement.format(model._meta.db_table))


@pytest.mark.parametrize("model", HISTORY, ids=[model.__name__ for model in HISTORY])
def test_history_refuses_even_its_owner(model):
    """The trigger asks nobody who they are."""
    events = ask(
        "SELECT tgtype & 16 > 0, tgtype & 8 > 0, tgtype & 32 > 0, tgenabled FROM pg_trigger "
        "WHERE tgname = 'append_only' AND tgrelid = %s::regclass",
        model._meta.db_table,
    )
    assert events == [(True, True, True, "O")]


def test_the_application_may_work_on_rows_and_nothing_else():
    more = ask(
        "SELECT relname, right_ FROM pg_class, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS right_ "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
        "AND has_table_privilege(current_user, oid, right_)"
    )
    assert not more
