"""Contracts and seals take seconds, more on a busy machine: nobody else has to wait for the licence meanwhile."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licensing import sealing
from licensing.contract import read_contract
from licensing.models import Signature
from licensing.sealing import seal_of
from licensing.services import answers, negotiation, papers, signing
from licensing.signing import SignAction
from licensing.verify_signed import report
from outbox.models import Job
from outbox.runner import work as work_off
from tests.cast import LIAONING
from tests.factories.tenancy import platform
from tests.licensing.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path_factory):
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))


@pytest.fixture
def locked_at_drawings(monkeypatch):
    """Does something; the rows that were locked by then, a list for each drawing or seal on the way."""

    def during(act):
        seen, asked = [], CaptureQueriesContext(connection)

        def watched(draws):
            def drawing(*things):
                seen.append([each["sql"] for each in asked.captured_queries if " FOR UPDATE" in each["sql"]])
                return draws(*things)

            return drawing

        monkeypatch.setattr(papers, "as_pdf", watched(papers.as_pdf))
        monkeypatch.setattr(sealing.PlatformSeal, "seal", watched(sealing.PlatformSeal.seal))
        with asked:
            act()
        assert [each for each in asked.captured_queries if " FOR UPDATE" in each["sql"]]
        return seen

    return during


def of(paper, actor):
    return paper.signatures.get(party__organisation=actor.organisation)


def revised(contract):
    first, *others = contract.clauses
    return [replace(first, text=(*first.text, "双方另有约定的，从其约定。")), *others]


def test_the_first_contract_is_drawn_with_nothing_locked(licence, locked_at_drawings):
    assert locked_at_drawings(lambda: papers.make_contract(licence, by=platform())) == [[]]


def test_the_first_contract_is_drawn_before_a_proposal_locks_the_licence(licence, sun, locked_at_drawings):
    clauses = revised(papers.contract_for(licence))
    assert locked_at_drawings(lambda: negotiation.propose(licence, clauses, by=sun)) == [[]]


def test_the_agreed_text_is_drawn_before_the_licence_is_locked(paper, sun, zhang, locked_at_drawings):
    proposal = negotiation.propose(paper.licence, revised(read_contract(paper.content)), by=sun)
    assert locked_at_drawings(lambda: negotiation.agree(proposal, by=zhang)) == [[]]


def test_a_contract_is_sealed_with_nothing_locked(paper, sun, locked_at_drawings):
    signing.sign(of(paper, sun), by=sun)
    assert locked_at_drawings(lambda: work(signing.SEAL)) == [[]]


@pytest.fixture
def signed_at_once(licence, sun, zhang, monkeypatch):
    """Both have signed, in a province without an order, before either seal was set."""
    rules = SimpleNamespace(signing_order="any", signing_working_days=10)
    monkeypatch.setattr(signing, "policy_of", lambda province: rules)
    answers.confirm(licence, by=zhang)
    work(answers.BEGIN)
    for actor in (sun, zhang):
        signing.sign(of(licence.papers.get(), actor), by=actor)
    return licence.papers.get()


def test_two_seals_set_at_the_same_time_both_end_in_the_file(signed_at_once, sun, zhang, monkeypatch):
    """While that of 孙 is set, the other worker finishes that of 张."""
    paper, door = signed_at_once, seal_of(signed_at_once.licence.province)
    alone = door.seal

    def overtaken(content, mark):
        monkeypatch.setattr(door, "seal", alone)
        assert signing.seal(of(paper, zhang).pk, by=platform())
        return alone(content, mark)

    monkeypatch.setattr(door, "seal", overtaken)
    assert not signing.seal(of(paper, sun).pk, by=platform())
    work_off(LIAONING)
    assert not Job.objects.filter(kind=signing.SEAL, done_at=None).exists()
    assert paper.signing_notes.filter(action=SignAction.SEAL).count() == len(Signature.objects.filter(paper=paper))
    assert signing.is_complete(paper)
    assert not report(signing.signed_file(paper), [door.certificate()]).faults


def test_a_signature_that_fell_away_while_it_was_sealed_leaves_no_seal(paper, sun, monkeypatch):
    door, signed = seal_of(paper.licence.province), signing.sign(of(paper, sun), by=sun)
    alone = door.seal

    def too_late(content, mark):
        signing.void(paper, by=platform(), reason="双方同意另一版文本")
        return alone(content, mark)

    monkeypatch.setattr(door, "seal", too_late)
    assert signing.seal(signed.pk, by=platform())
    assert not paper.signing_notes.filter(action=SignAction.SEAL).exists()
