"""Two people press at the same moment: one step is taken, the other is told how the return stands by then."""

import pytest
from django.db import transaction

from reporting.models import Return
from reporting.services import filing
from reporting.workflow import Status
from tenancy.refusals import Refused
from tests.cast import DALIAN, region
from tests.factories.reporting import ReturnFactory
from tests.licensing.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def dalian(status):
    return ReturnFactory(region=region(DALIAN), status=status)


@transaction.atomic
def state_of(city):
    """How it stands, what its last step says, and how many editions it has."""
    city = Return.objects.get(pk=city.pk)
    return city.status, city.turns.order_by("id").last().status, city.told.count()


@transaction.atomic
def steps_of(city):
    return city.turns.count()


def refused(answers):
    return [answer for answer in answers if isinstance(answer, Refused)]


def test_a_table_reopened_by_two_at_once_is_reopened_once(zhao):
    city = dalian(Status.ACCEPTED)
    before = steps_of(city)
    answers = together(*[lambda: filing.reopen(city, by=zhao, notes="补录一件")] * 2)
    assert "已重开待更正" in str(*refused(answers))
    assert steps_of(city) == before + 1


def test_a_table_filed_by_two_at_once_is_one_edition(wang):
    city = dalian(Status.PREPARED)
    answers = together(*[lambda: filing.submit(city, by=wang)] * 2)
    assert "已报待审收" in str(*refused(answers))
    assert state_of(city) == (Status.SUBMITTED, Status.SUBMITTED, 1)


def test_a_table_accepted_and_sent_back_at_once_has_one_of_the_two(zhao):
    city = dalian(Status.SUBMITTED)
    answers = together(
        lambda: filing.accept(city, by=zhao),
        lambda: filing.send_back(city, by=zhao, notes="请核对"),
    )
    assert len(refused(answers)) == 1
    now, last, _editions = state_of(city)
    assert now == last in (Status.ACCEPTED, Status.RETURNED)
