"""Bring a backup back into an empty place, and say whether everything is as it was."""

from collections.abc import Iterable
from pathlib import Path

from config.safekeeping import database, files, manifest
from config.safekeeping.database import SafekeepingError
from config.safekeeping.manifest import Manifest


def bring_back(backup: Path, url: str, media: Path, keys: Iterable[str]) -> Manifest:
    """Raises SafekeepingError with what is wrong; before the first row is written where it can be known by then."""
    kept = manifest.read(backup)
    if kept.key not in {manifest.key_mark(key) for key in keys}:
        raise SafekeepingError(
            "SECRET_KEY 与备份时不同：第二重验证和待发邮件将无法解读。请设回原来的密钥，或放入 SECRET_KEY_FALLBACKS。"
        )
    database.must_be_empty(url)
    files.unpack(backup / manifest.FILES, media)
    database.bring_back(url, backup / manifest.DUMP)
    if faults := list(differences(kept, url, media)):
        raise SafekeepingError("恢复后与备份时不同：" + "；".join(faults))
    return kept


def differences(kept: Manifest, url: str, media: Path) -> Iterable[str]:
    """Tables and files that are not as the manifest says."""
    with database.connect(url) as connection:
        now = database.sums_of(connection)
    for table in sorted(kept.tables.keys() | now.keys()):
        if kept.tables.get(table) != now.get(table):
            yield f"表 {table} 应有 {_rows(kept.tables, table)} 行，现有 {_rows(now, table)} 行或者内容不同"
    found = files.hashes_of(media)
    yield from (f"文件 {name} 缺失或者不同" for name, was in kept.files.items() if found.get(name) != was)


def _rows(sums: database.Sums, table: str) -> int:
    return sums.get(table, [0])[0]
