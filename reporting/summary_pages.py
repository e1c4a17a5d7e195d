"""What the pages of the stage and final reports show: plain values."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.models import Summary, Supplement
from reporting.pages import action_of, late_words
from reporting.periods import Instant
from reporting.services.summaries import figures_of, last_month, mark_of, missing_to_submit
from reporting.workflow import OPEN, OWING, Hand, Status, open_to
from tenancy.actors import Actor
from tenancy.days import due_word
from tenancy.models.regions import NATION, Level, Province
from tenancy.roles import Right
from tenancy.scope import acting, current

MOST_SUPPLEMENTS = 50


def board_page(actor: Actor) -> dict[str, Any]:
    """Who has to tell, who told, who is missing (LN-20)."""
    mine = Q(collector=actor.region) | Q(region=actor.region) if actor.office else Q()
    rows = list(Summary.objects.visible_to(actor).filter(mine).select_related("region"))
    missing = [one for one in rows if one.status in OWING and one.is_late]
    counts = (
        (_("应报"), len(rows)),
        (_("已报"), sum(one.is_filed for one in rows)),
        (_("未报"), sum(not one.is_filed for one in rows)),
        (_("逾期未报"), len(missing)),
    )
    return {
        "counts": [{"name": name, "value": value} for name, value in counts],
        "missing": [one.region.name for one in missing],
        "columns": [{"word": word} for word in (_("报告"), _("状态"), _("报送期限"), _("报送时间"), _("备注"))],
        "rows": [_board_row(one) for one in rows],
        "supplements": Supplement.objects.visible_to(actor).select_related("region")[:MOST_SUPPLEMENTS],
        "may_tell": actor.may(Right.FILE_RETURNS, Right.COLLECT_RETURNS),
    }


def _board_row(one: Summary) -> list[Any]:
    return [
        {"text": str(one), "href": one.get_absolute_url()},
        {"text": one.get_status_display(), "status": one.status},
        due_word(one.due_on) if one.due_on else "—",
        f"{timezone.localtime(one.filed_at):%Y-%m-%d %H:%M}" if one.filed_at else "",
        {"text": _("逾期"), "status": "overdue"} if one.is_late else "",
    ]


def summary_page(summary: Summary, actor: Actor) -> dict[str, Any]:
    """The report as written, the figures as they would be told, the buttons of these hands, what was told."""
    hands = summary.hands_of(actor)
    month = last_month()
    return {
        "summary": summary,
        "late": late_words(summary),
        "parts": parts_of(summary),
        "missing": missing_to_submit(summary),
        "month": month,
        "figures": figures_of(summary.region, Instant.end_of(month, timezone.now())) if summary.status in OPEN else [],
        "papers": summary.papers.standing(),
        "may_write": Hand.FILER in hands and summary.status in OPEN,
        "may_begin": Hand.FILER in hands and summary.is_filed,
        "may_move": (summary.collector_id or summary.region_id) == actor.region.pk and actor.may(Right.COLLECT_RETURNS),
        "actions": [action_of(action) for action in open_to(hands, summary.status)],
        "told": summary.told.order_by("-number"),
        "events": [
            {
                "word": turn.get_action_display(),
                "when": turn.effective_at,
                "status": turn.status,
                "who": f"{turn.place_name} {turn.done_by_name}".strip(),
                "text": turn.reason,
            }
            for turn in summary.turns.order_by("-id")
        ],
    }


def parts_of(summary: Summary) -> list[dict[str, Any]]:
    """Each section with what is written in it."""
    return [
        {"name": f"section-{n}", "heading": heading, "text": text, "was": f"was-{n}", "mark": mark_of(text)}
        for n, heading in enumerate(summary.headings)
        for text in (summary.sections.get(heading, ""),)
    ]


def nation_page() -> dict[str, Any]:
    """Each province's own reports, read inside it; who is missing (CN-63)."""
    rows: list[list[Any]] = []
    for province in Province.objects.started().exclude(pk=NATION):
        with acting(province=province.pk, user=current().user):
            own = list(Summary.objects.filter(region__level=Level.PROVINCE).select_related("region"))
            rows += [[str(one), *_board_row(one)[1:]] for one in own] or [
                [province.name, {"text": _("尚未生成"), "status": Status.PREPARED}, "—", "", ""]
            ]
    return {
        "columns": [{"word": word} for word in (_("报告"), _("状态"), _("报送期限"), _("报送时间"), _("备注"))],
        "rows": rows,
    }
