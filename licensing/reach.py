"""Does an acceptance bind? Inside the province's region and the patent's territory it does; outside it is a request."""

from collections.abc import Iterable, Sequence, Set

from django.utils.translation import gettext as _

from licensing.formalities import why_agreement
from licensing.places import APART, is_abroad, places_of, spots_of
from publication.models import Record
from tenancy.models import Region
from tenancy.models.regions import Level
from tenancy.policy.reader import Policy

EVERYWHERE = ("全国", "中国", "中华人民共和国", "不限")
EXCEPTING = ("除", "不含", "不包括", "不包含", "以外")
WIDE = ("省", "自治区", "市")  # 高新区 may lie anywhere, 深圳市 may not
NOT_IN_PRINCIPLE = "not_in_principle"


def why_only_request(
    records: Sequence[Record], policy: Policy, *, home: Region, use_region: Region | None, use_place: str
) -> list[str]:
    """Why the owner may still decline (CN-40); empty: the acceptance binds and the licence is concluded with it."""
    reasons = list(filter(None, (why_agreement(mode) for mode in {record.mode for record in records})))
    if policy.may_refuse != NOT_IN_PRINCIPLE:
        reasons.append(_("本省按公告的实施方式和费用标准由双方达成合意（%s）") % policy.cite("may_refuse"))
    if not is_within(home, policy, records[0].province_id):
        reasons.append(
            _("接受方所在地%(place)s不在本省规定的接受即应许可的区域内（%(clause)s）")
            % {"place": home.name, "clause": policy.cite("acceptance_region")}
        )
    return reasons + list(_outside_territory(records, use_region, use_place))


def is_within(home: Region, policy: Policy, province: int) -> bool:
    """The acceptor's place against the region that the province laid down."""
    if policy.acceptance_region == "province":
        return home.province_id == province
    if policy.acceptance_region == "listed":
        return bool(set(policy.acceptance_region_codes) & set(_codes(home)))
    return True


def _outside_territory(records: Sequence[Record], use_region: Region | None, use_place: str) -> Iterable[str]:
    abroad = is_abroad(use_place)
    bounded = [record for record in records if abroad or not covers(record.territory, frozenset())]
    if not bounded:
        return
    spots = _spots(use_place, use_region, bounded[0].province_id)
    for record in bounded:
        if abroad or not all(covers(record.territory, names) for names in spots):
            yield _("使用地域%(place)s不在%(number)s的许可地域“%(territory)s”内") % {
                "place": use_place,
                "number": record.number,
                "territory": record.territory,
            }


def covers(territory: str, names: Set[str]) -> bool:
    """Whether the published words take in a place, told by the names of all that it lies in.

    A part of the words takes it in if every place that the part names is one of them: 辽宁省沈阳市 is not all of
    辽宁省, 中国辽宁省 not all of 中国. With an exception beside it, only the whole country without any of these
    names is clear enough to bind.
    """
    if any(word in territory for word in EXCEPTING):
        everywhere = any(word in territory for word in EVERYWHERE)
        return everywhere and bool(names) and not any(name in territory for name in names)
    return any(_takes_in(part, names) for part in APART.split(territory))


def _takes_in(part: str, names: Set[str]) -> bool:
    named = places_of(part)
    return named <= names if named else any(word in part for word in EVERYWHERE)


def _spots(use_place: str, use_region: Region | None, province: int) -> list[Set[str]]:
    """Every place of the use by the names of all that it lies in: the chosen one, and each that the words name."""
    home = _names(use_region) if use_region else set()
    found: list[Set[str]] = [home] if use_region else []
    for names in spots_of(use_place):
        whole = [known for known in _known(names, province) if names <= known]
        if whole and not (home and any(home <= known for known in whole)):
            found.append(set.intersection(*whole))
        elif not whole and (not home or any(name.endswith(WIDE) for name in names - home)):
            found.append(names)
    return found or [frozenset()]


def _known(names: Set[str], province: int) -> list[set[str]]:
    """The units of the province that bear one of these names, each with the names above it."""
    bearers = Region.objects.filter(province=province, name__in=names).exclude(level=Level.NATION)
    return [_names(region) for region in bearers.select_related("province")]


def _names(region: Region) -> set[str]:
    """Its own and those of the units above it but the nation; above a city stands its province, known by its name."""
    if region.level == Level.CITY:
        return {region.name, region.province.name}
    return set(
        Region.objects.filter(code__in=_codes(region)).exclude(level=Level.NATION).values_list("name", flat=True)
    )


def _codes(region: Region) -> list[str]:
    return region.path.strip(".").split(".")
