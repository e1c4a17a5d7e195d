"""The offices of one province: bureaus down to the counties, centres, checking bodies, a department that reads."""

from dataclasses import dataclass
from datetime import date

from config.generator.words import Draw, short
from tenancy.actors import Actor
from tenancy.models import ContactCard, Duty, Office, Region
from tenancy.models.offices import DutyKind, OfficeKind
from tenancy.models.regions import Level, RegionKind
from tenancy.services import offices

PILOT_BEGINS = date(2022, 7, 1)
TITLES = {DutyKind.LEADER: "副局长", DutyKind.RESPONSIBLE: "处长", DutyKind.CONTACT: "四级主任科员"}


@dataclass
class Offices:
    """What was opened; cities in the order of the official table."""

    province: Office
    cities: list[Office]
    counties: list[Office]
    centre: Office
    checking_body: Office
    department: Office


def open_offices(by: Actor, draw: Draw) -> Offices:
    """Open every office of the actor's province and say who answers for it."""
    units = list(Region.objects.current().filter(province=by.province).select_related("parent"))
    top = next(unit for unit in units if unit.level == Level.PROVINCE)
    cities = sorted((unit for unit in units if unit.level == Level.CITY), key=lambda unit: unit.position)
    opened = Offices(
        province=_bureau(top, by),
        cities=[_bureau(unit, by) for unit in cities],
        counties=[_bureau(unit, by) for unit in units if unit.level == Level.COUNTY],
        centre=_body(f"{short(cities[0])}知识产权保护中心", top, OfficeKind.CENTRE, by),
        checking_body=_body(f"{short(cities[0])}专利代办处", top, OfficeKind.CHECKING_BODY, by),
        department=_body(f"{top.name}科学技术厅", top, OfficeKind.DEPARTMENT, by),
    )
    _accredit(opened, top, by)
    _name_persons([opened.province, *opened.cities], by, draw)
    card = ContactCard(sponsor=opened.province.name, department="知识产权运用促进处", phone=_phone(draw))
    card.email = f"yunyong@{by.province.slug}.example.cn"
    offices.publish_card(card, by=by)
    return opened


def open_national_office(by: Actor) -> Office:
    nation = Region.objects.get(province=by.province, level=Level.NATION)
    return offices.open_office(
        "国家知识产权局",
        nation,
        OfficeKind.BUREAU,
        by=by,
        name_en="China National Intellectual Property Administration",
    )


def _bureau(unit: Region, by: Actor) -> Office:
    return offices.open_office(_bureau_name(unit), unit, OfficeKind.BUREAU, by=by, name_en=_english(unit))


def _bureau_name(unit: Region) -> str:
    if unit.level != Level.COUNTY or unit.parent is None:
        return f"{unit.name}知识产权局"
    if unit.kind == RegionKind.BRANCH:
        return f"{unit.parent.name}市场监督管理局{unit.name}"
    return f"{unit.parent.name}{unit.name}市场监督管理局"


def _english(unit: Region) -> str:
    return f"{unit.name_en} Intellectual Property Administration" if unit.level != Level.COUNTY else ""


def _body(name: str, unit: Region, kind: OfficeKind, by: Actor) -> Office:
    return offices.open_office(name, unit, kind, by=by)


def _accredit(opened: Offices, top: Region, by: Actor) -> None:
    """Two bodies that may check, and one whose time is over."""
    document = f"{top.name}知识产权局关于认可专利状态核查机构的通知"
    for body in (opened.centre, opened.checking_body):
        offices.accredit(body, starts_on=PILOT_BEGINS, document=document, by=by)
    former = _body(f"{short(opened.cities[0].region)}技术产权交易所", top, OfficeKind.CHECKING_BODY, by)
    offices.accredit(former, starts_on=PILOT_BEGINS, ends_on=date(2024, 6, 30), document=document, by=by)


def _name_persons(bureaus: list[Office], by: Actor, draw: Draw) -> None:
    """The last bureau has not named its contact yet: the page shows it as incomplete (XY-06)."""
    for bureau in bureaus:
        for kind, title in TITLES.items():
            if bureau is bureaus[-1] and kind == DutyKind.CONTACT:
                continue
            duty = Duty(kind=kind, name=draw.person(), title=title, office_phone=_phone(draw), mobile=draw.mobile())
            duty.email = f"{kind}{bureau.region.code.lower()}@{by.province.slug}.example.cn"
            offices.assign(bureau, duty, by=by)


def _phone(draw: Draw) -> str:
    return f"0{draw.chance.randrange(240, 999)}-{draw.chance.randrange(2 * 10**6, 9 * 10**6)}"
