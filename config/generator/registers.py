"""What an export of the register says of the made-up patents, so that the checks have something to rest on.

Of nine, one is not on file and one is told differently by two sources: both lie before a person.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from declarations.models import Declaration
from verification.models import RegisterRecord

EXPORT, COPY = "登记数据导出文件（生成）", "年费缴费记录（生成）"
CLEAN: dict[str, Any] = {
    "status": "in_force",
    "licences": [],
    "pledges": [],
    "preservations": [],
    "ownership_disputes": [],
}
SILENT, DIFFERENT, KINDS = 4, 7, 9


def put_on_file(declaration: Declaration, turn: int) -> None:
    """One patent, as the export of yesterday and perhaps another source tell it."""
    if turn % KINDS == SILENT:
        return
    yesterday = timezone.now() - timedelta(days=1)
    facts = CLEAN | _of(declaration, yesterday)
    rows = [RegisterRecord(number=declaration.patent_number, source=EXPORT, fetched_at=yesterday, facts=facts)]
    if turn % KINDS == DIFFERENT:
        less = {"paid_years": facts["paid_years"] - 1}
        before = yesterday - timedelta(days=30)
        rows.append(RegisterRecord(number=declaration.patent_number, source=COPY, fetched_at=before, facts=less))
    RegisterRecord.objects.bulk_create(rows, ignore_conflicts=True)


def _of(declaration: Declaration, at: datetime) -> dict[str, Any]:
    filed, granted = declaration.filed_on, declaration.granted_on
    assert filed is not None  # the generator fills both in
    assert granted is not None
    return {
        "title": declaration.title,
        "owners": [owner.name for owner in declaration.owners.all()],
        "filing_date": filed.isoformat(),
        "grant_date": granted.isoformat(),
        "paid_years": at.year - filed.year + 1,
    }
