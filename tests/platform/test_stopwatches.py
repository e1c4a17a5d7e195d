"""What the drills judge by the clock is itself tried: a restore that is late or moved nothing, an alarm nobody told."""

import math
import time
from types import SimpleNamespace

import pytest

from config.alarms import checks
from config.faults import alerts, filling, outfit
from config.faults.mishaps import LAST, MISHAPS, NEXT
from config.faults.recovery import Fullness, Watch

WHOLE = {"backup": 30.0, "restore": 200.0, "site": 5.0, "rows": 1_500_000, "files": 19_074, "size": 10**10, "sealed": 9}


def restored(**other):
    return Watch(Fullness(100_000, 10), **(WHOLE | other))


def test_a_restore_within_a_quarter_of_an_hour_passes_with_its_figures():
    said = restored().judged()
    assert "恢复并核对 200.0 秒" in said
    assert "19,074 个文件 10.00 GB" in said


@pytest.mark.parametrize(("restore", "site"), [(901, 0), (890, 11)])
def test_a_place_that_does_not_answer_within_a_quarter_of_an_hour_is_late(restore, site):
    with pytest.raises(AssertionError, match="超过 900 秒"):
        restored(restore=restore, site=site).judged()


@pytest.mark.parametrize("nothing", ["rows", "files", "sealed"])
def test_a_restore_that_moved_nothing_is_no_measure(nothing):
    with pytest.raises(AssertionError, match="量不得"):
        restored(**{nothing: 0}).judged()


def test_papers_fill_the_folder_to_the_gigabytes_asked_for_and_no_two_are_alike(tmp_path):
    filling.lay_papers(filling.papers_in(0.0016), tmp_path)
    found = [path.read_bytes() for path in tmp_path.rglob("*.pdf")]
    assert (len(found), len(set(found))) == (3, 3)
    assert sum(map(len, found)) == pytest.approx(0.0016 * filling.GIGABYTE, rel=0.05)


@pytest.fixture
def house(monkeypatch):
    """Says what it is told to say: what stands in the figures, in notices, letters and on the page."""
    said = SimpleNamespace(figures=set(), notices=[], letters=set(), page="")
    monkeypatch.setattr(alerts, "figures", lambda: said.figures)
    monkeypatch.setattr(alerts, "asked", lambda _question: said.notices)
    monkeypatch.setattr(alerts, "subjects", lambda: said.letters)
    monkeypatch.setattr(alerts, "page_of", lambda _duty: said.page)
    return said


def tell(house, name="disk_nearly_full", words="磁盘已用86%"):
    house.figures |= {name}
    house.notices.append((f"alarm:{name}:2026-11-23", f"告警：{words}", "duty@example.cn"))
    house.letters.add(f"告警：{words}")
    house.page += words


def watch_of(*names):
    watch = alerts.Watch({name: MISHAPS[name] for name in names}, duty=None)
    watch.struck = dict.fromkeys(names, time.monotonic())
    return watch


def test_what_is_told_everywhere_is_told(house):
    tell(house)
    watch = watch_of("disk_nearly_full")
    assert watch.look()
    assert list(watch.faults()) == []
    assert "磁盘86% 0" in watch.line()


@pytest.mark.parametrize("silent", ["figures", "notices", "letters", "page"])
def test_what_is_kept_from_one_place_is_not_told(house, silent):
    tell(house)
    setattr(house, silent, type(getattr(house, silent))())
    watch = watch_of("disk_nearly_full")
    assert not watch.look()
    assert watch.seconds("disk_nearly_full") == math.inf
    assert list(watch.faults()) == ["磁盘86%没有在 60 秒内告知"]


def test_without_a_database_figures_and_a_letter_tell(house):
    house.figures, house.letters = {"database_unusable"}, {"告警：数据库没有应答"}
    watch = alerts.Watch(LAST, duty=None)
    watch.struck = dict.fromkeys(LAST, time.monotonic())
    assert not watch.look()
    house.letters = {"告警：应用所用的数据库账号越过行级隔离，必须更换"}
    assert watch.look()


def test_a_notice_of_another_month_does_not_tell_of_this_one(house):
    tell(house, "month_not_closed:1", "十月")
    house.figures = {"month_not_closed:2"}
    assert not watch_of("month_not_closed").look()


def test_what_is_told_late_is_a_fault(house):
    tell(house)
    watch = watch_of("disk_nearly_full")
    watch.struck["disk_nearly_full"] -= 61
    watch.look()
    assert list(watch.faults()) == ["磁盘86%没有在 60 秒内告知"]


def test_what_is_told_although_it_did_not_befall_is_a_false_alarm(house):
    tell(house)
    tell(house, "backup_missing", "没有新的备份")
    watch = watch_of("disk_nearly_full")
    watch.look()
    assert list(watch.faults()) == ["误报 backup_missing"]


def test_every_alarm_of_the_platform_befalls_the_house_of_the_drill():
    """A check that is added without a mishap in the drill is named here."""
    told = {check.__name__ for check in (*checks.OF_A_PROVINCE, *checks.OF_THE_PLATFORM)}
    assert told | {"check_broke_off", "database_unusable"} == MISHAPS.keys() | NEXT.keys() | LAST.keys()


def test_a_backup_and_a_certificate_lie_ready_so_that_nothing_is_told_at_first(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(outfit, "BACKUPS", tmp_path / "backups")
    monkeypatch.setattr(outfit, "CERTIFICATE", tmp_path / "site.crt")
    for name, value in outfit.well_kept().items():
        setattr(settings, name, value)
    settings.SEAL_FOLDER = str(tmp_path)
    assert [*checks.backup_missing(), *checks.certificate_ends()] == []
