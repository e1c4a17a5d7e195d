"""Words are read in the order of the list from an index that holds them: fifty to a page, where the table has six.

A row of an index is short; the few records with more words than fit (many co-owners) have one of their own.
"""

from django.db import migrations

SHORT, LONG = "octet_length(words) <= 2000", "octet_length(words) > 2000"


class Migration(migrations.Migration):

    dependencies = [
        ("publication", "0009_views_of_records"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX record_newest_words ON publication_record (published_at DESC, id DESC) INCLUDE (words)"
            f" WHERE listed AND {SHORT}",
            "DROP INDEX record_newest_words",
        ),
        migrations.RunSQL(
            "CREATE INDEX record_newest_wordy ON publication_record (published_at DESC, id DESC)"
            f" WHERE listed AND {LONG}",
            "DROP INDEX record_newest_wordy",
        ),
    ]
