"""The public register. A row of these tables is public by construction, but those of `desk` and `corrections`."""

from .channels import Channel, ChannelPresence, Consumer
from .corrections import Correction
from .counters import FacetCount, NumberCounter
from .deals import DealFigure
from .desk import PlannedRelease, Push, ViewCount
from .history import Announcement, Change, StatusNote
from .records import Contact, Record, Version

__all__ = [
    "Announcement",
    "Change",
    "Channel",
    "ChannelPresence",
    "Consumer",
    "Contact",
    "Correction",
    "DealFigure",
    "FacetCount",
    "NumberCounter",
    "PlannedRelease",
    "Push",
    "Record",
    "StatusNote",
    "Version",
    "ViewCount",
]
