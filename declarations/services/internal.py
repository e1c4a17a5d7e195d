"""Inside the institution, before a declaration leaves the house: objections and their decision (ZJ-28, F011)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.models import Declaration, Objection
from declarations.notices import tell_declarant
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked, move
from declarations.workflow import Action, Status
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Role

BEFORE_LEAVING = (Status.DRAFT, Status.RETURNED, Status.INTERNAL)


@transaction.atomic
def object_to(declaration: Declaration, *, by: Actor, raised_by_name: str, ground: str) -> Objection:
    """内部异议: by an inventor or a colleague; from then on it cannot leave the house until somebody decides."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if declaration.status not in BEFORE_LEAVING:
        raise Refused(_("声明已离开本单位，当前状态为“%s”，不能再提内部异议。") % declaration.get_status_display())
    if not ground.strip():
        raise Refused(_("请写明异议理由。"))
    objection = Objection.objects.create(
        declaration=declaration,
        raised_by=by.user.pk if by.user else None,
        raised_by_name=raised_by_name.strip() or by.name,
        ground=ground.strip(),
    )
    record("declaration.objection", declaration, by=by, reason=ground, payload={"by": objection.raised_by_name})
    tell_declarant(declaration, _("有新的内部异议：%s") % ground[:80], by=by, occasion=f"objection:{objection.pk}")
    return objection


@transaction.atomic
def decide(objection: Objection, *, by: Actor, upheld: bool, decision: str) -> Objection:
    """The administrator's decision, with a sentence. Upheld, the declaration goes back to its draft."""
    declaration = locked(objection.declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if by.role == Role.HANDLER:
        raise Refused(_("异议由单位管理员处理。"))
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.decided_at or not decision.strip():
        raise Refused(_("这项异议已有处理意见。") if objection.decided_at else _("请写明处理意见。"))
    objection.upheld, objection.decision = upheld, decision.strip()
    objection.decided_at, objection.decided_by = timezone.now(), by.user.pk if by.user else None
    objection.save()
    record("declaration.objection_decided", declaration, by=by, reason=decision, payload={"upheld": upheld})
    if upheld and declaration.status == Status.INTERNAL:
        move(declaration, Action.OBJECT, by=by, reason=decision)
    return objection


def refuse_undecided(declaration: Declaration) -> None:
    """An objection stops the declaration until it is decided."""
    if undecided := declaration.objections.filter(decided_at=None).count():
        raise Refused(_("有%s项内部异议尚未处理，声明暂不能提交（专利公开实施：异议纠纷解决）。") % undecided)
