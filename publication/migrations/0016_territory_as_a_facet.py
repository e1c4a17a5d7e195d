"""The territory of the licence among the facets: a generated column, its place in the covering index, its counters.

The version before takes every dimension that it finds under a state for one of its own. So these counters stand under
the state with a sign behind it, where only a version looks that knows them (publication/models/counters.py).
"""

import importlib

from django.db import migrations, models

first = importlib.import_module("publication.migrations.0001_register_records")
moved = importlib.import_module("publication.migrations.0003_facets_of_what_really_moved")

NAMES = {
    "北京": 11, "天津": 12, "河北": 13, "山西": 14, "内蒙古": 15, "辽宁": 21, "吉林": 22, "黑龙江": 23,
    "上海": 31, "江苏": 32, "浙江": 33, "安徽": 34, "福建": 35, "江西": 36, "山东": 37, "河南": 41, "湖北": 42,
    "湖南": 43, "广东": 44, "广西": 45, "海南": 46, "重庆": 50, "四川": 51, "贵州": 52, "云南": 53, "西藏": 54,
    "陕西": 61, "甘肃": 62, "青海": 63, "宁夏": 64, "新疆": 65,
}  # fmt: skip
KEYS = "{" + ", ".join(f'"{name}": "{key}"' for name, key in NAMES.items()) + "}"
ANY = "|".join(NAMES)
# What is not sure to be one of them is `other`: whoever filters never gets a wider right than the words give.
REACH = f"""
CREATE FUNCTION publication_reach(territory text, province smallint, city text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN territory ~ '除|不含|不包括|不包含|以外|不限于|境外|国外|全球' THEN 'other'
        WHEN territory ~ '^\\s*(在|于)?(全国|中国|中华人民共和国|不限)(大陆|全国|各地|地域|地区|区域|境内|全境|范围|内)*\\s*$'
            THEN 'nation'
        WHEN territory ~ '[、，,；;\\s]\\S|[及与和或]' THEN 'other'
        WHEN territory ~ '({ANY})' AND replace(territory, substring(territory from '({ANY})'), '') !~ '({ANY})'
            THEN '{KEYS}'::jsonb ->> substring(territory from '({ANY})')
        WHEN territory ~ '^(本省|全省|省内)' OR starts_with(territory, city) THEN province::text
        ELSE 'other' END
$$
"""
DIMENSIONS = first.DIMENSIONS.replace("r.term_band::text)", "r.term_band::text), ('territory', r.reach)")
COLUMNS = f"{first.COLUMNS}, reach"


STATE = "CASE d.dimension WHEN 'territory' THEN r.state || '+' ELSE r.state END"


def counting(name, rows, dimensions):
    function = first.COUNT.replace("publication_count_facets", name).replace("d.value, r.state", f"d.value, {STATE}")
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").format(rows=rows, dimensions=dimensions)


TRIGGERS = {
    "publication_count_new": first.CAME,
    "publication_count_changed": moved.MOVED,
    "publication_count_removed": first.WENT,
}
COUNT_ONCE = """
INSERT INTO publication_facetcount (province_id, city, dimension, value, state, n)
SELECT r.province_id, c.city, 'territory', r.reach, r.state || '+', count(*)
FROM publication_record AS r, LATERAL (VALUES (''), (r.city_code)) AS c (city) GROUP BY 1, 2, 4, 5
"""
HELD = ["state", "patent_type", "owner_type", "fee_kind", "ipc_section", "industry", "term_band"]


class Migration(migrations.Migration):
    dependencies = [("publication", "0015_records_that_are_over")]

    operations = [
        migrations.RunSQL(REACH, "DROP FUNCTION publication_reach"),
        migrations.AddField(
            "record",
            "reach",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func("territory", "province", "city_name", function="publication_reach"),
                output_field=models.CharField(max_length=6),
            ),
        ),
        migrations.RunSQL(
            [counting(name, rows.replace(first.COLUMNS, COLUMNS), DIMENSIONS) for name, rows in TRIGGERS.items()],
            [counting(name, rows, first.DIMENSIONS) for name, rows in TRIGGERS.items()],
        ),
        migrations.RunSQL(COUNT_ONCE, "DELETE FROM publication_facetcount WHERE dimension = 'territory'"),
        migrations.RemoveIndex("record", "record_city_facets"),
        migrations.AddIndex(
            "record", models.Index(fields=["city_code"], include=[*HELD, "reach"], name="record_city_facets")
        ),
    ]
