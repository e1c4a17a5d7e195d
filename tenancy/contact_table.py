"""The contact table of the officers in charge as a workbook, out and in, with the columns of the form (XY-57)."""

from collections.abc import Iterable, Mapping
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from tenancy.actors import Actor
from tenancy.masking import shown_to
from tenancy.models import Duty, Office
from tenancy.models.offices import DutyKind
from tenancy.refusals import Refused
from tenancy.sheets import as_text, harmless, read_sheet

COLUMNS = ("单位", "姓名", "职务", "办公电话", "手机号", "邮箱")
FIELDS = ("office", "name", "title", "office_phone", "mobile", "email")
WIDTHS = (34, 10, 18, 18, 16, 30)


def draw(duties: Iterable[Duty], actor: Actor) -> bytes:
    """One row per person in the order of the tree; contacts masked for roles that do not need them (U21)."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "联系人"
    sheet.append(list(COLUMNS))
    for cell, width in zip(sheet[1], WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for duty in duties:
        sheet.append(_row(duty, actor))
    sheet.freeze_panes = "A2"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _row(duty: Duty, actor: Actor) -> list[str]:
    contacts = [shown_to(actor, duty.mobile), shown_to(actor, duty.email)]
    return [harmless(each) for each in (duty.office.name, duty.name, duty.title, duty.office_phone, *contacts)]


def read(content: bytes, offices: Mapping[str, Office]) -> list[Duty]:
    """The contact of each office of a filled-in table, unsaved; or Refused with every fault, each naming its row.

    The columns may stand beneath a title. `offices` are those the person answers for, by name.
    """
    rows = [[as_text(cell) for cell in row] for row in read_sheet(content)]
    head = next((n for n, row in enumerate(rows) if tuple(row[: len(COLUMNS)]) == COLUMNS), None)
    if head is None:
        raise Refused(_("找不到表头：%s。请使用下载的表。") % "、".join(COLUMNS))
    faults: list[str] = []
    duties = []
    for n, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = dict(zip(FIELDS, [*row, *[""] * len(FIELDS)], strict=False))
        if not any(cells.values()):
            continue
        office = offices.get(cells.pop("office"))
        duty = Duty(office=office, kind=DutyKind.CONTACT, **cells)
        faults += [_("第%(row)s行：%(fault)s") % {"row": n, "fault": fault} for fault in _faults(duty)]
        duties.append(duty)
    if faults or not duties:
        raise Refused(*(faults or [_("表内没有联系人，未导入。")]))
    return duties


def _faults(duty: Duty) -> list[str]:
    """Unit known, name there, telephone and mail as they should be (XY-57)."""
    unknown = [] if duty.office_id else [_("“单位”不在您负责的机构之列")]
    try:
        duty.full_clean(exclude=["province", "office", "effective_at"])
    except ValidationError as wrong:
        names = dict(zip(FIELDS, COLUMNS, strict=True))
        return unknown + [f"“{names.get(name, name)}”{'；'.join(said)}" for name, said in wrong.message_dict.items()]
    return unknown
