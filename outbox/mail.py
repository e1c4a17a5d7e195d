"""Letters: written to the outbox inside the verb, posted by a worker, one per key.

The text is unreadable in the queue without the key of the server: it may carry the link that opens an account.
Posting is outside the database, so after a crash at the wrong moment a letter may leave twice. Both carry the same
Message-ID, made from the key, by which mailboxes know the second for a copy.
"""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from outbox.models import Job
from outbox.queue import enqueue
from outbox.registry import job
from tenancy import secrets
from tenancy.actors import Actor

MAIL = "outbox.mail"


def post(to: str, subject: str, body: str, *, key: str, by: Actor | None = None) -> Job:
    """Ask for a letter in plain text to one address. `key` names the occasion (“declaration:7:returned:2”)."""
    words = {"to": to, "subject": " ".join(subject.split()), "closed_body": secrets.close(body)}
    return enqueue(MAIL, key=key, payload=words, by=by)


@job(MAIL)
def deliver(job: Job, to: str, subject: str, closed_body: str) -> None:
    EmailMessage(subject, secrets.open_again(closed_body), to=[to], headers={"Message-ID": message_id(job)}).send()


def message_id(job: Job) -> str:
    """The same for every delivery of the same letter, and telling nothing of its key."""
    mark = hashlib.sha256(f"{settings.SECRET_KEY}/{job.province_id}/{job.key}".encode()).hexdigest()[:32]
    return f"<{mark}@{urlsplit(settings.SITE_URL).hostname}>"
