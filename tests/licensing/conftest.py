"""张's university has a patent on offer; 孙's firm wants to use it."""

import pytest

from licensing.models import Paper
from licensing.services import acceptance, answers
from outbox.models import Job
from outbox.registry import handler_of
from publication.models import Record
from publication.offers import Owner
from tenancy.actors import Actor
from tests.cast import SHENYANG, region
from tests.factories.licensing import acceptance_of
from tests.factories.publication import RecordFactory


def owned_by(actor: Actor) -> tuple[Owner, ...]:
    organisation = actor.organisation
    return (Owner(organisation.name, organisation.owner_type, organisation.credit_code),)


def offered_by(actor: Actor, **more) -> Record:
    return RecordFactory(owners=owned_by(actor), region=region(SHENYANG), **more)


@pytest.fixture
def record(zhang) -> Record:
    return offered_by(zhang)


@pytest.fixture
def licence(record, sun):
    """孙 has accepted; 张 has not answered yet."""
    return acceptance.accept(acceptance_of(record), by=sun)


@pytest.fixture
def paper(licence, zhang) -> Paper:
    """张 has confirmed; the worker has made the contract and asked 孙."""
    answers.confirm(licence, by=zhang)
    work(answers.BEGIN)
    return licence.papers.get()


def work(kind: str) -> None:
    """What a worker would do next with jobs of this kind."""
    for job in Job.objects.filter(kind=kind, done_at=None):
        handler_of(kind)(job, **job.payload)
