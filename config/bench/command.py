"""`python3 manage.py bench [--size 10000,100000] [--only P1,P4] [--long]`: databases of each size, measures, ratios."""

import argparse
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from config.bench import kept, records
from config.bench.measures import JUDGED_FROM, Line, growths
from config.embedded.children import EngineError
from config.embedded.engines import APPLICATION, OWNER, Engines, lock
from config.embedded.postgres import DATABASE, SUPERUSER
from config.embedded.schema import migrate

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".run" / "bench"
READINGS = FOLDER / "readings.json"
SIZES = f"公开记录数，逗号分隔；速度目标自 {JUDGED_FROM:,} 条起评判，以下只报数；要求精确的，各规模都评判"
# A server for measuring has the memory of a small real one; the demonstration makes do with less.
SETTINGS = {"shared_buffers": "2GB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB"}


def bench(arguments: list[str]) -> int:
    """Status 1 when a goal was missed. The databases are kept, so that a second run only measures."""
    options = read(arguments)
    if options.growth:
        return tell_growth()
    with lock(FOLDER / "owner.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as owned:
        if owned is None:
            raise EngineError("量测已在运行，不能同时启动两个。")
        engines = Engines(FOLDER, settings=SETTINGS)
        try:
            engines.start()
            migrate(engines.environment(), FOLDER / "migrated")
            return report([line for size in options.size for line in measured(engines, size, options)])
        finally:
            engines.stop()


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("manage.py bench", description="量测：与最简做法相比的倍数，以及随数据量的增长")
    parser.add_argument("--size", default="10000,100000,1000000", type=sizes, help=SIZES)
    parser.add_argument("--only", default="", help="只测这些目标，如 P1,P4")
    parser.add_argument(
        "--long", action="store_true", help="负载按测试计划的时长：预热 1 分钟，混合负载 10 分钟，人潮 1 分钟"
    )
    parser.add_argument("--growth", action="store_true", help="不量测，只按各次量测保留的结果列出增长")
    parser.add_argument("--json", type=Path, help="结果另存为 JSON")
    return parser.parse_args(arguments)


def tell_growth() -> int:
    """What earlier runs kept, measure by measure."""
    for line in kept.table(kept.read(READINGS)):
        print(line)
    return 0


def sizes(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def measured(engines: Engines, size: int, options: argparse.Namespace) -> list[Line]:
    """The lines of one size, told by a process of its own that is connected to the database of that size."""
    name = make_database(engines, size)
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    result = folder / "lines.json"
    result.unlink(missing_ok=True)
    postgres = engines.postgres
    assert postgres.child is not None
    environment = engines.environment() | {
        "DATABASE_URL": postgres.url(APPLICATION, name),
        "DATABASE_OWNER_URL": postgres.url(OWNER, name),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
        "BENCH_SIZE": str(size),
        "BENCH_FOLDER": str(folder),
        "BENCH_POSTGRES": str(postgres.child.pid),
        "BENCH_ONLY": options.only,
        "BENCH_LONG": "1" if options.long else "",
    }
    if migrate(environment, folder / "migrated"):
        vacuum(engines, name)
    command = [sys.executable, "-m", "django", "bench_size", str(result)]
    if subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=False).returncode:
        raise EngineError(f"{size} 条的量测没有完成，原因见上。")
    lines = [Line(**line) for line in json.loads(result.read_text())]
    kept.keep(READINGS, lines)
    if options.json:
        before = json.loads(options.json.read_text()) if options.json.exists() else []
        every = [*before, *(line.as_data() for line in lines)]
        options.json.write_text(json.dumps(every, ensure_ascii=False, indent=1))
    return lines


def make_database(engines: Engines, size: int) -> str:
    """The database of a size: kept from an earlier run as long as it is filled in the same way."""
    name = f"bench_{size}"
    mark = hashlib.sha256(Path(records.__file__).read_bytes()).hexdigest()
    with psycopg.connect(engines.postgres.url(SUPERUSER, "postgres"), autocommit=True) as administrator:
        told = administrator.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if told and told[0] == mark:
            return name
        administrator.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        administrator.execute(f'CREATE DATABASE "{name}" TEMPLATE "{DATABASE}" OWNER "{OWNER}"')
        began = time.monotonic()
        print(f"· 生成 {size} 条公开记录 …", end="", flush=True)
        with psycopg.connect(engines.postgres.url(SUPERUSER, name), autocommit=True) as connection:
            records.fill(connection, size)
        administrator.execute(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")
        print(f" {time.monotonic() - began:.0f} 秒", flush=True)
    return name


def vacuum(engines: Engines, name: str) -> None:
    """A migration may have written a table anew: until that is vacuumed, no index answers without the table."""
    with psycopg.connect(engines.postgres.url(SUPERUSER, name), autocommit=True) as administrator:
        administrator.execute("VACUUM (ANALYZE)")


def report(lines: list[Line]) -> int:
    """Growth from size to size after the lines themselves; the number of goals that were missed decides the status."""
    grown = growths(lines)
    print("\n".join(["", *(told for told, _ in grown)]))
    tell_growth()
    missed = [line.kept for line in lines].count(False) + [verdict for _, verdict in grown].count(False)
    unjudged = [line.is_unjudged for line in lines].count(True)
    told = f"，{unjudged} 项在此规模只报数、不评判（目标自 {JUDGED_FROM:,} 条起）" if unjudged else ""
    print(f"{len(lines)} 项量测，{missed} 项未达目标{told}")
    return 1 if missed else 0
