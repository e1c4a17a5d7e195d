"""A listing goes through the house by one command; the account tells counts and rules, and nobody's name."""

from datetime import date, datetime
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from audit.models import Event
from config.trial import steps
from config.trial.agreeing import OPENED, unreported
from config.trial.steps import when_done
from declarations.models import Batch
from publication import search
from tenancy.models import Membership, Province
from tenancy.models.regions import Level
from tenancy.refusals import Refused
from tenancy.regions import start_province
from tenancy.roles import Role
from tenancy.scope import acting
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


@pytest.mark.django_db(transaction=True)
def test_a_listing_goes_in_by_the_hand_of_somebody_appointed_to_the_citys_bureau(file, settings, tmp_path):
    settings.MEDIA_ROOT = settings.SEAL_FOLDER = str(tmp_path)
    call_command("trial", file, province="ln", period="12", accept=1, stdout=StringIO())
    with acting(province=Province.objects.get(slug="ln").pk), transaction.atomic():
        [batch] = Batch.objects.select_related("office__region")
        [held] = Membership.objects.filter(pk=batch.membership).select_related("user")
        assert (held.role, held.office, held.user.name) == (Role.CITY_OFFICER, batch.office, "试办经办人")
        assert (batch.uploaded_by, batch.office.region.level) == (held.user.pk, Level.CITY)
        assert {event.actor_name for event in Event.objects.filter(verb="publication.publish")} == {"试办经办人"}


def loses_rows_and_reasons(batch):
    """One that went in is no longer told of, one that was refused no longer says why."""
    batch = when_done(batch)
    with transaction.atomic():
        batch.lines.exclude(outcome="refused").first().delete()
        batch.lines.filter(outcome="refused").update(remarks=[])
    return batch


def refuses(*_how, **_more):
    raise Refused("今天不办理。")


@pytest.mark.django_db(transaction=True)
def test_whatever_does_not_agree_is_told_and_ends_with_status_1(file, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = settings.SEAL_FOLDER = str(tmp_path)
    monkeypatch.setattr(steps, "when_done", loses_rows_and_reasons)
    monkeypatch.setattr(search, "find", lambda _query: SimpleNamespace(total=SimpleNamespace(n=0)))
    monkeypatch.setattr(steps, "accept", refuses)
    monkeypatch.setattr(steps, "detail", lambda _folder: [])
    out = StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command("trial", file, province="ln", period="12", accept=2, stdout=out)
    assert stopped.value.returncode == 1
    assert str(stopped.value).split("：", 1)[1].split("；") == [
        "5 rows in the sheet, 4 accounted for",
        "4 patents in the rows, 4 in and 1 refused",
        "1 rows refused without a reason",
        "rows in 4, published 3, found by number 0",
        "owners 1, found by name 0",
        "asked for 2, licences 0",
        "published in the month 3, in the figure of the workbook 0",
    ]
    assert "0 licences of 2 asked for" in out.getvalue()


def test_only_the_rows_of_the_month_beneath_the_figure_of_opened_patents_count():
    day, told = datetime(2022, 12, 1), []
    for measure, opened_on in ((OPENED, day), (OPENED, datetime(2022, 11, 30)), ("许可合同", day)):
        told.append((measure, "件", "", "", "", opened_on, f"/records/LN{len(told)}/"))
    published = [SimpleNamespace(number=f"LN{n}") for n in range(4)]
    assert list(unreported(told, published, "2022-12")) == ["published in the month 4, in the figure of the workbook 1"]
    assert list(unreported(told, published[:1], "2022-12")) == []


@pytest.mark.django_db
def test_an_unknown_province_is_named(file):
    with pytest.raises(CommandError, match="xx"):
        call_command("trial", file, province="xx")


@pytest.mark.django_db
def test_a_province_without_cities_is_told_where_to_list_them(file):
    guangdong = Province.objects.get(slug="gd")
    with acting(province=guangdong.pk), transaction.atomic():
        start_province(guangdong, date(2022, 1, 1))
    with pytest.raises(CommandError, match="还没有市"):
        call_command("trial", file, province="gd")
