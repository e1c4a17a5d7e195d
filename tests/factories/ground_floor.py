"""Events and jobs, written as verbs write them."""

import factory
from factory.django import DjangoModelFactory

from audit.models import Event
from audit.record import record
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


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "mail"
    key = factory.Sequence(lambda n: f"letter-{n}")
