"""Settings of the drill's worker: its letters leave as files, in which they can be counted.

And where the drill has laid a word about the machine, the worker hears that: a disk of 86 percent, a clock of its own.
"""

import shutil
import time
from collections import namedtuple
from contextlib import suppress

from config.faults import FOLDER
from config.faults.outfit import CLOCK, DISK
from config.settings import *  # noqa: F403

LETTERS = FOLDER / "letters"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(LETTERS)

Usage = namedtuple("Usage", "total used free")
true_usage, right_time = shutil.disk_usage, time.time


def usage(folder: object) -> object:
    with suppress(FileNotFoundError):
        used = int(DISK.read_text())
        return Usage(100, used, 100 - used)
    return true_usage(folder)  # type: ignore[arg-type]


def shown() -> float:
    with suppress(FileNotFoundError):
        return right_time() + float(CLOCK.read_text())
    return right_time()


shutil.disk_usage, time.time = usage, shown  # type: ignore[assignment]
