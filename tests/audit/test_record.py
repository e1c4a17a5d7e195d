"""An event says who, for whom, what, when and why, exactly, and stands or falls with its verb."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from audit.canonical import plain, text_of
from audit.models import Event
from audit.record import record
from tenancy.actors import system_actor
from tenancy.models import Office
from tenancy.roles import Role


@pytest.mark.requirement("A10")
def test_an_event_names_person_organisation_time_and_reason(li):
    since = timezone.now() - timedelta(days=3)
    record("tests.send_back", li.office, by=li, effective_at=since, reason="附件不清晰")
    event = Event.objects.get(verb="tests.send_back")
    assert (event.actor_name, event.actor_id, event.actor_role) == ("李娜", li.user.pk, Role.CITY_OFFICER)
    assert (event.place_name, event.office_id, event.organisation_id) == ("沈阳市知识产权局", li.office.pk, None)
    assert (event.effective_at, event.reason, event.region_path) == (since, "附件不清晰", li.region.path)
    assert timezone.now() - event.recorded_at < timedelta(minutes=1)


def test_the_platform_itself_acts_under_its_own_name(liaoning):
    event = record("tests.act", liaoning, by=system_actor(liaoning))
    assert (event.actor_name, event.actor_id, event.role) == ("系统", None, "")


def test_the_evidence_is_kept_exactly(li):
    seen = {"fee": Decimal("12000.50"), "on": date(2026, 3, 5), "role": Role.CHECKER, "office": li.office, "n": 3}
    record("tests.act", li.office, by=li, payload=seen)
    assert Event.objects.get(verb="tests.act").payload == {
        "fee": "12000.50", "on": "2026-03-05", "role": "checker", "office": li.office.pk, "n": 3,
    }  # fmt: skip


def test_an_instant_is_the_same_text_in_every_time_zone():
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert plain(noon) == plain(timezone.localtime(noon)) == "2026-03-05T12:00:00.000000+00:00"


def test_what_has_no_exact_form_is_refused(li):
    with pytest.raises(TypeError, match="object"):
        record("tests.act", li.office, by=li, payload={"what": object()})


def test_an_event_read_back_gives_the_same_text(li):
    written = record("tests.act", li.office, by=li, payload={"b": Decimal("1.10"), "a": [1, "二"]})
    assert text_of(Event.objects.get(pk=written.pk)) == text_of(written)


def test_a_verb_whose_event_fails_is_undone(li):
    @transaction.atomic
    def rename():
        Office.objects.filter(pk=li.office.pk).update(name="改名")
        record("tests.rename", li.office, by=li, payload={"what": object()})

    with pytest.raises(TypeError):
        rename()
    assert Office.objects.get(pk=li.office.pk).name == "沈阳市知识产权局"
