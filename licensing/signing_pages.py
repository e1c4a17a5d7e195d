"""What the page of signing says: in which order, who has, what you can do, and the log with the hash of each file."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.forms.signing import ANSWERS, ScanForm, SigningForm
from licensing.models import Licence, Paper, Signature, SigningNote
from licensing.services.signing import SIGNABLE, colleagues_of, hands_of, is_complete
from licensing.signing import SignAction, SignState, sign_steps_open_to
from licensing.workflow import FELL_THROUGH, Side, Status
from tenancy.actors import Actor
from tenancy.days import due_word
from tenancy.roles import Right


def signing_page(licence: Licence, actor: Actor) -> dict[str, Any]:
    paper = licence.papers.last()
    signatures = list(paper.signatures.select_related("party", "paper__licence")) if paper else []
    return {
        "licence": licence,
        "paper": paper,
        "done": paper is not None and is_complete(paper),
        "signed": _sealed(paper),
        "begun": bool(signatures),
        "not_begun": "" if signatures else _why_not_begun(licence),
        "columns": [{"word": word} for word in (_("签署方"), _("状态"), _("期限"), _("签署方式"), _("签署人和时间"))],
        "rows": [_row(one) for one in signatures],
        "cases": [_case(one, actor) for one in signatures if licence.status in SIGNABLE],
        "log_columns": [{"word": word} for word in (_("时间"), _("事项"), _("办理人"), _("文件和摘要（SHA-256）"))],
        "log": [_line(note) for note in _notes(paper)],
    }


def _why_not_begun(licence: Licence) -> str:
    """What has to come first, or that nothing comes."""
    if licence.status in FELL_THROUGH:
        return _("许可未达成，不签署合同。")
    if licence.status == Status.CONFIRMED:
        return _("合同已确认，平台上没有签署记录。刚刚确认的，平台随即发起签署并通知第一个签署方。")
    return _("专利权人确认合同后，平台自动发起签署并通知第一个签署方。许可已达成的，不因未签署而失效。")


def signing_word(licence: Licence) -> tuple[str, str]:
    """How signing stands, for the page of the licence: the state and its word."""
    if licence.status in FELL_THROUGH:
        return licence.status, _("许可未达成，不签署合同")
    paper = licence.papers.last()
    states = list(paper.signatures.values_list("state", flat=True)) if paper else []
    if not states:
        confirmed = licence.status == Status.CONFIRMED
        return "todo", _("平台上没有签署记录") if confirmed else _("专利权人确认合同后发起签署")
    if paper and is_complete(paper):
        return SignState.SIGNED, _("各方均已签署")
    signed = sum(state == SignState.SIGNED for state in states)
    words = {"signed": signed, "all": len(states)}
    return "pending", _("%(all)s方中%(signed)s方已签署") % words


def _sealed(paper: Paper | None) -> str:
    """Where the file with all electronic signatures lies; empty while one is missing, or where paper was signed."""
    last = paper.signing_notes.filter(action=SignAction.SEAL).last() if paper and is_complete(paper) else None
    return _address(last) if last else ""


def _notes(paper: Paper | None) -> list[SigningNote]:
    return list(paper.signing_notes.select_related("signature__party", "paper").order_by("-id")) if paper else []


def _row(one: Signature) -> list[Any]:
    side = _("许可人") if one.party.side == Side.LICENSOR else _("被许可人")
    who = f"{one.signed_by_name} {_stamp(one.signed_at)}" if one.signed_at else one.handler_name or "—"
    state = {"text": one.get_state_display(), "status": "todo" if one.state == SignState.QUEUED else one.state}
    day = due_word(one.due_on) if one.due_on and one.state == SignState.ASKED else "—"
    return [f"{side}：{one.party.name}", state, day, one.get_way_display() or "—", who]


def _case(one: Signature, actor: Actor) -> dict[str, Any]:
    """What this person can do about one signature, with what follows."""
    open_now = sign_steps_open_to(hands_of(one, actor), one.state)
    wanted = [action for action in ANSWERS if action in open_now and _makes_sense(one, action, actor)]
    scan = one.notes.filter(action=SignAction.SCAN).last() if one.state == SignState.SCANNED else None
    return {
        "signature": one,
        "acts": [{"label": a.label, "effect": effect_of(a), "form": _form(one, a, scan), "action": a} for a in wanted],
        "scan_form": ScanForm(auto_id=f"scan{one.pk}_%s") if SignAction.SCAN in open_now else None,
        "scan": _file(scan) if scan else None,
        "hints": scan.hints if scan else [],
    }


def _form(one: Signature, action: SignAction, scan: SigningNote | None) -> SigningForm:
    return SigningForm(one, action, seen=scan.pk if scan else None)


def _makes_sense(one: Signature, action: SignAction, actor: Actor) -> bool:
    if action in (SignAction.SIGN, SignAction.REFUSE):
        return actor.may(Right.SIGN)
    return action != SignAction.HAND_ON or colleagues_of(one).count() > 1


def effect_of(action: SignAction) -> str:
    return {
        SignAction.SIGN: _("以本单位名义电子签署合同；签署时间、所签文件的摘要和您的身份记入签署记录，不能撤销。"),
        SignAction.REFUSE: _("您的理由告知对方和所在地管理部门。许可自接受时已达成，不因未签署而失效。"),
        SignAction.HAND_ON: _("由该同事签署并接收提醒；可以再转回。"),
        SignAction.AGREE: _("确认后该方视为已签署，不能撤销。"),
        SignAction.RETURN: _("退回后由对方重新扫描或者改为电子签署。"),
    }[action]


def _line(note: SigningNote) -> list[Any]:
    whose = note.signature.party.name if note.signature else ""
    what = f"{note.get_action_display()}　{whose}".strip()
    said = f"{what}\n{note.reason}" if note.reason else what
    who = f"{note.place_name} {note.done_by_name}".strip()
    hashes = f"{note.name}\n{note.sha256}" if note.sha256 else note.signed_sha256 or "—"
    kept = {"text": hashes, "href": _address(note)} if note.file else hashes.strip()
    return [_stamp(note.effective_at), said, who, kept]


def _stamp(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def _file(note: SigningNote) -> dict[str, str]:
    return {"name": note.name, "href": _address(note)}


def _address(note: SigningNote) -> str:
    return reverse("licensing:signing_file", args=[note.paper.licence_id, note.pk])
