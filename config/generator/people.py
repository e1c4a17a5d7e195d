"""Sign-ins of the demonstration: one person for every role of every province, with one password. Only with DEMO."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise

from config.generator.offices import Offices
from config.generator.organisations import Register
from config.generator.words import Draw
from tenancy.actors import Actor
from tenancy.models import Office, Organisation, Province, User
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.models.regions import NATION
from tenancy.roles import Role
from tenancy.services import memberships

PASSWORD = "Kaifang-Xuke-2022"  # noqa: S105 -- shown on the sign-in page of the demonstration
# Address before the @ (after the province), role, and what tells two of the same role apart.
POSTS = (
    ("admin", Role.PROVINCE_ADMIN, ""),
    ("province", Role.PROVINCE_OFFICER, ""),
    ("city", Role.CITY_OFFICER, ""),
    ("city2", Role.CITY_OFFICER, "（另一市）"),
    ("county", Role.COUNTY_OFFICER, ""),
    ("centre", Role.CENTRE_OFFICER, ""),
    ("checker", Role.CHECKER, ""),
    ("reader", Role.READER, ""),
    ("university", Role.ORGANISATION_ADMIN, "（高校，专利权人）"),
    ("handler", Role.HANDLER, "（同一高校）"),
    ("firm", Role.ORGANISATION_ADMIN, "（小型企业，被许可人）"),
    ("individual", Role.INDIVIDUAL, ""),
)


@dataclass(frozen=True)
class SignIn:
    """One line of the list on the sign-in page."""

    province: str
    role: str | Promise
    place: str
    email: str
    password: str = PASSWORD


def demo_sign_ins() -> list[SignIn]:
    """Who can be tried; nobody unless this is the demonstration and its people have been made."""
    if not settings.DEMO:
        return []
    made = set(User.objects.filter(email__endswith=f"@{settings.DEMO_DOMAIN}").values_list("email", flat=True))
    return [each for each in _all_sign_ins() if each.email in made]


def _all_sign_ins() -> Iterator[SignIn]:
    yield SignIn("全国", str(Role.NATION_STAFF.label), "", _address("cn", "nation"))
    for province in Province.objects.started().exclude(pk=NATION):
        for post, role, place in POSTS:
            yield SignIn(province.name, str(role.label), place, _address(province.slug, post))


def _address(slug: str, post: str) -> str:
    return f"{slug}-{post}@{settings.DEMO_DOMAIN}"


@dataclass
class Staffing:
    """Gives the demonstration's people their roles in the actor's province."""

    by: Actor
    draw: Draw
    hashed: str = ""

    def __post_init__(self) -> None:
        self.hashed = self.hashed or make_password(PASSWORD)  # once: hashing is slow on purpose

    def nation(self, office: Office) -> None:
        self._join("nation", Role.NATION_STAFF, office)

    def province(self, opened: Offices, register: Register, counties_of: Office) -> None:
        """Every post of the list; city and county are those of `counties_of`."""
        home = counties_of.region
        other = next(office for office in opened.cities if office.region != home)
        county = next(office for office in opened.counties if office.region.parent_id == home.pk)
        university = register.add(OwnerType.UNIVERSITY, home, sure=True)
        places: dict[str, Office | Organisation] = {
            "admin": opened.province,
            "province": opened.province,
            "city": counties_of,
            "city2": other,
            "county": county,
            "centre": opened.centre,
            "checker": opened.checking_body,
            "reader": opened.department,
            "university": university,
            "handler": university,
            "firm": register.add(OwnerType.PRIVATE_ENTERPRISE, other.region, size=SizeClass.SMALL, sure=True),
            "individual": register.add(OwnerType.INDIVIDUAL, home, sure=True),
        }
        for post, role, _note in POSTS:
            self._join(post, role, places[post])

    def _join(self, post: str, role: Role, place: Office | Organisation) -> None:
        email = _address(self.by.province.slug, post)
        name = place.name if role == Role.INDIVIDUAL else self.draw.person()
        user = User.objects.create(email=email, name=name, phone=self.draw.mobile(), password=self.hashed)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        memberships.begin(user, place, role, by=self.by)
