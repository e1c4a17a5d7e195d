"""Offered terms in figures that can be compared."""

from collections.abc import Mapping
from typing import Any

from publication.terms import FaultyTerms, Terms, read_terms
from verification.dossier import AskedFee


def fee_of(data: Mapping[str, Any]) -> AskedFee:
    """Terms as plain data; nothing comparable in terms that are not right yet."""
    try:
        terms = read_terms(data)
    except FaultyTerms:
        return AskedFee()
    return asked_fee(terms, terms.published_sentence())


def asked_fee(terms: Terms, text: str = "") -> AskedFee:
    """`text` is the published sentence, where somebody will read it."""
    rate, base = terms.royalty or (None, "")
    return AskedFee(
        text=text,
        free=terms.is_free,
        fixed=terms.headline,
        royalty_of_sales=rate if base != "profit" else None,
        royalty_of_profit=rate if base == "profit" else None,
    )
