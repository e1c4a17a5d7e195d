"""Settings of the drill's worker: its letters leave as files, in which they can be counted."""

from config.faults import FOLDER
from config.settings import *  # noqa: F403

LETTERS = FOLDER / "letters"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(LETTERS)
