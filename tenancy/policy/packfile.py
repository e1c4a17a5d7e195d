"""A policy pack as a file: who the province is, its documents, its rules, and those of its cities.

Reading says everything that is wrong at once, each in a sentence with file, key and rule; nothing is written here.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tenancy.models.policy import DocumentStatus
from tenancy.models.regions import NATION
from tenancy.policy.kinds import Wrong
from tenancy.policy.parameters import PARAMETERS

PACKS = Path(__file__).parent / "packs"
PROVINCE_KEYS = {"key", "slug", "name", "name_en", "units", "started_on"}
DOCUMENT_KEYS = {
    "issuer", "number", "title", "issued_on", "applies_from", "status", "parent", "public", "text", "region",
}  # fmt: skip
RULE_KEYS = {"value", "document", "clause", "quote", "note", "from", "to"}


class PackError(ValueError):
    """A pack cannot be installed. `problems` are sentences that name file, key and rule."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class PackDocument:
    """A governing document as the pack names it."""

    key: str
    issuer: str
    title: str
    applies_from: date
    status: str
    number: str = ""
    issued_on: date | None = None
    parent: str = ""
    public: bool = True
    region_code: str = ""
    text: str = ""


@dataclass(frozen=True)
class PackRule:
    """One value with its source and time."""

    key: str
    value: Any
    document: str
    clause: str
    effective_from: date
    effective_to: date | None = None
    quote: str = ""
    note: str = ""
    region_code: str = ""


@dataclass
class Pack:
    """A checked pack, ready to install."""

    file: Path
    key: int
    slug: str
    name: str
    name_en: str
    units: Path | None
    started_on: date | None
    documents: dict[str, PackDocument] = field(default_factory=dict)
    rules: list[PackRule] = field(default_factory=list)


def read_pack(file: Path) -> Pack:
    """The pack in that file. Raises PackError."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise PackError([f"{file.name}：无法读取（{fault}）"]) from None
    return _Reading(file, raw).pack()


class _Reading:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, file: Path, raw: dict[str, Any]) -> None:
        self.file, self.raw = file, raw
        self.problems: list[str] = []

    def pack(self) -> Pack:
        with self._noting("pack"):
            _only(self.raw, {"province", "documents", "rules", "regions"})
        with self._noting("province"):
            pack = self._province(_section(self.raw.get("province"), PROVINCE_KEYS, {"key", "slug", "name", "name_en"}))
        self._stop()
        for key, raw in self.raw.get("documents", {}).items():
            with self._noting(f"documents.{key}"):
                pack.documents[key] = self._document(key, _section(raw, DOCUMENT_KEYS, {"issuer", "title", "status"}))
        self._stop()
        self._read_rules(pack, "rules", self.raw.get("rules", {}), region_code="")
        for code, section in self.raw.get("regions", {}).items():
            with self._noting(f"regions.{code}"):
                rules = _section(section, {"rules"}, {"rules"})["rules"]
                self._read_rules(pack, f"regions.{code}.rules", rules, region_code=code)
        self._stop()
        return pack

    def _province(self, raw: dict[str, Any]) -> Pack:
        key, slug = raw["key"], raw["slug"]
        if not isinstance(key, int) or not 10 <= key <= NATION:
            raise Wrong(f"key须为行政区划代码前两位（全国为{NATION}），现为“{key}”")
        if not isinstance(slug, str) or not slug.isascii() or not slug.isalnum() or not 2 <= len(slug) <= 8:
            raise Wrong(f"slug须为2至8个小写字母或数字，现为“{slug}”")
        units = self._beside(raw["units"]) if raw.get("units") else None
        return Pack(self.file, key, slug, raw["name"], raw["name_en"], units, raw.get("started_on"))

    def _document(self, key: str, raw: dict[str, Any]) -> PackDocument:
        if raw["status"] not in DocumentStatus.values:
            raise Wrong(f"status须为{'、'.join(DocumentStatus.values)}之一，现为“{raw['status']}”")
        applies_from = raw.pop("applies_from", raw.get("issued_on"))
        if not isinstance(applies_from, date):
            raise Wrong("没有发文日期（issued_on）的文件须写明适用起始日（applies_from）")
        text = self._beside(raw.pop("text")).read_text(encoding="utf-8") if raw.get("text") else ""
        return PackDocument(key=key, applies_from=applies_from, region_code=raw.pop("region", ""), text=text, **raw)

    def _beside(self, name: str) -> Path:
        """A file that the pack names, in its own folder."""
        path = (self.file.parent / name).resolve()
        if not path.is_file() or not path.is_relative_to(self.file.parent.resolve()):
            raise Wrong(f"同一文件夹内没有文件{name}")
        return path

    def _read_rules(self, pack: Pack, where: str, rules: dict[str, Any], region_code: str) -> None:
        for key, raw in rules.items():
            for one in raw if isinstance(raw, list) else [raw]:
                with self._noting(f"{where}.{key}"):
                    pack.rules.append(_rule(pack, key, one, region_code))

    @contextmanager
    def _noting(self, where: str) -> Iterator[None]:
        try:
            yield
        except Wrong as fault:
            self.problems.append(f"{self.file.name} {where}：{fault}")

    def _stop(self) -> None:
        if self.problems:
            raise PackError(self.problems)


def _rule(pack: Pack, key: str, raw: Any, region_code: str) -> PackRule:
    if not (parameter := PARAMETERS.get(key)):
        raise Wrong("没有这个参数；参数清单见 manage.py policy list")
    found = _section(raw, RULE_KEYS, {"value", "document", "clause"})
    document = pack.documents.get(found["document"])
    if not document and "/" not in str(found["document"]):
        raise Wrong(f"document须为本包列出的文件之一，现为“{found['document']}”")
    if not isinstance(effective_from := found.get("from", document and document.applies_from), date):
        raise Wrong("引用其他省份或国家的文件（如cn/plan）须写明生效日（from）")
    try:
        value = parameter.plain(parameter.enter(None if found["value"] == "none" else found["value"]))
    except Wrong as fault:
        raise Wrong(f"{parameter}{fault}") from None
    return PackRule(
        key=key,
        value=value,
        document=f"{pack.slug}/{document.key}" if document else found["document"],
        clause=found["clause"],
        effective_from=effective_from,
        effective_to=found.get("to"),
        quote=found.get("quote", ""),
        note=found.get("note", ""),
        region_code=region_code,
    )


def _section(raw: Any, known: set[str], needed: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise Wrong("须为一节")
    _only(raw, known)
    if missing := sorted(needed - set(raw)):
        raise Wrong(f"缺少{'、'.join(missing)}")
    return dict(raw)


def _only(raw: dict[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(raw) - known):
        raise Wrong(f"不认识的项目{'、'.join(unknown)}")
