"""A clean patent and the offer of its owner; each test spoils one thing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from verification.dossier import AskedFee, Consent, Dossier, Known, Owner, PatentFacts, ReportKind, Status
from verification.numbers import PatentNumber, check_digit

TODAY = date(2026, 11, 20)
FETCHED = datetime(2026, 11, 20, 1, tzinfo=UTC)


def known(value, source="登记簿"):
    return Known(value, source, FETCHED)


def number(body):
    return PatentNumber(f"{body}.{check_digit(body)}")


INVENTION, UTILITY_MODEL, DESIGN = number("201811193877"), number("201821802854"), number("202230101593")


def clean_facts(**changes):
    facts = PatentFacts(
        title=known("一种电池"),
        owners=known(("辽宁大学",)),
        filing_date=known(date(2018, 5, 10)),
        grant_date=known(date(2020, 3, 3)),
        status=known(Status.IN_FORCE),
        paid_years=known(9),
        licences=known(()),
        pledges=known(()),
        preservations=known(()),
        ownership_disputes=known(()),
    )
    return replace(facts, **changes)


def clean_dossier(facts=None, **changes):
    dossier = Dossier(
        number=INVENTION,
        checked_on=TODAY,
        facts=facts or clean_facts(),
        title="一种电池",
        owners=(Owner("辽宁大学", Consent.GIVEN),),
        term_start=date(2026, 12, 1),
        term_end=date(2028, 11, 30),
        report=ReportKind.NONE,
        fee=AskedFee(text="一次总付30000元", fixed=Decimal(30000)),
    )
    return replace(dossier, **changes)
