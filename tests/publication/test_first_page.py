"""The list that everybody sees first."""

import pytest
from django.test import Client

from publication.search import PAGE
from tests.factories.publication import AnnouncementFactory, offers


@pytest.mark.requirement("F025")
@pytest.mark.django_db
def test_nothing_keeps_the_first_page_from_coming_within_a_second(liaoning, django_assert_max_num_queries):
    """Seconds are for `manage.py bench` (P1); here stands what they are made of.

    Few questions, none of them for more than a page of records, none that waits for somebody who writes; a light page.
    """
    AnnouncementFactory(offers=offers(2 * PAGE + 5))
    visitor = Client()
    visitor.get("/records/")
    with django_assert_max_num_queries(10) as asked:
        page = visitor.get("/records/")
    told = [each["sql"] for each in asked.captured_queries]
    of_records = [sql for sql in told if 'FROM "publication_record"' in sql]
    assert of_records
    assert all(f"LIMIT {PAGE}" in sql for sql in of_records)
    assert not [sql for sql in told if "FOR UPDATE" in sql or "pg_advisory" in sql]
    assert len(page.content) < 100_000
