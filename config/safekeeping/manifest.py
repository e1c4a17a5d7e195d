"""What a backup holds, in figures that can be compared: rows and hashes of tables, hashes of files."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from config.safekeeping.database import SafekeepingError, Sums
from config.safekeeping.files import sha256

DUMP, FILES, NAME = "database.dump", "files.tar", "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    taken_at: str  # ISO 8601, the snapshot's own time
    tables: Sums
    files: dict[str, str]
    parts: dict[str, str]  # sha256 of the dump and of the archive
    key: str  # tells whether a server has the key that opens what is kept unreadable in the database
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True))


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose parts are as they were. Raises SafekeepingError."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text()))
    except FileNotFoundError as error:
        raise SafekeepingError(f"{folder} 里没有 {NAME}：这不是一份完整的备份。") from error
    except (ValueError, TypeError) as error:
        raise SafekeepingError(f"{folder / NAME} 读不懂：文件已损坏，或出自另一版本。") from error
    for name, was in manifest.parts.items():
        if not (folder / name).is_file():
            raise SafekeepingError(f"备份缺少 {name}。")
        if sha256(folder / name) != was:
            raise SafekeepingError(f"{name} 与备份时不同：文件已损坏或被改动，请换用另一份备份。")
    return manifest


def key_mark(key: str) -> str:
    """Tells two keys apart and tells nothing of them."""
    return hmac.new(key.encode(), b"backup", hashlib.sha256).hexdigest()[:16]
