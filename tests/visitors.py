"""Who knocks at the doors of tests/test_permissions.py, one of each role, and how the platform received them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from tenancy.actors import Actor
from tenancy.models.organisations import OwnerType
from tenancy.roles import APPLICANTS, Role
from tenancy.scope import acting
from tests.cast import DALIAN, LIAONING, office, person, region
from tests.factories.tenancy import AccreditationFactory, OfficeFactory, OrganisationFactory

R = Role


@dataclass(frozen=True)
class Door:
    """One line of the table: an address to ask for, and who may."""

    address: str
    may: str | frozenset[Role]
    method: str = "GET"
    of: str = ""  # the kind of matter its address names (tests/isolation/kinds.py)


AT_OFFICES = {
    R.PROVINCE_ADMIN: ("辽宁省知识产权局", "210000", "bureau"),
    R.PROVINCE_OFFICER: ("辽宁省知识产权局", "210000", "bureau"),
    R.CITY_OFFICER: ("大连市知识产权局", DALIAN, "bureau"),
    R.COUNTY_OFFICER: ("大连市中山区市场监督管理局", "210202", "bureau"),
    R.CENTRE_OFFICER: ("大连知识产权保护中心", DALIAN, "centre"),
    R.CHECKER: ("沈阳专利代办处", "210000", "checking_body"),
    R.READER: ("辽宁省科学技术厅", "210000", "department"),
}


def someone(role: Role) -> Actor:
    """A person in the role, where that role exists."""
    if role == R.NATION_STAFF:
        with acting(province=100):
            return person("国家局人员", "nation", office("国家知识产权局", "100000"), role)
    with acting(province=LIAONING):
        return person("某人", "someone", place_of(role), role)


def place_of(role: Role):
    if role in APPLICANTS:
        individual = role == R.INDIVIDUAL
        owner_type = OwnerType.INDIVIDUAL if individual else OwnerType.INSTITUTE
        return OrganisationFactory(region=region(DALIAN), owner_type=owner_type)
    name, code, kind = AT_OFFICES[role]
    at_work = OfficeFactory(name=name, region=region(code), kind=kind)
    if role == R.CHECKER:
        AccreditationFactory(office=at_work)
    return at_work


def answer(door: Door, client: Client) -> HttpResponse:
    """What the door says; a download is read to its end, which closes its file."""
    response = client.generic(door.method, door.address, secure=True)
    if response.streaming:
        b"".join(response)
    return response


ALWAYS = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FRAMED = {"publication:embed": None, "declarations:paper": "SAMEORIGIN"}  # what is made to stand in a frame


def unprotected(response: HttpResponse, door: Door) -> Iterator[str]:
    """Headers of safety that an answer lacks; a page in a frame is wrong unless it is made for that."""
    yield from (name for name, value in ALWAYS.items() if response.headers.get(name) != value)
    if response.headers.get("X-Frame-Options") not in ("DENY", FRAMED.get(resolve(door.address).view_name, "DENY")):
        yield "X-Frame-Options"
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy or "http" in policy:
        yield "Content-Security-Policy"


def judged(response: HttpResponse) -> str:
    """How the platform received a visitor: shown the way to sign in, to a choice of place, told 403, or let in."""
    target = response.headers.get("Location", "")
    if target.startswith(f"{reverse('account_login')}?next="):
        return "sign in"
    if target.startswith(reverse("accounts:places")):
        return "choose"
    return "forbidden" if response.status_code == 403 else "in"


def patterns_of(space: str):
    resolver = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", None) == space)
    return resolver.url_patterns


def bare(view):
    """The view itself, without whatever is wrapped around it."""
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view
