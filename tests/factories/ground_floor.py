"""Events and jobs, written as verbs write them."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from audit.models import Event, Seal
from audit.record import record
from audit.seals import seal
from outbox.models import Job, Notice
from outbox.notices import notify
from tests.factories.tenancy import OrganisationFactory, UserFactory, platform


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


class NoticeFactory(DjangoModelFactory):
    """Told by the platform to a person."""

    class Meta:
        model = Notice

    user = factory.SubFactory(UserFactory)
    sentence = "“新材料技术有限公司”的登记已确认，可以办理业务"
    link = "/desk/"
    key = factory.Sequence(lambda n: f"change-{n}")

    @classmethod
    def _create(cls, model_class, user, **told):
        notify([user], by=platform(), **told)
        return Notice.objects.get(user=user, key=told["key"])
