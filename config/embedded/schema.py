"""Bring the database of embedded engines up to the code."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from config.embedded.children import EngineError
from config.embedded.engines import owner_of
from config.embedded.postgres import PREPARE

ROOT = Path(__file__).resolve().parent.parent.parent


def migrate(environment: dict[str, str], stamp: Path | None = None) -> bool:
    """As the owner of the tables. With a stamp: only when migrations or units have changed since; then true."""
    state = schema_state()
    if stamp and stamp.exists() and stamp.read_text() == state:
        return False
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    if subprocess.run(command, env=owner_of(environment), cwd=ROOT, check=False).returncode:
        raise EngineError("数据库结构未能更新，原因见上。演示数据可用 python3 manage.py demo --reset 重新生成。")
    if stamp:
        stamp.write_text(state)
    return True


def schema_state() -> str:
    """A mark that changes with the migrations and with what they put into the database."""
    packs = ROOT / "tenancy" / "policy"
    files = [
        PREPARE,
        *ROOT.glob("*/migrations/*.py"),
        *packs.rglob("*.csv"),
        *packs.rglob("*.toml"),
        *packs.glob("*.py"),
    ]
    engine = os.environ.get("POSTGRES_BIN", "embedded").encode()
    return hashlib.sha256(engine + b"".join(path.read_bytes() for path in sorted(files))).hexdigest()
