"""Both engines in one private folder, and who may use them: one owner at a time, any number of guests."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO

from config.embedded.children import EngineError
from config.embedded.postgres import SUPERUSER, Postgres
from config.embedded.valkey import Valkey

APPLICATION, OWNER = "platform_app", "platform_owner"


class Engines:
    """PostgreSQL and Valkey of one folder. `durable=False` is for tests: their data is thrown away."""

    def __init__(
        self, folder: Path, *, durable: bool = True, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.folder = folder
        self.postgres = Postgres(folder, durable=durable, settings=settings)
        self.valkey = Valkey(folder / "valkey")

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()

    def stop(self) -> None:
        """Valkey first: nothing may wake a job once the database is gone."""
        self.valkey.stop()
        self.postgres.stop()

    def remove(self) -> None:
        """Stop and forget the data."""
        self.valkey.stop()
        self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What the settings ask of the environment."""
        return {
            "DATABASE_URL": self.postgres.url(APPLICATION),
            "DATABASE_OWNER_URL": self.postgres.url(OWNER),
            "REDIS_URL": self.valkey.url(),
            "SECRET_KEY": kept_secret(self.folder),
        }


def kept_secret(folder: Path) -> str:
    """Made once and kept, so that people stay signed in over a restart."""
    path = folder / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


@contextmanager
def lock(path: Path, kind: int) -> Iterator[IO[str] | None]:
    """Hold a lock as long as this process works; None when another process holds it (with LOCK_NB)."""
    make_folder(path.parent)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError:
            yield None
        else:
            yield handle


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(f"文件夹 {folder} 不能使用：{error.strerror}。请检查读写权限和磁盘空间。") from error


def tell(folder: Path, environment: dict[str, str]) -> None:
    """Let other commands find the running engines."""
    path = folder / "environment.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(environment))


def untell(folder: Path) -> None:
    (folder / "environment.json").unlink(missing_ok=True)


def told(folder: Path) -> dict[str, str]:
    """The environment of the engines that someone else runs here."""
    try:
        environment: dict[str, str] = json.loads((folder / "environment.json").read_text())
    except (FileNotFoundError, ValueError) as error:
        raise EngineError("另一个命令正在启动数据库，请稍候再试。") from error
    return environment


@contextmanager
def borrowed(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of running engines, or of engines that run as long as this command does."""
    with lock(folder / "owner.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as owned:
        if owned is None:
            with lock(folder / "guests.lock", fcntl.LOCK_SH):
                yield told(folder)
            return
        engines = Engines(folder)
        try:
            engines.start()
            tell(folder, engines.environment())
            yield engines.environment()
        finally:
            with suppress(KeyboardInterrupt), lock(folder / "guests.lock", fcntl.LOCK_EX):
                untell(folder)
            engines.stop()


def administrator(environment: dict[str, str]) -> str:
    """The address of the superuser; no process of the platform itself gets it."""
    return environment["DATABASE_OWNER_URL"].replace(f"//{OWNER}@", f"//{SUPERUSER}@", 1)


def owner_of(environment: dict[str, str]) -> dict[str, str]:
    """The same environment, for migrations only."""
    return os.environ | environment | {"DATABASE_ROLE": "owner"}
