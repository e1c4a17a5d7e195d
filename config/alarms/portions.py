"""What is too much to look at each time is looked at in turns: each call goes on where the last one ended."""

import hashlib
from collections.abc import Iterator
from itertools import islice

from django.apps import apps
from django.core.cache import cache
from django.db import models

from audit.models import Seal
from audit.seals import Break, breaks_at
from tenancy.models import Province

FILES_EACH_TIME = 3
HASHES = {"file": "sha256", "packet": "packet_sha256"}  # columns of a file, and of the hash it came with
CHUNK_BYTES = 1 << 20


def breaks_of(province: Province) -> Iterator[Break]:
    """Beneath the newest seal, and one older one."""
    seals = Seal.objects.order_by("id")
    for link in {seals.last(), *next_of(seals, f"seals:{province.pk}", 1)} - {None}:
        yield from breaks_at(link, seals.filter(pk__lt=link.pk).last())


def changed_files_of(province: Province) -> Iterator[str]:
    """Names of files that are gone or are not what their row says."""
    for model, name in kept_files():
        whole = model._default_manager.exclude(**{name: ""})
        if "removed_at" in columns_of(model):
            whole = whole.filter(removed_at=None)
        for row in next_of(whole.order_by("id"), f"{model._meta.label_lower}:{province.pk}", FILES_EACH_TIME):
            file = getattr(row, name)
            if not is_whole(file, getattr(row, HASHES[name])):
                yield file.name


def kept_files() -> list[tuple[type[models.Model], str]]:
    """Every table with a file and the hash it came with, and the column of the file."""
    return [
        (model, name) for model in apps.get_models() for name in HASHES if {name, HASHES[name]} <= columns_of(model)
    ]


def columns_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.fields}


def is_whole(file: models.fields.files.FieldFile, sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while chunk := content.read(CHUNK_BYTES):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256


def next_of(rows, name: str, most: int):  # type: ignore[no-untyped-def]
    """So many rows behind the last one of the turn before; behind the last row the first ones again."""
    key = f"alarms:turn:{name}"
    found = list(islice(rows.filter(pk__gt=cache.get(key, 0)), most)) or list(rows[:most])
    if found:
        cache.set(key, found[-1].pk, timeout=None)
    return found
