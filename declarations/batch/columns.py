"""The columns of a batch: the questions of the form, in its order, each with the very field that judges its answer."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.utils.translation import gettext as _

from declarations.batch.remarks import FAULTS
from declarations.forms.base import PageForm
from declarations.forms.patent import PatentForm
from declarations.forms.simple import ContactForm, ExtraForm, TermForm
from declarations.models import Declaration
from publication.choices import FeeKind, Mode
from publication.fee_fields import FeeField, Sort, fee_fields
from publication.terms import KINDS
from tenancy.policy import Policy

YES, NO = "是", "否"
FEE = "fee."  # before the name of a blank of the fee


@dataclass(frozen=True)
class Column:
    """One column. `words` are the answers to choose from; `field` judges (none: fee and owners are judged whole)."""

    key: str
    label: str
    required: bool = False
    help: str = ""
    words: tuple[str, ...] = ()
    values: tuple[str, ...] = ()  # what the words stand for
    kind: str = "text"  # text, date, number
    field: forms.Field | None = None

    @property
    def head(self) -> str:
        return f"{self.label}*" if self.required else self.label


@lru_cache(maxsize=32)
def columns_of(policy: Policy) -> tuple[Column, ...]:
    """What a row can say in this province on this day."""
    return (
        *_of_form(PatentForm, policy, must={"patent_number", "title"}),
        Column("owners", _("共有专利权人"), help=_("除本单位以外的专利权人，按证书填写，多个用；隔开。")),
        Column("emails", _("共有人邮箱"), help=_("征询同意的信发往这里，顺序与共有专利权人一致，用；隔开。")),
        Column("codes", _("共有人信用代码"), help=_("统一社会信用代码，顺序与共有专利权人一致；个人写“-”。")),
        *_of_fee(policy),
        *_of_form(TermForm, policy, must={"starts_on", "ends_on"}),
        *_of_form(ContactForm, policy, must={"contact_name"}),
        *_of_form(ExtraForm, policy),
    )


@lru_cache(maxsize=32)
def column_keys(policy: Policy) -> dict[str, Column]:
    return {column.key: column for column in columns_of(policy)}


def _of_form(kind: type[PageForm], policy: Policy, must: frozenset[str] | set[str] = frozenset()) -> Iterator[Column]:
    form = kind(declaration=Declaration(), policy=policy)
    for name, field in form.fields.items():
        wanted = name in must or (name == "territory" and policy.territory_required)
        wanted = wanted or (kind is ExtraForm and field.required)
        yield _column(name, field, required=wanted)


def _column(name: str, field: forms.Field, *, required: bool) -> Column:
    words = tuple(str(word) for key, word in getattr(field, "choices", ()) if key)
    values = tuple(str(key) for key, _word in getattr(field, "choices", ()) if key)
    kind = "number" if isinstance(field, forms.DecimalField) else "text"
    if isinstance(field, forms.BooleanField):
        words, values = (YES, NO), (YES, "")
    if isinstance(field, forms.DateField):
        kind = "date"
    label, help_text = str(field.label), str(field.help_text or "")
    return Column(name, label, required, help_text, words, values, kind, field)


def _of_fee(policy: Policy) -> Iterator[Column]:
    kinds = [kind for kind in policy.fee_kinds if kind in KINDS]
    words = tuple(str(FeeKind(kind).label) for kind in kinds)
    yield Column("fee.kind", _("支付方式"), True, _("先选支付方式，再填该方式的各栏。"), words, tuple(kinds))
    blanks = _blanks(kinds)
    said = Counter(word for uses in blanks.values() for word in {str(each.label) for each in uses.values()})
    shared = {word for word, columns in said.items() if columns > 1}
    for name, uses in blanks.items():
        blank = next(iter(uses.values()))
        labels = "／".join(dict.fromkeys(_told_apart(str(each.label), kind, shared) for kind, each in uses.items()))
        unit = f"（{blank.unit}）" if blank.unit else ""
        used = "、".join(str(FeeKind(kind).label) for kind in uses)
        yield Column(
            FEE + name,
            f"{labels}{unit}",
            help=_("用于：%s。") % used,
            words=tuple(str(word) for _key, word in blank.choices),
            values=tuple(str(key) for key, _word in blank.choices),
            kind="text" if blank.sort is Sort.CHOICE else "number",
        )


def _told_apart(word: str, kind: str, shared: Set[str]) -> str:
    """使用费总额 stands in two columns: of a lump sum and of instalments. Each then names its way of paying."""
    return f"{word}（{FeeKind(kind).label}）" if word in shared else word


def _blanks(kinds: list[str]) -> dict[str, dict[str, FeeField]]:
    """Each blank of a fee with the kinds that have it; the same name is the same column."""
    blanks: dict[str, dict[str, FeeField]] = {}
    for kind in kinds:
        for name, blank in fee_fields(KINDS[kind]).items():
            blanks.setdefault(name, {})[kind] = blank
    return blanks


def mode_word(key: str) -> str:
    return str(Mode(key).label)


ADDED = (FAULTS,)  # columns that we write beside those of the reader
