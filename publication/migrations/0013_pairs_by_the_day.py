"""The index of pairs knows the days of publication too, as blocks of 1, 8, 64 and 512 (publication/pairs.py).

Look-ups take less than the start of parallel workers, which the planner would call for: so the function forbids them.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations
from django.db.models import F, Func

TIMES = """
CREATE FUNCTION publication_times(published_at timestamptz) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
    SELECT array_to_tsvector(ARRAY['@0:' || day, '@3:' || (day >> 3), '@6:' || (day >> 6), '@9:' || (day >> 9)])
    FROM (SELECT floor(extract(epoch FROM published_at - timestamptz '2020-01-01 00:00:00+00') / 86400)::int)
        AS days (day)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0012_owners_of_versions_at_a_glance")]

    operations = [
        migrations.RunSQL(TIMES, "DROP FUNCTION publication_times"),
        migrations.RemoveIndex("record", "record_grams"),
        migrations.AddIndex(
            "record",
            django.contrib.postgres.indexes.GinIndex(
                Func(
                    F("grams"),
                    Func(F("published_at"), function="publication_times"),
                    arg_joiner=" || ",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                    template="(%(expressions)s)",
                ),
                fastupdate=True,
                gin_pending_list_limit=1024,
                name="record_grams",
            ),
        ),
    ]
