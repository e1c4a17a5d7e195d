"""What the walk carries: made-up patents of today's university, and the papers and sheets that go with them."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook
from pypdf import PdfWriter

from tenancy import credit_codes
from verification.numbers import check_digit

HEAD, FIRST = 2, 4  # of the sheet: the line of heads, the first line below the example
FEE = 12_000  # yuan, paid once
ROWS = 300  # of the batch


def number(kind: int, serial: int) -> str:
    """Of an invention (1) or a utility model (2) filed in 2019."""
    body = f"2019{kind}{serial:07d}"
    return f"{body}.{check_digit(body)}"


@dataclass(frozen=True)
class Story:
    """What differs from one province to the other, as its rules have it."""

    province: str  # as its sign-ins begin
    place: str
    city: str
    university: str
    credit_code: str
    email: str
    serial: int
    licensees: tuple[str, str]
    report: str  # the rule by which the evaluation report of a utility model is asked for
    locked: str  # the rule by which published terms may not be changed
    listed: bool  # only those whom the province has entered in its list may offer
    unit_files: bool  # the monthly round begins with the unit's own confirmation
    stages: tuple[str, ...]  # whose desk it passes, in order
    accept: str  # the button: a licence at once, or a request that the owner answers
    ground: str  # of the withdrawal
    notice: str  # what the page of a withdrawal says about its days
    after_withdrawal: str  # what the public page says then
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def co_owner_code(self) -> str:
        return credit_codes.complete("12", self.credit_code[2:8], f"MA{self.serial:06d}")

    @property
    def patent(self) -> str:
        return number(2, self.serial)

    @property
    def rows(self) -> list[str]:
        """Titles of those of the batch that go on: the first and the last."""
        return [row_title(self, n) for n in (0, ROWS - 1)]

    @property
    def title(self) -> str:
        return f"一种海风驱动的除盐装置{self.serial}"


def paper(place: Path, words: str) -> Path:
    """A page of PDF, as a scanner leaves it."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": words})
    with place.open("wb") as target:
        writer.write(target)
    return place


def row_title(story: Story, n: int) -> str:
    return f"一种潮汐发电控制方法{story.serial + 1 + n}"


def rows_of(story: Story) -> Iterable[dict[str, str]]:
    for n in range(ROWS):
        yield {
            "专利号": f"ZL{number(1, story.serial + 1 + n)}",
            "发明名称": row_title(story, n),
            "申请日": "2019-05-06",
            "授权公告日": "2021-08-03",
            "主分类号": "F03B13/26",
            "支付方式": "免费",
            "许可期限起": date.today().isoformat(),
            "许可期限止": (date.today() + timedelta(days=700)).isoformat(),
            "许可区域": "全国",
            "联系人": "周敏",
            "联系电话": "13812345678",
        } | story.extra


def fill_in(template: Path, rows: Iterable[dict[str, str]], filled: Path) -> Path:
    """The province's own sheet, by the words of its heads."""
    book = load_workbook(io.BytesIO(template.read_bytes()))
    sheet = book["批量填报"]
    heads = {str(cell.value).partition("（")[0].rstrip("*"): cell.column for cell in reversed(sheet[HEAD + 1])}
    for line, row in enumerate(rows, start=FIRST + 1):
        for head, words in row.items():
            sheet.cell(line, heads[head], words)
    book.save(filled)
    return filled
