"""Trainings, inspections and publicity of the offices, and papers of reports. Call inside the scope of a province."""

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from reporting.models import Activity, ActivityPaper, SummaryPaper
from reporting.models.activities import ActivityKind
from reporting.services import activities
from reporting.services.activities import Held
from reporting.services.summary_papers import enclose
from tenancy.roles import Role
from tests.factories.days import FIRST
from tests.factories.reporting import SummaryFactory, officer
from tests.factories.tenancy import a_city


def sheet(content=b"1") -> SimpleUploadedFile:
    """A list of participants."""
    return SimpleUploadedFile("签到表.pdf", b"%PDF-1.4 " + content, "application/pdf")


class ActivityFactory(DjangoModelFactory):
    """A training of the first city; `by=` is the officer's hand."""

    class Meta:
        model = Activity

    kind = ActivityKind.TRAINING
    held_on = FIRST
    topic = factory.Sequence(lambda n: f"专利开放许可业务培训第{n}期")
    persons = 40
    by = factory.LazyFunction(lambda: officer(a_city(), Role.CITY_OFFICER))

    @classmethod
    def _create(cls, model_class, by, **said):
        return activities.tell(Held(**said), by=by)


class ActivityPaperFactory(DjangoModelFactory):
    class Meta:
        model = ActivityPaper

    by = factory.LazyFunction(lambda: officer(a_city(), Role.CITY_OFFICER))

    @classmethod
    def _create(cls, model_class, by):
        return activities.add_paper(ActivityFactory(by=by), sheet(), by=by)


class SummaryPaperFactory(DjangoModelFactory):
    """Enclosed by the first city with its report, while it writes."""

    class Meta:
        model = SummaryPaper

    @classmethod
    def _create(cls, model_class, **more):
        return enclose(SummaryFactory(), sheet(), by=officer(a_city(), Role.CITY_OFFICER))
