"""The patents of records that are over: among them are those with several records."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0014_service_beside_the_licence")]

    operations = [
        migrations.AddIndex(
            "record",
            models.Index(
                fields=["province", "patent_number"],
                condition=models.Q(("state__in", ("withdrawn", "expired"))),
                name="record_over",
            ),
        ),
    ]
