"""A contract signed and sealed on paper, brought back as a scan: compared by the program, checked by the other side."""

import io
import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from licensing.models import Paper, Signature
from licensing.notices import tell_party
from licensing.services.papers import pdf_of
from licensing.services.signing import answer_by_signing, ask_next, complete, held, move_signature, note, settle
from licensing.signing import SignAction, Way
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.roles import Right
from tenancy.uploads import Examined, examined

LEAST_WIDTH = 1000  # pixels of a page: what 120 dpi gives
LEAST_BYTES = 15_000  # of a scanned page
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


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
def agree(signature: Signature, *, by: Actor) -> Signature:
    """核对无误: the other side, or the office, has compared the scan with the contract. It counts as signed."""
    signature = held(signature, SignAction.AGREE, by=by)
    brought = signature.notes.filter(action=SignAction.SCAN).latest("pk")
    if brought.place_name == by.place_name:
        raise Refused(_("扫描件由另一方或者管理部门核对，上传的一方不能自己核对。"))
    settle(signature, Way.SCAN, by=by, action=SignAction.AGREE)
    note(signature.paper, SignAction.AGREE, by=by, signature=signature, sha256=brought.sha256)
    complete(signature.paper, by=by)
    ask_next(signature.paper, by=by)
    return signature


@transaction.atomic
def send_back(signature: Signature, *, by: Actor, reason: str) -> Signature:
    """退回扫描件: with a reason; the party scans again or signs on the platform."""
    signature = held(signature, SignAction.RETURN, by=by, reason=reason)
    move_signature(signature, SignAction.RETURN)
    note(signature.paper, SignAction.RETURN, by=by, signature=signature, reason=reason)
    words = {"number": signature.paper.licence.number, "reason": reason}
    sentence = _("许可%(number)s合同的盖章扫描件被退回：%(reason)s") % words
    tell_party(signature, by=by, sentence=sentence, about=f"return:{signature.notes.count()}")
    return signature


def compared(paper: Paper, found: Examined, content: bytes) -> list[str]:
    """What a program can say about a scan beside the contract; a person looks at text and seal."""
    wanted = int(PdfFileReader(io.BytesIO(pdf_of(paper))).root["/Pages"]["/Count"])
    hints = _of_pdf(content, wanted) if found.ending == "pdf" else _of_picture(content, wanted)
    if paper.signing_notes.filter(action=SignAction.SCAN, sha256=found.sha256).exists():
        hints.append(_("与已上传的一份扫描件是同一文件，请确认各方签章都在其中。"))
    return hints or [_("页数与合同一致，未发现明显问题；文字和印章请人工核对。")]


def _of_pdf(content: bytes, wanted: int) -> list[str]:
    # Nothing of theirs is unpacked: 2 MB may hold gigabytes.
    pages = len(PAGE.findall(content))
    if not pages:
        return [_("文件打不开、加了密或者压缩了页面，不能比较页数，请逐页核对。")]
    hints = []
    if pages != wanted:
        hints.append(
            _("扫描件有%(pages)s页，合同为%(wanted)s页，请核对是否缺页或者多页。") % {"pages": pages, "wanted": wanted}
        )
    if len(content) < LEAST_BYTES * pages:
        hints.append(_("文件很小，可能不清晰或者不是扫描件，请核对印章能否辨认。"))
    return hints


def _of_picture(content: bytes, wanted: int) -> list[str]:
    hints = []
    if wanted > 1:
        hints.append(_("图片只有1页，合同为%s页，请核对其余各页。") % wanted)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            small = min(picture.size) < LEAST_WIDTH
    except Exception:  # whatever a damaged picture makes the reader say
        return [*hints, _("图片打不开，请重新扫描。")]
    return [*hints, _("图片像素偏低，请核对文字和印章能否辨认。")] if small else hints
