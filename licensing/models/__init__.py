"""From acceptance to follow-up: the licence, its patents and parties by value, and each step it took."""

from .filings import Filing
from .licences import Licence
from .papers import Paper
from .particulars import LicensedPatent, Party
from .turns import Turn

__all__ = ["Filing", "Licence", "LicensedPatent", "Paper", "Party", "Turn"]
