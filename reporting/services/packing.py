"""The package of an edition (F097): asked for at a button, made by a job, kept, handed out as often as wanted."""

import hashlib

from django.db import transaction

from outbox.models import Job
from outbox.queue import enqueue
from reporting.models import Edition, EditionPackage
from reporting.package import pack
from tenancy.actors import Actor
from tenancy.clock import database_now

PACK = "reporting.pack"


@transaction.atomic
def ask_for_package(edition: Edition, *, by: Actor) -> None:
    """制作报送包: once for an edition, however often somebody asks. Whoever may read the edition may ask."""
    enqueue(PACK, key=str(edition.pk), by=by, payload={"edition": edition.pk})


def make_package(edition: Edition) -> EditionPackage:
    """In the job. What is told never changes, so a package made again would be the same bytes."""
    if made := EditionPackage.objects.filter(edition=edition).first():
        return made
    content = pack(edition)
    digest = hashlib.sha256(content).hexdigest()
    return EditionPackage.objects.create(edition=edition, content=content, digest=digest, effective_at=database_now())


def asked_job(edition: Edition) -> Job | None:
    """How far it is; nothing when nobody has asked."""
    return Job.objects.filter(kind=PACK, key=str(edition.pk)).first()
