"""An update that touches no facet (a check noted on a hundred thousand records) cancels out before it is unfolded."""

import importlib

from django.db import migrations

first = importlib.import_module("publication.migrations.0001_register_records")
BOTH = f"{first.CAME} UNION ALL {first.WENT}"
MOVED = f"SELECT sum(b.sign) AS sign, {first.COLUMNS} FROM ({BOTH}) AS b GROUP BY {first.COLUMNS} HAVING sum(b.sign) <> 0"


def counting(rows):
    function = first.COUNT.replace("publication_count_facets", "publication_count_changed")
    replaced = function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return replaced.format(rows=rows, dimensions=first.DIMENSIONS)


class Migration(migrations.Migration):

    dependencies = [
        ("publication", "0002_record_last_taken"),
    ]

    operations = [
        migrations.RunSQL(counting(MOVED), counting(BOTH)),
    ]
