"""Who is asked for a return, in words that are true of where it stands."""

from datetime import timedelta

import pytest

from outbox.models import Notice
from reporting.services import filing
from reporting.workflow import Status
from tests.cast import DALIAN, region
from tests.factories.reporting import ReturnFactory
from tests.factories.tenancy import platform


@pytest.mark.parametrize(
    ("status", "days", "said"),
    [
        (Status.RETURNED, 1, "已退回，期限已过，请尽快修改后再次上报"),
        (Status.RETURNED, -1, "明天到期，请及时上报"),
        (Status.REOPENED, 1, "已重开，请更正后再次上报"),
        (Status.REOPENED, -1, "已重开，请更正后再次上报"),
        (Status.SUBMITTED, 1, None),
        (Status.ACCEPTED, 1, None),
    ],
)
def test_nobody_who_filed_in_time_is_told_that_they_are_late(wang, status, days, said):
    """Sent back, it is owed again; opened again for a correction, it was told in its time."""
    city = ReturnFactory(region=region(DALIAN), status=status)
    filing.remind(city.due_on + timedelta(days=days), by=platform())
    told = [notice.sentence for notice in Notice.objects.filter(user=wang.user, key__contains=":remind:")]
    assert told == ([f"{city}{said}"] if said else [])


def test_the_provinces_own_table_is_asked_for_at_who_files_it(zhao, wang):
    province = ReturnFactory(region=region("210000"))
    filing.remind(province.due_on + timedelta(days=1), by=platform())
    told = Notice.objects.filter(key__startswith=f"return:{province.pk}:")
    assert [notice.user for notice in told] == [zhao.user]
