"""Enter a claim on public money and take it from stage to stage; every yuan has a row, a hand and a reason (HB-57)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from licensing.models import Licence
from licensing.services.moves import keep_aside, locked
from licensing.services.suspicion import why_held_back
from publication.money import plain
from reporting.models import Claim, ClaimStep
from reporting.models.funds import FOLLOWING, WITH_AMOUNT, Claimant, Stage
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Right

WAITS_FOR_FLAGS = frozenset({Stage.CLAIMED, Stage.APPROVED, Stage.PAID})


@dataclass(frozen=True)
class Asked:
    """What is claimed, by which side, from which programme; the amount in yuan."""

    programme: str
    source: str
    side: Claimant
    amount: Decimal


@transaction.atomic
def claim(licence: Licence, asked: Asked, *, by: Actor) -> Claim:
    """申报: once for each licence, side and programme, and not while a suspicion is open (LN-72)."""
    _check_hand(licence, by)
    licence = locked(licence)
    if missing := missing_to_claim(licence, asked):
        raise Refused(*missing)
    party = licence.parties.filter(side=asked.side).order_by("position")[0]
    now = timezone.now()
    made = Claim.objects.create(
        licence=licence,
        region=licence.region,
        programme=asked.programme.strip(),
        source=asked.source.strip(),
        side=asked.side,
        claimant_name=party.name,
        claimant_code=party.credit_code,
        amount=asked.amount,
        effective_at=now,
        entered_by_name=f"{by.place_name} {by.name}".strip(),
    )
    _step(made, Stage.CLAIMED, asked.amount, asked.source.strip(), by)
    log.record("funds.claim", made, by=by, payload={"amount": str(asked.amount), "licence": licence.number})
    return made


def missing_to_claim(licence: Licence, asked: Asked) -> list[str]:
    """Why nothing can be claimed for it now, as the page says it."""
    missing = list(why_held_back(licence))
    if not (asked.programme.strip() and asked.source.strip()):
        missing.append(_("请填写资金项目和依据文件。"))
    if asked.amount <= 0:
        missing.append(_("申报金额须大于0。"))
    same = Claim.objects.filter(licence=licence, programme=asked.programme.strip(), side=asked.side)
    if same.exists():
        missing.append(_("许可%s的这一方已就该资金项目申报过。") % licence.number)
    return missing


@transaction.atomic
def take_step(claim: Claim, stage: Stage, amount: Decimal | None, reason: str, *, by: Actor) -> ClaimStep:
    """审核、公示、拨付、评价、收回 or 不予支持, in their order and within the amount of the stage before."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("region", "licence__region").get(pk=claim.pk)
    _check_hand(claim.licence, by)
    claim.licence = locked(claim.licence)
    amount = amount if stage in WITH_AMOUNT else None
    if missing := missing_to_step(claim, stage, amount, reason):
        raise Refused(*missing)
    step = _step(claim, stage, amount, reason.strip()[:500], by)
    told = {"stage": stage, "amount": str(amount) if amount else ""}
    log.record("funds.step", claim, by=by, reason=step.reason, payload=told)
    return step


def missing_to_step(claim: Claim, stage: Stage, amount: Decimal | None, reason: str) -> list[str]:
    if stage not in FOLLOWING[claim.stage]:
        words = {"now": claim.stage.label, "next": stage.label}
        return [_("目前是“%(now)s”，不能办理“%(next)s”。") % words]
    missing = list(why_held_back(claim.licence)) if stage in WAITS_FOR_FLAGS else []
    if not reason.strip():
        missing.append(_("请写明说明：依据、公示期间或者评价结论。"))
    if stage in WITH_AMOUNT:
        missing += _wrong_amount(claim, stage, amount) + _repeated(claim, stage, amount, reason)
    return missing


def _wrong_amount(claim: Claim, stage: Stage, amount: Decimal | None) -> list[str]:
    """Approved at most what was claimed, paid at most what was approved, taken back at most what was paid."""
    if amount is None or amount <= 0:
        return [_("请填写大于0的金额。")]
    bounds = {
        Stage.APPROVED: (claim.amount, _("申报金额")),
        Stage.PAID: (claim.total(Stage.APPROVED) - claim.total(Stage.PAID), _("尚未拨付的审核金额")),
        Stage.RECOVERED: (claim.total(Stage.PAID) - claim.total(Stage.RECOVERED), _("尚未收回的拨付金额")),
    }
    most, words = bounds[stage]
    if amount <= most:
        return []
    told = {"amount": plain(amount), "what": words, "most": plain(most)}
    return [_("金额%(amount)s元超过%(what)s%(most)s元。") % told]


def _repeated(claim: Claim, stage: Stage, amount: Decimal | None, reason: str) -> list[str]:
    """A page sent twice, or again because no answer came, is one step."""
    if not any((one.stage, one.amount, one.reason) == (stage, amount, reason.strip()) for one in claim.path):
        return []
    return [_("同样环节、金额和说明的一步已经登记；确为另一笔的，请在“说明”中写明。")]


def _step(claim: Claim, stage: Stage, amount: Decimal | None, reason: str, by: Actor) -> ClaimStep:
    return ClaimStep.objects.create(
        claim=claim,
        stage=stage,
        amount=amount,
        reason=reason,
        effective_at=timezone.now(),
        done_by=by.person.pk,
        done_by_name=f"{by.place_name} {by.name}".strip(),
    )


def _check_hand(licence: Licence, by: Actor) -> None:
    by.must(Right.COLLECT_RETURNS)
    if not by.answers_for(licence.region):
        raise Refused(_("只有许可所在地及其上级的机构可以办理。"))
    keep_aside(licence, by)
