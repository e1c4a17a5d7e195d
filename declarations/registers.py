"""What the registers know of a patent: the sources this platform is connected to, asked in one place."""

from verification.dossier import PatentFacts
from verification.numbers import PatentNumber

UNAVAILABLE = "unavailable"


def ask_registers(number: PatentNumber) -> tuple[PatentFacts, str]:
    """The facts and the answer (found, absent, unavailable). Nobody is connected yet: a person checks by hand."""
    return PatentFacts(), UNAVAILABLE
