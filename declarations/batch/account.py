"""What the pages of a batch show: progress, and each row with what was said of it."""

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from declarations.batch.mapping import Plan
from declarations.batch.portions import content_of, data_rows
from declarations.batch.reader import sheet_named, text_of
from declarations.models import Batch, Declaration
from declarations.models.batches import BatchState, Outcome
from declarations.workflow import Status

ROWS, SAMPLES, MOST_SIGNS = 50, 3, 60
SHOWN = {
    "refused": {"outcome": Outcome.REFUSED},
    "repaired": {"outcome": Outcome.REPAIRED},
    "all": {},
}


def shown(batch: Batch, show: str, page: str | None) -> dict[str, Any]:
    """The context of the page of a batch."""
    show = show if show in SHOWN else "refused" if batch.refused else "all"
    lines = batch.lines.filter(**SHOWN[show])
    heads = Plan.read(batch.plan).heads
    found = Paginator(lines, ROWS).get_page(page)
    now = dict(_declared(batch).filter(pk__in=[line.declaration for line in found]).values_list("pk", "status"))
    for line in found.object_list:
        line.state = Status(now[line.declaration]) if line.declaration in now else None  # type: ignore[attr-defined]
        line.remarks = [remark | {"cell": _cell(line.number, remark["at"], heads)} for remark in line.remarks]
    return {
        "batch": batch,
        "page": found,
        "tabs": _tabs(batch, show),
        "share": min(100, 100 * batch.checked // max(batch.rows, 1)),
        "is_in": batch.state in (BatchState.DONE, BatchState.SUBMITTING),
        "states": _states(batch),
    }


def _declared(batch: Batch) -> QuerySet[Declaration]:
    """What its rows have become; rows of an office become no declarations."""
    return Declaration.objects.filter(pk__in=batch.lines.exclude(declaration=None).values("declaration"))


def _states(batch: Batch) -> list[str]:
    """How many of them stand where: 审核中 290."""
    counted = _declared(batch).values_list("status").annotate(n=Count("pk")).order_by("status")
    return [f"{Status(status).label} {n}" for status, n in counted]


def _tabs(batch: Batch, show: str) -> list[dict[str, Any]]:
    words = {
        "refused": (_("不能导入"), batch.refused),
        "repaired": (_("修正后导入"), batch.repaired),
        "all": (_("全部"), batch.taken + batch.refused),
    }
    return [
        {"key": key, "word": word, "count": count, "href": f"?show={key}", "current": key == show}
        for key, (word, count) in words.items()
    ]


def _cell(number: int, at: int | None, heads: dict[int, str]) -> str:
    """C12 专利号, as the person finds it in the workbook."""
    return f"{xl_col_to_name(at)}{number} {heads.get(at, '')}".strip() if at is not None else ""


def samples(batch: Batch) -> dict[int, list[str]]:
    """The first values of each column that has a head or a value."""
    plan = Plan.read(batch.plan)
    sheet = sheet_named(content_of(batch), plan.sheet)
    rows = [row for _number, row in data_rows(sheet, plan, plan.head, 20)][:SAMPLES]
    width = max([len(row) for row in rows] + [at + 1 for at in plan.heads])
    found = {at: [text_of(row[at])[:MOST_SIGNS] for row in rows if at < len(row)] for at in range(width)}
    return {at: said for at, said in found.items() if plan.heads.get(at) or any(said)}


def when(batch: Batch) -> str:
    return f"{timezone.localtime(batch.uploaded_at):%Y-%m-%d %H:%M}"


def attachment(name: str) -> str:
    """A name in any script, for every browser."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
