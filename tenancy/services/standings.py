"""确认登记: the office of the place confirms who an organisation is, sends a registration back, or refuses it.

Until then it may prepare everything and bind nobody: a credit code is public, and who types one is not yet the body.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.models import Organisation
from tenancy.models.organisations import Aspect, Standing
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.services import memberships, organisations, sign_ups

OWN_ADMINISTRATORS = frozenset({Role.ORGANISATION_ADMIN, Role.INDIVIDUAL})


@transaction.atomic
def confirm(organisation: Organisation, *, by: Actor, seen: str = "") -> Organisation:
    """确认登记。`seen`: the mark of what the officer read; what was corrected since is read first."""
    organisation = _for_answer(organisation, by)
    if seen and seen != mark_of(organisation):
        raise Refused(_("“%(name)s”的登记在您打开之后已补正，请核对后再确认") % {"name": organisation.name})
    return _stand(organisation, Standing.CONFIRMED, by)


def mark_of(organisation: Organisation) -> str:
    """Names what is stated now: by its newest fact."""
    return str(organisation.facts.order_by("-pk").values_list("pk", flat=True).first())


@transaction.atomic
def send_back(organisation: Organisation, *, reason: str, by: Actor) -> Organisation:
    """退回补正。Its people read the reason, correct and hand in again."""
    organisation = _for_answer(organisation, by)
    return _stand(organisation, Standing.RETURNED, by, _required(reason))


@transaction.atomic
def refuse(organisation: Organisation, *, reason: str, by: Actor) -> Organisation:
    """不予登记。Nobody acts for it any more, and its credit code is free for whoever it really belongs to.

    Also what was sent back: who never corrects it would keep the code from its owner for ever.
    """
    organisation = _for_answer(organisation, by, also=Standing.RETURNED)
    organisation = _stand(organisation, Standing.REFUSED, by, _required(reason))
    memberships.end_all(organisation, by=by, reason=reason)
    sign_ups.lodge_again(organisation)
    return organisation


@transaction.atomic
def hand_in_again(organisation: Organisation, changes: Mapping[Aspect, str], *, by: Actor) -> Organisation:
    """补正后重新提交。What was stated wrongly is corrected from now on; the office gets it again."""
    organisation = organisations.locked(organisation)
    if by.organisation != organisation or by.role not in OWN_ADMINISTRATORS:
        raise Refused(_("只有本单位管理员可以补正登记"))
    if organisation.standing != Standing.RETURNED:
        raise Refused(_("“%(name)s”的登记没有待补正的内容") % {"name": organisation.name})
    now = timezone.now()
    for aspect, value in changes.items():
        organisations.check_value(organisation, aspect, value)
        organisations.append(organisation, aspect, value, now, by, reason=_("补正登记"))
        organisations.keep_in_step(organisation, aspect, value, now, by, _("补正登记"))
    return _stand(organisation, Standing.REGISTERED, by)


def why_not_yet(organisation: Organisation | None) -> list[str]:
    """What keeps an organisation from binding itself or others; empty once it is confirmed. The platform is nobody."""
    if organisation is None or organisation.is_confirmed:
        return []
    if organisation.standing == Standing.RETURNED:
        return [_("“%(name)s”的登记已退回，请先在“本单位”页补正。") % {"name": organisation.name}]
    words = {"name": organisation.name, "region": organisation.region.name}
    return [
        _("“%(name)s”的登记尚待%(region)s知识产权管理部门确认。已填内容会保留，确认后即可提交，我们会通知您。") % words
    ]


def reason_of(organisation: Organisation) -> str:
    """Why it stands as it stands, in the officer's words."""
    return organisation.facts.filter(aspect=Aspect.STANDING).latest("effective_at", "pk").reason


def _for_answer(organisation: Organisation, by: Actor, *, also: Standing | None = None) -> Organisation:
    organisation = organisations.locked(organisation)
    organisations.must_answer_for(organisation.name, organisation.region, by)
    stand_aside(by, [organisation.pk])
    if organisation.is_confirmed:
        raise Refused(_("“%(name)s”已确认，无需再次确认") % {"name": organisation.name})
    if organisation.standing not in (Standing.REGISTERED, also):
        raise Refused(_("“%(name)s”的登记已答复，现在不在等待确认") % {"name": organisation.name})
    return organisation


def _required(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("请写明理由：对方据此补正或者另行登记"))
    return reason.strip()


def _stand(organisation: Organisation, standing: Standing, by: Actor, reason: str = "") -> Organisation:
    organisations.append(organisation, Aspect.STANDING, standing, timezone.now(), by, reason=reason)
    organisation.standing = standing
    organisation.save(update_fields=["standing"])
    return organisation
