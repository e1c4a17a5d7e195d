"""A backup brings everything back, and whatever is not as it was is found before anybody works on it."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config.embedded.engines import Engines, administrator
from config.embedded.postgres import SUPERUSER
from config.management.commands.backup import seconds_until
from config.safekeeping import restore
from config.safekeeping.backup import forget_old, take
from config.safekeeping.database import SafekeepingError
from config.safekeeping.files import unpack
from config.safekeeping.manifest import DUMP, FILES, NAME
from config.safekeeping.restore import bring_back, differences
from config.testing import start_migrated

KEY = "k" * 40


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A cluster of its own with two databases: the one that is kept, and an empty place."""
    engines = Engines(tmp_path_factory.mktemp("server"))
    start_migrated(engines)
    yield engines
    engines.remove()


@pytest.fixture
def house(server, tmp_path):
    """A table under row-level security, and a contract on disk."""
    with psycopg.connect(server.postgres.url("platform_owner"), autocommit=True) as owner:
        owner.execute("DROP TABLE IF EXISTS kept")
        owner.execute("CREATE TABLE kept AS SELECT n, '专利' || n AS word FROM generate_series(1, 1000) n")
        owner.execute("ALTER TABLE kept ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE kept FORCE ROW LEVEL SECURITY")
    media = tmp_path / "media"
    (media / "21").mkdir(parents=True)
    (media / "21" / "合同.pdf").write_text("signed")
    return media


@pytest.fixture
def backup(server, house, tmp_path):
    return take(server.postgres.url(SUPERUSER), house, tmp_path / "backups", KEY)


@pytest.fixture
def empty(server):
    """The address of an empty database."""
    with psycopg.connect(server.postgres.url(SUPERUSER, "postgres"), autocommit=True) as administrator:
        administrator.execute("DROP DATABASE IF EXISTS again WITH (FORCE)")
        administrator.execute("CREATE DATABASE again OWNER platform_owner")
    return server.postgres.url(SUPERUSER, "again")


def change(address, statement):
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def test_rows_files_and_policies_come_back(server, backup, empty, tmp_path):
    told = bring_back(backup, empty, tmp_path / "new", [KEY])
    assert told.tables["kept"][0] == 1000
    assert (tmp_path / "new" / "21" / "合同.pdf").read_text() == "signed"
    with psycopg.connect(server.postgres.url("platform_app", "again")) as application:
        assert application.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_one_changed_row_is_found(backup, empty, tmp_path):
    told = bring_back(backup, empty, tmp_path / "new", [KEY])
    change(empty, "UPDATE kept SET word = '专利二' WHERE n = 2")
    assert "表 kept" in "".join(differences(told, empty, tmp_path / "new"))


def test_a_missing_and_a_changed_file_are_found(backup, empty, tmp_path):
    told = bring_back(backup, empty, tmp_path / "new", [KEY])
    (tmp_path / "new" / "21" / "合同.pdf").write_text("forged")
    assert list(differences(told, empty, tmp_path / "new")) == ["文件 21/合同.pdf 缺失或者不同"]


@pytest.mark.parametrize("part", [DUMP, FILES])
def test_a_flipped_byte_is_refused_before_anything_is_written(part, backup, empty, tmp_path):
    content = bytearray((backup / part).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / part).write_bytes(content)
    with pytest.raises(SafekeepingError, match=f"{part} 与备份时不同"):
        bring_back(backup, empty, tmp_path / "new", [KEY])
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("part", [DUMP, FILES, NAME])
def test_a_missing_part_is_refused(part, backup, empty, tmp_path):
    (backup / part).unlink()
    with pytest.raises(SafekeepingError, match=part.replace(".", r"\.")):
        bring_back(backup, empty, tmp_path / "new", [KEY])


def test_a_manifest_that_says_other_figures_is_found_after_the_restore(backup, empty, tmp_path):
    told = json.loads((backup / NAME).read_text())
    told["tables"]["kept"][0] = 1001
    (backup / NAME).write_text(json.dumps(told))
    with pytest.raises(SafekeepingError, match="表 kept 应有 1001 行，现有 1000 行"):
        bring_back(backup, empty, tmp_path / "new", [KEY])


def test_another_key_is_refused_and_the_one_before_is_known(backup, empty, tmp_path):
    with pytest.raises(SafekeepingError, match="SECRET_KEY"):
        bring_back(backup, empty, tmp_path / "new", ["x" * 40])
    assert bring_back(backup, empty, tmp_path / "new", ["x" * 40, KEY])


def test_what_is_there_is_never_overwritten(server, backup, house, empty, tmp_path):
    with pytest.raises(SafekeepingError, match="数据库不是空的"):
        bring_back(backup, server.postgres.url(SUPERUSER), tmp_path / "new", [KEY])
    assert not (tmp_path / "new").exists()
    with pytest.raises(SafekeepingError, match=r"文件夹 .* 不是空的"):
        bring_back(backup, empty, house, [KEY])
    assert (house / "21" / "合同.pdf").read_text() == "signed"


