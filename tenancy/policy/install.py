"""Put a pack into the database. A second time with the same pack writes nothing; a changed value is a new row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tenancy.models.policy import PolicyDocument, PolicyValue
from tenancy.models.regions import Level, Province, Region
from tenancy.policy.ledger import stored, writing
from tenancy.policy.packfile import PACKS, Pack, PackDocument, PackError, PackRule, read_pack
from tenancy.regions import NATION_CODE, UnitFileError, load_units

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
    """One transaction: province, administrative tree, documents, values. Raises PackError and then writes nothing."""
    with writing():
        province = _province(pack)
        if pack.units:
            _load_tree(province, pack.units)
        _check_references(pack)
        documents = PolicyDocument.objects.bulk_create(_new_documents(province, pack.documents.values()))
        values = PolicyValue.objects.bulk_create(_new_values(province, pack.rules))
    return Installed(len(documents), len(values))


def _province(pack: Pack) -> Province:
    names = {"slug": pack.slug, "name": pack.name, "name_en": pack.name_en}
    taken = Province.objects.filter(slug=pack.slug).exclude(pk=pack.key).first()
    known = Province.objects.filter(pk=pack.key).first()
    if taken or (known and known.slug != pack.slug):
        other = taken or known
        raise PackError([f"{pack.file.name} province：代码{pack.key}或简称{pack.slug}已由{other}使用"])
    return known or Province.objects.create(pk=pack.key, started_on=pack.started_on, **names)


def _load_tree(province: Province, units: Path) -> None:
    """The units of the file below the provincial unit, which a made-up province gets here."""
    if not Region.objects.filter(province=province, level=Level.PROVINCE).exists():
        nation = Region.objects.get(code=NATION_CODE)
        code, name = f"{province.pk}0000", province.name
        Region.objects.create(
            province=province, code=code, name=name, name_en=province.name_en, level=Level.PROVINCE, parent=nation
        )
    try:
        load_units(province.pk, units)
    except UnitFileError as fault:
        raise PackError([str(fault)]) from None


def _check_references(pack: Pack) -> None:
    """Cities with own rules stand in the tree, and parent documents are known."""
    codes = {rule.region_code for rule in pack.rules} | {document.region_code for document in pack.documents.values()}
    known = set(Region.objects.filter(province_id=pack.key, code__in=codes).values_list("code", flat=True))
    problems = [f"{pack.file.name} regions.{code}：{pack.name}没有代码为{code}的单位" for code in codes - known - {""}]
    own = {f"{pack.slug}/{key}" for key in pack.documents}
    cited = {f"documents.{document.key}": document.parent for document in pack.documents.values() if document.parent}
    cited |= {f"rules.{rule.key}": rule.document for rule in pack.rules}
    problems += [
        f"{pack.file.name} {where}：没有文件{reference}"
        for where, reference in cited.items()
        if reference not in own and not _is_stored(reference)
    ]
    if problems:
        raise PackError(sorted(problems))


def _is_stored(reference: str) -> bool:
    slug, _, key = reference.partition("/")
    return PolicyDocument.objects.filter(province__slug=slug, key=key).exists()


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
