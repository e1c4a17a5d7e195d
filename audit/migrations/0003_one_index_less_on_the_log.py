"""An index on the province alone finds nothing that the others of the log do not; each event paid for it.

Only the index goes: altering the column would build its reference anew, with a look at every event.
"""

from django.db import migrations, models

from tenancy.models.base import active_province

PROVINCE = models.ForeignKey(
    "tenancy.province", models.PROTECT, default=active_province, editable=False, related_name="+", db_index=False
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_flags")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX audit_event_province_id_2b1706f6",
            "CREATE INDEX audit_event_province_id_2b1706f6 ON audit_event (province_id)",
            [migrations.AlterField("event", "province", PROVINCE)],
        )
    ]