def test_a_backup_that_breaks_off_leaves_nothing(server, house, tmp_path, monkeypatch):
    monkeypatch.setattr("config.safekeeping.files.pack", lambda *_all: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        take(server.postgres.url(SUPERUSER), house, tmp_path / "backups", KEY)
    assert not list((tmp_path / "backups").iterdir())


def test_a_backup_lies_on_the_disk_before_it_has_its_name(server, house, tmp_path, monkeypatch):
    """A power cut leaves the whole one or none: an older one is forgotten only for one that stays."""
    settled = []

    def noted(handle):
        settled.append((Path(f"/proc/self/fd/{handle}").readlink(), [path.name for path in folder.glob("2*")]))

    folder = tmp_path / "backups"
    monkeypatch.setattr(os, "fsync", noted)
    whole = take(server.postgres.url(SUPERUSER), house, folder, KEY)
    *parts, (last, there) = settled
    assert {path.name for path, _there in parts} >= {DUMP, FILES, NAME}
    assert [there for _path, there in parts] == [[]] * len(parts)
    assert (last, there) == (folder, [whole.name])


def test_restored_files_lie_on_the_disk_before_they_are_compared(backup, empty, tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(os, "sync", lambda: done.append("on the disk"))
    monkeypatch.setattr(restore, "differences", lambda *_all: done.append("compared") or [])
    bring_back(backup, empty, tmp_path / "new", [KEY])
    assert done == ["on the disk", "compared"]


def test_old_backups_go_and_the_newest_stays(backup):
    for name in ("20240101T020000Z", "20240102T020000Z"):
        shutil.copytree(backup, backup.parent / name)
    assert [path.name for path in forget_old(backup.parent, 30)] == ["20240101T020000Z", "20240102T020000Z"]
    assert list(backup.parent.iterdir()) == [backup]


def test_the_only_backup_stays_however_old(backup):
    backup.rename(backup.parent / "20240101T020000Z")
    assert forget_old(backup.parent, 30) == []


def test_the_next_night_is_today_or_tomorrow():
    assert seconds_until(2, datetime(2026, 3, 1, 1, 30)) == 1800
    assert seconds_until(2, datetime(2026, 3, 1, 2, 0)) == 24 * 3600


def command(server, *arguments, database="platform", media):
    names = server.environment() | {
        "DATABASE_URL": server.postgres.url("platform_app", database),
        "DATABASE_ADMIN_URL": server.postgres.url(SUPERUSER, database),
        "MEDIA_ROOT": str(media),
    }
    line = [sys.executable, "-m", "config.door", *map(str, arguments)]
    told = subprocess.run(
        line, cwd=settings.BASE_DIR, env=os.environ | names, capture_output=True, text=True, check=False
    )
    return told.returncode, told.stdout + told.stderr


def test_two_commands_move_the_platform_to_an_empty_place_and_say_what_is_younger(server, house, empty, tmp_path):
    status, told = command(server, "backup", tmp_path / "backups", media=house)
    assert (status, told.startswith("已备份到")) == (0, True), told
    backup = next((tmp_path / "backups").iterdir())
    elsewhere = tmp_path / "heads"
    elsewhere.write_text("33 none\n21 2026-01-01T00:00:00+08:00 0123456789abcdef\n")
    place = {"database": "again", "media": tmp_path / "new"}
    status, told = command(server, "restore", backup, "--heads", elsewhere, **place)
    assert status == 1
    assert "缺少：\n21 2026-01-01" in told
    assert "21 辽宁省: 0 of 0 events sealed" in told
    status, told = command(server, "restore", backup, **place)
    assert "数据库不是空的" in told


def test_a_backup_by_hand_deletes_old_ones_only_when_asked(server, house, backup):
    folder = backup.parent
    old = backup.rename(folder / "20240101T020000Z")
    assert command(server, "backup", folder, media=house)[0] == 0
    assert old.exists()
    told = command(server, "backup", folder, "--keep-days", 30, media=house)[1]
    assert "已删除过期备份 20240101T020000Z" in told
    assert not old.exists()


@pytest.fixture
def older(server):
    """The database as the version before this one left it, as far as its own list of steps tells."""
    address, last = server.postgres.url(SUPERUSER), "0013_packages_of_editions"
    change(address, f"UPDATE django_migrations SET name = 'not yet' WHERE name = '{last}'")
    yield
    change(address, f"UPDATE django_migrations SET name = '{last}' WHERE name = 'not yet'")


def test_a_backup_of_an_older_version_comes_back_and_says_what_it_lacks(server, house, older, empty, tmp_path):
    assert command(server, "backup", tmp_path / "backups", media=house)[0] == 0
    place = {"database": "again", "media": tmp_path / "new"}
    status, told = command(server, "restore", next((tmp_path / "backups").iterdir()), **place)
    assert status == 0, told
    assert "逐一相同\n这份备份出自较早的版本：数据库结构还差1步，须先执行 migrate" in told


def test_the_embedded_superuser_is_reached_by_the_owners_way(server):
    assert administrator(server.environment()) == server.postgres.url(SUPERUSER)


@pytest.mark.parametrize(("name", "kind"), [("../outside.pdf", tarfile.REGTYPE), ("link.pdf", tarfile.SYMTYPE)])
def test_an_archive_that_reaches_outside_its_folder_is_refused(tmp_path, name, kind):
    with tarfile.open(tmp_path / FILES, "w") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(SafekeepingError, match="不是普通文件"):
        unpack(tmp_path / FILES, tmp_path / "media")
    assert not (tmp_path / "outside.pdf").exists()
