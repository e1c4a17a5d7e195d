"""Each way of paying in one paragraph with a worked example (CN-36), and the live preview of the clause (U30)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.forms.fee import FeeForm
from publication.choices import FeeKind
from publication.money import plain, uppercase, wan
from publication.terms import FaultyTerms, Terms, read_terms

SALES = Decimal(2_000_000)  # yuan a year, in the examples
YEARS = 3


@dataclass(frozen=True)
class Explanation:
    """Whom a kind suits, and the blanks of its example."""

    words: str | Promise
    example: dict[str, Any]


EXPLAINED: dict[str, Explanation] = {
    FeeKind.FREE.value: Explanation(gettext_lazy("不收使用费。适合推广期技术或公益用途；其他条件照样有效。"), {}),
    FeeKind.LUMP_SUM.value: Explanation(
        gettext_lazy("一次付清，以后不再按产销结算。金额确定、手续最少，适合价值容易估计的专利。"), {"amount": "30000"}
    ),
    FeeKind.INSTALMENTS.value: Explanation(
        gettext_lazy("总额确定，分几次付清。减轻对方一次付款的压力；各次之和须等于总额。"),
        {"total_amount": "90000", "first_amount": "30000", "parts": "2", "part_amount": "30000"},
    ),
    FeeKind.ROYALTY.value: Explanation(
        gettext_lazy("按销售额或利润的比例付。卖得多付得多，双方共担风险；须写清基数、比例和结算周期。"), {"rate": "2"}
    ),
    FeeKind.ENTRY_FEE_ROYALTY.value: Explanation(
        gettext_lazy("先付一笔入门费，再按销售提成。既有保底，又分享收益。"), {"entry_fee": "20000", "rate": "1"}
    ),
    FeeKind.STAGED_FREE.value: Explanation(
        gettext_lazy("先免费用一段时间，期满后按年付费或提成。适合需要时间导入市场的技术。"),
        {"free_months": "12", "yearly_amount": "20000"},
    ),
    FeeKind.TRIAL_THEN_PAY.value: Explanation(
        gettext_lazy("先试用，满意再付费；不继续的，试用期满许可终止。"), {"trial_months": "6", "amount": "40000"}
    ),
}


def worked_example(kind: str) -> str:
    """The clause of the example, and what it comes to in three years; computed, so it is never wrong."""
    terms = read_terms({"kind": kind, **EXPLAINED[kind].example})
    total = terms.total(12 * YEARS, SALES)
    return _("例：%(clause)s若对方每年销售（或利润）%(sales)s，三年共付%(total)s元。") % {
        "clause": terms.published_sentence(),
        "sales": wan(SALES),
        "total": plain(total),
    }


def preview(form: FeeForm) -> dict[str, Any]:
    """What the page shows beside the blanks: explanation, example, and the very sentence that will be published."""
    kind = form.chosen
    if not kind:
        return {}
    said = {"words": EXPLAINED[kind].words, "example": worked_example(kind)}
    try:
        data = form.data if form.is_bound else form.initial
        return said | of_terms(read_terms({name: data.get(name) for name in form.fields if data.get(name)}))
    except FaultyTerms as faulty:
        return said | {"open": faulty.reasons}


def of_terms(terms: Terms) -> dict[str, Any]:
    """The published sentence with its sum in figures, in 万元 and in uppercase."""
    fixed = terms.headline
    sum_said = {"yuan": plain(fixed), "wan": wan(fixed), "uppercase": uppercase(fixed)} if fixed else {}
    return {"sentence": terms.published_sentence(), "sum": sum_said}
