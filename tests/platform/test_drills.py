"""What the drills take for done, torn or refused is itself tried: letters, packages, and refusals of a restore."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.utils import timezone

from config.faults import cells, errands, reports, restoring
from config.faults.places import Told
from tenancy.scope import acting
from tests.factories.ground_floor import JobFactory

LETTER = SimpleNamespace(province_id=21, key="notice:licence:7:1:3")
NAME = errands.message_id(LETTER)


@pytest.fixture
def postbox(tmp_path, monkeypatch):
    """Lays letters where the drill looks for them."""
    monkeypatch.setattr(errands, "LETTERS", tmp_path)

    def post(name, body="许可有了答复"):
        letter = EmailMessage("许可", body, to=["owner@example.cn"], headers={"Message-ID": name})
        EmailBackend(file_path=str(tmp_path)).send_messages([letter])

    return post


def test_a_letter_that_has_left_is_done_once_also_when_a_copy_left_too(postbox):
    postbox(NAME)
    postbox(NAME)
    assert errands.told([LETTER], errands.posted()) == 1


def test_a_letter_that_has_not_left_is_lost(postbox):
    postbox("<another@example.cn>", "别的事")
    assert errands.told([LETTER], errands.posted()) == 0
    assert errands.told([], errands.posted()) == 0


def test_a_letter_that_broke_off_has_not_left(postbox, tmp_path):
    postbox(NAME)
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-40])
    assert errands.told([LETTER], errands.posted()) == 0


def test_the_same_words_under_two_names_are_a_double_letter(postbox):
    postbox(NAME)
    postbox("<second@example.cn>")
    assert errands.told([LETTER], errands.posted()) == 2


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


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "attempts", "late"), [(1, 1, 0), (3, 2, 1), (3, 4, 0)])
def test_a_job_has_two_minutes_after_the_last_blow_and_rests_longer_when_killed_thrice(minutes, attempts, late):
    now = timezone.now()
    with acting(province=21):
        JobFactory(created_at=now - timedelta(hours=1), done_at=now, attempts=attempts)
        found = cells.unfinished(now - timedelta(minutes=minutes), ["mail"])
    assert len(found) == late
