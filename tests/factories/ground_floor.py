"""Events and jobs, written as verbs write them."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from audit.models import Event, Seal
from audit.record import record
from audit.seals import seal
from outbox.models import Job
from tests.factories.tenancy import OrganisationFactory, platform


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    verb = "tenancy.register"
    subject = factory.SubFactory(OrganisationFactory)

    @classmethod
    def _create(cls, model_class, verb, subject, **more):
        return record(verb, subject, by=platform(), **more)


class SealFactory(DjangoModelFactory):
    """Closes what is recorded so far; an event is there to be sealed."""

    class Meta:
        model = Seal

    @classmethod
    def _create(cls, model_class, **more):
        EventFactory()
        return seal(timedelta(0))


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "mail"
    key = factory.Sequence(lambda n: f"letter-{n}")
