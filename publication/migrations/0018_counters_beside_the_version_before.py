"""Where counters of the territory stand under a plain state, they move to where the version before does not look."""

import importlib

from django.db import migrations

facet = importlib.import_module("publication.migrations.0016_territory_as_a_facet")
MOVE = """
UPDATE publication_facetcount SET state = state || '+' WHERE dimension = 'territory' AND state NOT LIKE '%+'
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0017_last_words")]

    operations = [
        migrations.RunSQL(
            [*(facet.counting(name, rows.replace(facet.first.COLUMNS, facet.COLUMNS), facet.DIMENSIONS)
               for name, rows in facet.TRIGGERS.items()), MOVE],
            migrations.RunSQL.noop,
        ),
    ]
