"""A contract signed and sealed on paper, brought back as a scan: compared by the program, checked by the other side."""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader

from licensing.models import Paper, Signature, SigningNote
from licensing.notices import tell_party
from licensing.services.papers import pdf_of
from licensing.services.signing import answer_by_signing, ask_next, complete, held, move_signature, note, settle
from licensing.signing import SignAction, Way
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Right
from tenancy.scans import hints_on
from tenancy.uploads import Examined, examined


@transaction.atomic
def scan(signature: Signature, upload: UploadedFile | None, *, by: Actor) -> Signature:
    """上传签字盖章的扫描件: kept by its hash; what differs from the contract is said, a person compares."""
    by.must(Right.SIGN, Right.DECLARE, Right.ACCEPT)
    signature = held(signature, SignAction.SCAN, by=by)
    if upload is None:
        raise Refused(_("请选择“盖章扫描件”。"))
    paper, content = examined(upload), upload.read()
    if paper.sha256 == signature.paper.sha256:
        raise Refused(_("这是未签字盖章的合同原文件，请打印、签字盖章后再扫描上传。"))
    move_signature(signature, SignAction.SCAN)
    said: dict[str, Any] = {"name": paper.name, "media_type": paper.media_type, "content": content}
    hints = compared(signature.paper, paper, content)
    note(signature.paper, SignAction.SCAN, by=by, signature=signature, hints=hints, **said)
    words = {"who": signature.party.name, "number": signature.paper.licence.number}
    sentence = _("%(who)s上传了许可%(number)s合同的盖章扫描件，请核对") % words
    for other in signature.paper.signatures.exclude(pk=signature.pk):
        tell_party(other, by=by, sentence=sentence, about=f"scan:{signature.pk}:{signature.notes.count()}")
    answer_by_signing(signature, by=by)
    return signature


@transaction.atomic
def agree(signature: Signature, *, by: Actor, seen: int | None = None) -> Signature:
    """核对无误: the other side, or the office, has compared the scan with the contract. It counts as signed.

    `seen`: the line of the log whose scan was before them.
    """
    signature = held(signature, SignAction.AGREE, by=by)
    brought = _brought(signature, seen)
    if brought.place_name == by.place_name:
        raise Refused(_("扫描件由另一方或者管理部门核对，上传的一方不能自己核对。"))
    settle(signature, Way.SCAN, by=by, action=SignAction.AGREE)
    note(signature.paper, SignAction.AGREE, by=by, signature=signature, sha256=brought.sha256)
    complete(signature.paper, by=by)
    ask_next(signature.paper, by=by)
    return signature


@transaction.atomic
def send_back(signature: Signature, *, by: Actor, reason: str, seen: int | None = None) -> Signature:
    """退回扫描件: with a reason; the party scans again or signs on the platform."""
    signature = held(signature, SignAction.RETURN, by=by, reason=reason)
    _brought(signature, seen)
    move_signature(signature, SignAction.RETURN)
    note(signature.paper, SignAction.RETURN, by=by, signature=signature, reason=reason)
    words = {"number": signature.paper.licence.number, "reason": reason}
    sentence = _("许可%(number)s合同的盖章扫描件被退回：%(reason)s") % words
    tell_party(signature, by=by, sentence=sentence, about=f"return:{signature.notes.count()}")
    return signature


def _brought(signature: Signature, seen: int | None) -> SigningNote:
    """The scan to be judged; none that came while another was being read."""
    brought = signature.notes.filter(action=SignAction.SCAN).latest("pk")
    if seen not in (None, brought.pk):
        raise Refused(_("扫描件在您核对期间已更换，没有办理；请核对新的扫描件。"))
    return brought


def compared(paper: Paper, found: Examined, content: bytes) -> list[str]:
    """What a program can say about a scan beside the contract; a person looks at text and seal."""
    wanted = int(PdfFileReader(io.BytesIO(pdf_of(paper))).root["/Pages"]["/Count"])
    hints = hints_on(content, found.media_type, wanted, _("合同"))
    if paper.signing_notes.filter(action=SignAction.SCAN, sha256=found.sha256).exists():
        hints.append(_("与已上传的一份扫描件是同一文件，请确认各方签章都在其中。"))
    return hints or [_("页数与合同一致，未发现明显问题；文字和印章请人工核对。")]
