"""I8: each `visible_to` is taken away in turn; somebody must then see what is not theirs, and the matrix notices."""

from django.apps import apps

from tests.fuzz.tally import Tally
from tests.isolation import matrix
from tests.isolation.kinds import Matter

Made = tuple[str, str]  # a kind of matter, and its model
MAKES: list[Made] = [
    ("declaration", "Declaration"),
    ("batch", "Batch"),
    ("licence", "Licence"),
    ("organisation", "Organisation"),
    ("office", "Office"),
    ("membership", "Membership"),
    ("invitation", "Invitation"),
    ("request to join", "SignUp"),
    ("event", "Event"),
    ("flag", "Flag"),
    ("activity", "Activity"),
    ("notice", "Notice"),
    ("return", "Return"),
    ("summary", "Summary"),
    ("experience", "Experience"),
]


def check(
    visits: matrix.Visits, matters: list[Matter], tally: Tally, monkeypatch, makes: list[tuple[str, str]]
) -> None:
    models = {model.__name__: model for model in apps.get_models()}
    for kind, name in makes:
        queryset = type(models[name].objects.all())
        with monkeypatch.context() as taken_away:
            taken_away.setattr(queryset, "visible_to", lambda self, _actor: self.all())
            if kind == "notice":
                taken_away.setattr(queryset, "of", lambda self, _user: self.all())
            if not tally.timed(lambda: noticed(visits, matters, kind)):  # noqa: B023
                tally.bad.append(f"{name}: nobody noticed")


def noticed(visits: matrix.Visits, matters: list[Matter], kind: str) -> bool:
    """Whether some cell of this kind is wrong now."""
    own, found = [matter for matter in matters if matter.kind == kind], Tally("")
    for cell in matrix.cells(visits.doors, own, 1):
        if cell.verb in matrix.SENT:
            matrix.run(visits, iter([cell]), found)
        if found.bad:
            return True
    return False
