"""Papers of a filing package, through the verb. Call inside the scope of a province."""

from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from licensing.models import FilingPaper
from licensing.services import filings
from tests.factories.licensing import LicenceFactory, member_of
from tests.factories.tenancy import OrganisationFactory


class FilingPaperFactory(DjangoModelFactory):
    """The licensee's business licence."""

    class Meta:
        model = FilingPaper

    kind = "identity"

    @classmethod
    def _create(cls, model_class, kind, **more):
        licensee = member_of(OrganisationFactory())
        upload = SimpleUploadedFile("执照.pdf", b"%PDF-1.7 licence")
        return filings.add_paper(LicenceFactory(by=licensee, **more), kind, upload, by=licensee)
