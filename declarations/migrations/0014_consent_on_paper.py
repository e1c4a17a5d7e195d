"""A co-owner who has no address consents on paper; the answer names the paper by the hash of its bytes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0013_papers_seen_by_a_scanner")]

    operations = [
        migrations.AddField("owner", "paper_sha256", models.CharField(blank=True, editable=False, max_length=64)),
    ]
