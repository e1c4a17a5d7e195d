"""`manage.py fuzz`: how much is tried, and what the table at its end says."""

import json

import pytest

from config.fuzz.command import table
from tests.fuzz import tally


@pytest.mark.parametrize(
    ("one_in", "tries", "every"),
    [(1, 20_000, 1), (20, 1_000, 20), (1_000_000, 400, 300)],
    ids=["whole", "a part", "never less than the suite"],
)
def test_a_part_is_so_many_tries_or_one_in_so_many(monkeypatch, one_in, tries, every):
    monkeypatch.setattr(tally, "WHOLE", True)
    monkeypatch.setattr(tally, "ONE_IN", one_in)
    assert tally.volume(whole=20_000, share=400) == tries
    assert tally.volume(whole=1, share=300) == every


def test_the_suite_tries_a_share(monkeypatch):
    monkeypatch.setattr(tally, "WHOLE", False)
    assert tally.volume(whole=20_000, share=400) == 400


def test_parts_of_a_case_are_told_as_one_with_all_that_was_bad(tmp_path):
    parts = [("B1", 10, 0, 1.5, 0.25), ("B3", 5, 0, 1.0, 0.0), ("B1", 30, 2, 2.5, 0.5)]
    for number, part in enumerate(parts):
        note = dict(zip(("case", "tried", "bad", "seconds", "slowest"), part, strict=True))
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(note) + "\n")
    _head, *lines = table(tmp_path)
    assert [line.split() for line in lines] == [["B1", "40", "2", "4.0", "0.50"], ["B3", "5", "0", "1.0", "—"]]
