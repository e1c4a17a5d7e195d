"""The right that kept all others from a record is over. Whether it may be offered again, the registers say.

This room does not ask them: whoever does registers the job.
"""

from outbox.queue import enqueue
from publication.models import Record
from tenancy.actors import Actor

OFFER_AGAIN = "publication.offer_again"


def free(record: Record, sentence: str, *, by: Actor, occasion: str) -> None:
    """Leave it to be offered again, once an occasion; `sentence` says why, as the public reads it."""
    payload = {"record": record.number, "sentence": sentence}
    enqueue(OFFER_AGAIN, key=f"{record.number}:{occasion}", payload=payload, by=by)
