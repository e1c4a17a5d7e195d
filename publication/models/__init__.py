"""The public register. A row of these tables is public by construction, except the two tenant tables of `desk`."""

from .channels import Channel, ChannelPresence, Consumer
from .counters import FacetCount, NumberCounter
from .desk import PlannedRelease, Push
from .history import Announcement, Change, StatusNote
from .records import Contact, Record, Version

__all__ = [
    "Announcement",
    "Change",
    "Channel",
    "ChannelPresence",
    "Consumer",
    "Contact",
    "FacetCount",
    "NumberCounter",
    "PlannedRelease",
    "Push",
    "Record",
    "StatusNote",
    "Version",
]
