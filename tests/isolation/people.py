"""The people of the isolation matrix: who they are and where they belong, in one table."""

from dataclasses import dataclass

from tenancy.actors import Actor, actor_of
from tenancy.models import Office, Organisation
from tenancy.models.organisations import OwnerType
from tenancy.roles import APPLICANTS, Role
from tenancy.scope import acting
from tests.cast import region
from tests.factories.tenancy import (
    AccreditationFactory,
    MembershipFactory,
    OfficeFactory,
    OrganisationFactory,
    UserFactory,
)

R = Role
LN, ZJ, NATION = 21, 33, 100
ORGANISATIONS = {
    # name: province, unit, type
    "沈阳甲大学": (LN, "210102", OwnerType.UNIVERSITY),
    "沈阳乙大学": (LN, "210103", OwnerType.UNIVERSITY),
    "沈阳丙": (LN, "210102", OwnerType.INDIVIDUAL),
    "大连丁大学": (LN, "210202", OwnerType.UNIVERSITY),
    "大连戊公司": (LN, "210202", OwnerType.PRIVATE_ENTERPRISE),
    "杭州己大学": (ZJ, "330100", OwnerType.UNIVERSITY),
    "杭州庚公司": (ZJ, "330100", OwnerType.PRIVATE_ENTERPRISE),
}
OFFICES = {
    # name: province, unit, kind
    "沈阳市局": (LN, "210100", "bureau"),
    "大连市局": (LN, "210200", "bureau"),
    "杭州市局": (ZJ, "330100", "bureau"),
    "和平区局": (LN, "210102", "bureau"),
    "沈河区局": (LN, "210103", "bureau"),
    "中山区局": (LN, "210202", "bureau"),
    "沈阳保护中心": (LN, "210100", "centre"),
    "大连保护中心": (LN, "210200", "centre"),
    "杭州保护中心": (ZJ, "330100", "centre"),
    "代办处": (LN, "210000", "checking_body"),
    "科技厅": (LN, "210000", "department"),
    "辽宁省局": (LN, "210000", "bureau"),
    "浙江省局": (ZJ, "330000", "bureau"),
    "国家局": (NATION, "100000", "bureau"),
}


@dataclass(frozen=True)
class Principal:
    """Somebody in a role at a place. Without a role: signed in, acting for nobody.

    `ended`: that role is over. `suspended`: the account itself. `also`: a second place, for which they do not act now.
    """

    place: str = ""
    role: Role | None = None
    ended: bool = False
    suspended: bool = False
    also: str = ""

    @property
    def is_out(self) -> bool:
        return self.ended or self.suspended


NOBODY, NEWCOMER, CONSUMER = "anonymous", "newcomer", "platform with a key"
PRINCIPALS = {
    NOBODY: Principal(),
    NEWCOMER: Principal(),
    CONSUMER: Principal(),
    "owner's administrator": Principal("沈阳甲大学", R.ORGANISATION_ADMIN),
    "owner's handler": Principal("沈阳甲大学", R.HANDLER),
    "owner's former handler": Principal("沈阳甲大学", R.HANDLER, ended=True),
    "owner's suspended handler": Principal("沈阳甲大学", R.HANDLER, suspended=True),
    "owner's handler who acts for another": Principal("沈阳乙大学", R.HANDLER, also="沈阳甲大学"),
    "neighbour's administrator": Principal("沈阳乙大学", R.ORGANISATION_ADMIN),
    "neighbour's handler": Principal("沈阳乙大学", R.HANDLER),
    "individual": Principal("沈阳丙", R.INDIVIDUAL),
    "administrator in another city": Principal("大连丁大学", R.ORGANISATION_ADMIN),
    "licensee's administrator": Principal("大连戊公司", R.ORGANISATION_ADMIN),
    "licensee's handler": Principal("大连戊公司", R.HANDLER),
    "administrator in another province": Principal("杭州己大学", R.ORGANISATION_ADMIN),
    "licensee in another province": Principal("杭州庚公司", R.ORGANISATION_ADMIN),
    "city officer": Principal("沈阳市局", R.CITY_OFFICER),
    "other city's officer": Principal("大连市局", R.CITY_OFFICER),
    "other province's city officer": Principal("杭州市局", R.CITY_OFFICER),
    "county officer": Principal("和平区局", R.COUNTY_OFFICER),
    "county officer next door": Principal("沈河区局", R.COUNTY_OFFICER),
    "county officer in another city": Principal("中山区局", R.COUNTY_OFFICER),
    "centre": Principal("沈阳保护中心", R.CENTRE_OFFICER),
    "centre in another city": Principal("大连保护中心", R.CENTRE_OFFICER),
    "centre in another province": Principal("杭州保护中心", R.CENTRE_OFFICER),
    "checker": Principal("代办处", R.CHECKER),
    "reader": Principal("科技厅", R.READER),
    "reader of a city": Principal("大连市局", R.READER),
    "province officer": Principal("辽宁省局", R.PROVINCE_OFFICER),
    "province administrator": Principal("辽宁省局", R.PROVINCE_ADMIN),
    "other province's officer": Principal("浙江省局", R.PROVINCE_OFFICER),
    "other province's administrator": Principal("浙江省局", R.PROVINCE_ADMIN),
    "national staff": Principal("国家局", R.NATION_STAFF),
}


def province_of(name: str) -> int | None:
    place = PRINCIPALS[name].place
    return (ORGANISATIONS | OFFICES)[place][0] if place else None


def settle() -> tuple[dict[str, Organisation | Office], dict[str, Actor]]:
    """Open the places and give the people their roles."""
    places = {name: _open(name) for name in ORGANISATIONS | OFFICES}
    people = {name: _employ(who, places[who.place]) for name, who in PRINCIPALS.items() if who.role}
    for name, who in PRINCIPALS.items():
        if who.also:
            with acting(province=people[name].province.pk):
                MembershipFactory(user=people[name].user, place=places[who.also], role=who.role)
    return places, people


def _open(name: str) -> Organisation | Office:
    province, code, kind = (ORGANISATIONS | OFFICES)[name]
    with acting(province=province):
        if name in ORGANISATIONS:
            return OrganisationFactory(name=name, region=region(code), owner_type=kind)
        office = OfficeFactory(name=name, region=region(code), kind=kind)
        if kind == "checking_body":
            AccreditationFactory(office=office)
        return office


def _employ(who: Principal, place: Organisation | Office) -> Actor:
    with acting(province=place.province_id):
        return actor_of(MembershipFactory(user=UserFactory(), place=place, role=who.role))


def is_applicant(who: Principal) -> bool:
    return who.role in APPLICANTS
