"""许可台账: the licences of a city, a province or one side, on the screen and as a file with the same rows."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Licence
from licensing.models.licences import LicenceQuerySet
from publication.money import in_wan, plain
from tenancy.actors import Actor
from tenancy.sheets import harmless


def licences_for(actor: Actor) -> LicenceQuerySet:
    """What this person may see, with what a row shows, in a constant number of queries."""
    seen = Licence.objects.visible_to(actor).select_related("region", "province")
    return seen.prefetch_related("parties", "patents", "filings")


def columns() -> list[dict[str, Any]]:
    return [
        {"word": _("许可编号")},
        {"word": _("状态")},
        {"word": _("专利权人")},
        {"word": _("被许可人")},
        {"word": _("专利号")},
        {"word": _("使用费金额"), "unit": _("万元"), "kind": "number"},
        {"word": _("备注")},
        {"word": _("许可期限"), "kind": "date"},
        {"word": _("接受时间"), "kind": "date"},
        {"word": _("达成时间"), "kind": "date"},
        {"word": _("合同备案号")},
    ]


def cells(licence: Licence) -> list[str]:
    """One row as text: what the screen and the file both say (XY-50)."""
    return [
        licence.number,
        str(licence.get_status_display()),
        licence.licensor_names,
        licence.licensee_name,
        "\n".join(patent.patent_number for patent in licence.patents.all()),
        plain(in_wan(licence.amount)),
        licence.remark,
        f"{licence.starts_on} – {licence.ends_on}",
        _moment(licence.accepted_at),
        _moment(licence.concluded_at) if licence.concluded_at else "—",
        next((filing.number for filing in licence.filings.all() if filing.number), "—"),
    ]


def table_of(licences: Iterable[Licence]) -> dict[str, Any]:
    return {"columns": columns(), "rows": [_row(licence) for licence in licences]}


def _row(licence: Licence) -> list[Any]:
    number, status, *rest = cells(licence)
    return [
        {"text": number, "href": licence.get_absolute_url()},
        {"text": status, "status": licence.status},
        *rest,
    ]


def as_csv(actor: Actor) -> str:
    """Every row the person may see; reading it out is itself recorded."""
    licences = list(licences_for(actor))
    record("licence.export", actor.province, by=actor, payload={"count": len(licences)})
    lines = io.StringIO()
    lines.write("\ufeff")
    writer = csv.writer(lines)
    writer.writerow([_head(column) for column in columns()])
    writer.writerows([harmless(cell) for cell in cells(licence)] for licence in licences)
    return lines.getvalue()


def _head(column: dict[str, Any]) -> str:
    return f"{column['word']}（{column['unit']}）" if "unit" in column else column["word"]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
