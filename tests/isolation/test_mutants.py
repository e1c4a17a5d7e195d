"""I8: each guard is taken off in turn, and each time the table of doors notices.

Behind some doors the verb asks for the right once more. That second bolt is drawn back throughout, so that each guard
has to hold by itself, and is missed by itself.
"""

from django.urls import URLPattern, get_resolver

from tenancy.actors import Actor
from tests.fuzz.tally import WHOLE, Tally
from tests.isolation.browsers import Browser, browsers, quietly
from tests.isolation.people import NOBODY, PRINCIPALS, settle
from tests.test_permissions import DOORS, SIGNED_IN
from tests.visitors import judged

LIBRARY = ("allauth", "tenancy.accounts.views.library")  # it asks for the sign-in itself
PROBES = ("owner's handler", "reader", "checker", "province administrator", "national staff")


def named(patterns, space: str = ""):
    """Every pattern by the name that the table of doors uses."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        else:
            yield from named(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def unguarded(view):
    """What stands directly below the guard; nothing where there is none of ours, or the library's own beneath it."""
    if getattr(view, "audience", "public") == "public" or view.__module__.startswith(LIBRARY):
        return None
    while hasattr(view, "audience") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return None if hasattr(view, "audience") else view


GUARDED = [(name, pattern) for name, pattern in named(get_resolver().url_patterns) if unguarded(pattern.callback)]
TRIED = [one for number, one in enumerate(GUARDED) if WHOLE or number % 6 == 1]


def outsider(name: str, visitors: dict[str, Browser]) -> Browser:
    """Somebody whom the guard of this door keeps out."""
    may = DOORS[name].may
    kept_out = (probe for probe in PROBES if may != SIGNED_IN and PRINCIPALS[probe].role not in may)
    return visitors[next(kept_out, NOBODY)]


def test_there_are_more_than_a_hundred_guards_to_take_off():
    assert len(GUARDED) > 100


def test_a_guard_that_is_taken_off_is_missed(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, tally = tmp_path, Tally("I8 guards taken off")
    _places, people = settle()
    visitors = browsers(people)
    monkeypatch.setattr(Actor, "must", lambda _self, *_rights: None)
    with quietly():
        for name, pattern in TRIED:
            door, visitor = DOORS[name], outsider(name, visitors)
            kept_out = judged(visitor.visit(door.method, door.address)[0])
            with monkeypatch.context() as taken_off:
                taken_off.setattr(pattern, "callback", unguarded(pattern.callback))
                answer, _body = tally.timed(lambda: visitor.visit(door.method, door.address))  # noqa: B023
            if kept_out == "in" or judged(answer) == kept_out:
                tally.bad.append(f"{name}: {kept_out}, without its guard {judged(answer)}")
    tally.close()
