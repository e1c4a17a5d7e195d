"""The programme before this one takes in papers too, and knows nothing of hints."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0017_of_which_answers_a_scan_is_a_print")]

    operations = [migrations.AlterField("attachment", "hints", models.JSONField(db_default=[], default=list))]
