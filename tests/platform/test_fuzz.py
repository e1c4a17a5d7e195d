"""`manage.py fuzz`: how much is tried, and what the table at its end says."""

import json

import pytest

from config.fuzz import command
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


@pytest.mark.parametrize(
    ("names", "unknown"), [("B9", "B9"), ("B1,b2,isolation", "b2"), ("", ""), ("B1,,B11", "、B11")]
)
def test_a_case_that_does_not_exist_is_named_and_nothing_is_run(monkeypatch, capsys, names, unknown):
    monkeypatch.delattr(command, "start_migrated")
    monkeypatch.delattr(command, "run_pytest")
    with pytest.raises(SystemExit) as stopped:
        command.fuzz(["--only", names])
    assert stopped.value.code == 2
    assert f"没有“{unknown}”这一项；可选：isolation、mutants、B1、" in capsys.readouterr().err


def test_cases_are_asked_for_by_name():
    assert command.asked(["--only", "B2, B7"]).only == ["tests/fuzz/test_forms.py", "tests/fuzz/test_chinese.py"]
    assert command.asked(["--only", "B1"]).only == ["tests/fuzz/test_requests.py", "tests/fuzz/test_by_schema.py"]
    assert len(command.asked([]).only) >= len(command.CASES)


def test_what_stops_a_case_is_told_in_its_line(monkeypatch, tmp_path):
    monkeypatch.setattr(tally, "WHOLE", True)
    monkeypatch.setattr(tally, "FOLDER", tmp_path)
    with pytest.raises(ZeroDivisionError):
        breaks_off(tally.Tally("B3"))
    assert [line.split()[:3] for line in table(tmp_path)][1:] == [["B3", "1", "1"]]


def breaks_off(one):
    with one.told_whatever_comes():
        one.timed(lambda: 1 / 0)
