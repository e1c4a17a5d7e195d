"""P10: a workbook of 5,000 declarations taken in, beside the least that could get its cells into the tables.

Ours is the whole way: gate, upload, every check of every row, the account of each row, drafts, owners, commitments and
an event each. The floor reads with calamine, copies the cells and inserts declarations and owners, unchecked.
"""

import ctypes
import gc
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import connection, connections, transaction
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from declarations.batch import services, template
from declarations.batch.columns import columns_of
from declarations.models import Batch, Declaration, Owner
from publication.numbering import next_ids
from tenancy.actors import Actor
from tenancy.credit_codes import complete
from tenancy.database.plain_rows import insert_selected
from tenancy.models import Organisation, Province, Region
from tenancy.models.organisations import OwnerType
from tenancy.models.regions import Level
from tenancy.policy import policy_of
from tenancy.scope import acting
from verification.numbers import check_digit

PROVINCE, ROWS, FEW = 21, 5000, 1000
ROUNDS = 7  # a vacuum that passes by meets one of them


@contextmanager
def someone() -> Iterator[Actor]:
    """A university in a transaction that is undone."""
    with acting(province=PROVINCE), transaction.atomic():
        region = Region.objects.filter(province=PROVINCE, level=Level.CITY).order_by("position")[0]
        code = complete("12", "210100", "BATCH001")
        organisation = Organisation.objects.create(
            name="北方量测大学", region=region, owner_type=OwnerType.UNIVERSITY, credit_code=code
        )
        yield Actor(None, Province.objects.get(pk=PROVINCE), None, organisation=organisation)
        transaction.set_rollback(True)


@cache
def workbook(rows: int) -> bytes:
    """The template filled by a university: each row its own number, title, sum and words."""
    with acting(province=PROVINCE), transaction.atomic():
        columns = [column.key for column in columns_of(policy_of(PROVINCE))]
        heads = [column.head for column in columns_of(policy_of(PROVINCE))]
    memory = io.BytesIO()
    book = Workbook(memory, {"in_memory": True})
    sheet = book.add_worksheet(template.SHEET)
    for at, head in enumerate(heads, start=1):
        sheet.write_string(template.HEAD, at, head)
    for number in range(rows):
        for key, said in row_of(number).items():
            sheet.write_string(template.FIRST + number, columns.index(key) + 1, said)
    book.close()
    return memory.getvalue()


def row_of(number: int) -> dict[str, str]:
    body = f"20181{number:07d}"
    return {
        "patent_number": f"ZL{body}.{check_digit(body)}",
        "title": f"一种第{number}号永磁电机的控制方法及装置",
        "filed_on": "2018-05-06",
        "granted_on": "2021-08-03",
        "classification": "H02P21/00",
        "industry": "C 制造业",
        "summary": f"用于风机、水泵的变频控制，第{number}批已小批量应用，节电约{number % 30}%。",
        "owners": f"北方某某电机有限公司{number % 97}" if number % 5 == 0 else "-",
        "fee.kind": "一次总付",
        "fee.amount": str(10_000 + number * 7),
        "starts_on": "2026-01-01",
        "ends_on": "2028-12-31",
        "territory": "全国",
        "contact_name": "张伟",
        "contact_phone": "13800000000",
        "contact_public": "是",
    }


def take_in(content: bytes, by: Actor) -> None:
    """The whole way of a workbook."""
    batch, _again = services.receive(content, "量测.xlsx", by=by, at_once=False)
    batch = services.run(batch)
    if batch.refused or not batch.taken:
        raise AssertionError(f"the measure refuses its own rows: {batch.sentence}")


def forget(by: Actor) -> None:
    """What a rollback leaves behind."""
    for batch in Batch.objects.visible_to(by):
        batch.file.delete(save=False)
        if batch.result:
            batch.result.delete(save=False)


