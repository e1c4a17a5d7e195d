"""The embedded engines: what they survive, and who may use them."""

import fcntl

import psycopg
import pytest
import redis

from config.embedded.children import EngineError
from config.embedded.engines import Engines, borrowed, kept_secret, lock
from config.embedded.postgres import Postgres
from tests.platform.servers import respawn

PATIENCE = 20


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    yield from started(tmp_path_factory.mktemp("engines"))


@pytest.fixture
def own_engines(tmp_path):
    """For a test after which nothing is as it was."""
    yield from started(tmp_path)


def started(folder):
    engines = Engines(folder / "state")
    engines.start()
    yield engines
    engines.remove()


def as_owner(engines, statement):
    with psycopg.connect(engines.postgres.url("platform_owner"), autocommit=True) as connection:
        return connection.execute(statement)


def test_what_was_committed_survives_a_killed_database(engines):
    as_owner(engines, "CREATE TABLE kept AS SELECT 7 AS number")
    engines.postgres.child.kill()
    engines.postgres.child.wait(PATIENCE)
    respawn(engines.postgres)
    assert as_owner(engines, "SELECT number FROM kept").fetchone() == (7,)


def test_what_was_queued_survives_a_killed_queue(engines):
    redis.Redis.from_url(engines.valkey.url()).rpush("queue", "work")
    engines.valkey.child.kill()
    engines.valkey.child.wait(PATIENCE)
    engines.valkey.spawn()
    assert redis.Redis.from_url(engines.valkey.url()).lrange("queue", 0, -1) == [b"work"]


def test_the_application_owns_nothing_and_bypasses_nothing(engines):
    rights = as_owner(
        engines, "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = 'platform_app'"
    )
    assert rights.fetchone() == (False, False, False)


def test_trigrams_of_chinese_text_work(engines):
    """A cluster made with the C locale would silently find nothing."""
    assert as_owner(engines, "SELECT similarity('专利开放许可', '专利许可') > 0").fetchone() == (True,)


def test_a_server_left_over_is_ended_before_a_second_one_takes_its_folder(own_engines):
    left_over = own_engines.postgres.child
    successor = Postgres(own_engines.folder, durable=False)
    successor.start()
    assert left_over.wait(PATIENCE) == 0
    successor.stop()


def test_nothing_stays_of_engines_that_are_removed(own_engines):
    folders = [own_engines.postgres.sockets, own_engines.valkey.sockets, own_engines.postgres.data]
    assert all(folder.is_dir() for folder in folders)
    own_engines.remove()
    assert not any(folder.exists() for folder in folders)
    assert own_engines.postgres.child.returncode == 0  # a fast stop, not a crash


def test_a_second_command_is_the_guest_of_the_first(tmp_path):
    with borrowed(tmp_path / "state") as first, borrowed(tmp_path / "state") as second:
        assert first == second
    Engines(tmp_path / "state").remove()


def test_a_guest_who_comes_too_early_is_told_so(tmp_path):
    with (
        lock(tmp_path / "owner.lock", fcntl.LOCK_EX),
        pytest.raises(EngineError, match="正在启动数据库"),
        borrowed(tmp_path),
    ):
        pass


def test_the_secret_is_made_once_and_is_nobody_elses(tmp_path):
    assert kept_secret(tmp_path) == kept_secret(tmp_path)
    assert len(kept_secret(tmp_path)) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match=r"文件夹 .*file.* 不能使用"), lock(tmp_path / "file" / "lock", fcntl.LOCK_EX):
        pass


def test_a_database_that_cannot_start_says_why(own_engines):
    own_engines.postgres.stop()
    (own_engines.postgres.data / "postgresql.conf").write_text("no such setting")
    with pytest.raises(EngineError, match=r"PostgreSQL 没有启动成功.*syntax error"):
        own_engines.postgres.start()
