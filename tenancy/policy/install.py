"""Put a pack into the database. A second time with the same pack writes nothing; a changed value is a new row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tenancy.models.policy import PolicyDocument, PolicyValue
from tenancy.models.regions import Province
from tenancy.policy.ledger import stored, writing
from tenancy.policy.packfile import PACKS, Pack, PackDocument, PackRule, read_pack

DOCUMENT_FIELDS = (
    "issuer", "number", "title", "issued_on", "applies_from", "status", "parent", "public", "region_code", "text",
)  # fmt: skip
Slot = tuple[str, str, date]  # region code, parameter, first day


@dataclass(frozen=True)
class Installed:
    """What an installation wrote."""

    documents: int
    values: int


def install_file(file: Path) -> Installed:
    """Check and install one pack. Raises PackError before anything is written."""
    return install(read_pack(file))


def install_all(folder: Path = PACKS) -> dict[str, Installed]:
    """Every pack of a folder, the nation first."""
    packs = sorted((read_pack(file) for file in folder.glob("*.toml")), key=lambda pack: -pack.key)
    return {pack.slug: install(pack) for pack in packs}


def install(pack: Pack) -> Installed:
    """One transaction: province, documents, values."""
    with writing():
        names = {"slug": pack.slug, "name": pack.name, "name_en": pack.name_en}
        province, _ = Province.objects.get_or_create(pk=pack.key, defaults=names)
        documents = PolicyDocument.objects.bulk_create(_new_documents(province, pack.documents.values()))
        values = PolicyValue.objects.bulk_create(_new_values(province, pack.rules))
    return Installed(len(documents), len(values))


def _new_documents(province: Province, wanted: Iterable[PackDocument]) -> list[PolicyDocument]:
    latest = {row.key: row for row in PolicyDocument.objects.filter(province=province).order_by("id")}
    return [
        PolicyDocument(province=province, key=document.key, **_fields(document))
        for document in wanted
        if document.key not in latest or _fields(document) != _fields(latest[document.key])
    ]


def _fields(document: PackDocument | PolicyDocument) -> dict[str, object]:
    return {name: getattr(document, name) for name in DOCUMENT_FIELDS}


def _new_values(province: Province, rules: list[PackRule]) -> list[PolicyValue]:
    """Rows for what the pack says anew, and void rows for what it no longer says. Values entered by people stay."""
    wanted = {(rule.region_code, rule.key, rule.effective_from): _value(province, rule) for rule in rules}
    rows = list(PolicyValue.objects.filter(province=province).order_by("id"))
    latest, packed = _by_slot(rows), _by_slot(row for row in rows if row.entered_by is None)
    changed = [row for slot, row in wanted.items() if slot not in packed or stored(packed[slot]) != stored(row)]
    dropped = [
        PolicyValue(province=province, region_code=slot[0], key=slot[1], effective_from=slot[2], void=True)
        for slot, row in latest.items()
        if slot not in wanted and not row.void and row.entered_by is None
    ]
    return changed + dropped


def _by_slot(rows: Iterable[PolicyValue]) -> dict[Slot, PolicyValue]:
    """The last recorded row of each slot; `rows` come in the order of recording."""
    return {(row.region_code, row.key, row.effective_from): row for row in rows}


def _value(province: Province, rule: PackRule) -> PolicyValue:
    fields = ("region_code", "key", "value", "document", "clause", "quote", "note", "effective_from", "effective_to")
    return PolicyValue(province=province, **{name: getattr(rule, name) for name in fields})
