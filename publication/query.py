"""What a visitor asked for, read from the address. One table serves page, export, embedded list and interface."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication import territories
from publication.choices import OPEN_STATES, FeeKind, PatentType, State
from publication.classes import INDUSTRIES
from publication.places import is_place, province_of
from tenancy.models.organisations import OwnerType

MOST_WORDS, MOST_TERMS, MOST_MONTHS = 100, 8, 600
EVERY_STATE, OPEN = "all", "open"
SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-published_at", "-id"),
    "fee": ("fee_amount", "-id"),
    "term": ("-term_to", "-id"),
}
SORT_WORDS = {"newest": gettext_lazy("最新公开"), "fee": gettext_lazy("金额从低到高"), "term": gettext_lazy("期限最长")}

PATENT = re.compile(r"\d{6,12}[\dX]?")
RECORD = re.compile(r"[A-Z]{2,8}\d{5,10}")
CLASS = re.compile(r"[A-H](\d{2}([A-Z](\d{1,4}(/\d{1,6})?)?)?)?")


@dataclass(frozen=True)
class Query:
    """A search, every part of it valid. `terms` are all to be found; `notes` say what could not be understood."""

    terms: tuple[str, ...] = ()
    number: str = ""  # patent number without dot, from the left
    record: str = ""  # record number, from the left
    filters: Mapping[str, Any] = field(default_factory=dict)  # parameter name: value
    sort: str = "newest"
    notes: tuple[str, ...] = ()
    q: str = ""  # as typed

    @property
    def states(self) -> tuple[str, ...]:
        chosen = self.filters.get("state", OPEN)
        if chosen == EVERY_STATE:
            return tuple(State.values)
        return tuple(OPEN_STATES) if chosen == OPEN else (chosen,)

    @property
    def is_narrow(self) -> bool:
        """More than a place and a state: the kept counters do not answer it."""
        return bool(self.terms or self.number or self.record or set(self.filters) - {"province", "city", "state"})

    @property
    def is_words(self) -> bool:
        """Nothing beside words narrows the list of all records on offer."""
        return not (self.number or self.record or self.filters)

    @property
    def is_whole(self) -> bool:
        """Words alone: all records on offer, the newest first."""
        return self.sort == "newest" and self.is_words

    def conditions(self, *, by_index_columns: bool = False) -> Q:
        """Everything but the words. The partial indexes know `listed`, the covering ones the state itself."""
        found = Q(number_key__startswith=self.number) if self.number else Q()
        if self.record:
            found &= Q(number__startswith=self.record)
        for name, value in self.filters.items():
            if name != "state":
                found &= FILTERS[name].condition(value)
        state = self.filters.get("state", OPEN)
        if state == OPEN and not by_index_columns:
            return found & Q(listed=True)
        return found if state == EVERY_STATE else found & Q(state__in=self.states)

    def without(self, name: str) -> "Query":
        return replace(self, filters={k: v for k, v in self.filters.items() if k != name})


@dataclass(frozen=True)
class Filter:
    """One parameter: how its value is read, and what it asks of a record."""

    label: str | Promise
    read: Callable[[str], Any]  # ValueError: not understood
    condition: Callable[[Any], Q]
    help: str | Promise = ""


def _one_of(values: Any) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError
        return text

    return read


def _province(text: str) -> int:
    """`ln` or `21`."""
    if (found := province_of(text)) is None:
        raise ValueError
    return found.pk


def _city(text: str) -> str:
    if not text.isascii() or len(text) > 12 or not is_place(text):
        raise ValueError
    return text


def _class(text: str) -> str:
    if not CLASS.fullmatch(text.upper()):
        raise ValueError
    return text.upper()


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST_MONTHS and len(text) <= 6):
        raise ValueError
    return int(text)


def _in_class(value: str) -> Q:
    if len(value) == 1:
        return Q(ipc_section=value)
    if len(value) == 4:
        return Q(ipc_class=value)
    return Q(ipc_class__startswith=value[:4], ipc__startswith=value)


FILTERS: dict[str, Filter] = {
    "province": Filter(gettext_lazy("省份"), _province, lambda value: Q(province=value), "ln hb ha zj …"),
    "city": Filter(gettext_lazy("城市"), _city, lambda value: Q(city_code=value), "210100"),
    "patent_type": Filter(gettext_lazy("专利类型"), _one_of(PatentType.values), lambda value: Q(patent_type=value)),
    "owner_type": Filter(gettext_lazy("权利主体类型"), _one_of(OwnerType.values), lambda value: Q(owner_type=value)),
    "fee_kind": Filter(gettext_lazy("支付方式"), _one_of(FeeKind.values), lambda value: Q(fee_kind=value)),
    "ipc": Filter(gettext_lazy("技术分类"), _class, _in_class, "H, H02, H02P, H02P21/00"),
    "industry": Filter(gettext_lazy("国民经济行业"), _one_of(INDUSTRIES), lambda value: Q(industry=value), "A … T"),
    "term_min": Filter(gettext_lazy("许可期限至少"), _months, lambda value: Q(term_months__gte=value), "36"),
    "territory": Filter(
        gettext_lazy("许可地域"), territories.read, lambda value: Q(reach=value), "nation, ln hb ha zj …, other"
    ),
    "state": Filter(gettext_lazy("状态"), _one_of([*State.values, OPEN, EVERY_STATE]), lambda value: Q()),
}


def read_query(params: Mapping[str, str]) -> Query:
    """The search an address asks for. What is not understood is passed over, and said in `notes`."""
    filters, notes = {}, []
    for name, each in FILTERS.items():
        if text := params.get(name, "").strip():
            try:
                filters[name] = each.read(text)
            except ValueError:
                notes.append(
                    _("没有识别“%(label)s”的取值“%(text)s”，已忽略") % {"label": each.label, "text": text[:20]}
                )
    sort = params.get("sort", "")
    if sort and sort not in SORTS:
        notes.append(_("没有识别排序方式“%(text)s”，已按最新公开排序") % {"text": sort[:20]})
    words = _words(params.get("q", ""), notes)
    return Query(filters=filters, sort=sort if sort in SORTS else "newest", notes=tuple(notes), **words)


def _words(raw: str, notes: list[str]) -> dict[str, Any]:
    """A number in any spelling, a class, or words; half and full width, capital and small are the same."""
    typed = " ".join(unicodedata.normalize("NFKC", raw.replace("\0", "")).split())
    if len(typed) > MOST_WORDS:
        notes.append(_("查询内容超过%(most)s个字，只用了前面部分") % {"most": MOST_WORDS})
        typed = typed[:MOST_WORDS]
    compact = re.sub(r"[\s.．·:：\-—]", "", typed.upper())
    if PATENT.fullmatch(bare := re.sub(r"^(专利号|申请号)?(ZL|CN)?", "", compact)):
        return {"number": bare, "q": typed}
    if RECORD.fullmatch(compact):
        return {"record": compact, "q": typed}
    return {"terms": tuple(typed.lower().split()[:MOST_TERMS]), "q": typed}
