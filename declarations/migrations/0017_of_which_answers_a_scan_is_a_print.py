"""Of which answers a sealed form was printed: other answers make it an older print."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0016_hints_on_a_scan")]

    operations = [migrations.AddField("attachment", "print_mark", models.CharField(blank=True, db_default="", default="", max_length=64))]
