"""Days of the examples: they go along with the clock, so that what is open today is open next year too."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

THIS_YEAR = timezone.localdate().year
FIRST, NEXT, LATEST = date(THIS_YEAR, 1, 1), date(THIS_YEAR + 1, 1, 1), date(THIS_YEAR + 2, 12, 31)
OVER = timezone.make_aware(datetime.combine(LATEST + timedelta(days=1), time()))  # the first moment after the latest
