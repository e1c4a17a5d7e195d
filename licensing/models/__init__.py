"""From acceptance to follow-up: the licence, its patents and parties by value, and each step it took."""

from .certificates import Certificate
from .endings import Ending
from .filings import Filing, FilingPaper
from .follow_ups import FollowUp, Result
from .formalities import Formality
from .licences import Licence
from .money import Due, Evidence, Payment, Receipt, RoyaltyReport, TrialDecision
from .papers import Paper
from .particulars import LicensedPatent, Party
from .signing import Signature, SigningNote
from .texts import ContractText, Proposal
from .turns import Turn

__all__ = [
    "Certificate",
    "ContractText",
    "Due",
    "Ending",
    "Evidence",
    "Filing",
    "FilingPaper",
    "FollowUp",
    "Formality",
    "Licence",
    "LicensedPatent",
    "Paper",
    "Party",
    "Payment",
    "Proposal",
    "Receipt",
    "Result",
    "RoyaltyReport",
    "Signature",
    "SigningNote",
    "TrialDecision",
    "Turn",
]
