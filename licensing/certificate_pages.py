"""What the pages of certificates say, and what the public is told of one."""

import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.certificate import changes_since, figures, licences_of
from licensing.checking import is_code
from licensing.contract import code_of
from licensing.forms.certificates import CertificateForm, RevokeForm
from licensing.models import Certificate
from tenancy.actors import Actor
from tenancy.models import Province
from tenancy.roles import Right
from tenancy.scope import acting

NUMBER = re.compile(r"([A-Z\d]{2,8})-ZM-\d{4}-\d{5,}")
MOST = 100


def certificates_page(actor: Actor, sent: CertificateForm | None = None) -> dict[str, Any]:
    rows = Certificate.objects.visible_to(actor).select_related("organisation")[:MOST]
    form = sent or form_for(actor)
    words = (_("证明编号"), _("出具时间"), _("单位"), _("发明人"), _("许可份数"), _("状态"))
    return {"form": form, "columns": [{"word": word} for word in words], "rows": [_row(one) for one in rows]}


def form_for(actor: Actor, data: Any = None) -> CertificateForm | None:
    """For those who may ask; with the patents that their unit has licensed."""
    if not (actor.organisation and actor.may(Right.DECLARE)):
        return None
    found = {p.patent_number: str(p) for one in licences_of(actor.organisation) for p in one.patents.all()}
    return CertificateForm(found, data)


def _row(one: Certificate) -> list[Any]:
    status = {"status": "ended", "text": _("已撤销")} if one.revoked_at else {"status": "done", "text": _("有效")}
    return [
        {"text": one.number, "href": reverse("licensing:certificate", args=[one.pk])},
        _stamp(one.effective_at),
        one.organisation.name,
        one.inventor or "—",
        one.content["totals"]["licences"],
        status,
    ]


def certificate_page(one: Certificate, actor: Actor) -> dict[str, Any]:
    totals = one.content["totals"]
    rows = [(_("单位"), one.content["unit"]), (_("出具时间"), _stamp(one.effective_at)), *figures(totals)]
    return {
        "certificate": one,
        "code": code_of(one.digest),
        "facts": [{"term": term, "value": value} for term, value in rows],
        "changes": changes_since(one),
        "revoke": None if one.revoked_at else RevokeForm(),
    }


@dataclass(frozen=True)
class Checked:
    """What whoever holds number and check code is told; no names of licensees."""

    number: str
    unit: str
    inventor: str
    issued: str
    facts: list[dict[str, str]]
    digest: str
    changes: list[str]
    revoked: str = ""
    reason: str = ""


def checked(number: str, code: str) -> Checked | None:
    """The certificate of this number, if the code is its own."""
    form = NUMBER.fullmatch(number.upper())
    province = Province.objects.filter(slug=form[1].lower()).first() if form else None
    if province is None:
        return None
    with acting(province=province.pk):
        rows = Certificate.objects.filter(number=number.upper()).select_related("organisation__region")
        one = rows.first()
        return _told(one) if one and is_code(code_of(one.digest), code) else None


def _told(one: Certificate) -> Checked:
    return Checked(
        number=one.number,
        unit=one.content["unit"],
        inventor=one.inventor,
        issued=_stamp(one.effective_at),
        facts=[{"term": term, "value": value} for term, value in figures(one.content["totals"])],
        digest=one.digest,
        changes=changes_since(one),
        revoked=_stamp(one.revoked_at) if one.revoked_at else "",
        reason=one.revoke_reason,
    )


def _stamp(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
