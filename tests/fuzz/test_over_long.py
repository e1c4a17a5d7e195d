"""B7: words over the room of a reason are refused by the name of their field, and nothing is saved; those in it are."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from audit.models import Event
from tenancy.scope import acting
from tests.cast import client_of
from tests.factories.funds import ClaimFactory
from tests.isolation import world
from tests.isolation.homes import HOMES, Home, licence_of
from tests.isolation.people import LN
from tests.isolation.wander import place
from tests.test_permissions import DOORS

HOME = HOMES[0]
LONG, FITTING = "叠" * 65_536, "已经核实。"


def claimed(home: Home, _people):
    """Money is asked for a licence."""
    licence = licence_of(home, "confirmed")
    yield home.matter("claim", pk=ClaimFactory(licence=licence, by=home.by[home.city]).pk)


@dataclass(frozen=True)
class Reason:
    """A question of a door: on which matter of which maker it is asked, by whose hand, and where its words are kept."""

    door: str
    label: str
    made_by: Callable
    hand: Callable[[Home], str]
    kept_in: str
    name: str = "reason"
    said: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.door

    def kept(self) -> list[dict]:
        rows: models.QuerySet = apps.get_model(self.kept_in)._base_manager.order_by("pk")
        return [*rows.values(), *Event.objects.values("pk")]


REASONS = [
    Reason("licensing:revoke_certificate", "撤销理由", world.licences, lambda one: one.owner, "licensing.Certificate"),
    Reason("licensing:answer_proposal", "不同意的理由", world.licences, lambda one: one.owner, "licensing.Proposal"),
    Reason(
        "licensing:sign_act", "理由", world.licences, lambda one: one.owner, "licensing.SigningNote",
        said={"action": "return"},
    ),
    Reason("declarations:end_channel", "理由", world.requests, lambda one: one.province, "publication.Channel"),
    Reason("publication:end_platform", "理由", world.requests, lambda one: one.province, "publication.Consumer"),
    Reason(
        "funds:act", "说明", claimed, lambda one: one.city, "reporting.ClaimStep",
        said={"stage": "approved", "amount": "100"},
    ),
    Reason(
        "tenancy:assign", "姓名", world.register, lambda one: one.city, "tenancy.Duty", name="name",
        said={"kind": "contact"},
    ),
    Reason("policy:decline", "理由", world.register, lambda one: one.province, "tenancy.PolicyProposal"),
]  # fmt: skip


def posted(asked: Reason, words: str, matters) -> tuple[str, bool]:
    """What the person reads, and whether anything was saved."""
    matter = next(one for one in matters if one.kind == DOORS[asked.door].of)
    browser, address = client_of(HOME.by[asked.hand(HOME)]), place(asked.door, DOORS[asked.door], matter)
    with acting(province=LN):
        before = asked.kept()
    answer = browser.post(address, asked.said | {asked.name: words}, follow=True, HTTP_REFERER=reverse("desk"))
    with acting(province=LN):
        return answer.content.decode(), asked.kept() != before


@pytest.mark.parametrize("asked", REASONS, ids=str)
def test_words_over_their_room_are_refused_by_name_and_nothing_is_saved(db, settings, tmp_path, asked):
    settings.MEDIA_ROOT = tmp_path
    _people, matters = world.build([HOME], [asked.made_by])
    page, saved = posted(asked, LONG, matters)
    assert re.search(rf"{asked.label}(?:”|：|<).{{0,600}}{len(LONG)}", page, re.DOTALL)
    assert not saved
    page, saved = posted(asked, FITTING, matters)
    assert saved, page
