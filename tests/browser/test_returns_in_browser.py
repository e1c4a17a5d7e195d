"""The pages of the monthly round, on a desk screen and on a phone."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from publication import announce
from publication.choices import AnnouncementKind
from reporting.models import Return
from reporting.periods import Month
from reporting.services import filing
from tests.browser.conftest import WIDTHS
from tests.cast import DALIAN, region
from tests.factories.publication import ChannelFactory, offers
from tests.factories.reporting import ReturnFactory
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_the_round_has_a_serious_fault(visit, wang, zhao, width):
    with transaction.atomic():  # rows of a province are seen inside a transaction only
        city, province = a_filed_month(wang)
    pages = {
        "returns": reverse("reporting:board"),
        "return-city": city.get_absolute_url(),
        "return-province": province.get_absolute_url(),
        "return-rows": reverse("reporting:rows", args=[city.pk, "patents_opened"]),
    }
    visitor, found = visit(width, zhao), {}
    for name, path in pages.items():
        visitor.opens(path)
        visitor.keeps_picture(name)
        if faults := visitor.faults():
            found[name] = faults
    assert not found
    assert not visitor.complaints


def a_filed_month(wang):
    """大连 has told three patents of last month; the province has not filed yet."""
    last = Month.of(timezone.now()).previous()
    batch = offers(3, region=region(DALIAN))
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=last.starts, kind=AnnouncementKind.IMPORT)
    city = ReturnFactory(region=region(DALIAN))
    filing.submit(city, by=wang)
    return city, Return.objects.select_related("region").get(region__code="210000")
