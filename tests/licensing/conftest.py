"""张's university has a patent on offer; 孙's firm wants to use it."""

import pytest

from licensing.services import acceptance
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
