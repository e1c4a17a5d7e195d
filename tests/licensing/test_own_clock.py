"""F7: where the clock of a process runs away from the database's, nothing is done at an hour that was not."""

import pytest
from django.urls import reverse

from audit import record
from declarations.services import drafts
from licensing.models import Licence
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.publication import RecordFactory
from tests.licensing.test_pages import stated


def apart(monkeypatch, seconds):
    now = record.time()
    monkeypatch.setattr(record, "time", lambda: now + seconds)


@pytest.mark.parametrize("seconds", [-3600, -90, 90, 86_400])
def test_nothing_begins_by_a_clock_that_runs_away(zhang, monkeypatch, seconds):
    apart(monkeypatch, seconds)
    with pytest.raises(Refused, match="时钟与数据库相差"):
        drafts.begin(by=zhang)


def test_the_button_says_so_and_leaves_nothing(sun, monkeypatch):
    browser, address = client_of(sun), reverse("licensing:accept", args=[RecordFactory().number])
    said = stated(browser.get(address).context["form"], accept="1")
    apart(monkeypatch, 600)
    assert "时钟与数据库相差" in browser.post(address, said, follow=True).content.decode()
    assert not Licence.objects.exists()


def test_half_a_minute_is_borne(zhang, monkeypatch):
    apart(monkeypatch, 30)
    assert drafts.begin(by=zhang).pk
