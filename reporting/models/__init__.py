"""The monthly round, the numbers to be reached, and what is told besides tables."""

from .activities import Activity, ActivityPaper
from .funds import Claim, ClaimStep
from .kept import KeptFigures
from .packages import Dispatch, Package
from .returns import Edition, EditionPackage, Return, ReturnTurn
from .summaries import Summary, SummaryEdition, SummaryPaper, SummaryTurn, Supplement
from .targets import Experience, Focus, KeyPatentList, Quota, StatedFigure

__all__ = [
    "Activity",
    "ActivityPaper",
    "Claim",
    "ClaimStep",
    "Dispatch",
    "Edition",
    "EditionPackage",
    "Experience",
    "Focus",
    "KeptFigures",
    "KeyPatentList",
    "Package",
    "Quota",
    "Return",
    "ReturnTurn",
    "StatedFigure",
    "Summary",
    "SummaryEdition",
    "SummaryPaper",
    "SummaryTurn",
    "Supplement",
]
