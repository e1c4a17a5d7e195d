"""I8: verbs ask for the right themselves, whatever door they are called through; each asking is missed by itself.

What each asks for is written down here once more. Nothing else that is given to a verb is real: it has to ask before it
looks at any of it, so with the asking taken off nobody is refused here any more.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import signature, unwrap
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied

from declarations.models.batches import Purpose
from tenancy.actors import Actor
from tenancy.roles import Right, Role, holders

R = Right
COLLECT, EITHER = (R.COLLECT_RETURNS,), (R.FILE_RETURNS, R.COLLECT_RETURNS)
CONTRACTING = (R.DECLARE, R.ACCEPT)
BOLTS: dict[str, tuple[Right, ...]] = {
    "audit.flags.decide": (R.REVIEW, R.PUBLISH),
    "declarations.batch.services.refuse_stranger": (R.REVIEW, R.PUBLISH),
    "declarations.services.advice.comment": (R.GUIDE,),
    "licensing.services.acceptance.accept": (R.ACCEPT,),
    "licensing.services.answers.cancel": (R.ACCEPT,),
    "licensing.services.answers.confirm": (R.DECLARE,),
    "licensing.services.answers.decline": (R.DECLARE,),
    "licensing.services.answers.object_to": (R.DECLARE,),
    "licensing.services.certificates.issue": (R.DECLARE,),
    "licensing.services.negotiation._answered": CONTRACTING,
    "licensing.services.negotiation.propose": CONTRACTING,
    "licensing.services.scans.scan": (R.SIGN, *CONTRACTING),
    "licensing.services.signing.refuse": (R.SIGN,),
    "licensing.services.signing.sign": (R.SIGN,),
    "licensing.services.texts.install": (R.SET_POLICY,),
    "publication.pushes.push": EITHER,
    "reporting.services.activities._own": EITHER,
    "reporting.services.activities.tell": EITHER,
    "reporting.services.funds._check_hand": COLLECT,
    "reporting.services.packages._must_be_province": COLLECT,
    "reporting.services.summaries.add_supplement": EITHER,
    "reporting.services.summaries.move_due_day": COLLECT,
    "reporting.services.targets.choose_focus": (R.FILE_RETURNS,),
    "reporting.services.targets.confirm_experience": COLLECT,
    "reporting.services.targets.import_quotas": COLLECT,
    "reporting.services.targets.keep_key_patents": COLLECT,
    "reporting.services.targets.state_figure": COLLECT,
    "reporting.services.targets.tell_experience": EITHER,
    "tenancy.policy.changes.approve_value": (R.APPROVE_POLICY,),
    "tenancy.policy.changes.decline_value": (R.APPROVE_POLICY,),
    "tenancy.policy.changes.register_document": (R.SET_POLICY,),
    "tenancy.policy.changes.set_value": (R.SET_POLICY,),
    "tenancy.policy.workdays.add_year": (R.KEEP_CALENDAR,),
    "tenancy.services.directories._must_keep": (R.KEEP_DIRECTORIES, R.CONFIRM_ORGANISATIONS),
    "tenancy.services.memberships._must_manage_organisation": (R.INVITE_COLLEAGUES, R.CONFIRM_ORGANISATIONS),
    "tenancy.services.memberships.must_manage": (R.OPEN_OFFICES,),
    "tenancy.services.offices.accredit": (R.OPEN_OFFICES,),
    "tenancy.services.offices.assign": (R.OPEN_OFFICES,),
    "tenancy.services.offices.open_office": (R.OPEN_OFFICES,),
    "tenancy.services.offices.publish_card": (R.OPEN_OFFICES,),
    "tenancy.services.offices.withdraw_accreditation": (R.OPEN_OFFICES,),
    "tenancy.services.organisations.must_answer_for": (R.CONFIRM_ORGANISATIONS,),
}
# A page that asks in the middle of its answer: tests/declarations/test_after_publication.py presses its button.
IN_A_PAGE = {"declarations.views.requests.carry_over"}
GIVEN = {"purpose": Purpose.RECORDS}  # this alone is looked at before


def asking() -> Iterator[str]:
    """Every function in which somebody's right is asked for."""
    rooms = (Path(room.path) for room in apps.get_app_configs())
    for path in (path for room in rooms if room.parent == settings.BASE_DIR for path in room.rglob("*.py")):
        yield from (f"{module_of(path)}.{name}" for name in functions_asking(path))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)


def functions_asking(path: Path) -> Iterator[str]:
    functions = (each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.FunctionDef))
    return (each.name for each in functions if any(map(asks, ast.walk(each))))


def asks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "must"


def refused_by(verb: str) -> set[Role]:
    """Whom it refuses when they call it straight, below its transaction."""
    return {role for role in Role if is_refused(verb, role)}


def is_refused(verb: str, role: Role) -> bool:
    module, _dot, name = verb.rpartition(".")
    function = unwrap(getattr(import_module(module), name))
    wanted = (each for each in signature(function).parameters.values() if each.kind != each.VAR_KEYWORD)
    by = Actor(user=object(), province=object(), role=role, office=object())
    try:
        function(**{each.name: GIVEN.get(each.name, object()) for each in wanted} | {"by": by})
    except PermissionDenied:
        return True
    except Exception:
        return False
    return False


def test_each_verb_that_asks_is_known_here():
    assert set(asking()) == set(BOLTS) | IN_A_PAGE


@pytest.mark.parametrize("verb", BOLTS)
def test_who_has_not_the_right_is_refused_by_the_verb_itself(verb, monkeypatch):
    assert refused_by(verb) == set(Role) - holders(*BOLTS[verb])
    monkeypatch.setattr(Actor, "must", lambda _self, *_rights: None)
    assert not refused_by(verb)
