"""One model of the fee: what a licence costs reads alike in the ledger, in annex 1 and in annex 2."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from django.utils import timezone

from licensing.ledger import cells, rows_for
from reporting.loading import load
from reporting.measures import figures
from reporting.periods import Instant, Month
from reporting.tables import Frame, Unit, projects
from tests.cast import LIAONING
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import RecordFactory
from tests.licensing.test_ledger import HEADS
from tests.publication.test_terms import EXAMPLES

FRAME = Frame(Unit("辽宁省", "100000.210000."), Month(2023, 4), date(2023, 5, 1))


@pytest.mark.requirement("XY-78")
@pytest.mark.parametrize("kind", EXAMPLES)
def test_what_a_licence_costs_reads_alike_in_ledger_and_both_annexes(kind, zhao):
    licence = LicenceFactory(records=[RecordFactory(terms=EXAMPLES[kind])])
    facts = load(LIAONING, Instant(timezone.now() + timedelta(seconds=1)))
    ledger = dict(zip(HEADS, cells(rows_for(zhao, Q(pk=licence.pk)).get()), strict=True))
    [row] = projects(FRAME, facts).rows
    assert (row[4], row[5]) == (Decimal(ledger["使用费金额"]), ledger["备注"])
    told = figures(facts)
    assert told["paid_amount"] == row[4]
    assert (told["licences_free"], told["licences_paid"]) == ((1, 0) if kind == "free" else (0, 1))
