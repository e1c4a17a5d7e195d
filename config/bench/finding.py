"""P1 to P7: the list as page and as JSON, the search, totals, one record, facets."""

# ruff: noqa: S608 -- statements are put together from our own constants

import hashlib

from django.db import connection

from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from config.bench.web import served
from publication.models import Consumer, Record
from publication.query import read_query
from publication.search import CAP, FACETS, count, facets

KEY = "measured-platform"
ROUNDS = 9
FLOOR = "config.bench.floor_settings"


def addresses() -> list[str]:
    """Parts of the list as people ask for them: the whole, a city, a city and a fee, the first pages."""
    cities = list(Record.objects.order_by("city_code").values_list("city_code", flat=True).distinct()[:12])
    narrow = [f"?city={city}" for city in cities] + [f"?city={city}&fee_kind=free" for city in cities]
    return ["?page=1", "?page=2", *narrow, *(f"{each}&page=2" for each in narrow[:12])]


def key() -> dict[str, str]:
    """A registered platform asks without the limit of a stranger."""
    hashed = hashlib.sha256(KEY.encode()).hexdigest()
    Consumer.objects.update_or_create(
        name="bench", defaults={"url": "https://bench.example/", "key_hash": hashed, "per_minute": 10**9}
    )
    return {"X-Api-Key": KEY}


def beside(stage: Stage, ours: list[str], raw: list[str]) -> Reading:
    """Requests to the platform and to the floor, in turn; often, since a vacuum that passes by meets one of them."""
    with served(stage, headers=key()) as platform, served(stage, settings=FLOOR) as floor:
        return stage.alternate(ours=lambda: platform.cost(ours), raw=lambda: floor.cost(raw), rounds=ROUNDS)


@measure("P1", "公开列表页，20条和总数，对照最简的 ORM 加模板", unit="CPU ms/请求", limit=1.0)
def list_page(stage: Stage) -> Reading:
    asked = addresses()
    return beside(stage, [f"/records/{each}" for each in asked], [f"/html/{each}" for each in asked])


@measure("P2", "接口列表，20条和总数，对照同一查询的最简 JSON", unit="CPU ms/请求", limit=1.5)
def list_json(stage: Stage) -> Reading:
    asked = [each for each in addresses() if "page" not in each]
    ours = [f"/api/v1/records/{each}&limit=20" for each in asked]
    return beside(stage, ours, [f"/records/{each}" for each in asked])


@measure("P6", "接口一条记录，含版本和变动，对照最简 JSON", unit="CPU ms/请求", limit=1.5, growth=0.05)
def detail_json(stage: Stage) -> Reading:
    numbers = list(Record.objects.order_by("number").values_list("number", flat=True)[: stage.size : stage.size // 50])
    ours = [f"/api/v1/records/{number}/" for number in numbers]
    return beside(stage, ours, [f"/records/{number}/" for number in numbers])


@measure("P5", "总数（到一千为止），对照同一条件的截断计数", unit="PostgreSQL CPU ms", limit=1.3)
def totals(stage: Stage) -> Reading:
    asked = [f"owner_type={kind}" for kind in ("university", "institute")] + ["fee_kind=royalty", "patent_type=design"]
    queries = [read_query(dict([each.split("=")])) for each in asked]

    def raw() -> None:
        for query in queries:
            [(name, value)] = query.filters.items()
            run(COUNTED.format(name), value)

    return stage.alternate(
        ours=lambda: stage.sql(lambda: [count(query) for query in queries], 40), raw=lambda: stage.sql(raw, 40)
    )


@measure("P7", "一个市的分面，对照覆盖索引扫描", unit="PostgreSQL CPU ms", limit=1.3)
def city_facets(stage: Stage) -> Reading:
    city = str(Record.objects.values_list("city_code", flat=True).first())
    query = read_query({"city": city})
    return stage.alternate(
        ours=lambda: stage.sql(lambda: facets(query), 20),
        raw=lambda: stage.sql(lambda: run(f"{GROUPED} AND city_code = %s GROUP BY GROUPING SETS ({SETS})", city), 20),
    )


@measure(
    "P7", "全平台的分面（保留的计数），对照全表扫描", unit="PostgreSQL CPU ms", limit=0.05, sizes=(1_000_000, 10**9)
)
def portal_facets(stage: Stage) -> Reading:
    query = read_query({})
    return stage.alternate(
        ours=lambda: stage.sql(lambda: facets(query), 20),
        raw=lambda: stage.sql(lambda: run(f"{GROUPED} GROUP BY GROUPING SETS ({SETS})")),
        rounds=3,
    )


COUNTED = f"SELECT count(*) FROM (SELECT FROM publication_record WHERE listed AND {{}} = %s LIMIT {CAP + 1}) AS f"
COLUMNS = [column for column in FACETS.values() if column not in ("province_id", "city_code")]
GROUPED = (
    f"SELECT {', '.join(COLUMNS)}, count(*) FROM publication_record WHERE state IN ('active', 'notice', 'suspended')"
)
SETS = ", ".join(f"({column})" for column in COLUMNS)


def run(statement: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


MEASURES: list[Measure] = [list_page, list_json, totals, detail_json, city_facets, portal_facets]
