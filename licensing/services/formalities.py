"""手续 of a way of implementing: recorded step by step, closed when all are there; and what becomes of the offer."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.formalities import OUTRIGHT, closes_offer, formalities_of
from licensing.models import Formality, Licence
from licensing.models.filings import CLOSED
from licensing.models.formalities import FormalityKind
from licensing.notices import tell_both
from licensing.services import evidence
from licensing.services.moves import locked
from licensing.services.payments import must_be, refuse
from licensing.services.scheduling import IN_FORCE
from licensing.signing import SignAction
from licensing.workflow import Side
from publication import announce
from publication.choices import ACCEPTING_STATES, Mode, State
from publication.freed import free
from publication.models import Record
from publication.standing import TAKEN, lock_record, refusal_to_accept, state_now, was_taken
from tenancy.actors import Actor, system_actor
from tenancy.policy import policy_of

BY_ITSELF = (FormalityKind.FILING, FormalityKind.CLOSED)


@dataclass(frozen=True)
class Done:
    """One formality that was done: when, where, under which number, with which paper."""

    kind: str
    done_on: date
    body: str = ""
    number: str = ""
    note: str = ""
    voucher: UploadedFile | None = None


def needed(licence: Licence) -> tuple[FormalityKind, ...]:
    """What this licence needs by the rules of the day on which it was accepted."""
    types = [party.owner_type for party in licence.parties.all() if party.side == Side.LICENSOR]
    return formalities_of(licence.mode, policy_of(licence.province, at=licence.accepted_at), types)


def missing(licence: Licence) -> list[FormalityKind]:
    """What has not been recorded yet; the filing and the signing of the contract have their own rows."""
    done = set(licence.formalities.values_list("kind", flat=True))
    if licence.filings.filter(stage__in=CLOSED).exists():
        done.add(FormalityKind.FILING)
    if licence.papers.filter(signing_notes__action=SignAction.COMPLETE).exists():
        done.add(FormalityKind.CONTRACT)
    return [kind for kind in needed(licence) if kind not in done]


@transaction.atomic
def do(licence: Licence, done: Done, *, by: Actor) -> Formality:
    """登记一项手续: by either side, or the office."""
    licence = locked(licence)
    must_be(licence, {Side.LICENSOR, Side.LICENSEE, Side.OFFICE}, by)
    refuse(_faults(licence, done))
    made = _row(licence, done, by=by)
    words = {"number": licence.number, "kind": made.get_kind_display(), "day": done.done_on}
    tell_both(
        licence, by=by, sentence=_("许可%(number)s：%(kind)s已于%(day)s办理") % words, about=f"formality:{made.pk}"
    )
    return made


@transaction.atomic
def close(licence: Licence, *, by: Actor) -> Formality:
    """手续办结. Raises Refused with everything that is missing: without a venue nothing is closed (ZJ-48)."""
    licence = locked(licence)
    must_be(licence, {Side.LICENSOR, Side.LICENSEE, Side.OFFICE}, by)
    lacking = [_("尚未办理“%s”。") % kind.label for kind in missing(licence)]
    none = [] if needed(licence) else [_("本许可没有须登记的手续。")]
    refuse(none + lacking + _faults_of_standing(licence))
    made = _row(licence, Done(FormalityKind.CLOSED, timezone.localdate()), by=by)
    licence.closed_at = timezone.now()
    licence.save(update_fields=["closed_at"])
    sentence = _("许可%s：全部手续已办结") % licence.number
    tell_both(licence, by=by, sentence=sentence, about=f"formality:{made.pk}")
    return made


def keep_others_out(licence: Licence) -> None:
    """At the moment both agree, inside that verb: an exclusive right closes the offer for all others (ZJ-49).

    Raises Refused when somebody else was there first, in whatever way this one was asked for: the lock on the record
    puts two agreements in a row.
    """
    if licence.concluded_at:
        return
    closes = closes_offer(licence.mode, policy_of(licence.province, at=licence.accepted_at))
    for patent in licence.patents.order_by("record_number"):
        found = lock_record(patent.record_number)
        if closes and state_now(found) not in ACCEPTING_STATES:
            refuse([refusal_to_accept(found)])
        refuse(_in_the_way(licence, found))
        if closes and state_now(found) == State.ACTIVE:  # in its notice of withdrawal it ends anyway
            words = {"mode": Mode(licence.mode).label, "number": licence.number}
            sentence = _("已以“%(mode)s”方式达成实施（%(number)s），不再接受其他人") % words
            announce.suspend(found.number, by=system_actor(licence.province), ground=TAKEN, sentence=sentence)


def _in_the_way(licence: Licence, found: Record) -> list[str]:
    """Rights given before: an exclusive or sole one bears no other, before or after; a change of hands no later one."""
    others = Licence.objects.filter(patents__record=found, status__in=IN_FORCE).exclude(pk=licence.pk)
    others = others.filter(Q(ends_on__gte=timezone.localdate()) | Q(mode__in=OUTRIGHT))  # however late the clock
    if licence.mode not in (Mode.EXCLUSIVE_LICENCE, Mode.SOLE_LICENCE):
        others = others.filter(mode__in=policy_of(licence.province, at=licence.accepted_at).modes_closing_offer)
    words = {"number": found.number, "mode": Mode(licence.mode).label}
    return [
        _("%(number)s已有在先的许可%(other)s（%(how)s）仍然有效，不能再以“%(mode)s”方式达成。")
        % (words | {"other": other.number, "how": other.get_mode_display()})
        for other in others
    ]


def open_again(licence: Licence) -> None:
    """The exclusive right is over: what it closed is to be offered again, unless the patent changed hands."""
    closed = closes_offer(licence.mode, policy_of(licence.province, at=licence.accepted_at))
    if licence.mode in OUTRIGHT or not closed:
        return
    for patent in licence.patents.order_by("record_number"):
        found = lock_record(patent.record_number)
        if state_now(found) == State.SUSPENDED and was_taken(found):
            sentence = _("原实施许可%s已终止，恢复公开") % licence.number
            free(found, sentence, by=system_actor(licence.province), occasion=licence.number)


def _faults(licence: Licence, done: Done) -> list[str]:
    found = _faults_of_standing(licence)
    if done.kind not in needed(licence) or done.kind in BY_ITSELF:
        found.append(_("请从本许可的手续清单中选择；合同备案在许可页登记。"))
    if licence.formalities.filter(kind=done.kind).exists():
        found.append(_("“%s”已登记。") % FormalityKind(done.kind).label)
    if not timezone.localdate(licence.accepted_at) <= done.done_on <= timezone.localdate():
        found.append(_("“办理日”须在接受许可之日至今天之间。"))
    if done.kind == FormalityKind.VENUE and not done.body.strip():
        found.append(_("请写明知识产权交易场所的名称（征求意见稿 一）。"))
    if done.kind == FormalityKind.STATE_ASSET and done.voucher is None:
        found.append(_("请上传国有资产处置意见（征求意见稿 四1）。"))
    if done.kind == FormalityKind.BIBLIOGRAPHIC and not done.number.strip():
        found.append(_("请填写著录项目变更手续合格通知书的编号。"))
    return found


def _faults_of_standing(licence: Licence) -> list[str]:
    if licence.status not in IN_FORCE:
        return [_("当前状态为“%s”，不能登记手续。") % licence.get_status_display()]
    if licence.formalities.filter(kind=FormalityKind.CLOSED).exists():
        return [_("手续已办结。")]
    return []


def _row(licence: Licence, done: Done, *, by: Actor) -> Formality:
    made = Formality.objects.create(
        licence=licence,
        kind=done.kind,
        done_on=done.done_on,
        body=done.body.strip(),
        number=done.number.strip(),
        note=done.note.strip(),
        evidence=evidence.keep(licence, done.voucher, by=by),
        side=next(iter(sorted(licence.sides_of(by))), Side.PLATFORM),
        effective_at=timezone.make_aware(datetime.combine(done.done_on, time.min)),
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
    )
    payload = {"kind": made.kind, "done_on": made.done_on, "body": made.body, "number": made.number}
    record("licence.formality", licence, by=by, effective_at=made.effective_at, payload=payload)
    return made
