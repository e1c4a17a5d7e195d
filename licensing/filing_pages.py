"""What the page of filing says: the seven papers, the clock, the stages with their days, and what you can enter."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.filing_package import Place, missing_to_hand_over, places_of
from licensing.formalities import FILED_MODES
from licensing.forms.filings import FilingForm, PaperForm
from licensing.models import Filing, Licence
from licensing.models.filings import CLOSED, Stage
from licensing.services import filings
from licensing.workflow import Side
from tenancy.actors import Actor
from tenancy.policy import policy_of


def filing_page(licence: Licence, actor: Actor, form: FilingForm | None = None) -> dict[str, Any]:
    history, due = list(licence.filings.all()), filings.file_by(licence)
    sides = licence.sides_of(actor)
    last = history[-1] if history else None
    is_filed = licence.mode in FILED_MODES
    open_still = is_filed and licence.status in filings.TOLD_OF and not (last and last.stage == Stage.ANNOUNCED)
    return {
        "licence": licence,
        "due": due,
        "is_filed": is_filed,
        "late": bool(due and due.day < timezone.localdate() and not (last and last.stage in CLOSED)),
        "body": policy_of(licence.province).contract_filing_body,
        "columns": [{"word": word} for word in (_("序号"), _("材料"), _("来源"), _("文件"))],
        "rows": [_row(place) for place in places_of(licence)],
        "missing": missing_to_hand_over(licence) if not (last and last.stage in CLOSED) else [],
        "stage_columns": [{"word": word} for word in (_("阶段"), _("时间"), _("历时"), _("备案号"), _("说明"))],
        "stages": [_stage(before, one) for before, one in zip([None, *history], history, strict=False)],
        "form": (form or FilingForm()) if open_still and sides else None,
        "paper_form": PaperForm() if open_still and sides & {Side.LICENSOR, Side.LICENSEE} else None,
        "power": reverse("licensing:power", args=[licence.pk]),
    }


def _row(place: Place) -> list[Any]:
    names = "\n".join(piece.name for piece in place.pieces)
    if not names:
        status = {"text": _("缺"), "status": "attention"} if place.is_missing else place.needless or _("不适用")
        return [str(place.number), str(place.wanted.title), str(place.wanted.help), status]
    return [str(place.number), str(place.wanted.title), str(place.wanted.help), names]


def _stage(before: Filing | None, one: Filing) -> list[Any]:
    """Days since the stage before, as the green channel is measured by."""
    day = _day(one)
    took = _("%s天") % (day - _day(before)).days if before else "—"
    number = f"{one.number}\n{one.filed_on}" if one.number else "—"
    status = {"text": one.get_stage_display(), "status": one.stage}
    return [status, day.isoformat(), took, number, f"{one.reason} {one.body} {one.entered_by_name}".strip()]


def _day(one: Filing) -> date:
    return timezone.localdate(one.effective_at)
