"""The second program that offices open workbooks with reads every cell as it was written."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reporting.workbook import Book, Table, draw
from tests.reporting.test_official_workbook import LICENCES, TOTALS, UNITS, filled

LIBREOFFICE = shutil.which("soffice")


@pytest.mark.skipif(not LIBREOFFICE, reason="LibreOffice is not installed here")
def test_libreoffice_reads_every_cell_of_every_sheet_as_it_was_written(tmp_path):
    """Values, sums with their formulas, merged heads; texts that look like formulas stay texts (U44)."""
    units = filled("xy-annex1-units", UNITS, unit="信阳市", totals=TOTALS)
    projects = filled("xy-annex2", LICENCES, totals=("合计", "", "", "", LICENCES[0][4], ""))
    rows = Table("明细", ("编号", "件数", "日期"), ("text", "count", "date"), [("=1+1", 2, datetime(2023, 4, 1))])
    written = draw(Book("月报", "信阳市", datetime(2023, 5, 1, tzinfo=UTC), (units, projects), (rows,)))
    read = saved_again(written, tmp_path)
    for values in (True, False):
        before, after = load_workbook(BytesIO(written), data_only=values), load_workbook(read, data_only=values)
        assert after.sheetnames == before.sheetnames
        for page in before:
            assert cells(after[page.title]) == cells(page)
            assert set(map(str, after[page.title].merged_cells)) == set(map(str, page.merged_cells))


def saved_again(written, folder):
    """Opened and saved by LibreOffice itself, with a profile of its own."""
    (folder / "month.xlsx").write_bytes(written)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "again"))
    command = [LIBREOFFICE, profile, "--headless", "--norestore", *out, str(folder / "month.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / "again" / "month.xlsx"


def cells(page):
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value not in (None, "")}
