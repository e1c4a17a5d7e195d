"""I4: a word in every text of one home; whoever has no business there must never read it, on whatever page."""

from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Q

from tenancy.models import Office, Organisation
from tenancy.models.base import Tenanted
from tenancy.scope import acting
from tests.isolation.browsers import Browser
from tests.isolation.kinds import contains
from tests.isolation.people import OFFICES, PRINCIPALS, province_of
from tests.isolation.world import HOMES, Home
from tests.visitors import Door

OTHER_CITY, OTHER_PROVINCE = HOMES[1], HOMES[2]
TOLD_UPWARDS = frozenset({("national staff", "/boards/experiences/")})  # told to be read there (CN-11)
SHOWN_TO_ALL = frozenset({"name_en"})
LISTS = ("q={}", "page=1", "state=all", "month=2026-10")


def word(home: Home) -> str:
    return f"金丝雀{home.owner[:2]}"


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
            taken += sum(_write(rows, field, word(home)) for field in free_texts(model))
    return taken


def free_texts(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.local_fields:
        text = isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique
        roomy = field.max_length is None or field.max_length >= 10
        if text and roomy and field.name not in SHOWN_TO_ALL and not isinstance(field, models.FileField):
            yield field


def _write(rows: models.QuerySet, field: models.Field, said: str) -> int:
    """History refuses, and so do some checks; their texts were copied from what takes it."""
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
    code = OFFICES[who.place][1]
    return contains(code, OFFICES[home.city][1]) or code.startswith(OFFICES[home.city][1][:4])


def crawl(doors: dict[str, Door], browsers: dict[str, Browser], share: int) -> Iterator[tuple[str, str, str]]:
    """Every page without an object of its own, as everybody, also as lists are asked: person, address, body."""
    addresses = [door.address for door in doors.values() if door.method == "GET" and not door.of]
    wanted = [
        f"{address}?{query}" for address in addresses for query in ("", *(each.format("金丝雀") for each in LISTS))
    ]
    pairs = [(person, address) for person in browsers for address in wanted]
    for number, (person, address) in enumerate(pairs):
        if number % share == 0 and (person, address.partition("?")[0]) not in TOLD_UPWARDS:
            answer, body = browsers[person].visit("GET", address)
            told = body + str(answer.headers).encode() + str(answer.cookies).encode()
            yield person, address, told.decode("utf-8", "replace")


def foreign(person: str, body: str) -> list[str]:
    """The words that this person must not have read. What people search for stands on the page as typed."""
    homes = [home for home in (OTHER_CITY, OTHER_PROVINCE) if not may_read(person, home)]
    return [word(home) for home in homes if word(home) in body]
