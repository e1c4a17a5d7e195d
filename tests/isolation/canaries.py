"""I4: a word in every text of one home; whoever has no business there must never read it, on whatever page."""

import io
import zipfile
from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.urls import resolve, reverse
from pypdf import PdfReader

from outbox.mail import MAIL
from outbox.models import Job
from tenancy import secrets
from tenancy.actors import Actor
from tenancy.models import Office, Organisation
from tenancy.models.base import Tenanted
from tenancy.scope import acting
from tests.isolation.browsers import Browser
from tests.isolation.kinds import Matter, contains, sees
from tests.isolation.matrix import may
from tests.isolation.people import LN, NATION, OFFICES, PRINCIPALS, ZJ, province_of
from tests.isolation.world import HOMES, Home
from tests.visitors import Door

OTHER_CITY, OTHER_PROVINCE = HOMES[1], HOMES[2]
TOLD_UPWARDS = frozenset({("national staff", "/boards/experiences/")})  # told to be read there (CN-11)
SHOWN_TO_ALL = frozenset({"name_en"})
GIVEN = frozenset({"record_number"})  # by the platform: a part of addresses, no text that anybody writes
FILES = ("_pdf", "_zip", "workbook", "package", "power", "print", "paper", "package_file")
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
        told = field.name in SHOWN_TO_ALL | GIVEN or isinstance(field, models.FileField)
        if text and roomy and not told:
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


def letters(people: dict[str, Actor]) -> Iterator[tuple[str, str]]:
    """Every letter that waits for the post, by whom it goes to: its subject and its text."""
    names = {actor.user.email: name for name, actor in people.items()}
    for province in (LN, ZJ, NATION):
        with acting(province=province):
            for payload in Job.objects.filter(kind=MAIL).values_list("payload", flat=True):
                if payload["to"] in names:
                    yield names[payload["to"]], payload["subject"] + secrets.open_again(payload["closed_body"])


def strangers_in(person: str, letter: str) -> list[Home]:
    """Homes whose owner a letter names although its reader has no business there."""
    return [home for home in (OTHER_CITY, OTHER_PROVINCE) if home.owner in letter and not may_read(person, home)]


def files(
    doors: dict[str, Door], browsers: dict[str, Browser], matters: list[Matter], share: int
) -> Iterator[tuple[str, str, str]]:
    """What can be taken away of the first home's matters by those who may: person, address, words."""
    mine = [matter for matter in matters if matter.home == HOMES[0].name]
    wanted = [
        (name, door, person, matter)
        for name, door in doors.items()
        for matter in mine
        for person in browsers
        if door.method == "GET" and door.of == matter.kind and sees(person, matter) and may(door, person)
    ]
    drawn = [one for one in wanted if one[0].endswith(FILES)]
    for name, door, person, matter in drawn[:: max(share // 8, 1)]:
        where = resolve(door.address).kwargs | matter.where
        answer, body = browsers[person].visit("GET", address := reverse(name, kwargs=where))
        if answer.status_code == 200:
            yield person, address, words_of(body)


def words_of(body: bytes) -> str:
    """The text of a PDF, of each part of an archive, or of anything else; a sample of a few bytes as it stands."""
    if body.startswith(b"%PDF") and b"%%EOF" in body:
        return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "".join(words_of(archive.read(name)) for name in archive.namelist())
    return body.decode("utf-8", "replace")
