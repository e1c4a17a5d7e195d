"""Take a backup: all from one snapshot, under its name only when it is whole and lies on the disk."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.safekeeping import database, files, manifest

STAMP = "%Y%m%dT%H%M%SZ"


def take(url: str, media: Path, folder: Path, key: str) -> Path:
    """Returns the folder of the new backup. Files are read after the snapshot: each row's file is there by then."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
    try:
        taken_at = _fill(partial, url, media, key)
        files.settle(*partial.iterdir(), partial)
        whole = folder / taken_at.strftime(STAMP)
        partial.rename(whole)
        files.settle(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return whole


def _fill(partial: Path, url: str, media: Path, key: str) -> datetime:
    with database.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
        assert found is not None
        snapshot, taken_at = found
        database.dump(url, partial / manifest.DUMP, snapshot)
        tables = database.sums_of(connection)
    kept = files.hashes_of(media)
    files.pack(media, list(kept), partial / manifest.FILES)
    parts = {name: files.sha256(partial / name) for name in (manifest.DUMP, manifest.FILES)}
    told = manifest.Manifest(taken_at.isoformat(), tables, kept, parts, manifest.key_mark(key))
    told.write(partial)
    return taken_at.astimezone(UTC)


def forget_old(folder: Path, days: int) -> list[Path]:
    """Remove backups older than so many days; the newest one stays in any case."""
    known = sorted(path for path in folder.iterdir() if (path / manifest.NAME).is_file())
    limit = (datetime.now(UTC) - timedelta(days=days)).strftime(STAMP)
    old = [path for path in known[:-1] if path.name < limit]
    for path in old:
        shutil.rmtree(path)
    return old
