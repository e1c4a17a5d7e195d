"""A fresh machine: what goes wrong is said in one sentence, what is made is made once."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from config import bootstrap
from config.bootstrap import InstallError


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("E: Failed to fetch http://mirror/x.deb  Temporary failure resolving 'mirror'", "网络不通"),
        ("npm error code EAI_AGAIN", "网络不通"),
        ("error: Failed to fetch: dns error: failed to lookup address", "网络不通"),
        ("OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("E: Could not open lock file - open (13: Permission denied) E: are you root?", "没有权限"),
        ("sudo: a password is required", "没有权限"),
        ("something else entirely\nlast words", "安装没有成功：last words"),
        ("", "安装没有成功：没有输出"),
    ],
)
def test_the_tools_words_become_one_sentence(told, sentence):
    said = bootstrap._sentence(told)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert "install.log" in said


def test_who_forbids_bytecode_beside_the_code_finds_it_in_the_working_folder():
    kept = str(bootstrap.RUN / "bytecode")
    assert bootstrap._surroundings({"PYTHONDONTWRITEBYTECODE": "1"}) == {
        "PYTHONPATH": str(bootstrap.ROOT),
        "PYTHONPYCACHEPREFIX": kept,
    }
    named = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/elsewhere", "PYTHONPATH": "/more"}
    assert bootstrap._surroundings(named)["PYTHONPYCACHEPREFIX"] == "/elsewhere"
    assert bootstrap._surroundings({"PYTHONPATH": "/more"}) == {"PYTHONPATH": f"{bootstrap.ROOT}{os.pathsep}/more"}


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(InstallError, match=r"需要 Python 3\.11 或更高版本"):
        bootstrap.prepare("demo")


def test_a_full_disk_is_seen_before_anything_is_fetched(monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda _: bootstrap.shutil._ntuple_diskusage(9, 8, 200_000_000))
    with pytest.raises(InstallError, match="还剩 200 MB，安装约需 2500 MB"):
        bootstrap._room_for_it()


def test_a_user_without_sudo_is_told_what_the_administrator_must_run(monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: None)
    with pytest.raises(InstallError, match=r"请管理员执行 apt-get install gettext 后再运行同一命令"):
        bootstrap._as_root(["gettext"])


def test_a_user_who_may_not_use_sudo_is_told_so(monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: "/usr/bin/sudo")
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(InstallError, match="当前用户不能使用 sudo"):
        bootstrap._as_root(["gettext"])


def test_a_folder_that_cannot_be_written_ends_in_one_sentence(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(bootstrap, "RUN", tmp_path / "file" / ".run")
    with pytest.raises(SystemExit, match=r"文件夹不能使用：.*\.run"):
        bootstrap.main(["manage.py", "demo"])


def test_a_link_to_an_environment_that_is_gone_is_named(monkeypatch, tmp_path):
    (tmp_path / ".venv").symlink_to(tmp_path / "gone")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    with pytest.raises(InstallError, match="失效的链接"):
        bootstrap.prepare("shell")


@pytest.mark.parametrize("command", ["demo", "test", "bench", "fuzz", "faults"])
def test_in_a_fresh_clone_each_command_makes_all_that_contracts_and_pages_need(monkeypatch, tmp_path, command):
    made = []
    monkeypatch.setattr(bootstrap, "RUN", tmp_path / ".run")
    for name in ("make_system_packages", "make_environment", "make_frontend", "make_catalogues"):
        monkeypatch.setattr(bootstrap, name, lambda *_wanted, name=name: made.append(name))
    bootstrap.prepare(command)
    assert made == ["make_system_packages", "make_environment", "make_frontend", "make_catalogues"]


@pytest.fixture
def npm(monkeypatch, tmp_path):
    """A stand-in for npm that leaves the allow-listed files, and counts its calls."""
    calls = []

    def install(command, **_):
        calls.append(command)
        for source in bootstrap.FRONTEND:
            (tmp_path / "node_modules" / source).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "node_modules" / source).write_text(source)

    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENDOR", tmp_path / "static" / "vendor")
    monkeypatch.setattr(bootstrap, "_do", install)
    return calls


def test_front_end_files_are_fetched_once_and_again_when_the_lock_changes(npm, tmp_path):
    bootstrap.make_frontend()
    bootstrap.make_frontend()
    assert len(npm) == 1
    (tmp_path / "package-lock.json").write_text('{"changed": 1}')
    bootstrap.make_frontend()
    assert len(npm) == 2
    assert "--ignore-scripts" in npm[0]


def test_only_the_allow_list_reaches_the_public_folder(npm, tmp_path):
    bootstrap.make_frontend()
    vendor = tmp_path / "static" / "vendor"
    found = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()}
    assert found == {*bootstrap.FRONTEND.values(), "made-of"}


def test_a_translation_is_compiled_when_its_source_is_newer(monkeypatch, tmp_path):
    done = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "_do", lambda command: done.append(command[0]))
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text("")
    bootstrap.make_catalogues()
    (folder / "django.mo").write_text("")
    bootstrap.make_catalogues()
    assert done == ["msgfmt"]


def test_the_installer_itself_is_checked_by_the_hashes_of_the_lock(monkeypatch, tmp_path):
    commands = []
    monkeypatch.setattr(bootstrap, "RUN", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "_do", commands.append)
    bootstrap._install_uv()
    assert "--require-hashes" in commands[0]
    assert re.fullmatch(r"uv==[\d.]+ \\\n(    --hash=sha256:\w{64}( \\)?\n?)+", (tmp_path / "uv.lock").read_text())


@pytest.mark.parametrize("name", ["requirements.lock", "package-lock.json", "package.json"])
def test_a_lock_names_no_place_to_fetch_from(name):
    text = (settings.BASE_DIR / name).read_text()
    assert not re.search(r'"resolved"|--(extra-)?index-url|--find-links|file:|https?://', text)


def test_every_locked_package_has_its_hashes():
    packages = re.findall(r"^[\w.-]+==.*$", (settings.BASE_DIR / "requirements.lock").read_text(), re.MULTILINE)
    assert packages
    assert all(line.endswith("\\") for line in packages)
