"""Who took a licence hears what becomes of the record. This room does not know them: whoever does registers the job."""

from outbox.queue import enqueue
from publication.models import Record
from tenancy.actors import Actor

TELL_TAKERS = "publication.tell_takers"


def tell_takers(record: Record, sentence: str, *, by: Actor, occasion: str) -> None:
    """Leave the news for those who hold a licence of this record: once an occasion, beside its cause."""
    payload = {"record": record.number, "sentence": sentence, "occasion": occasion}
    enqueue(TELL_TAKERS, key=f"{record.number}:{occasion}", payload=payload, by=by)
