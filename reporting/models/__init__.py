"""The monthly round, the numbers to be reached, and what is told besides tables."""

from .packages import Dispatch, Package
from .returns import Edition, Return, ReturnTurn
from .summaries import Summary, SummaryEdition, SummaryTurn, Supplement
from .targets import Experience, KeyPatentList, Quota, StatedFigure

__all__ = [
    "Dispatch",
    "Edition",
    "Experience",
    "KeyPatentList",
    "Package",
    "Quota",
    "Return",
    "ReturnTurn",
    "StatedFigure",
    "Summary",
    "SummaryEdition",
    "SummaryTurn",
    "Supplement",
]
