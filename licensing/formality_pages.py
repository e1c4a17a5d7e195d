"""What the page of formalities says: what is needed, what was done, what is still missing before all is closed."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.follow_up_pages import SIDES
from licensing.forms.formalities import FormalityForm
from licensing.models import Formality, Licence
from licensing.models.formalities import FormalityKind
from licensing.money_pages import paper_cell
from licensing.pages import row
from licensing.services import formalities
from licensing.services.scheduling import IN_FORCE
from licensing.workflow import Side
from tenancy.actors import Actor


def formality_page(licence: Licence, actor: Actor, sent: FormalityForm | None = None) -> dict[str, Any]:
    done = {each.kind: each for each in licence.formalities.select_related("evidence")}
    missing = formalities.missing(licence)
    may = bool(licence.sides_of(actor)) and licence.status in IN_FORCE and FormalityKind.CLOSED not in done
    form = sent or FormalityForm(licence)
    kinds: Any = form.fields["kind"]
    return {
        "licence": licence,
        "facts": [
            row(_("实施方式"), licence.get_mode_display()),
            row(_("手续办理期限"), licence.formalities_by or _("没有须登记的手续")),
            row(_("手续办结时间"), timezone.localdate(licence.closed_at) if licence.closed_at else _("未办结")),
        ],
        "columns": _columns(),
        "rows": [_row(licence, kind, done.get(kind), kind in missing) for kind in formalities.needed(licence)],
        "form": form if may and kinds.choices else None,
        "closable": may and bool(formalities.needed(licence)),
        "waits": [_("尚未办理“%s”。") % kind.label for kind in missing],
    }


def _elsewhere(licence: Licence, kind: FormalityKind) -> Any:
    """What is done on a page of its own leads there."""
    if kind == FormalityKind.FILING:
        last = licence.filings.last()
        word = last.number if last and last.number else _("办理备案")
        return {"text": word, "href": reverse("licensing:file", args=[licence.pk])}
    if kind == FormalityKind.CONTRACT:
        return {"text": _("在平台签署"), "href": reverse("licensing:signing", args=[licence.pk])}
    return "—"


def _columns() -> list[dict[str, Any]]:
    return [
        {"word": _("手续")},
        {"word": _("状态")},
        {"word": _("办理日"), "kind": "date"},
        {"word": _("办理机构")},
        {"word": _("编号")},
        {"word": _("登记人和说明")},
        {"word": _("凭证")},
    ]


def _row(licence: Licence, kind: FormalityKind, done: Formality | None, is_missing: bool) -> list[Any]:
    status = {"status": "waiting", "text": _("待办")} if is_missing else {"status": "done", "text": _("已办")}
    if done is None:
        return [kind.label, status, "—", "—", _elsewhere(licence, kind), "—", "—"]
    who = f"{SIDES[Side(done.side)]} {done.entered_by_name} {done.note}".strip()
    paper = paper_cell(licence, done.evidence)
    return [kind.label, status, str(done.done_on), done.body or "—", done.number or "—", who, paper]
