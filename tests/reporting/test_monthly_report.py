"""`manage.py monthly_report` writes the official workbook of an office, and can write it again as it was known."""

import os
import signal
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from config.management.commands import monthly_report
from publication import announce
from publication.choices import AnnouncementKind
from reporting.periods import Month
from reporting.workbook import Book, Table, draw
from tenancy.models import Region
from tenancy.scope import acting
from tests.cast import DALIAN, SHENYANG, region
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import ChannelFactory, RecordFactory, offers
from tests.factories.tenancy import platform
from tests.publication.test_terms import EXAMPLES

HENAN, GUANGSHAN = 41, "411522"
LAST = Month.of(timezone.now()).previous()


def write(code, folder, **more):
    out = StringIO()
    call_command("monthly_report", *words(region=code, month=LAST, out=folder, **more), stdout=out)
    return folder / Path(out.getvalue().splitlines()[0]).name


def words(**options):
    return [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]


def imported(count, code=DALIAN):
    """Published elsewhere last month, told to us now."""
    batch = offers(count, region=region(code), original_at=LAST.starts)
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


def cells(path):
    book = load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@pytest.mark.requirement("LN-79")
def test_the_table_of_a_city_bears_its_name_and_month(liaoning, tmp_path):
    imported(2)
    path = write(DALIAN, tmp_path)
    page = load_workbook(path)["附件4"]
    assert path.name == f"大连市-实施开放许可专利统计表-截至{LAST.year}{LAST.number:02d}-第1版.xlsx"
    assert page["A1"].value == f"大连市实施开放许可专利统计表({LAST.as_of_words})"
    assert page["A2"].value == "填报单位(盖章):大连市"
    assert [cell.value for cell in page[5]][:6] == [1, "大连市", 1, 0, 2, 2]


def test_it_has_the_five_sheets_and_every_row_behind_the_figures(liaoning, tmp_path):
    imported(3)
    found = cells(write(DALIAN, tmp_path))
    assert list(found) == ["附件4", "附件2", "明细", "校验", "说明"]
    assert len([row for row in found["明细"] if row[0] == "已进行开放许可专利"]) == 3
    assert {row[1] for row in found["校验"][1:]} == {"符合"}


@pytest.mark.requirement("LN-02")
def test_the_province_has_exactly_fifteen_rows_the_silent_ones_too(liaoning, tmp_path):
    imported(2)
    imported(1, SHENYANG)
    rows = cells(write("210000", tmp_path))["附件4"][4:]
    names = [row[1] for row in rows if isinstance(row[0], int)]
    assert len(names) == 15
    assert [row[4] for row in rows if row[1] == "鞍山市"] == [0]
    assert rows[15][0] == "合计"
    assert rows[15][4] == "=SUM(E5:E19)"


@pytest.mark.requirement("XY-51")
def test_the_ledger_has_a_sheet_for_each_unit_and_a_total_that_is_their_sum(liaoning, tmp_path, monkeypatch):
    LicenceFactory(records=[RecordFactory(region=region(DALIAN))])
    LicenceFactory(records=[RecordFactory(region=region(SHENYANG))])
    monkeypatch.setattr(timezone, "now", lambda: LAST.next().ends)
    call_command("monthly_report", *words(region="210000", month=LAST.next(), out=tmp_path), stdout=StringIO())
    found = cells(next(tmp_path.glob("*达成项目清单*")))
    assert len(found) == 16
    assert [row[4] for row in found["合计"][3:6]] == [5, 5, "=SUM(E4:E5)"]
    assert [row[4] for row in found["大连市"][3:5]] == [5, "=SUM(E4:E4)"]
    assert found["鞍山市"][0][0] == f"鞍山市专利开放许可达成项目清单（{LAST.next().as_of_words}）"