def copy_in(content: bytes, by: Actor) -> None:
    """The floor: read, COPY the cells, and insert declarations and owners from them."""
    assert by.organisation
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python()[template.FIRST - template.HEAD :]
    )
    keys = next_ids(Declaration, len(rows))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE floor (id bigint, cells text[]) ON COMMIT DROP")
        with cursor.copy("COPY floor FROM STDIN") as copy:
            for key, row in zip(keys, rows, strict=True):
                copy.write_row((key, row))
        organisation = {"organisation_id": by.organisation.pk, "region_id": by.organisation.region_id}
        same = organisation | {"province_id": PROVINCE, "created_at": "now", "saved_at": "now"}
        cell = {column.key: f"cells[{at}]" for at, column in enumerate(columns_of(policy_of(PROVINCE)), start=1)}
        insert_selected(Declaration, from_cells(cell), "floor", [], **same)
        owner = {"province_id": PROVINCE, "name": by.organisation.name}
        insert_selected(Owner, {"declaration_id": "id"}, "floor", [], **owner)
        others = {"declaration_id": "id", "name": cell["owners"], "position": "1"}
        insert_selected(Owner, others, f"floor WHERE {cell['owners']} <> '-'", [], province_id=PROVINCE)
        cursor.execute("DROP TABLE floor")


PLAIN = ("title", "classification", "summary", "territory", "contact_name", "contact_phone")
DAYS = ("filed_on", "granted_on", "starts_on", "ends_on")


def from_cells(cell: dict[str, str]) -> dict[str, str]:
    """Each cell into its column, as it is. `cell` says where in the row the answer to a question stands."""
    return {
        "id": "id",
        "patent_number": f"substr({cell['patent_number']}, 3)",
        "industry": f"left({cell['industry']}, 1)",
        "fee": f"jsonb_build_object('kind', 'lump_sum', 'amount', {cell['fee.amount']})",
        "contact_public": f"{cell['contact_public']} = '是'",
        **{key: cell[key] for key in PLAIN},
        **{key: f"{cell[key]}::date" for key in DAYS},
    }


def _paid(stage: Stage, work: Callable[[bytes, Actor], None], rows: int) -> float:
    """Milliseconds of processor time for a thousand rows."""
    content = workbook(rows)
    with someone() as by:
        cost = stage.cpu(lambda: work(content, by)) * 1000 / rows
        forget(by)
    return cost


@measure(
    "P10", "5000行工作簿批量导入（全部检查、逐行说明、历史），对照 calamine+COPY+INSERT", unit="CPU ms/千行", limit=2.0
)
def rows_per_second(stage: Stage) -> Reading:
    return stage.alternate(
        ours=lambda: _paid(stage, take_in, ROWS), raw=lambda: _paid(stage, copy_in, ROWS), rounds=ROUNDS
    )


@measure("P10", "5000行的每行开销，对照1000行的", unit="CPU ms/千行", limit=1.05)
def linear(stage: Stage) -> Reading:
    return stage.alternate(
        ours=lambda: _paid(stage, take_in, ROWS), raw=lambda: _paid(stage, take_in, FEW), rounds=ROUNDS
    )


@measure("P10", "5000行批量导入的内存峰值，对照 calamine 读同一文件", unit="MiB", limit=2.0)
def memory(stage: Stage) -> Reading:
    content = workbook(ROWS)
    read = lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()  # noqa: E731
    return stage.alternate(ours=lambda: peak(lambda: _taken_in(content)), raw=lambda: peak(read), rounds=1)


def _taken_in(content: bytes) -> None:
    with someone() as by:
        take_in(content, by)
        forget(by)


def peak(work: Callable[[], object]) -> float:
    """How much memory a child process needs more for this work than before it, in MiB."""
    connections.close_all()  # a child that closed ours would end it for us too
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)
            Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
            before = _status("VmRSS")
            work()
            os.write(writing, str((_status("VmHWM") - before) / 1024).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    os.waitpid(child, 0)
    return float(said)


def _status(name: str) -> int:
    """A line of what the kernel knows of this process, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


MEASURES: list[Measure] = [memory, rows_per_second, linear]
