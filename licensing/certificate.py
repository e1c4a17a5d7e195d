"""What a certificate says, as plain data: the licences that a unit gave, and what both sides told came of them (HB-41).

Sums in yuan as text. Of each interval the licensee's last word counts, or the office's for them, as in the monthly
figures; money that came in is what the unit itself has confirmed.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from licensing.models import Certificate, Licence, Receipt, Result
from licensing.verify_packet import canonical, sha256
from licensing.workflow import Side
from publication.money import plain
from tenancy.models import Organisation

SUMS = ("amount", "received", "output_value", "sales", "profit", "jobs")
TOLD = ("output_value", "sales", "profit", "jobs")


def licences_of(organisation: Organisation, patents: Sequence[str] = ()) -> list[Licence]:
    """Concluded ones that it gave, all of them or those of some patents; the oldest first."""
    given = Licence.objects.concluded().given_by(organisation).order_by("id")
    if patents:
        given = given.filter(patents__patent_number__in=patents).distinct()
    return list(given.prefetch_related("patents", "parties"))


def content_of(organisation: Organisation, *, inventor: str = "", patents: Sequence[str] = ()) -> dict[str, Any]:
    """Unit, lines and totals of this moment."""
    with translation.override("zh-hans"):  # whoever reads it: the same facts are the same words
        lines = _lines(licences_of(organisation, patents), patents)
    return {
        "unit": organisation.name,
        "credit_code": organisation.credit_code,
        "place": organisation.region.name,
        "inventor": inventor,
        "chosen": sorted(patents),
        "lines": lines,
        "totals": {name: plain(sum((Decimal(line[name]) for line in lines), Decimal(0))) for name in (*SUMS, "told")}
        | {"licences": str(len(lines)), "patents": str(len({one for line in lines for one in line["patents"]}))},
    }


def _lines(licences: Sequence[Licence], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Of a package the chosen patents alone, with their part of the fee; what was told of use is of the whole."""
    keys = [licence.pk for licence in licences]
    receipts = Receipt.objects.filter(payment__due__licence__in=keys)
    if chosen:
        receipts = receipts.filter(payment__due__patent__patent_number__in=chosen)
    came_in: dict[int, Decimal] = {}
    for licence, amount in receipts.values_list("payment__due__licence", "amount"):
        came_in[licence] = came_in.get(licence, Decimal(0)) + amount
    told = _told(keys)
    return [_line(one, chosen, came_in.get(one.pk, Decimal(0)), told.get(one.pk, [])) for one in licences]


def _told(licences: Sequence[int]) -> dict[int, list[Result]]:
    """By licence, the last word of each interval."""
    rows = Result.objects.filter(follow_up__licence__in=licences).exclude(side=Side.LICENSOR)
    last = {row.follow_up_id: row for row in rows.select_related("follow_up").order_by("id")}
    found: dict[int, list[Result]] = {}
    for row in last.values():
        found.setdefault(row.follow_up.licence_id, []).append(row)
    return found


def _line(licence: Licence, chosen: Sequence[str], received: Decimal, told: Iterable[Result]) -> dict[str, Any]:
    told = list(told)
    patents = [patent for patent in licence.patents.all() if not chosen or patent.patent_number in chosen]
    day = timezone.localdate(licence.concluded_at) if licence.concluded_at else None
    return {
        "number": licence.number,
        "status": licence.status,
        "word": str(licence.get_status_display()),
        "concluded_on": day.isoformat() if day else "",
        "patents": [str(patent) for patent in patents],
        "licensee": licence.licensee_name,
        "term": f"{licence.starts_on}–{licence.ends_on}",
        "amount": plain(sum((patent.amount for patent in patents), Decimal(0))),
        "remark": licence.remark,
        "received": plain(received),
        "used": any(row.used for row in told),
        "told": str(len(told)),
        **{name: plain(sum((Decimal(getattr(row, name) or 0) for row in told), Decimal(0))) for name in TOLD},
    }


def digest_of(content: dict[str, Any]) -> str:
    return sha256(canonical(content))


def changes_since(certificate: Certificate) -> list[str]:
    """What became different since it was given out, one sentence a licence, without sums and names."""
    content = certificate.content
    now = content_of(certificate.organisation, inventor=content["inventor"], patents=content["chosen"])
    before = {line["number"]: line for line in content["lines"]}
    said = []
    for line in now["lines"]:
        old = before.pop(line["number"], None)
        if old is None:
            said.append(_("其后又达成许可%s") % line["number"])
        elif old["status"] != line["status"]:
            words = {"number": line["number"], "before": old["word"], "now": line["word"]}
            said.append(_("许可%(number)s出具时为“%(before)s”，现为“%(now)s”") % words)
        elif any(line[name] != value for name, value in old.items()):
            said.append(_("许可%s其后登记了新的收款或者实施数据") % line["number"])
    return said + [_("许可%s其后经核实不再计入") % number for number in before]


def figures(totals: dict[str, str]) -> list[tuple[str, str]]:
    """The totals in words, sums in yuan. What no licensee was heard about is not told as nothing."""
    yuan = _("元")
    rows = [
        (_("许可"), _("%(n)s份，涉及专利%(p)s件") % {"n": totals["licences"], "p": totals["patents"]}),
        (_("使用费金额"), totals["amount"] + yuan),
        (_("已确认收到"), totals["received"] + yuan),
    ]
    results = [
        (_("被许可人填报的产值"), totals["output_value"] + yuan),
        (_("被许可人填报的销售额"), totals["sales"] + yuan),
        (_("被许可人填报的利润"), totals["profit"] + yuan),
        (_("新增就业"), _("%s人") % totals["jobs"]),
    ]
    unheard = totals.get("told") == "0"
    return rows + [(term, _("尚未填报") if unheard else value) for term, value in results]
