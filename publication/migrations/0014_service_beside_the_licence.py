"""What one may take beside the licence, published with it and never a condition of it (F128)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0013_pairs_by_the_day")]

    operations = [
        migrations.AddField("version", "service", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField(
            "version", "service_price", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
    ]
