"""What every tenant row carries: the province it belongs to."""

from django.db import models
from django.db.models.functions import Now

from tenancy import scope


def active_province() -> int | None:
    return scope.current().province


def own_province(*, db_index: bool = True) -> models.ForeignKey:
    """The province of a tenant's row. Without an index of its own where rows come by the thousand.

    The key of the tenant (province, id) serves whoever looks for a province alone.
    """
    return models.ForeignKey(
        "tenancy.Province",
        models.PROTECT,
        default=active_province,
        editable=False,
        related_name="+",
        db_index=db_index,
    )


class Tenanted(models.Model):
    """A row of one province. The province is that of the scope it is written in; the database checks it.

    Migrations of a subclass end with `TenantTable` (tenancy/rls.py).
    """

    province = own_province()

    class Meta:
        abstract = True


class Recorded(models.Model):
    """A fact with two times: since when it holds in law, and when the system learned it (database clock)."""

    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
