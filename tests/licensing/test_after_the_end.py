"""What has ended, or never came to be: nobody is asked for anything of it, and what was agreed stays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from licensing.models import Licence
from licensing.services import answers, signing
from licensing.workflow import Status
from outbox.models import Notice
from tests.factories.licensing import lost
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db


def today(days: int = 0) -> date:
    return timezone.localtime().date() + timedelta(days=days)


def status(licence):
    return Licence.objects.get(pk=licence.pk).status


def upheld(licence, owner, office):
    """The owner objected with right: there was no licence."""
    answers.object_to(licence, by=owner, ground="right", reason="专利权已转移")
    return answers.uphold(licence, by=office, reason="属实")


def test_nobody_is_urged_to_sign_the_contract_of_a_licence_that_has_ended(paper, sun, li):
    lost(paper.licence.patents.get().patent_number)
    assert status(paper.licence) == Status.ENDED
    assert sum(signing.remind(by=platform(), today=today(days)) for days in range(1, 40)) == 0
    assert not Notice.objects.filter(user__in=[sun.user, li.user], sentence__contains="已逾期").exists()
