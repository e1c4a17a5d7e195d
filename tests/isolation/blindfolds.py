"""I8: each `visible_to` is taken away in turn; somebody must then see what is not theirs, and the matrix notices.

Which there are is read from the models. Each has its place: a kind of matter that the matrix asks for by number, or
a list, in which words of another home then stand.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.fuzz.tally import Tally
from tests.isolation import canaries, matrix
from tests.isolation.browsers import Browser
from tests.isolation.kinds import Matter
from tests.isolation.people import PRINCIPALS
from tests.isolation.test_mutants import GUARDED, unguarded

ASKED_BY_NUMBER = {
    "Activity": "activity",
    "Batch": "batch",
    "Certificate": "certificate",
    "Claim": "claim",
    "Declaration": "declaration",
    "Event": "event",
    "Experience": "experience",
    "Flag": "flag",
    "Invitation": "invitation",
    "Job": "job",
    "KeyPatentList": "list of key patents",
    "Licence": "licence",
    "Membership": "membership",
    "Notice": "notice",
    "Office": "office",
    "Organisation": "organisation",
    "Return": "return",
    "SignUp": "request to join",
    "Summary": "summary",
}
LISTED = {
    "Due": "/licences/dues/?show=all",
    "Duty": "/offices/contacts/",
    "FollowUp": "/licences/follow-ups/?show=all",
    "RoleChange": "/organisation/",
    "Supplement": "/summaries/",
}
GUARDS = dict(GUARDED)
# Here the filter says once more what the guard of the door says: each has to hold alone.
REPEATED = {"Job": "outbox:retry"}


def filters() -> dict[str, type[models.QuerySet]]:
    """The queryset of every model whose rows are shown by `visible_to`."""
    managers = [(model.__name__, manager) for model in apps.get_models() for manager in model._meta.managers]
    return {name: type(manager.all()) for name, manager in managers if hasattr(manager, "visible_to")}


def check(visits: matrix.Visits, matters: list[Matter], tally: Tally, monkeypatch, names: list[str]) -> None:
    """The words of every home are hidden already."""
    for name in names:
        queryset = filters()[name]
        if seen_before := readers(visits.browsers, name):
            tally.bad.append(f"{name}: seen with its filter by {seen_before}")
        with monkeypatch.context() as taken_away:
            if name in REPEATED:
                pattern = GUARDS[REPEATED[name]]
                taken_away.setattr(pattern, "callback", unguarded(pattern.callback))
                if noticed(visits, matters, name):
                    tally.bad.append(f"{name}: does not hold without the guard")
            taken_away.setattr(queryset, "visible_to", lambda self, _actor: self.all())
            if name == "Notice":
                taken_away.setattr(queryset, "of", lambda self, _user: self.all())
            if not tally.timed(lambda: noticed(visits, matters, name)):  # noqa: B023
                tally.bad.append(f"{name}: nobody noticed")


def noticed(visits: matrix.Visits, matters: list[Matter], name: str) -> bool:
    if name in LISTED:
        return bool(readers(visits.browsers, name))
    return any(wrong_cells(visits, matters, ASKED_BY_NUMBER[name]))


def wrong_cells(visits: matrix.Visits, matters: list[Matter], kind: str) -> Iterator[bool]:
    """Whether each cell of this kind is wrong now; those of people who act for somebody."""
    own, found = [matter for matter in matters if matter.kind == kind], Tally("")
    for cell in matrix.cells(visits.doors, own, 1):
        if cell.verb in matrix.SENT and PRINCIPALS[cell.person].role and not PRINCIPALS[cell.person].is_out:
            matrix.run(visits, iter([cell]), found)
            yield bool(found.bad)


def readers(people: dict[str, Browser], name: str) -> list[str]:
    """Who reads in the list of this model what is not theirs."""
    pages = ((person, browser.visit("GET", LISTED[name])[1]) for person, browser in people.items() if name in LISTED)
    return [person for person, body in pages if canaries.foreign(person, body.decode())]
