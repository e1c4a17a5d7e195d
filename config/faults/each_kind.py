"""For F6: somebody does what leaves a job of each kind behind that the cells do not."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.faults.clients import Request, send
from config.faults.matters import Matters
from config.faults.neighbours import paper
from config.faults.people import PROVINCE, Town
from config.faults.places import until
from config.faults.reports import asking
from config.generator.declarations import Drafting
from config.generator.words import Draw
from declarations.models import Declaration
from declarations.promises import promises_of
from declarations.services import publishing
from licensing.models import Signature
from licensing.services import signing
from licensing.signing import SignState
from licensing.workflow import Side
from publication.freed import free
from publication.models import Channel, Record
from publication.takers import tell_takers
from tenancy.actors import system_actor
from tenancy.policy import policy_of
from tenancy.scope import acting

PATIENCE = 900  # seconds, for what only lies ready before


def bring_about(town: Town, matters: Matters, acts: dict[str, Any]) -> None:
    """A workbook that hands in, a sealed form, a package, a batch for a later hour, news for takers, a signature."""
    for request in (handing_in(town, acts), sealed_form(town), asking(matters.told[-1])):
        status, _where = send(request)
        if status != HTTPStatus.FOUND:
            raise AssertionError(f"F6 没有办成：{request.path} {status}")
    until(lambda: waiting_signature(matters), PATIENCE)
    with acting(province=PROVINCE), transaction.atomic():
        plan_release(town, matters)
        taken = Record.objects.get(number=town.records[0])
        tell_takers(taken, "演练的消息", by=system_actor(town.province), occasion="faults")
        free(taken, "演练的消息", by=system_actor(town.province), occasion="faults")
        sign(town, matters)


def handing_in(town: Town, acts: dict[str, Any]) -> Request:
    """Its rows are handed in as soon as they are written."""
    [request] = islice(acts["import"].requests, 1)
    promises = [promise.name for promise in promises_of(policy_of(town.province))]
    return replace(request, fields={"partly": "no", "hands_in": "yes", "promises": promises})


def sealed_form(town: Town) -> Request:
    """For a draft of its own: whoever hands in drafts does not meet it."""
    with acting(province=PROVINCE), transaction.atomic():
        draw = Draw(Random("F6"))  # noqa: S311 -- words, not secrets
        [draft] = Drafting(system_actor(town.province), draw).ready(town.owner.actor, 1)
    return paper(town, draft.pk, 0)


def plan_release(town: Town, matters: Matters) -> None:
    by, at = town.officer.actor, timezone.now() + timedelta(hours=1)
    batch = Declaration.objects.filter(pk=matters.approved[-1])
    publishing.plan(list(batch), by=by, channels=list(Channel.objects.filter(pk=matters.channel)), at=at, title="演练")


def waiting_signature(matters: Matters) -> Signature | None:
    """A line that the licence's own party is asked to sign."""
    with acting(province=PROVINCE), transaction.atomic():
        licences = [licence for _firm, licence, _due in matters.dues]
        asked = Signature.objects.filter(paper__licence__in=licences, state=SignState.ASKED)
        return asked.select_related("party", "paper").order_by("pk").first()


def sign(town: Town, matters: Matters) -> None:
    line = waiting_signature(matters)
    assert line is not None
    firms = {licence: firm for firm, licence, _due in matters.dues}
    person = firms[line.paper.licence_id] if line.party.side == Side.LICENSEE else town.owner
    signing.sign(line, by=person.actor)
