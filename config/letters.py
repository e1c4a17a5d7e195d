"""Letters of the demonstration: nobody sends them, so each is laid into a folder as a text that a person can read."""

import re
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import console
from django.utils import timezone

UNFIT_FOR_A_NAME = re.compile(r"[^\w.@-]")


class EmailBackend(console.EmailBackend):
    """To the log as ever, and one file for each letter; its name begins with the time."""

    def write_message(self, message: EmailMessage) -> None:
        super().write_message(message)
        folder, to = Path(settings.MAIL_FOLDER), "，".join(message.to)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{timezone.localtime():%Y%m%d-%H%M%S-%f}-{UNFIT_FOR_A_NAME.sub('_', to)[:80]}.txt"
        (folder / name).write_text(f"收件人：{to}\n主题：{message.subject}\n\n{message.body}\n", encoding="utf-8")
