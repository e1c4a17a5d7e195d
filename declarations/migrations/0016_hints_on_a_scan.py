"""What the program says of the pages of a sealed form that was scanned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0015_two_indexes_less_on_rows_of_workbooks")]

    operations = [migrations.AddField("attachment", "hints", models.JSONField(default=list))]
