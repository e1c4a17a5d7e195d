"""How PostgreSQL reads when all of a province is counted: a question of another size than those of pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

MEMORY = "128MB"  # for the sorts and hashes of one question; the server's own setting is for small ones
# What a whole province counts lies in memory, where a page costs as much as ten rows, wherever it stands.
ALL_OF_IT = """
SELECT set_config('work_mem', %s, true), set_config('max_parallel_workers_per_gather', '0', true),
       set_config('seq_page_cost', '0.1', true), set_config('random_page_cost', '0.1', true)"""
AS_BEFORE = "RESET work_mem; RESET max_parallel_workers_per_gather; RESET seq_page_cost; RESET random_page_cost"


@contextmanager
def reading_all() -> Iterator[None]:
    """It wants memory; helpers cost more than they save, and others are at work besides."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(ALL_OF_IT, [MEMORY])
        yield
        cursor.execute(AS_BEFORE)
