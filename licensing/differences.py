"""What a negotiated text changes: clause by clause against the model, word by word inside a clause (LN-60, F059)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext as _

from licensing.contract import Change, Clause, Contract, sealed_by_digest

TOKENS = re.compile(r"[0-9A-Za-z.,%]+|.", re.DOTALL)
OF_THE_OFFER = ("许可使用费和支付方式", "许可期限", "许可区域", "许可方式", "许可的专利")


class Kind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Piece(StrEnum):
    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    """One clause that is not as in the model. `pieces` are the text in order: same, new or gone."""

    title: str
    kind: Kind
    before: str
    after: str
    pieces: tuple[tuple[Piece, str], ...]

    @property
    def word(self) -> str:
        return {Kind.CHANGED: _("修改"), Kind.ADDED: _("新增"), Kind.REMOVED: _("删去")}[self.kind]


def differences(model: Sequence[Clause], text: Sequence[Clause]) -> list[Difference]:
    """In the order of the text; what was removed comes last."""
    before = {clause.title: "\n".join(clause.text) for clause in model}
    after = {clause.title: "\n".join(clause.text) for clause in text}
    found = [_changed(title, before.get(title), said) for title, said in after.items() if before.get(title) != said]
    gone = [title for title in before if title not in after]
    return found + [_changed(title, before[title], None) for title in gone]


def _changed(title: str, before: str | None, after: str | None) -> Difference:
    """None: there is no clause of that title; one may say all it says in its title."""
    kind = Kind.ADDED if before is None else Kind.CHANGED if after else Kind.REMOVED
    old, new = before or "", after or ""
    return Difference(title, kind, old, new, tuple(_pieces(old, new)))


def _pieces(before: str, after: str) -> list[tuple[Piece, str]]:
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    found: list[tuple[Piece, str]] = []
    for act, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            found.append((Piece.SAME, "".join(old[start:end])))
            continue
        found += [(Piece.GONE, "".join(old[start:end]))] if end > start else []
        found += [(Piece.NEW, "".join(new[first:last]))] if last > first else []
    return found


def negotiated(model: Contract, clauses: Sequence[Clause]) -> Contract:
    """The contract with these clauses, in Chinese, and with the list of what differs from the model."""
    with translation.override("zh-hans"):
        found = differences(model.clauses, clauses)
        changes = tuple(Change(one.title, one.word, one.before, one.after) for one in found)
    return sealed_by_digest(replace(model, clauses=tuple(clauses), changes=changes))


def warning_of(found: Sequence[Difference]) -> str:
    """Said before both agree: with other conditions it is no longer the licence that was offered to everyone."""
    named = [one.title for one in found if one.title in OF_THE_OFFER]
    if not named:
        return ""
    return _(
        "修改涉及公布的许可条件（%s）：台账和统计仍按接受时公布的条件计；改变公布条件的许可属于另行协商的普通许可，"
        "可能不享受开放许可的年费减免。"
    ) % "、".join(named)
