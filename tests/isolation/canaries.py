"""I4: a word in every text of every home; whoever has no business there must never read it, on whatever page."""

from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from licensing.models import Licence
from outbox.mail import MAIL
from outbox.models import Job
from publication.models import Record
from tenancy import secrets
from tenancy.actors import Actor
from tenancy.models import Office, Organisation
from tenancy.models.base import Tenanted
from tenancy.scope import acting
from tests.isolation import marks
from tests.isolation.homes import HOMES, Home
from tests.isolation.kinds import contains
from tests.isolation.people import LN, NATION, OFFICES, PRINCIPALS, ZJ, province_of

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


def belongs_to(model: type[models.Model], home: Home, way: str = "", steps: int = 3) -> Q | None:
    """The rows of this home, by the first chain of references that leads there; nothing where none does."""
    links = {field.name: field for field in model._meta.local_fields if field.is_relation}
    organisation = Organisation.objects.filter(name=home.owner)
    if model is Licence or "licence" in links:
        way = way if model is Licence else f"{way}licence__"
        return Q(**{f"{way}parties__organisation__in": organisation})
    of_office = "region" in links and not (model is Organisation or (model is Office and not way))
    in_city = Q(**{f"{way}region__code__startswith": OFFICES[home.city][1][:4]}) if of_office else None
    if "organisation" in links:
        nobodys = in_city & Q(**{f"{way}organisation": None}) if in_city else Q()
        return Q(**{f"{way}organisation__in": organisation}) | nobodys
    if in_city:
        return in_city
    onwards = [link for link in links.values() if steps and link.remote_field.model not in (Organisation, Record)]
    onwards.sort(key=lambda link: link.null)
    found = (belongs_to(link.remote_field.model, home, f"{way}{link.name}__", steps - 1) for link in onwards)
    return next((where for where in found if where is not None), None)


def hide(home: Home) -> None:
    """Put the word into every free text of the home's rows."""
    with acting(province=home.province_key):
        for model in apps.get_models():
            if not issubclass(model, Tenanted) or (where := belongs_to(model, home)) is None:
                continue
            rows = model.objects.filter(pk__in=list(model.objects.filter(where).values_list("pk", flat=True)))
            for field in (field for field in marks.columns() if field.model is model):
                _write(rows, field, home.word) or _write(rows.exclude(**{field.name: ""}), field, home.word)


def _write(rows: models.QuerySet, field: models.Field, word: str) -> bool:
    """Some checks refuse: what nobody said must stay empty."""
    said: Value | Concat = Value(marks.mark(word, field, ""))
    if field.max_length is None or field.max_length >= marks.ROOMY:
        said = Concat(said, Cast(F("pk"), CharField()))
    try:
        with transaction.atomic():
            return rows.update(**{field.name: said}) > 0
    except DatabaseError:
        return False


def may_read(person: str, home: Home) -> bool:
    """The home's own people, the other side of its contracts, and the offices above it."""
    who = PRINCIPALS[person]
    if who.suspended:
        return False
    if {who.place, who.also} & {home.owner, home.licensee}:
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
    """Every letter that waits for the post, by whom it goes to: its subject and its text.

    Who is suspended now got theirs before.
    """
    names = {actor.user.email: name for name, actor in people.items() if not PRINCIPALS[name].suspended}
    for province in (LN, ZJ, NATION):
        with acting(province=province):
            for payload in Job.objects.filter(kind=MAIL).values_list("payload", flat=True):
                if payload["to"] in names:
                    yield names[payload["to"]], payload["subject"] + secrets.open_again(payload["closed_body"])


def strangers_in(person: str, letter: str) -> list[str]:
    """Homes whose owner, or whose words, a letter names although its reader has no business there."""
    named = [home.owner for home in HOMES if home.owner in letter and not may_read(person, home)]
    return named + foreign(person, letter)
