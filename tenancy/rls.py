"""Row-level security as migration operations, and the foreign key that carries the province.

Each tenant table gets the same policy: plain equality of its province with the transaction's setting, so that
indexes serve it, and FORCE, so that the owner of the table is held to it too. References between tenant tables
include the province: a row of another province is as absent as one that never existed.
"""

from abc import abstractmethod
from typing import Any, cast

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

IN_PROVINCE = "province_id = (SELECT NULLIF(current_setting('app.province', true), '')::smallint)"
OWN_ROW = "{column} = (SELECT NULLIF(current_setting('app.user', true), '')::bigint)"


class TenantForeignKey(models.ForeignKey):
    """Points to a row of the same province; the database constraint covers (province, id)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)


class _TableOperation(Operation):
    """What each operation here shares: SQL built from the model as it stands at that point of history."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return type(self).__name__, [self.model_name], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The tables of Django's own state do not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.forwards(self._model(to_state.apps, app_label)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.backwards(self._model(from_state.apps, app_label)):
            schema_editor.execute(statement, params=None)

    def _model(self, apps: Apps, app_label: str) -> type[models.Model]:
        return apps.get_model(app_label, self.model_name)

    @abstractmethod
    def forwards(self, model: type[models.Model]) -> list[str]:
        """The statements that do it."""

    @abstractmethod
    def backwards(self, model: type[models.Model]) -> list[str]:
        """The statements that undo it."""

    def describe(self) -> str:
        return f"{type(self).__name__} on {self.model_name}"


def _links(model: type[models.Model]) -> list[TenantForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]


def _link(model: type[models.Model], field: TenantForeignKey) -> str:
    table, target = model._meta.db_table, field.remote_field.model._meta.db_table
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{_link_name(table, field)}" '
        f'FOREIGN KEY (province_id, "{field.column}") REFERENCES "{target}" (province_id, id) '
        "DEFERRABLE INITIALLY DEFERRED"
    )


def _link_name(table: str, field: models.Field) -> str:
    return f"{table}_{field.column}_tenant_fk"[-63:]


class TenantTable(_TableOperation):
    """Row-level security, the key that references use, and the references of the table itself."""

    def forwards(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY in_province ON "{table}" USING ({IN_PROVINCE}) WITH CHECK ({IN_PROVINCE})',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_tenant_key" UNIQUE (province_id, id)',
            *(_link(model, field) for field in _links(model)),
        ]

    def backwards(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            *(f'ALTER TABLE "{table}" DROP CONSTRAINT "{_link_name(table, field)}"' for field in _links(model)),
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_tenant_key"',
            f'DROP POLICY in_province ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ]


class TenantLink(_TableOperation):
    """The reference of a TenantForeignKey that is added to an existing tenant table."""

    def __init__(self, model_name: str, field_name: str) -> None:
        super().__init__(model_name)
        self.field_name = field_name

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.field_name], {}

    def forwards(self, model: type[models.Model]) -> list[str]:
        return [_link(model, self._field(model))]

    def backwards(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{_link_name(table, self._field(model))}"']

    def _field(self, model: type[models.Model]) -> TenantForeignKey:
        return cast(TenantForeignKey, model._meta.get_field(self.field_name))


class OwnRows(_TableOperation):
    """A person may also read the own rows of any province (memberships: who am I, and where)."""

    column = "user_id"

    def forwards(self, model: type[models.Model]) -> list[str]:
        condition = OWN_ROW.format(column=self.column)
        return [f'CREATE POLICY own_rows ON "{model._meta.db_table}" FOR SELECT USING ({condition})']

    def backwards(self, model: type[models.Model]) -> list[str]:
        return [f'DROP POLICY own_rows ON "{model._meta.db_table}"']


class AppendOnly(_TableOperation):
    """The database itself refuses UPDATE, DELETE and TRUNCATE, whoever asks."""

    def forwards(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            "CREATE OR REPLACE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'history is append-only: % refuses %', TG_TABLE_NAME, TG_OP; END $$",
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()",
        ]

    def backwards(self, model: type[models.Model]) -> list[str]:
        return [f'DROP TRIGGER append_only ON "{model._meta.db_table}"']
