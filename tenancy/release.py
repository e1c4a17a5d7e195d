"""Which programme runs: one digest over all that decides what it does, for evidence to name (电子签名法 第八条)."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

ROOMS = (
    *("config", "tenancy", "audit", "outbox", "publication", "declarations", "licensing", "reporting", "verification"),
    "templates",
)
KINDS = {".py", ".html", ".toml"}


@cache
def release() -> str:
    """SHA-256 of the programme as this process found it."""
    return digest_of(Path(settings.BASE_DIR))


def digest_of(root: Path) -> str:
    """Over names and contents, whatever the machine, its clock or the place of the files."""
    told = hashlib.sha256()
    for file in sorted(file for room in ROOMS for file in (root / room).rglob("*") if file.suffix in KINDS):
        told.update(f"{file.relative_to(root).as_posix()}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()
