"""The kept counters of the facets equal a recount at any time, whoever writes beside whom."""

import importlib
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from publication import announce
from publication.choices import State
from publication.models import FacetCount, Record
from publication.models.counters import LATER
from publication.query import read_query
from publication.search import FACETS, facets, find
from tenancy.actors import system_actor
from tenancy.models import Province
from tenancy.scope import acting
from tests.factories.publication import (
    FREE,
    ChannelFactory,
    OfferFactory,
    RecordFactory,
    VersionFactory,
)

DIMENSIONS = {name: column for name, column in FACETS.items() if name not in ("province", "city")}
KEPT = """
SELECT province_id, city, dimension, value, state, n FROM publication_facetcount WHERE n <> 0 ORDER BY 1, 2, 3, 4, 5
"""
RECOUNT = " UNION ALL ".join(
    f"SELECT province_id, {place}, '{dimension}', {value}::text, state || '{later}', count(*) "
    "FROM publication_record GROUP BY 1, 2, 4, 5"
    for place in ("''", "city_code")
    for dimension, value in [("all", "''"), ("city", "city_code"), *DIMENSIONS.items()]
    for later in [LATER if dimension == "territory" else ""]
)


def kept_and_recounted():
    """Both at one instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(KEPT)
        kept = [tuple(row) for row in cursor.fetchall()]
        cursor.execute(f"SELECT * FROM ({RECOUNT}) AS counted (a, b, c, d, e, n) ORDER BY 1, 2, 3, 4, 5")
        return kept, [tuple(row) for row in cursor.fetchall()]


@pytest.mark.django_db
def test_each_turn_of_a_record_is_counted(zhao):
    RecordFactory(terms=FREE, ipc="A61K31/00", industry="")
    RecordFactory(suspended=True, territory="沈阳市")
    RecordFactory(withdrawn=True)
    VersionFactory(terms=FREE)
    kept, recounted = kept_and_recounted()
    assert kept == recounted
    assert facets(read_query({})).total.n == find(read_query({"term_min": "1"})).total.n == 3


@pytest.mark.django_db(transaction=True)
def test_counters_equal_a_recount_while_many_publish_and_withdraw_and_terms_end():
    with acting(province=21):
        batches = {key: [[OfferFactory(), OfferFactory(terms=FREE)] for _ in range(5)] for key in (21, 21.5, 33, 42)}
        channels = {21: ChannelFactory()}
    for key in (33, 42):
        with acting(province=key):
            channels[key] = ChannelFactory()
    writers = [
        threading.Thread(target=ENDS.get(key, publish_and_withdraw), args=(int(key), batches[key], channels))
        for key in batches
    ]
    for writer in writers:
        writer.start()
    looks = 0
    while any(writer.is_alive() for writer in writers):
        kept, recounted = kept_and_recounted()
        assert kept == recounted
        looks += 1
    for writer in writers:
        writer.join()
    kept, recounted = kept_and_recounted()
    assert kept == recounted
    assert looks > 1
    assert Record.objects.filter(state="withdrawn").count() == 15
    assert Record.objects.filter(state="expired").count() == 10


@pytest.mark.django_db
def test_records_from_before_a_facet_are_counted_when_it_is_introduced(zhao):
    RecordFactory(territory="辽宁省")
    RecordFactory(withdrawn=True)
    step = importlib.import_module("publication.migrations.0016_territory_as_a_facet")
    FacetCount.objects.filter(dimension="territory").delete()
    with connection.cursor() as cursor:
        cursor.execute(step.COUNT_ONCE)
    kept, recounted = kept_and_recounted()
    assert kept == recounted


@pytest.mark.django_db
def test_a_version_meets_no_counter_of_a_dimension_that_it_does_not_know(zhao):
    """The one before reads every dimension under a state; this one passes over what a later one keeps there."""
    RecordFactory(territory="辽宁省")
    plain = FacetCount.objects.filter(state__in=State.values).values_list("dimension", flat=True)
    assert set(plain) == {"all", *DIMENSIONS, "city"} - {"territory"}
    FacetCount.objects.filter(dimension="owner_type").update(dimension="grade")
    assert facets(read_query({})).counts["territory"] == {"21": 1}


@pytest.mark.django_db
def test_counters_under_a_plain_state_are_moved_out_of_its_way(zhao):
    RecordFactory()
    step = importlib.import_module("publication.migrations.0018_counters_beside_the_version_before")
    FacetCount.objects.filter(dimension="territory").update(state="active")
    for _twice in range(2):
        with connection.cursor() as cursor:
            cursor.execute(step.MOVE)
    assert facets(read_query({})).counts["territory"] == {"nation": 1}


def publish_and_withdraw(key, batches, channels):
    with acting(province=key):
        by = system_actor(Province.objects.get(pk=key))
        for batch in batches:
            announcement = announce.publish(batch, by=by, channels=[channels[key]])
            number = announcement.records.values_list("number", flat=True)[0]
            announce.withdraw(number, by=by, ground="own_wish", sentence="自愿撤回")
    connection.close()


def publish_and_outlive(key, batches, channels):
    """Between the publications the timetable comes round, long after the last of the terms."""
    with acting(province=key):
        by = system_actor(Province.objects.get(pk=key))
        for batch in batches:
            announce.publish(batch, by=by, channels=[channels[key]])
            announce.settle(by=by, now=timezone.now() + timedelta(days=5000))
    connection.close()


ENDS = {42: publish_and_outlive}
