"""A policy pack as a file: who the province is, its documents, its rules, and those of its cities.

Reading says everything that is wrong at once, each in a sentence with file, key and rule; nothing is written here.
"""

import tomllib
from collections.abc import Iterator
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
        province = self._section("province", self.raw.get("province"), PROVINCE_KEYS, {"key", "slug", "name", "name_en"})
        self._known("pack", self.raw, {"province", "documents", "rules", "regions"})
        self._check_key(province)
        self._stop()
        units = self.file.parent / province["units"] if province.get("units") else None
        if units and not units.exists():
            self._say("province.units", f"没有行政区划文件{units.name}")
        pack = Pack(
            self.file, *(province[name] for name in ("key", "slug", "name", "name_en")), units, province.get("started_on")
        )
        pack.documents = {key: self._document(key, raw) for key, raw in self.raw.get("documents", {}).items()}
        self._stop()
        pack.rules = list(self._rules(pack))
        self._stop()
        return pack

    def _check_key(self, province: dict[str, Any]) -> None:
        key, slug = province.get("key"), province.get("slug")
        if not isinstance(key, int) or not 10 <= key <= NATION:
            self._say("province.key", f"须为行政区划代码前两位（全国为{NATION}），现为“{key}”")
        if not isinstance(slug, str) or not slug.isascii() or not slug.isalnum() or not 2 <= len(slug) <= 8:
            self._say("province.slug", f"须为2至8个小写字母或数字，现为“{slug}”")

    def _document(self, key: str, raw: Any) -> PackDocument | None:
        where = f"documents.{key}"
        found = self._section(where, raw, DOCUMENT_KEYS, {"issuer", "title", "status"})
        if found.get("status") not in DocumentStatus.values:
            self._say(where, f"status须为{'、'.join(DocumentStatus.values)}之一，现为“{found.get('status')}”")
        applies_from = found.get("applies_from", found.get("issued_on"))
        if not isinstance(applies_from, date):
            self._say(where, "没有发文日期（issued_on）的文件须写明适用起始日（applies_from）")
        text = self._text(where, found.pop("text", ""))
        found = {name: value for name, value in found.items() if name not in {"applies_from", "region"}}
        if self.problems:
            return None
        return PackDocument(key=key, applies_from=applies_from, region_code=raw.get("region", ""), text=text, **found)

    def _text(self, where: str, name: str) -> str:
        path = self.file.parent / name
        if name and not path.is_file():
            self._say(where, f"没有全文文件{name}")
            return ""
        return path.read_text(encoding="utf-8") if name else ""

    def _rules(self, pack: Pack) -> Iterator[PackRule]:
        yield from self._rules_of(pack, "rules", self.raw.get("rules", {}), region_code="")
        for code, section in self.raw.get("regions", {}).items():
            self._known(f"regions.{code}", section, {"rules"})
            yield from self._rules_of(pack, f"regions.{code}.rules", section.get("rules", {}), region_code=code)

    def _rules_of(self, pack: Pack, where: str, rules: dict[str, Any], region_code: str) -> Iterator[PackRule]:
        for key, raw in rules.items():
            for one in raw if isinstance(raw, list) else [raw]:
                if rule := self._rule(pack, f"{where}.{key}", key, one, region_code):
                    yield rule

    def _rule(self, pack: Pack, where: str, key: str, raw: Any, region_code: str) -> PackRule | None:
        if key not in PARAMETERS:
            return self._say(where, "没有这个参数；参数清单见 manage.py policy list")
        found = self._section(where, raw, RULE_KEYS, {"value", "document", "clause"})
        if not {"value", "document", "clause"} <= set(found):
            return None
        document = pack.documents.get(found["document"])
        if not document:
            return self._say(where, f"document须为本包列出的文件之一，现为“{found['document']}”")
        try:
            value = PARAMETERS[key].plain(PARAMETERS[key].read(None if found["value"] == "none" else found["value"]))
        except Wrong as fault:
            return self._say(where, f"{PARAMETERS[key]}{fault}")
        return PackRule(
            key, value, f"{pack.slug}/{document.key}", found["clause"],
            found.get("from", document.applies_from), found.get("to"),
            found.get("quote", ""), found.get("note", ""), region_code,
        )  # fmt: skip

    def _section(self, where: str, raw: Any, known: set[str], needed: set[str]) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self._say(where, "须为一节")
            return {}
        self._known(where, raw, known)
        if missing := sorted(needed - set(raw)):
            self._say(where, f"缺少{'、'.join(missing)}")
        return dict(raw)

    def _known(self, where: str, raw: dict[str, Any], known: set[str]) -> None:
        if unknown := sorted(set(raw) - known):
            self._say(where, f"不认识的项目{'、'.join(unknown)}")

    def _say(self, where: str, sentence: str) -> None:
        self.problems.append(f"{self.file.name} {where}：{sentence}")

    def _stop(self) -> None:
        if self.problems:
            raise PackError(self.problems)
