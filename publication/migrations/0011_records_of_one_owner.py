"""Records of the same owner are found by an index; the hash keeps long names of many owners within its bounds."""

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("publication", "0010_words_in_the_order_of_the_list")]

    operations = [
        migrations.AddIndex(
            "record",
            models.Index(F("province"), django.db.models.functions.text.MD5("owner_names"), name="record_owner"),
        ),
    ]
