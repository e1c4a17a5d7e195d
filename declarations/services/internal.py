"""Inside the institution, before a declaration leaves the house: objections and their decision (ZJ-28, F011)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.models import Approval, Declaration, InternalRule, Objection
from declarations.models.internal import MOST_APPROVALS
from declarations.notices import tell_declarant
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked, move
from declarations.workflow import Action, Status
from tenancy.actors import Actor
from tenancy.models import Organisation
from tenancy.policy import Policy, policy_of
from tenancy.refusals import Refused
from tenancy.roles import Role

BEFORE_LEAVING = (Status.DRAFT, Status.RETURNED, Status.INTERNAL)


@transaction.atomic
def set_rule(approvals: int, *, by: Actor) -> InternalRule:
    """How many people of the institution agree, one after the other, before a declaration of it leaves the house.

    Raises Refused for nobody at all where the province asks for an approval inside (ZJ-28).
    """
    organisation = by.organisation
    if organisation is None or by.role != Role.ORGANISATION_ADMIN:
        raise Refused(_("内部审批由单位管理员设定。"))
    policy = policy_of(by.province, region=organisation.region)
    if not approvals and policy.internal_approval:
        raise Refused(_("本省要求声明离开单位前须内部批准，不能关闭（%s）。") % policy.cite("internal_approval"))
    if not 0 <= approvals <= MOST_APPROVALS:
        raise Refused(_("内部审批最多%s人依次同意。") % MOST_APPROVALS)
    now = timezone.now()
    rule = InternalRule(organisation=organisation, approvals=approvals, effective_at=now, set_by=by.person.pk)
    rule.save()
    record("declaration.set_internal_rule", organisation, by=by, payload={"approvals": approvals})
    return rule


def approvals_needed(organisation: Organisation, policy: Policy) -> int:
    """By the institution's last word; else one person where the province asks for an approval inside."""
    least = int(bool(policy.internal_approval))
    own = InternalRule.objects.filter(organisation=organisation).last()
    return max(least, own.approvals) if own else least


def agreed(declaration: Declaration) -> QuerySet[Approval]:
    """Who has agreed to it as it stands."""
    return declaration.approvals.filter(edition=declaration.version)


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
