"""Rows of workbooks are found by the key of their batch, and come by the thousand: no index twice."""

from django.db import migrations, models

from tenancy.models.base import active_province
from tenancy.rls import TenantForeignKey

PROVINCE = models.ForeignKey(
    "tenancy.province", models.PROTECT, default=active_province, editable=False, related_name="+", db_index=False
)
BATCH = TenantForeignKey("declarations.batch", models.CASCADE, related_name="lines", db_index=False)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0014_consent_on_paper")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX declarations_batchrow_province_id_551628a3",
            "CREATE INDEX declarations_batchrow_province_id_551628a3 ON declarations_batchrow (province_id)",
            [migrations.AlterField("batchrow", "province", PROVINCE)],
        ),
        migrations.RunSQL(
            "DROP INDEX declarations_batchrow_batch_id_6a737a6d",
            "CREATE INDEX declarations_batchrow_batch_id_6a737a6d ON declarations_batchrow (batch_id)",
            [migrations.AlterField("batchrow", "batch", BATCH)],
        ),
    ]
