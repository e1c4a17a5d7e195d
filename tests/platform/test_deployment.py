"""docker-compose.yml describes one real server, with the same commands as the embedded start."""

import os
import re
import runpy
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from secrets import token_urlsafe

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from config import processes
from config.embedded.postgres import PREPARE
from config.management.commands import serve
from config.management.commands.serve import command_line
from tests.platform.test_names_in_the_environment import AT_HOME_ONLY, settings_read

ROOT = settings.BASE_DIR
NAMES = dict(line.split("=", 1) for line in (ROOT / "deploy/env.example").read_text().splitlines() if "=" in line)


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_everything_a_server_needs_is_there_and_comes_back_after_a_fault(services):
    assert set(services) == {
        *("proxy", "web", "worker", "timetable", "schema", "database", "queue", "backup"),
    }
    assert {name for name, service in services.items() if service["restart"] == "no"} == {"schema"}


def test_every_service_that_stays_tells_its_health(services):
    assert all("healthcheck" in service for name, service in services.items() if name != "schema")


@pytest.mark.parametrize("name", ["web", "worker", "timetable"])
def test_the_commands_are_those_of_the_embedded_start(services, name):
    command = services[name]["command"]
    assert command[:4] == ["python3", "manage.py", "serve", name]
    shared = {"web": processes.web(":1"), "worker": processes.worker(), "timetable": processes.timetable(Path("/x"))}
    assert command_line(name, bind=":1", folder=Path("/x")) == shared[name]


@pytest.mark.parametrize("name", ["web", "worker", "timetable"])
def test_each_process_becomes_a_program_that_is_there(name, monkeypatch):
    """As a container starts it: the command is found, also where it is a name and no path."""
    become = []
    monkeypatch.setattr(serve.os, "execvp", lambda program, command: become.append((shutil.which(program), command)))
    monkeypatch.setattr(serve, "share", lambda _figures: None)
    call_command("serve", name)
    [(program, command)] = become
    assert program
    assert sys.executable in command


def test_every_variable_without_a_default_stands_in_the_example(compose):
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(NAMES)


def test_no_password_is_written_down(services):
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"PASSWORD: +[^$ ]", text)
    assert not any(NAMES[name] for name in NAMES if "PASSWORD" in name or name in {"SECRET_KEY", "EPO_OPS_SECRET"})


def test_the_application_never_gets_the_password_of_the_owner_or_the_superuser(services):
    for name in ("web", "worker", "timetable"):
        assert "OWNER_PASSWORD" not in str(services[name]["environment"])
        assert "POSTGRES_PASSWORD" not in str(services[name]["environment"])


def test_the_database_is_prepared_by_the_file_that_the_embedded_one_uses(services):
    mounted = {volume.split(":")[0] for volume in services["database"]["volumes"]}
    assert f"./{PREPARE.relative_to(ROOT)}" in mounted


def test_every_mounted_file_exists(compose):
    mounted = [v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", []) if v[0] == "."]
    assert mounted
    assert all((ROOT / path).exists() for path in mounted)
    named = {v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", []) if v[0] not in "./"}
    assert named == set(compose["volumes"])


GIVEN_BY_THE_IMAGE = {"MEDIA_ROOT", "STATIC_ROOT", "SEAL_FOLDER"}


def test_every_setting_can_be_set_on_a_server_of_containers(services):
    given = {name for service in services.values() for name in service.get("environment", {})}
    assert not sorted(settings_read() - AT_HOME_ONLY - GIVEN_BY_THE_IMAGE - given)


def test_the_operator_restores_into_a_database_that_nothing_has_filled(services):
    """What `backup` waits for makes the tables; a restore writes only into an empty database."""
    assert "schema" in services["backup"]["depends_on"]
    lines = (ROOT / "docs/operations.md").read_text().replace("\\\n", "").splitlines()
    told = [line for line in lines if line.startswith("docker compose run") and "manage.py restore" in line]
    assert told
    assert all("--no-deps" in line for line in told)


@pytest.mark.parametrize("name", [".env", "deploy/certificates/site.key", "deploy/local/registers.toml"])
def test_secrets_of_a_server_stay_out_of_the_repository_and_the_image(name):
    ignored = subprocess.run(["git", "check-ignore", "-q", "--no-index", name], cwd=ROOT, check=False)
    assert ignored.returncode == 0
    kept_out = (ROOT / ".dockerignore").read_text().split()
    assert name in kept_out or str(Path(name).parent) in kept_out


def test_compose_itself_accepts_the_file():
    if not has_compose():
        pytest.skip("no docker client with compose on this machine")
    names = os.environ | NAMES | {name: "secret" for name, value in NAMES.items() if not value}
    checked = subprocess.run(
        ["docker", "compose", "config", "-q"], cwd=ROOT, env=names, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def has_compose():
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("script", ["deploy/passwords.sh", ".ci/run"])
def test_every_script_can_be_read_by_its_shell(script):
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)


def test_serve_says_what_is_missing_before_it_starts():
    names = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "config.door", "serve", "web"]
    told = subprocess.run(command, cwd=ROOT, env=names, capture_output=True, text=True, check=False)
    assert told.stderr.strip() == "请设置环境变量 DATABASE_URL：它没有值，也没有默认值。"


REAL = {"SITE_URL": "https://platform.example.gov.cn", "ALLOWED_HOSTS": "platform.example.gov.cn"}
SAFETY = ("SECURE_", "SESSION_", "CSRF_", "X_FRAME_", "ALLOWED_HOSTS", "DEBUG", "SECRET_KEY", "SITE_URL")


def test_djangos_check_for_deployment_has_nothing_to_say_of_a_real_server(monkeypatch, settings):
    for name, value in (REAL | {"SECRET_KEY": token_urlsafe(60)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # set by the tests that drive a browser
    for name, value in runpy.run_path(str(ROOT / "config/settings.py")).items():
        if name.startswith(SAFETY):
            setattr(settings, name, value)
    told = StringIO()
    call_command("check", deploy=True, fail_level="WARNING", stdout=told, stderr=told)
    assert "no issues" in told.getvalue()
