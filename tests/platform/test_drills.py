"""What the drills take for torn or refused is itself tried."""

from pathlib import Path

import pytest

from config.faults import reports, restoring
from config.faults.places import Told


@pytest.mark.parametrize(("seen", "torn"), [((404, b""), False), ((200, b"whole"), False), ((200, b"who"), True)])
def test_a_package_is_there_whole_or_not_at_all(seen, torn, monkeypatch):
    monkeypatch.setattr(reports, "whole_of", lambda _told: b"whole")
    assert reports.Asked(told=None, amid=True, seen=seen, seconds=1).is_torn is torn


def test_reports_are_ended_at_each_share_by_each_signal():
    assert len(set(reports.ways(reports.needed(1) - 1))) == 6


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (Told(1, "没有恢复：备份缺少 files.tar。", 1), True),
        (Told(1, "没有恢复：数据库不是空的", 1), False),
        (Told(0, "备份缺少 files.tar，已恢复", 1), False),
    ],
)
def test_a_refusal_counts_only_when_it_says_what_was_done(told, counts, tmp_path, monkeypatch):
    monkeypatch.setattr(restoring, "empty_place", lambda: "postgresql://postgres@/again?host=x")
    monkeypatch.setattr(restoring, "command", lambda *_words, place: told)
    (tmp_path / "backup").mkdir()
    assert restoring.Misdeed("备份缺少 files.tar").is_refused(Path(tmp_path / "backup")) is counts
