"""A listing goes through the house by one command; the account tells counts and rules, and nobody's name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.batch.sheets import listing
from tests.factories.publication import patent_number

HEADS = ["patent_id", "patent_owner", "license_fee", "create_time"]
OWNER = "沈阳某某大学"


@pytest.fixture
def file(tmp_path):
    rows = [[f"ZL{patent_number(n)}", OWNER if n != 4 else "", 5000, "2022-12-01 16:29:15"] for n in range(1, 6)]
    place = tmp_path / "listing.xlsx"
    place.write_bytes(listing(HEADS, *rows))
    return place


@pytest.mark.django_db(transaction=True)
def test_the_account_of_a_listing_tells_every_step_and_no_name(file, settings, tmp_path):
    settings.MEDIA_ROOT = settings.SEAL_FOLDER = str(tmp_path)
    out = StringIO()
    call_command("trial", file, province="ln", period="12", accept=2, stdout=out)
    told = out.getvalue()
    assert "4 in (of these 4 repaired), 1 refused with reasons" in told
    assert "4 of 4 by number, 1 of 1 owners by name" in told
    assert "2 licences of 2 asked for" in told
    assert "2022-12: 4 published in it" in told
    assert OWNER not in told
    with pytest.raises(CommandError, match="已经导入过"):
        call_command("trial", file, province="ln", period="12")


@pytest.mark.django_db
def test_an_unknown_province_is_named(file):
    with pytest.raises(CommandError, match="xx"):
        call_command("trial", file, province="xx")
