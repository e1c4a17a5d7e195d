"""The files' side: hashes of a folder, one archive of it, and back."""

import hashlib
import os
import shutil
import tarfile
from pathlib import Path

from config.safekeeping.database import SafekeepingError


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(*paths: Path) -> None:
    """Until these lie on the disk itself: a power cut after that leaves them whole."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hashes_of(folder: Path) -> dict[str, str]:
    """Each file beneath the folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return {str(path.relative_to(folder)): sha256(path) for path in files}


def pack(folder: Path, names: list[str], archive: Path) -> None:
    with tarfile.open(archive, "w") as tar:
        for name in names:
            tar.add(folder / name, arcname=name, recursive=False)


def unpack(archive: Path, folder: Path) -> None:
    """Into an empty folder. Plain files only, and nothing may land outside of it.

    File by file, because the library's own safe way (`filter="data"`) is not yet in Debian 12's Python 3.11.2.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SafekeepingError(f"文件夹 {folder} 不是空的：恢复只写入空的文件夹，不覆盖现有文件。")
    with tarfile.open(archive) as tar:
        for member in tar:
            _unpack_one(tar, member, folder)
    os.sync()  # all at once: twenty thousand files one by one would be waited for twenty thousand times


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    path = (folder / member.name).resolve()
    if not member.isfile() or not path.is_relative_to(folder.resolve()):
        raise SafekeepingError(f"备份里的“{member.name}”不是普通文件，或指向文件夹以外：没有恢复。")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tar.extractfile(member) as content, path.open("wb") as file:  # type: ignore[union-attr]  # isfile
        shutil.copyfileobj(content, file)
    os.utime(path, (member.mtime, member.mtime))
