"""Signing a contract: in order, with reminders, a reason for every no, and a log that names each file by its hash.

The licence stands since the acceptance; nothing here changes that. A signature is an act of a person (`sign`), the
electronic seal on the PDF is made by a job (`seal`), so that a seal that cannot be reached delays the file only.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.contract import read_contract
from licensing.identity import identity_of
from licensing.models import Paper, Signature, SigningNote
from licensing.notices import tell_both, tell_office, tell_party
from licensing.pdf import as_stamp
from licensing.sealing import Mark, seal_of
from licensing.services import answers
from licensing.services.moves import keep_aside, locked
from licensing.services.papers import pdf_of
from licensing.signing import SIGN_STEPS, Hand, SignAction, SignState, Way, why_no_sign_step
from licensing.verify_packet import sha256
from licensing.verify_signed import report
from licensing.workflow import Side, Status
from outbox.queue import enqueue
from tenancy.actors import Actor
from tenancy.models import Membership
from tenancy.policy import policy_of
from tenancy.policy.workdays import add_working_days
from tenancy.refusals import Refused
from tenancy.roles import Right, holders

SIGNABLE = (Status.CONCLUDED, Status.CONFIRMED)
SEAL = "licensing.seal"
TURNS = {"licensee_first": (Side.LICENSEE, Side.LICENSOR), "licensor_first": (Side.LICENSOR, Side.LICENSEE)}


@transaction.atomic
def begin(paper: Paper, *, by: Actor) -> list[Signature]:
    """发起签署: a line for each party, in the order of the province; asked again, it changes nothing."""
    licence = locked(paper.licence)
    if paper.signatures.exists() or licence.status not in SIGNABLE:
        return list(paper.signatures.all())
    order = TURNS.get(policy_of(licence.province).signing_order)
    parties = sorted(licence.parties.all(), key=lambda party: (party.side != Side.LICENSOR, party.position))
    Signature.objects.bulk_create(
        Signature(paper=paper, party=party, place=place, turn=order.index(Side(party.side)) + 1 if order else 1)
        for place, party in enumerate(parties, 1)
    )
    note(paper, SignAction.BEGIN, by=by, sha256=paper.sha256, name=f"{licence.number}.pdf")
    ask_next(paper, by=by)
    return list(paper.signatures.all())


@transaction.atomic
def sign(signature: Signature, *, by: Actor) -> Signature:
    """签署: this person, with the hash of the contract that was before them."""
    by.must(Right.SIGN)
    signature = held(signature, SignAction.SIGN, by=by)
    _refuse_wrong_person(signature, by)
    settle(signature, Way.ELECTRONIC, by=by)
    note(signature.paper, SignAction.SIGN, by=by, signature=signature, identity=identity_of(by))
    enqueue(SEAL, key=str(signature.pk), by=by, payload={"signature": signature.pk})
    ask_next(signature.paper, by=by)
    answer_by_signing(signature, by=by)
    return signature


def answer_by_signing(signature: Signature, *, by: Actor) -> None:
    """An owner who signs has confirmed the contract; nobody waits for a second word, and no silence is counted.

    The licensee who brings the paper of an owner without an account confirms nothing.
    """
    licence = signature.paper.licence
    is_owner = signature.party.side == Side.LICENSOR and Side.LICENSOR in licence.sides_of(by)
    if is_owner and licence.status == Status.CONCLUDED and by.may(Right.DECLARE):
        answers.confirm(licence, by=by)


@transaction.atomic
def refuse(signature: Signature, *, by: Actor, reason: str) -> Signature:
    """谢绝签署: with a reason that all read. The licence stands; the office helps the sides."""
    by.must(Right.SIGN)
    signature = held(signature, SignAction.REFUSE, by=by, reason=reason)
    move_signature(signature, SignAction.REFUSE)
    note(signature.paper, SignAction.REFUSE, by=by, signature=signature, reason=reason)
    words = {"who": signature.party.name, "number": signature.paper.licence.number, "reason": reason}
    sentence = _("%(who)s谢绝签署许可%(number)s的合同：%(reason)s。许可已达成，不受影响。") % words
    about = f"refused:{signature.pk}:{signature.notes.count()}"
    tell_both(signature.paper.licence, by=by, sentence=sentence, about=about)
    tell_office(signature.paper.licence, by=by, sentence=sentence, about=about)
    return signature


@transaction.atomic
def hand_on(signature: Signature, *, by: Actor, to: int | None) -> Signature:
    """转交: a colleague of the same organisation who may sign; they are told, and the desk is theirs."""
    signature = held(signature, SignAction.HAND_ON, by=by)
    colleague = colleagues_of(signature).filter(user=to).first()
    if colleague is None:
        raise Refused(_("请选择本单位有签署权限的同事。"))
    if signature.handler == colleague.user_id:
        raise Refused(_("已由%s办理签署。") % colleague.user.name)
    signature.handler, signature.handler_name = colleague.user_id, colleague.user.name
    signature.save(update_fields=["handler", "handler_name"])
    note(signature.paper, SignAction.HAND_ON, by=by, signature=signature, reason=colleague.user.name)
    words = {"who": by.name, "number": signature.paper.licence.number}
    sentence = _("%(who)s把许可%(number)s的合同转交您签署") % words
    tell_party(signature, by=by, sentence=sentence, about=f"handed:{signature.notes.count()}")
    return signature


@transaction.atomic
def seal(pk: int, *, by: Actor) -> bool:
    """Put the electronic signature on the PDF, once; the file is checked before it is kept.

    A seal may take its time: nobody waits for the licence meanwhile. False when another came first; ask again then.
    """
    if _needs_no_seal(pk):
        return True
    signature = Signature.objects.select_related("paper__licence", "party").get(pk=pk)
    paper, before = signature.paper, signed_file(signature.paper)
    after = _sealed(signature, before)
    licence = locked(paper.licence)
    if _needs_no_seal(pk):
        return True
    if signed_file(paper) != before:
        return False
    note(
        paper,
        SignAction.SEAL,
        by=by,
        signature=signature,
        signed_sha256=sha256(before),
        content=after,
        name=f"{licence.number}-signed.pdf",
        media_type="application/pdf",
    )
    complete(paper, by=by)
    return True


def _needs_no_seal(pk: int) -> bool:
    """Done already, or there is no signature any more, as the rows stand now."""
    signed = Signature.objects.filter(pk=pk, state=SignState.SIGNED).exists()
    return not signed or SigningNote.objects.filter(signature=pk, action=SignAction.SEAL).exists()


def _sealed(signature: Signature, before: bytes) -> bytes:
    door = seal_of(signature.paper.licence.province)
    after = door.seal(before, mark_of(signature))
    faults = _faults_of_seal(before, after, door.certificate())
    if not after.startswith(before) or faults:
        raise ValueError(f"The seal gave back a file that does not hold: {'; '.join(faults)}")
    return after


def _faults_of_seal(before: bytes, after: bytes, certificate: bytes) -> list[str]:
    """Of the new signature, and what it did to earlier ones; those may be of a seal that the province had before."""
    known, found = (report(content, [certificate]) for content in (before, after))
    if len(found.signatures) <= len(known.signatures):
        return [*found.faults] or ["没有新的电子签名"]
    past = [*(one.faults for one in known.signatures), *[()] * len(found.signatures)]
    return [fault for one, old in zip(found.signatures, past, strict=False) for fault in one.faults if fault not in old]


def complete(paper: Paper, *, by: Actor) -> None:
    """签署完成: every party has signed, and each electronic signature is in the file."""
    signatures = list(paper.signatures.all())
    if any(one.state != SignState.SIGNED for one in signatures) or is_complete(paper):
        return
    electronic = [one for one in signatures if one.way == Way.ELECTRONIC]
    if paper.signing_notes.filter(action=SignAction.SEAL, signature__in=electronic).count() < len(electronic):
        return
    final = sha256(signed_file(paper))
    note(paper, SignAction.COMPLETE, by=by, sha256=final)
    words = {"number": paper.licence.number, "hash": final}
    told = _("许可%(number)s的合同各方均已签署，请留存合同文件摘要（SHA-256）：%(hash)s") % words
    tell_both(paper.licence, by=by, sentence=told, about=f"signed:{paper.edition}")


@transaction.atomic
def void(paper: Paper, *, by: Actor, reason: str) -> None:
    """停止签署原文本: another edition takes its place."""
    open_still = paper.signatures.exclude(state=SignState.VOID)
    if open_still.update(state=SignState.VOID):
        note(paper, SignAction.VOID, by=by, reason=reason)


def remind(*, by: Actor, today: date | None = None) -> int:
    """催签: whoever was asked some days ago and has not signed; past the day, the office reads of it too, once.

    What has ended, was never concluded or is disputed is not to be signed, and nobody is asked to.
    """
    today = today or timezone.localdate()
    every, told = policy_of(by.province).signing_reminder_days or 1, 0
    asked = Signature.objects.filter(state=SignState.ASKED, paper__licence__status__in=SIGNABLE)
    waiting = asked.select_related("paper__licence", "party")
    for signature in waiting.iterator():
        assert signature.asked_at
        assert signature.due_on
        days = (today - timezone.localdate(signature.asked_at)).days
        if days > 0 and (days % every == 0 or today == signature.due_on + timedelta(days=1)):
            told += _remind(signature, today, by=by)
    return told


@transaction.atomic
def _remind(signature: Signature, today: date, *, by: Actor) -> int:
    licence = locked(signature.paper.licence)
    if licence.status not in SIGNABLE or not Signature.objects.filter(pk=signature.pk, state=SignState.ASKED).exists():
        return 0
    assert signature.due_on
    words = {"number": signature.paper.licence.number, "day": signature.due_on, "who": signature.party.name}
    overdue = today > signature.due_on
    sentence = _("请%(who)s于%(day)s前签署许可%(number)s的合同") % words
    if overdue:
        sentence = _("%(who)s应于%(day)s前签署许可%(number)s的合同，已逾期") % words
    tell_party(signature, by=by, sentence=sentence, about=f"remind:{today}")
    if overdue:
        tell_office(signature.paper.licence, by=by, sentence=sentence, about=f"unsigned:{signature.pk}")
    note(signature.paper, SignAction.REMIND, by=by, signature=signature)
    return 1


def held(signature: Signature, action: SignAction, *, by: Actor, reason: str = "") -> Signature:
    """The row as it stands now, locked with its licence, if this person may take this step; Refused otherwise."""
    licence = locked(signature.paper.licence)
    signature = Signature.objects.select_related("paper__licence", "party").get(pk=signature.pk)
    if licence.status not in SIGNABLE:
        raise Refused(_("许可当前状态为“%s”，不能办理签署。") % licence.get_status_display())
    if no := why_no_sign_step(hands_of(signature, by), action, signature.state, reason):
        raise Refused(str(no))
    keep_aside(licence, by)
    return signature


def hands_of(signature: Signature, by: Actor) -> frozenset[Hand]:
    """Which hands this person lends. For a party without an account the others bring the sealed paper."""
    sides = signature.paper.licence.sides_of(by)
    if by.is_platform:
        return frozenset({Hand.PLATFORM})
    if signature.party.organisation_id is None:
        return frozenset({Hand.BEARER, Hand.OTHER}) if by.organisation and sides else frozenset()
    if by.organisation and signature.party.organisation_id == by.organisation.pk:
        return frozenset({Hand.PARTY})
    return frozenset({Hand.OTHER}) if sides else frozenset()


def colleagues_of(signature: Signature, user: int | None = None) -> Any:
    """Who of the party may sign, or whether this user may; nobody for a party without an account."""
    if signature.party.organisation_id is None:
        return Membership.objects.none()
    signers = Membership.objects.active().filter(role__in=holders(Right.SIGN))
    signers = signers.filter(user=user) if user else signers
    return signers.filter(organisation=signature.party.organisation_id).select_related("user").order_by("pk")


def is_complete(paper: Paper) -> bool:
    return paper.signing_notes.filter(action=SignAction.COMPLETE).exists()


def signed_file(paper: Paper) -> bytes:
    """The PDF with the electronic signatures so far; without any, the contract as it was made."""
    last = paper.signing_notes.filter(action=SignAction.SEAL).last()
    if last is None:
        return pdf_of(paper)
    with last.file.open("rb") as file:
        return bytes(file.read())


def mark_of(signature: Signature) -> Mark:
    """What the electronic signature says, and its picture."""
    assert signature.signed_at
    number, when = signature.paper.licence.number, timezone.localtime(signature.signed_at)
    party, code = signature.party, read_contract(signature.paper.content).check_code
    person = "" if party.name == signature.signed_by_name else f"经办人 {signature.signed_by_name}"
    lines = ["电子签名", party.name, party.credit_code, person, f"{when:%Y-%m-%d %H:%M:%S}", f"校验码 {code}"]
    reason = f"签署许可合同{number}（{signature.signed_by_name}，{when.isoformat(timespec='seconds')}）"
    return Mark(party.name, reason, f"sign-{signature.place}", as_stamp([line for line in lines if line]))


def note(
    paper: Paper,
    action: SignAction,
    *,
    by: Actor,
    signature: Signature | None = None,
    content: bytes = b"",
    **said: Any,
) -> SigningNote:
    """A line of the log, the file beside it, and the event."""
    line = SigningNote(paper=paper, signature=signature, action=action, effective_at=timezone.now(), **said)
    line.signed_sha256 = line.signed_sha256 or (paper.sha256 if action in (SignAction.SIGN, SignAction.SCAN) else "")
    line.done_by, line.done_by_name = (by.user.pk if by.user else None), by.name
    line.place_name = by.place_name
    if content:
        line.sha256, line.size = sha256(content), len(content)
        line.file.save(f"{line.sha256}.{line.name.rsplit('.', 1)[-1]}", ContentFile(content), save=False)
    line.save()
    payload = {"party": signature.party.name if signature else "", "sha256": line.sha256, "edition": paper.edition}
    record(f"licence.signing_{action.value}", paper.licence, by=by, reason=line.reason, payload=payload)
    return line


def move_signature(signature: Signature, action: SignAction, **changes: Any) -> None:
    """The only code that sets a state."""
    to = SIGN_STEPS[action].to
    assert to
    signature.state = to
    for name, value in changes.items():
        setattr(signature, name, value)
    signature.save(update_fields=["state", *changes])


def settle(signature: Signature, way: Way, *, by: Actor, action: SignAction = SignAction.SIGN) -> None:
    """It is signed from now on, by this hand."""
    changes = {"way": way, "signed_at": timezone.now(), "signed_by_name": by.name}
    move_signature(signature, action, **changes, signed_by=by.user.pk if by.user else None)


def ask_next(paper: Paper, *, by: Actor) -> None:
    """Ask those whose turn it is: the lowest number that has not signed; none is asked twice."""
    unsigned = [one for one in paper.signatures.all() if one.state != SignState.SIGNED]
    turn = min((one.turn for one in unsigned), default=0)
    _ask([one for one in unsigned if one.turn == turn and one.state == SignState.QUEUED], by=by)


def _ask(signatures: Sequence[Signature], *, by: Actor) -> None:
    for signature in signatures:
        licence = signature.paper.licence
        clock = add_working_days(timezone.localdate(), policy_of(licence.province).signing_working_days)  # type: ignore[arg-type]
        move_signature(signature, SignAction.ASK, asked_at=timezone.now(), due_on=clock.day)
        note(signature.paper, SignAction.ASK, by=by, signature=signature)
        words = {"who": signature.party.name, "day": clock.day, "number": licence.number}
        sentence = _("请%(who)s于%(day)s前签署许可%(number)s的合同") % words
        tell_party(signature, by=by, sentence=sentence, about="ask")


def _refuse_wrong_person(signature: Signature, by: Actor) -> None:
    """A colleague it was handed to signs alone; of one who has left it is anyone's again."""
    handler = signature.handler
    if handler and by.user and handler != by.user.pk and colleagues_of(signature, handler).exists():
        raise Refused(_("本合同已转交%s签署；由您签署的，请先转交给自己。") % signature.handler_name)
