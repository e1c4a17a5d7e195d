"""The ledger of public money as pages: each figure counts claims, adds up an amount and opens those rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.money import in_wan, plain
from reporting.models import Claim
from reporting.models.funds import FOLLOWING, WITH_AMOUNT, Stage
from reporting.tables import as_printed
from tenancy.actors import Actor
from tenancy.roles import Right


@dataclass(frozen=True)
class Figure:
    """Which claims it counts and what it adds up of each, in yuan."""

    name: str | Promise
    counts: Callable[[Claim], bool]
    amount: Callable[[Claim], Decimal]

    def rows(self, claims: Sequence[Claim]) -> list[Claim]:
        return [claim for claim in claims if self.counts(claim)]

    def text(self, claims: Sequence[Claim]) -> str:
        rows = self.rows(claims)
        total = sum((in_wan(self.amount(claim)) for claim in rows), Decimal(0))
        return _("%(count)d件 %(amount)s万元") % {"count": len(rows), "amount": as_printed(total)}


def _at(stage: Stage, *, of: Stage | None = None) -> Figure:
    """Those that came to a stage, with the amount of it, or of another."""
    return Figure(stage.label, lambda claim: claim.has_been(stage), lambda claim: claim.total(of or stage))


FIGURES: dict[str, Figure] = {
    "claimed": Figure(Stage.CLAIMED.label, lambda claim: True, lambda claim: claim.amount),
    "approved": _at(Stage.APPROVED),
    "paid": _at(Stage.PAID),
    "assessed": _at(Stage.ASSESSED, of=Stage.PAID),
    "recovered": _at(Stage.RECOVERED),
    "refused": Figure(Stage.REFUSED.label, lambda claim: claim.stage == Stage.REFUSED, lambda claim: claim.amount),
}
ROW_HEADS = (
    (gettext_lazy("申报单位"), "name"), (gettext_lazy("资金项目"), ""), (gettext_lazy("许可"), "code"),
    (gettext_lazy("申报（元）"), "number"), (gettext_lazy("拨付（元）"), "number"), (gettext_lazy("环节"), ""),
    (gettext_lazy("申报日期"), "date"),
)  # fmt: skip


def claims_of(actor: Actor) -> list[Claim]:
    """In two queries, however many."""
    return list(Claim.objects.visible_to(actor).select_related("licence", "region").prefetch_related("steps"))


def board_page(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Each programme in a row, the whole beneath; then the rows of the figure that was asked for."""
    claims = claims_of(actor)
    programmes = sorted({claim.programme for claim in claims})
    figure, programme = FIGURES.get(asked.get("figure", "")), asked.get("programme", "")
    chosen = [claim for claim in claims if not programme or claim.programme == programme]
    rows = (figure or FIGURES["claimed"]).rows(chosen)
    return {
        "columns": [{"word": _("资金项目")}, *({"word": one.name} for one in FIGURES.values())],
        "table": [[name, *_cells([claim for claim in claims if claim.programme == name], name)] for name in programmes],
        "totals": [_("合计"), *_cells(claims)] if claims else [],
        "asked": figure.name if figure else "",
        "programme": programme,
        "row_columns": [{"word": head, "kind": kind} for head, kind in ROW_HEADS],
        "rows": [_row(claim) for claim in rows],
        "count": len(rows),
        "may_claim": actor.may(Right.COLLECT_RETURNS),
    }


def _cells(claims: Sequence[Claim], programme: str = "") -> list[dict[str, str]]:
    more = {"programme": programme} if programme else {}
    return [
        {"text": figure.text(claims), "href": f"{reverse('funds:board')}?{urlencode({'figure': key} | more)}#rows"}
        for key, figure in FIGURES.items()
    ]


def _row(claim: Claim) -> list[Any]:
    return [
        {"text": claim.claimant_name, "href": claim.get_absolute_url()},
        claim.programme,
        claim.licence.number,
        plain(claim.amount),
        plain(claim.total(Stage.PAID)),
        claim.stage.label,
        timezone.localdate(claim.effective_at),
    ]


def show_page(claim: Claim, actor: Actor) -> dict[str, Any]:
    """One claim, what it rests on, its steps, and those that may follow."""
    may_act = actor.may(Right.COLLECT_RETURNS) and actor.answers_for(claim.licence.region)
    return {
        "claim": claim,
        "facts": [
            {"term": _("申报单位"), "value": f"{claim.claimant_name}（{claim.get_side_display()}）"},
            {"term": _("资金项目"), "value": claim.programme},
            {"term": _("依据文件"), "value": claim.source},
            {"term": _("所在地"), "value": claim.region.name},
            {"term": _("环节"), "value": claim.stage.label},
            {"term": _("申报金额"), "value": plain(claim.amount), "unit": _("元")},
            *(
                {"term": stage.label, "value": plain(claim.total(stage)), "unit": _("元")}
                for stage in (Stage.APPROVED, Stage.PAID, Stage.RECOVERED)
            ),
        ],
        "steps": list(FOLLOWING[claim.stage]) if may_act else [],
        "needs_amount": any(stage in WITH_AMOUNT for stage in FOLLOWING[claim.stage]),
        "events": [_event(step) for step in claim.path],
    }


def _event(step: Any) -> dict[str, Any]:
    money = _("%s元") % plain(step.amount) if step.amount else ""
    return {
        "word": f"{step.get_stage_display()} {money}".strip(),
        "when": step.recorded_at,
        "who": step.done_by_name,
        "text": step.reason,
        "status": "cancelled" if step.stage in (Stage.REFUSED, Stage.RECOVERED) else "done",
    }
