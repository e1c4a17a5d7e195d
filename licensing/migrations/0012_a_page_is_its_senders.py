"""The key of a page is unique among those of its sender: another body's page of the same key is another page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing", "0011_what_the_figures_read")]

    operations = [
        migrations.RemoveConstraint("licence", "licence_once_per_page_sent"),
        migrations.AddConstraint(
            "licence",
            models.UniqueConstraint(fields=["province", "licensee", "key"], name="licence_once_per_page_sent"),
        ),
    ]
