"""What the pages of follow-up and end say, as rows of the components."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.forms.follow_ups import AgreeForm, ObjectionForm, ProposalForm, RecallForm, ResultForm, tellable
from licensing.models import FollowUp, Licence, Result
from licensing.money_pages import YUAN, paper_cell
from licensing.pages import row
from licensing.services import endings
from licensing.workflow import FELL_THROUGH, STEPS, Action, Side
from publication.money import plain
from tenancy.actors import Actor
from tenancy.days import due_word

LISTS = {"overdue": gettext_lazy("超期"), "asked": gettext_lazy("待填报"), "all": gettext_lazy("全部")}
SIDES = {
    Side.LICENSEE: gettext_lazy("被许可人"),
    Side.LICENSOR: gettext_lazy("专利权人"),
    Side.OFFICE: gettext_lazy("管理部门"),
    Side.PLATFORM: gettext_lazy("系统"),
}


def follow_up_page(licence: Licence, actor: Actor, sent: ResultForm | None = None) -> dict[str, Any]:
    periods = list(licence.follow_ups.order_by("-number"))
    results = Result.objects.filter(follow_up__licence=licence).select_related("follow_up", "evidence")
    form = sent or (ResultForm(licence) if licence.sides_of(actor) and tellable(licence).exists() else None)
    return {
        "licence": licence,
        "form": form,
        "periods": {"columns": _period_columns(), "rows": [_period_row(each) for each in periods]},
        "results": {"columns": _result_columns(), "rows": [_result_row(licence, r) for r in results.order_by("-id")]},
    }


def _period_columns() -> list[dict[str, Any]]:
    return [
        {"word": _("跟踪期")},
        {"word": _("状态")},
        {"word": _("填报期限"), "kind": "date"},
        {"word": _("被许可人填报"), "kind": "date"},
        {"word": _("专利权人填报"), "kind": "date"},
    ]


def _period_row(each: FollowUp) -> list[Any]:
    return [str(each), status_of(each), due_word(each.due_on), _moment(each.answered_at), _moment(each.owner_at)]


def status_of(each: FollowUp) -> dict[str, str]:
    today = timezone.localdate()
    if each.answered_at:
        return {"status": "done", "text": _("已填报")}
    if each.licence.status in FELL_THROUGH:
        return {"status": "void", "text": _("无需填报")}
    if each.is_overdue:
        return {"status": "overdue", "text": _("超期%s天") % (today - each.due_on).days}
    return {"status": "waiting", "text": _("待填报") if each.period_to < today else _("期间未满")}


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else "—"


def _result_columns() -> list[dict[str, Any]]:
    return [
        {"word": _("跟踪期")},
        {"word": _("填报方")},
        {"word": _("实施")},
        {"word": _("产量"), "kind": "number"},
        {"word": _("产值"), "unit": YUAN, "kind": "number"},
        {"word": _("销售额"), "unit": YUAN, "kind": "number"},
        {"word": _("利润"), "unit": YUAN, "kind": "number"},
        {"word": _("新增就业"), "unit": "人", "kind": "number"},
        {"word": _("许可费"), "unit": YUAN, "kind": "number"},
        {"word": _("说明")},
        {"word": _("凭证")},
        {"word": _("填报时间"), "kind": "date"},
    ]


def _result_row(licence: Licence, told: Result) -> list[Any]:
    quantity = f"{plain(told.output_quantity)} {told.output_unit}" if told.output_quantity is not None else "—"
    return [
        str(told.follow_up),
        f"{SIDES[Side(told.side)]} {told.entered_by_name}",
        str(told),
        quantity,
        *(_sum(value) for value in (told.output_value, told.sales, told.profit)),
        "—" if told.jobs is None else str(told.jobs),
        _sum(told.fee_paid),
        told.note or "—",
        paper_cell(licence, told.evidence),
        f"{timezone.localtime(told.recorded_at):%Y-%m-%d %H:%M}",
    ]


def _sum(value: Any) -> str:
    return "—" if value is None else plain(value)


def follow_ups_for(actor: Actor, show: str) -> QuerySet[FollowUp]:
    """The list over all licences this person may see."""
    found = FollowUp.objects.visible_to(actor)
    found = found.overdue() if show == "overdue" else found.asked() if show == "asked" else found
    return found.select_related("licence").prefetch_related("licence__parties").order_by("due_on", "id")


def follow_ups_table(rows: Iterable[Any]) -> dict[str, Any]:
    columns = [
        {"word": _("许可编号")},
        {"word": _("状态")},
        {"word": _("跟踪期")},
        {"word": _("填报期限"), "kind": "date"},
        {"word": _("被许可人")},
        {"word": _("专利权人")},
    ]
    lines = [
        [
            {"text": each.licence.number, "href": each.get_absolute_url()},
            status_of(each),
            str(each),
            due_word(each.due_on),
            each.licence.licensee_name,
            each.licence.licensor_names,
        ]
        for each in rows
    ]
    return {"columns": columns, "rows": lines}


def ending_page(licence: Licence, actor: Actor, sent: Any = None) -> dict[str, Any]:
    steps = [_ending_event(step) for step in licence.endings.order_by("-id")]
    return {
        "licence": licence,
        "forms": list(_ending_forms(licence, actor, sent)),
        "facts": [row(_("许可期限止"), licence.ends_on), row(_("状态"), licence.get_status_display())],
        "events": steps,
    }


def _ending_forms(licence: Licence, actor: Actor, sent: Any) -> Iterable[dict[str, Any]]:
    """What this person can do about the end, each with what follows from it."""
    sides = licence.sides_of(actor) & {Side.LICENSOR, Side.LICENSEE}
    if not sides or licence.status not in STEPS[Action.END].start:
        return
    proposal = endings.standing_proposal(licence)
    if proposal and endings.is_over(proposal):
        return
    acts = ["propose"] if proposal is None else ["recall"] if proposal.side in sides else ["agree", "object"]
    for act in acts:
        kind, label, effect = ENDING_FORMS[act]
        form = sent if isinstance(sent, kind) else kind(auto_id=f"{act}_%s")
        words = {"day": proposal.ends_on if proposal else "", "until": endings.notice_until(licence.province).day}
        yield {"act": act, "label": label, "form": form, "effect": str(effect) % words}


ENDING_FORMS: dict[str, tuple[type[Any], Any, Any]] = {
    "propose": (
        ProposalForm,
        gettext_lazy("提出终止许可"),
        gettext_lazy(
            "对方同意的，许可于终止日终止；对方不答复的，终止日不早于%(until)s，到期终止；对方不同意的，许可继续，按争议解决条款处理。此前应付的款项仍须支付。"
        ),
    ),
    "agree": (
        AgreeForm,
        gettext_lazy("同意终止"),
        gettext_lazy("许可于%(day)s终止，不能恢复；此前应付的款项仍须支付。"),
    ),
    "object": (
        ObjectionForm,
        gettext_lazy("不同意终止"),
        gettext_lazy("许可继续有效；所在地管理部门收到通知，双方可以按合同约定的途径解决。"),
    ),
    "recall": (RecallForm, gettext_lazy("撤回终止通知"), gettext_lazy("许可继续有效。")),
}


def _ending_event(step: Any) -> dict[str, Any]:
    who = f"{SIDES[Side(step.side)]} {step.entered_by_name}"
    words = {"ground": step.get_ground_display(), "day": step.ends_on, "note": step.note}
    text = _("%(ground)s，终止日%(day)s。%(note)s") % words
    return {"word": step.get_stage_display(), "when": step.effective_at, "who": who, "text": text, "status": step.stage}
