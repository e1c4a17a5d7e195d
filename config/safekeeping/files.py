"""The files' side: hashes of a folder, one archive of it, and back."""

import hashlib
import tarfile
from pathlib import Path

from config.safekeeping.database import SafekeepingError


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes_of(folder: Path) -> dict[str, str]:
    """Each file beneath the folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {str(path.relative_to(folder)): sha256(path) for path in files}


def pack(folder: Path, names: list[str], archive: Path) -> None:
    with tarfile.open(archive, "w") as tar:
        for name in names:
            tar.add(folder / name, arcname=name, recursive=False)


def unpack(archive: Path, folder: Path) -> None:
    """Into an empty folder; nothing may land outside of it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SafekeepingError(f"文件夹 {folder} 不是空的：恢复只写入空的文件夹，不覆盖现有文件。")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
