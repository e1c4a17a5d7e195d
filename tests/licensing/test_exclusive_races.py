"""Two who want the same patent for themselves alone, agreed with in the same instant: one has it, the other is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from licensing.models import Licence
from licensing.services import acceptance, answers
from licensing.workflow import Status
from publication.choices import State
from publication.models import Record
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.cast import ZHEJIANG
from tests.factories.licensing import acceptance_of, member_of, owner
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def asked_for(mode, times):
    """So many firms have asked for one record; nobody has been answered."""
    with acting(province=ZHEJIANG), transaction.atomic():
        patentee, record = owner(), RecordFactory(mode=mode)
        firms = [member_of(OrganisationFactory()) for _ in range(times)]
        return patentee, record, [acceptance.accept(acceptance_of(record), by=firm) for firm in firms]


def agreed_at_once(patentee, licences):
    start = threading.Barrier(len(licences))

    def agree(licence):
        try:
            start.wait()
            with acting(province=ZHEJIANG), transaction.atomic():
                return answers.confirm(licence, by=patentee)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(licences)) as pool:
        return list(pool.map(agree, licences))


@pytest.mark.requirement("ZJ-49")
@pytest.mark.parametrize("mode", ["exclusive_licence", "sole_licence", "transfer"])
def test_of_agreements_in_the_same_instant_one_holds_and_the_others_are_told_why(mode):
    patentee, record, licences = asked_for(mode, 3)
    told = agreed_at_once(patentee, licences)
    refused = [one for one in told if isinstance(one, Refused)]
    assert len(refused) == 2
    assert all("不再接受其他人" in str(one) for one in refused)
    with acting(province=ZHEJIANG), transaction.atomic():
        states = sorted(Licence.objects.filter(patents__record=record).values_list("status", flat=True))
        assert states == sorted([Status.CONFIRMED, Status.REQUESTED, Status.REQUESTED])
        assert Record.objects.get(pk=record.pk).state == State.SUSPENDED
