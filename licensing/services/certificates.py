"""出具和撤销许可成效证明."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.certificate import content_of, digest_of
from licensing.models import Certificate
from publication import numbering
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Right
from tenancy.services.standings import why_not_yet

MOST_LINES = 200


@transaction.atomic
def issue(*, by: Actor, inventor: str = "", patents: Sequence[str] = ()) -> Certificate:
    """出具证明 over all licences of the unit, or over those of some patents, which an inventor's are.

    Raises Refused when nothing was licensed, or when an inventor is named without patents.
    """
    by.must(Right.DECLARE)
    assert by.organisation
    content = content_of(by.organisation, inventor=inventor.strip(), patents=patents)
    if reasons := _faults(content, by):
        raise Refused(*reasons)
    now = timezone.now()
    [(year, number)] = numbering.allot(by.province, "certificate")
    content |= {
        "number": f"{by.province.slug.upper()}-ZM-{year}-{number:05d}",
        "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
    }
    made = Certificate.objects.create(
        number=content["number"],
        organisation=by.organisation,
        inventor=content["inventor"],
        content=content,
        digest=digest_of(content),
        effective_at=now,
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
    )
    record("certificate.issue", made, by=by, payload={"digest": made.digest, "totals": content["totals"]})
    return made


def _faults(content: dict, by: Actor) -> list[str]:  # type: ignore[type-arg]
    found = why_not_yet(by.organisation)
    if content["inventor"] and not content["chosen"]:
        found = [*found, _("填写发明人的，请选择该发明人的专利。")]
    if not content["lines"]:
        found = [*found, _("没有已达成的许可，不能出具证明。")]
    if len(content["lines"]) > MOST_LINES:
        found = [*found, _("一份证明最多列%s份许可，请选择部分专利。") % MOST_LINES]
    return found


@transaction.atomic
def revoke(certificate: Certificate, *, by: Actor, reason: str) -> Certificate:
    """撤销证明: by the unit itself, or by the office of its place. The public page says so from then on."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    own = by.organisation == certificate.organisation and by.may(Right.DECLARE)
    office = by.answers_for(certificate.organisation.region) and by.may(Right.REVIEW, Right.PUBLISH)
    if not (own or office):
        raise Refused(_("只有出具证明的单位和所在地管理部门可以撤销。"))
    if certificate.revoked_at:
        raise Refused(_("证明%s已经撤销。") % certificate.number)
    if not reason.strip():
        raise Refused(_("请写明撤销的理由。"))
    certificate.revoked_at, certificate.revoked_by_name = timezone.now(), by.name
    certificate.revoke_reason = reason.strip()
    certificate.save(update_fields=["revoked_at", "revoked_by_name", "revoke_reason"])
    record("certificate.revoke", certificate, by=by, reason=reason)
    return certificate
