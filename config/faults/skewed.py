"""Settings of a process whose wall clock runs away: the two places from which the platform reads it are turned.

libfaketime would turn the whole process, but Python's threads do not wake under it when its clock jumps.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from config.settings import *  # noqa: F403

CLOCK = Path(os.environ["FAULTS_CLOCK"])
right_time = time.time


def shown() -> float:
    """The right time and so many seconds; with a sign of equality the clock stands still there."""
    said = CLOCK.read_text()
    return float(said[1:]) if said.startswith("=") else right_time() + float(said)


time.time = shown
timezone.now = lambda: datetime.fromtimestamp(shown(), UTC)
