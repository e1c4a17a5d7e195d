"""While Redis is away, full or read-only everybody still reads; what guards a person or writes something waits."""

import pytest
from django.test import Client

from publication.limits import spend, spend_reading
from tests.factories.publication import ContactFactory, RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]
READING = (
    *("/records/", "/records/?q=装置&patent_type=invention", "/records/{number}/", "/api/v1/records/"),
    *("/api/v1/records/{number}/", "/records/export.csv", "/declarations/blank/ln/page/"),
)


@pytest.mark.parametrize("address", READING)
def test_every_public_page_opens(address, redis_fails):
    record = RecordFactory()
    redis_fails()
    for _twice in range(2):
        assert Client().get(address.format(number=record.number)).status_code == 200


def test_an_allowance_of_reading_is_whole(redis_fails):
    spend_reading("rehearsal", "sunyan", limit=2, seconds=600)
    redis_fails()
    assert spend_reading("rehearsal", "sunyan", limit=2, seconds=600).remaining == 2


def test_reading_is_counted_while_redis_is_well():
    told = [spend_reading("rehearsal", "liuna", limit=1, seconds=600).is_over for _ask in range(2)]
    assert told == [False, True]
    assert spend("rehearsal", "liuna", limit=9, seconds=600).used == 3


def test_a_number_of_a_person_is_not_shown_uncounted(redis_fails):
    record = ContactFactory().record
    redis_fails()
    answer = Client().post(f"/records/{record.number}/contact/")
    assert answer.status_code == 503
    assert "13812345678" not in answer.text
