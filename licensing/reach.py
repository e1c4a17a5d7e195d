"""Does an acceptance bind? Inside the province's region and the patent's territory it does; outside it is a request."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from licensing.formalities import why_agreement
from publication.models import Record
from tenancy.models import Region
from tenancy.policy.reader import Policy

EVERYWHERE = ("全国", "中国", "中华人民共和国", "不限")
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
    bounded = [record for record in records if not covers(record.territory, ())]
    names = _names(use_region) if use_region and bounded else {use_place}
    for record in bounded:
        if not covers(record.territory, names):
            yield _("使用地域%(place)s不在%(number)s的许可地域“%(territory)s”内") % {
                "place": use_place,
                "number": record.number,
                "territory": record.territory,
            }


def covers(territory: str, names: Iterable[str]) -> bool:
    """The published words name the place or something it lies in."""
    return any(word in territory for word in EVERYWHERE) or any(name and name in territory for name in names)


def _names(region: Region) -> set[str]:
    return set(Region.objects.filter(code__in=_codes(region)).exclude(level="nation").values_list("name", flat=True))


def _codes(region: Region) -> list[str]:
    return region.path.strip(".").split(".")
