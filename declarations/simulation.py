"""Income of the owner with one to twenty licensees, and the cost of one over the term (HB-31, F054). No sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.fee_examples import EXPLAINED, SALES, YEARS
from declarations.forms.fee import blanks, question
from publication.choices import FeeKind
from publication.fee_fields import Sort
from publication.terms import KINDS, FaultyTerms, Terms, default_of, read_terms
from tenancy.sums import SumField
from verification.pricing import costs, incomes

MOST_YEARS = 20
MOST_BASE = Decimal(10) ** 12


class SimulatorForm(forms.Form):
    """The kind of fee with its blanks, years and a yearly base. A kind that was just chosen shows its example."""

    kind = forms.ChoiceField(label=gettext_lazy("支付方式"), choices=FeeKind.choices)
    years = forms.IntegerField(label=gettext_lazy("许可年数"), min_value=1, max_value=MOST_YEARS)
    sales = SumField(
        label=gettext_lazy("被许可人每年的销售额或利润"),
        min_value=0,
        max_value=MOST_BASE,
        help_text=gettext_lazy("只用于提成的估算。"),
    )

    def __init__(self, asked: Mapping[str, str]) -> None:
        kind = asked.get("kind", "")
        self.chosen = kind if kind in KINDS else FeeKind.LUMP_SUM.value
        told = dict(asked) if asked.get("asked") == self.chosen else {}
        super().__init__({"years": str(YEARS), "sales": str(SALES)} | usual(self.chosen) | told | {"kind": self.chosen})
        self.units: dict[str, str] = {"years": str(_("年")), "sales": str(_("元"))}
        for name, blank in blanks(self.chosen).items():
            self.fields[name] = question(blank)
            if blank.unit and blank.sort is not Sort.CHOICE:
                self.units[name] = str(blank.unit)
        self.order_fields(["kind", *blanks(self.chosen), "years", "sales"])

    def clean(self) -> dict[str, Any]:
        self.terms: Terms | None = None
        try:
            self.terms = read_terms(self.cleaned_data)
        except FaultyTerms as faulty:
            for name, sentence in faulty.faults.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, sentence)
        return self.cleaned_data


def usual(kind: str) -> dict[str, str]:
    """The blanks of a kind as in its worked example."""
    names = {name: default_of(KINDS[kind], name) for name in blanks(kind)}
    filled = {name: str(value) for name, value in names.items() if value is not None}
    return filled | {name: str(value) for name, value in EXPLAINED[kind].example.items()}


@dataclass(frozen=True)
class Line:
    """What comes in with so many licensees, as the page writes it."""

    licensees: int
    first: str
    total: str


@dataclass(frozen=True)
class Simulation:
    """Both sides' figures in yuan, as the page writes them."""

    yearly: tuple[str, ...]
    total: str
    incomes: tuple[Line, ...]


def simulate(form: SimulatorForm) -> Simulation | None:
    """None while an answer is wrong."""
    if not form.is_valid() or form.terms is None:
        return None
    years, sales = form.cleaned_data["years"], form.cleaned_data["sales"]
    each = costs(form.terms.in_year, years, sales)
    earned = incomes(form.terms.in_year, years, sales)
    lines = tuple(Line(one.licensees, said(one.in_first_year), said(one.total)) for one in earned)
    return Simulation(tuple(map(said, each)), said(sum(each, Decimal(0))), lines)


def said(yuan: Decimal) -> str:
    return f"{yuan:,.2f}"
