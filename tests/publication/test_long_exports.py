"""An export of a hundred thousand rows: what a workbook needs does not grow with its rows."""

import tracemalloc
from datetime import UTC, date, datetime
from types import SimpleNamespace

from publication.files import write_xlsx

VALUES = ["第{n}件", 7, "专利权人", None, date(2026, 2, 3), datetime(2026, 3, 1, 16, 30, tzinfo=UTC)]


class Rows:
    """So many rows in the place of a search."""

    control = SimpleNamespace(sentence=lambda: "共若干行")

    def __init__(self, wanted):
        self.wanted, self.count = wanted, 0

    def __iter__(self):
        while self.count < self.wanted:
            self.count += 1
            yield [value.format(n=self.count) if isinstance(value, str) else value for value in VALUES]


def test_a_long_workbook_needs_no_more_memory_than_a_short_one(tmp_path):
    def most(rows):
        tracemalloc.start()
        with (tmp_path / "long.xlsx").open("wb") as sink:
            write_xlsx(Rows(rows), sink)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    most(10)  # what is read once
    assert most(8_000) < most(1_000) * 1.1