@pytest.mark.requirement("XY-45", "XY-46", "XY-48")
def test_what_annex_1_says_of_licences_is_what_the_rows_of_annex_2_add_up_to(db, tmp_path, monkeypatch):
    with acting(province=HENAN):
        for kind in ("free", "lump_sum", "lump_sum", "royalty"):
            LicenceFactory(records=[RecordFactory(region=region(GUANGSHAN), terms=EXAMPLES[kind])])
        monkeypatch.setattr(timezone, "now", lambda: LAST.next().ends)
        options = {"region": GUANGSHAN, "month": LAST.next(), "out": tmp_path}
        call_command("monthly_report", *words(**options), stdout=StringIO())
    found = cells(next(tmp_path.glob("*情况统计表*")))
    told = dict(zip(found["附件1"][3], found["附件1"][4], strict=True))
    rows = found["附件2"][3:7]
    without_a_fee = [row for row in rows if (row[4], row[5] or "") == (0, "")]
    assert (told["达成许可总数"], told["其中,达成免费许可总数"]) == (len(rows), len(without_a_fee)) == (4, 1)
    assert found["附件2"][7][4] == "=SUM(E4:E7)"
    assert next(told[head] for head in told if head and "总金额" in head) == sum(row[4] for row in rows) == 10


def test_the_past_is_written_again_cell_by_cell_whatever_was_learned_since(liaoning, tmp_path):
    imported(2)
    known = timezone.now().isoformat()
    before = write("210000", tmp_path / "before", known_at=known).read_bytes()
    imported(5)
    assert write("210000", tmp_path / "again", known_at=known).read_bytes() == before
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    assert write("210000", tmp_path / "now", known_at=later).read_bytes() != before


def test_nothing_is_left_half_written(liaoning, tmp_path, monkeypatch):
    monkeypatch.setattr("config.management.commands.monthly_report.draw", lambda book: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(DALIAN, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"region": "999999"}, "没有代码为 999999 的行政区"),
        ({"region": "100000"}, "请按省生成"),
        ({"month": "2023-13"}, "月份须写成2023-04的样子"),
        ({"month": str(Month.of(timezone.now()))}, "尚未结束"),
        ({"known_at": "昨天"}, "知悉时点须写成"),
        ({"known_at": "2999-01-01T00:00:00Z"}, f"须在{LAST}结束之后、现在之前"),
        ({"known_at": (LAST.ends - timedelta(seconds=1)).isoformat()}, f"须在{LAST}结束之后、现在之前"),
        ({"out": "/proc/nowhere"}, "不能写入 /proc/nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(liaoning, tmp_path, asked, fault):
    with pytest.raises(CommandError, match=fault):
        call_command("monthly_report", *words(**{"region": DALIAN, "month": LAST, "out": tmp_path} | asked))


@pytest.mark.parametrize("percent", [10, 50, 90])
def test_a_worker_killed_while_it_writes_leaves_the_file_whole_or_absent(tmp_path, percent):
    """Killed by the system in the midst of the bytes: nothing bears the file's name; the next run gives all of it."""
    made = Made(tmp_path)
    child = os.fork()
    if not child:
        made.write_and_die(percent)
    os.waitpid(child, 0)
    assert not list(tmp_path.glob("*.xlsx"))
    path = made.write()
    assert path.read_bytes() == draw(made.book)


class Made:
    """One report ready to be written, without a database."""

    def __init__(self, folder):
        self.folder, self.edition, self.month = folder, 1, LAST
        self.region = Region(name="大连市")
        self.book = Book("月报", "大连市", LAST.ends, (), (Table("明细", ("编号",), ("text",), [("甲",)] * 500),))

    def write(self):
        return monthly_report._write(self, "统计表", self.book, self.folder)

    def write_and_die(self, percent):
        """In a process of its own, which never comes back."""
        whole = Path.write_bytes

        def write_some(path, content):
            whole(path, content[: len(content) * percent // 100])
            os.kill(os.getpid(), signal.SIGKILL)

        Path.write_bytes = write_some
        self.write()
        os._exit(1)
