"""I4: a word in every text of every home; whoever has no business there must never read it, on whatever page."""

from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from outbox.mail import MAIL
from outbox.models import Job
from tenancy import secrets
from tenancy.actors import Actor
from tenancy.models import Office, Organisation
from tenancy.models.base import Tenanted
from tenancy.scope import acting
from tests.isolation import marks
from tests.isolation.kinds import contains
from tests.isolation.people import LN, NATION, OFFICES, PRINCIPALS, ZJ, province_of
from tests.isolation.world import HOMES, Home

OTHER_CITY = HOMES[1]
# What the nation reads of every province: experiences (CN-11) and the names of the rows behind its figures; the
# matters themselves open in their province only.
TOLD_UPWARDS = {
    "/boards/experiences/": ("reporting.Experience.",),
    "/boards/rows/": (
        *("licensing.Party.name", "licensing.Due.what", "declarations.Declaration.title"),
        "publication.Push.recipient_name",
    ),
}


def belongs_to(model: type[models.Model], home: Home) -> Q | None:
    """The rows of this home, by the way that leads there; nothing where none does."""
    names = {field.name for field in model._meta.local_fields if field.is_relation}
    organisation = Organisation.objects.filter(name=home.owner)
    if "organisation" in names:
        return Q(organisation__in=organisation)
    if "declaration" in names:
        return Q(declaration__organisation__in=organisation)
    if "licence" in names:
        return Q(licence__parties__organisation__in=organisation)
    if model.__name__ == "Licence":
        return Q(parties__organisation__in=organisation)
    if "region" in names and model not in (Organisation, Office):
        return Q(region__code__startswith=OFFICES[home.city][1][:4])
    return None


def hide(home: Home) -> int:
    """Put the word into every free text of the home's rows; returns how many columns took it."""
    taken = 0
    with acting(province=home.province_key):
        for model in apps.get_models():
            if not issubclass(model, Tenanted) or (where := belongs_to(model, home)) is None:
                continue
            rows = model.objects.filter(pk__in=list(model.objects.filter(where).values_list("pk", flat=True)))
            free = [field for field in marks.columns() if field.model is model]
            taken += sum(_write(rows, field, home.word) for field in free)
    return taken


def _write(rows: models.QuerySet, field: models.Field, word: str) -> int:
    """History refuses, and so do some checks; their texts were marked when they were written."""
    said: Value | Concat = Value(marks.mark(word, field, ""))
    if field.max_length is None or field.max_length >= marks.ROOMY:
        said = Concat(said, Cast(F("pk"), CharField()))
    try:
        with transaction.atomic():
            return min(rows.update(**{field.name: said}), 1)
    except DatabaseError:
        return 0


def may_read(person: str, home: Home) -> bool:
    """The home's own people, the other side of its contracts, and the offices above it."""
    who = PRINCIPALS[person]
    if who.place in (home.owner, home.licensee):
        return True
    if province_of(person) != home.province_key or who.place not in OFFICES:
        return False
    return who.place == home.county or contains(OFFICES[who.place][1], OFFICES[home.city][1])


def foreign(person: str, words: str, address: str = "") -> list[str]:
    """The marks that this person must not have read. What people search for stands on the page as typed."""
    shut = {home.word for home in HOMES if not may_read(person, home)}
    found = {marks.told(each) for each in marks.MARK.finditer(words) if marks.BIRD + each["place"] in shut}
    upwards = told_upwards(address) if province_of(person) == NATION else ()
    return sorted(each for each in found if not each.partition(": ")[2].startswith(upwards))


def told_upwards(address: str) -> tuple[str, ...]:
    return next((columns for page, columns in TOLD_UPWARDS.items() if page in address), ())


def own(person: str, words: str) -> bool:
    """Whether a word stands there that this person may read."""
    return any(home.word in words for home in HOMES if may_read(person, home))


def letters(people: dict[str, Actor]) -> Iterator[tuple[str, str]]:
    """Every letter that waits for the post, by whom it goes to: its subject and its text."""
    names = {actor.user.email: name for name, actor in people.items()}
    for province in (LN, ZJ, NATION):
        with acting(province=province):
            for payload in Job.objects.filter(kind=MAIL).values_list("payload", flat=True):
                if payload["to"] in names:
                    yield names[payload["to"]], payload["subject"] + secrets.open_again(payload["closed_body"])


def strangers_in(person: str, letter: str) -> list[str]:
    """Homes whose owner, or whose words, a letter names although its reader has no business there."""
    named = [home.owner for home in HOMES if home.owner in letter and not may_read(person, home)]
    return named + foreign(person, letter)
