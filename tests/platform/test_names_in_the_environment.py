"""A missing or wrong name in the environment fails with one sentence that says what to set."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = settings.BASE_DIR
DATABASE = "postgresql://user:pass%2Fword@db.example:6432/platform?sslmode=require"


@pytest.mark.parametrize(
    ("value", "read", "sentence"),
    [
        (None, env.text, "请设置环境变量 NAME"),
        ("  ", env.text, "请设置环境变量 NAME"),
        ("maybe", env.flag, "应为 1 或 0，不是“maybe”"),
        ("many", lambda name: env.number(name, 3), "应为整数，不是“many”"),
        ("mysql://user@host/db", env.database, "应写作 postgresql://"),
        ("postgresql://host/db", env.database, "应写作 postgresql://"),
        ("postgresql://user@host:54x2/db", env.database, "不是正确的地址"),
        ("memcached://host", env.redis_url, "应以 redis://"),
        ("licensing.example.cn", lambda name: env.site(name, ""), "应写作 https://域名"),
        ("clamav:3310", env.scanner, "应写作 tcp://主机:3310"),
        ("tcp://clamav", env.scanner, "应写作 tcp://主机:3310"),
        ("https://example.cn/portal", lambda name: env.site(name, ""), "不带路径"),
    ],
)
def test_the_sentence_names_the_variable_and_what_it_takes(monkeypatch, value, read, sentence):
    monkeypatch.delenv("NAME", raising=False)
    if value is not None:
        monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured, match="NAME") as refusal:
        read("NAME")
    assert sentence in str(refusal.value)


def test_a_database_address_is_read_part_by_part(monkeypatch):
    monkeypatch.setenv("NAME", DATABASE)
    assert env.database("NAME") == {
        "ENGINE": "tenancy.database",
        "NAME": "platform",
        "USER": "user",
        "PASSWORD": "pass/word",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_folder_is_a_host(monkeypatch):
    monkeypatch.setenv("NAME", "postgresql://user@/platform?host=%2Frun%2Fpg")
    assert env.database("NAME")["HOST"] == "/run/pg"


@pytest.mark.parametrize("address", ["redis://:secret@queue:6379/0", "unix:///run/queue.sock"])
def test_an_address_of_the_queue_is_taken_as_it_is(monkeypatch, address):
    monkeypatch.setenv("NAME", address)
    assert env.redis_url("NAME") == address


def test_a_secret_that_can_be_guessed_is_refused(monkeypatch):
    monkeypatch.setenv("NAME", "changeme")
    with pytest.raises(ImproperlyConfigured, match="NAME 太短"):
        env.secret("NAME")


def test_a_real_server_never_shows_the_demonstration(monkeypatch):
    env.only_at_home("http://127.0.0.1:8000", ["127.0.0.1", "localhost", "192.168.3.7"], DEMO=True, DEBUG=True)
    env.only_at_home("https://licensing.example.gov.cn", ["licensing.example.gov.cn"], DEMO=False, DEBUG=False)
    with pytest.raises(ImproperlyConfigured, match="DEMO=1"):
        env.only_at_home("https://licensing.example.gov.cn", [], DEMO=True, DEBUG=False)


@pytest.mark.parametrize("host", ["licensing.example.gov.cn", ".gov.cn", "*", "8.8.8.8"])
def test_a_name_the_internet_knows_never_shows_the_demonstration_without_encryption_either(host):
    with pytest.raises(ImproperlyConfigured, match=r"公开的域名.*DEMO=1"):
        env.only_at_home("http://127.0.0.1:8000", [host], DEMO=True, DEBUG=False)
    if host != "*":
        with pytest.raises(ImproperlyConfigured, match=r"公开的域名.*DEMO=1"):
            env.only_at_home(f"http://{host}", [], DEMO=True, DEBUG=False)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "REDIS_URL"])
def test_a_command_on_a_real_server_says_what_is_missing(missing):
    names = {name: value for name, value in os.environ.items() if name != missing}
    command = [sys.executable, "-m", "config.door", "check"]
    told = subprocess.run(command, env=names, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.strip() == f"请设置环境变量 {missing}：它没有值，也没有默认值。"


def test_a_command_that_finds_no_database_says_so_in_a_sentence_without_the_password():
    nowhere = "postgresql://platform_owner:geheim@127.0.0.1:1/platform"
    names = os.environ | {"DATABASE_URL": nowhere, "DATABASE_OWNER_URL": nowhere}
    command = [sys.executable, "-m", "config.door", "migrate", "--no-input"]
    told = subprocess.run(command, env=names, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("数据库连接不上，请检查地址（DATABASE_URL 等）")
    assert "Traceback" not in told.stderr
    assert "geheim" not in told.stderr


AT_HOME_ONLY = {
    "DATABASE_KEPT",  # said by the command line of the web (config/processes.py)
    "DATABASE_ROLE",
    "DEBUG",
    "DEMO",
    "DEMO_DECLARATIONS",
    "DEMO_FOLDER",
    "DEMO_MONTHS",
    "DEMO_PROVINCES",
    "MAIL_FOLDER",
}  # for the project's own commands, not for a server
READ = re.compile(r"env\.(?:text|flag|number|words|site|secret|database|redis_url)\(\s*\"([A-Z_]+)\"")


def settings_read():
    return {name for file in (ROOT / "config").rglob("*.py") for name in READ.findall(file.read_text())}


def test_every_setting_of_a_server_is_explained_to_its_operator():
    told = (ROOT / "docs/operations.md").read_text()
    asked = settings_read()
    assert asked
    assert not sorted(name for name in asked - AT_HOME_ONLY if f"`{name}`" not in told)
