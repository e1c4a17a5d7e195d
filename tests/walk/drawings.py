"""Files that were taken away, as pictures: a PDF page by page, a workbook sheet by sheet."""

import html
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

SCALE = 80 / 72  # pixels for each point
TALLEST = 4000  # pixels of one picture of a sheet
MARGIN = 8
BOTTOMS = "[...document.querySelectorAll('tr')].map(row => row.getBoundingClientRect().bottom)"
LOOK = "<style>td{border:1px solid #999;padding:.3em .5em;white-space:pre-wrap;font:14px serif;max-width:24em}</style>"


def draw(file: Path, page: Page) -> list[Path]:
    """The pictures beside the file: one for each page, as many as a sheet is long, by the whole name of the file."""
    if file.suffix == ".pdf":
        return _pages(file)
    return _sheets(file, page) if file.suffix == ".xlsx" else []


def picture(file: Path, number: int) -> Path:
    return file.with_name(f"{file.name}-{number}.png")


def _pages(file: Path) -> list[Path]:
    drawn = []
    with PdfDocument(file) as document:
        for number, sheet in enumerate(document, start=1):
            drawn.append(picture(file, number))
            sheet.render(scale=SCALE).to_pil().save(drawn[-1])
    return drawn


def _sheets(file: Path, page: Page) -> list[Path]:
    """By the browser, cell by cell: what stands where, not each line and colour."""
    drawn, numbers, canvas = [], count(1), page.context.new_page()
    canvas.set_viewport_size({"width": 1366, "height": 768})  # as on a desk, whoever took it away
    for sheet in load_workbook(file, data_only=True).worksheets:
        canvas.set_content(f"{LOOK}<h1>{html.escape(sheet.title)}</h1><table>{_rows(sheet)}</table>")
        width = canvas.evaluate("document.documentElement.scrollWidth")
        for top, bottom in pieces(canvas.evaluate(BOTTOMS)):
            drawn.append(picture(file, next(numbers)))
            piece = {"x": 0, "y": top, "width": width, "height": bottom - top}
            canvas.screenshot(path=drawn[-1], full_page=True, clip=piece)  # type: ignore[arg-type]
    canvas.close()
    return drawn


def pieces(bottoms: list[float]) -> list[tuple[float, float]]:
    """From where to where each picture of a sheet goes, given where its rows end: no row is cut, none left out."""
    cuts = [0.0]
    for above, here in pairwise([0.0, *bottoms]):
        if here - cuts[-1] > TALLEST and above > cuts[-1]:
            cuts.append(above)
    return list(pairwise([*cuts, max([MARGIN, *bottoms]) + MARGIN]))


def _rows(sheet: Worksheet) -> str:
    areas = sheet.merged_cells.ranges
    sizes = {area.start_cell.coordinate: (area.size["columns"], area.size["rows"]) for area in areas}
    covered = {place for area in areas for place in list(area.cells)[1:]}
    told = ""
    for row in sheet.iter_rows():
        cells = "".join(_cell(one, *sizes.get(one.coordinate, (1, 1))) for one in row if _place(one) not in covered)
        told += f"<tr>{cells}</tr>"
    return told


def _place(cell: Any) -> tuple[int, int]:
    return cell.row, cell.column


def _cell(cell: Any, columns: int, rows: int) -> str:
    said = "" if cell.value is None else html.escape(str(cell.value))
    return f'<td colspan="{columns}" rowspan="{rows}">{said}</td>'
