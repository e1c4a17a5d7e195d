"""M-2: while a server is upgraded the programme before goes on, on the database as the new one brought it up.

So no migration takes away what that programme reads, and none asks for a column that it does not fill in.
"""

from django.db import connection
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader

# The last steps of the house before anybody upgraded it; what lies further back never ran beside another version.
BEGINNING = {
    "audit": "0002",
    "declarations": "0014",
    "licensing": "0014",
    "outbox": "0003",
    "publication": "0015",
    "reporting": "0012",
    "tenancy": "0008",
    "verification": "0001",
}
TAKES_AWAY = (operations.RemoveField, operations.RenameField, operations.DeleteModel, operations.RenameModel)
ASKED_FOR = """
    SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'
    AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER' AND is_identity = 'NO'
"""


def since_the_beginning():
    """Each operation, with the room in which it is made."""
    for app, name in sorted(loaded := MigrationLoader(None).disk_migrations):
        if app in BEGINNING and name[:4] > BEGINNING[app]:
            for each in loaded[app, name].operations:
                yield from ((app, one) for one in getattr(each, "database_operations", [each]))


def added() -> set[str]:
    """Columns that an older programme knows nothing of."""
    new = [(app, one) for app, one in since_the_beginning() if isinstance(one, operations.AddField)]
    return {f"{app}_{one.model_name}.{column_of(one)}" for app, one in new}


def column_of(one: operations.AddField) -> str:
    return f"{one.name}_id" if one.field.is_relation else one.name


def test_no_migration_takes_away_what_the_version_before_reads():
    assert not [(app, one.describe()) for app, one in since_the_beginning() if isinstance(one, TAKES_AWAY)]


def test_a_new_column_can_be_left_out_by_the_version_before(db):
    with connection.cursor() as cursor:
        cursor.execute(ASKED_FOR)
        asked_for = {name for (name,) in cursor.fetchall()}
    assert "declarations_attachment.sha256" in asked_for  # the question itself finds something
    assert "declarations_attachment.hints" in added()
    assert not added() & asked_for
