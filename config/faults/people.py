"""A town for the drill: one owner with offers and drafts, many firms that accept, all signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from config.generator.declarations import Drafting
from config.generator.offices import open_offices
from config.generator.organisations import Register
from config.generator.words import Draw
from publication import announce
from publication.choices import PatentType
from publication.models import Channel
from publication.offers import Offer, Owner, Reach, place_of
from publication.terms import read_terms
from tenancy.actors import Actor, actor_of, system_actor
from tenancy.middleware import MEMBERSHIP_KEY
from tenancy.models import Office, Organisation, Province, Region, User
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import memberships
from verification.numbers import check_digit

PROVINCE = 21
LATEST = date(2036, 12, 31)
IMPORTERS = 40  # a place may have five workbooks open, and while jobs are held up all stay open


@dataclass(frozen=True)
class Person:
    """Somebody with a browser."""

    actor: Actor
    session: str


@dataclass(frozen=True)
class Town:
    province: Province
    city: Region
    owner: Person
    officer: Person  # of the province
    centre: Person
    city_officers: list[Person]  # the first one's city is `city`
    firms: list[Person]
    importers: list[Person]
    records: list[str]
    drafts: list[int]


def settle(firms: int, records: int, drafts: int) -> Town:
    """Made by the same verbs as everywhere."""
    province = Province.objects.get(pk=PROVINCE)
    with acting(province=PROVINCE), transaction.atomic():
        by, draw = system_actor(province), Draw(Random(firms))  # noqa: S311 -- names, not secrets
        opened = open_offices(by, draw)
        city, register = opened.cities[0].region, Register(by, draw)
        owner = person(register.add(OwnerType.UNIVERSITY, city, sure=True), "owner")
        officer = person(opened.province, "officer", Role.PROVINCE_OFFICER)
        centre = person(opened.centre, "centre", Role.CENTRE_OFFICER)
        city_officers = [person(office, f"city{n}", Role.CITY_OFFICER) for n, office in enumerate(opened.cities)]
        takers = [
            person(register.add(OwnerType.PRIVATE_ENTERPRISE, city, size=SizeClass.SMALL, sure=True), f"firm{n}")
            for n in range(firms)
        ]
        importers = [
            person(register.add(OwnerType.UNIVERSITY, city, sure=True), f"importer{n}") for n in range(IMPORTERS)
        ]
        made = [draft.pk for draft in Drafting(by, draw).ready(owner.actor, drafts)]
        published = publish(records, owner, city, by)
        return Town(province, city, owner, officer, centre, city_officers, takers, importers, published, made)


def person(place: Organisation | Office, letters: str, role: Role = Role.ORGANISATION_ADMIN) -> Person:
    user = User.objects.create_user(f"{letters}@faults.example.cn", name=letters)
    begun = memberships.begin(user, place, role, by=system_actor(place.province))
    actor = actor_of(begun)
    return Person(actor, signed_in(actor))


def signed_in(actor: Actor) -> str:
    """The key of a session of somebody who has shown both factors."""
    request, user = HttpRequest(), actor.person
    request.session = SessionStore()
    request.session[SESSION_KEY] = str(user.pk)
    request.session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session[MEMBERSHIP_KEY] = actor.membership_id
    record_authentication(request, user, "mfa")
    request.session.save()
    assert request.session.session_key
    return request.session.session_key


def publish(number: int, owner: Person, city: Region, by: Actor, first: int = 0) -> list[str]:
    announced = announce.publish(list(offers(number, owner, city, first)), by=by, channels=[publish_channel(by)])
    return list(announced.records.order_by("id").values_list("number", flat=True))


def publish_channel(by: Actor) -> Channel:
    where = {"url": f"{settings.SITE_URL}/ln/"}
    channel, _made = Channel.objects.get_or_create(province=by.province, name="本平台", defaults=where)
    return channel


def offers(number: int, owner: Person, city: Region, first: int = 0) -> Iterator[Offer]:
    body = owner.actor.organisation
    assert body is not None
    for n in range(first, first + number):
        digits = f"20191{n:07d}"
        yield Offer(
            patent_number=f"{digits}.{check_digit(digits)}",
            patent_type=PatentType.INVENTION.value,
            title=f"一种演练用的控制装置{n}",
            owners=(Owner(body.name, body.owner_type, body.credit_code),),
            place=place_of(city),
            terms=read_terms({"kind": "lump_sum", "amount": "50000"}),
            term_from=timezone.localdate(),
            term_to=LATEST,
            contact=Reach("知识产权处", "024-12345678", is_person=False),
            publisher="辽宁省知识产权局",
        )
