"""The contact table of the officers in charge as a workbook, with the columns of the official form (XY-57)."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

from tenancy.actors import Actor
from tenancy.masking import shown_to
from tenancy.models import Duty
from tenancy.sheets import harmless

COLUMNS = ("单位", "姓名", "职务", "办公电话", "手机号", "邮箱")
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
