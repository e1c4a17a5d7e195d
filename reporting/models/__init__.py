"""The monthly round, the numbers to be reached, and what is told besides tables."""

from .returns import Edition, Return, ReturnTurn
from .targets import Experience, Quota, StatedFigure

__all__ = ["Edition", "Experience", "Quota", "Return", "ReturnTurn", "StatedFigure"]
