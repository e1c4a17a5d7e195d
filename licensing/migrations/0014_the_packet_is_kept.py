"""The evidence packet is kept byte for byte: a later program may draw or check in another way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing", "0013_certificates")]

    operations = [
        migrations.AddField(
            "paper", "packet", models.FileField(blank=True, max_length=200, upload_to="packets/%Y/%m/")
        ),
    ]
