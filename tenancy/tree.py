"""The units of a province at hand, read again every minute and not with each request.

A unit is ended, never deleted, so one that was read a minute ago can still be named by a row. Who does not find a unit
here asks the database.
"""

import time
from functools import lru_cache

from tenancy.models import Region

KEPT_SECONDS, PROVINCES_AT_HAND = 60, 8


@lru_cache(maxsize=PROVINCES_AT_HAND)
def read_in(province: int, _minute: int) -> tuple[Region, ...]:
    return tuple(Region.objects.filter(province=province).select_related("province"))


def units(province: int) -> tuple[Region, ...]:
    """Each with its province, in the order of the tree; those that have ended among them."""
    return read_in(province, int(time.time()) // KEPT_SECONDS)
