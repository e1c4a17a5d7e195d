"""Is a printed contract genuine, who has signed it, what is the licence now, and is this file the one that was kept?

Anyone who holds number and check code may ask. Names are masked: the holder of the paper has them before them.
"""

import hmac
import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.contract import contract_of, read_contract
from licensing.models import Licence, Paper
from licensing.sealing import seal_of
from licensing.services.signing import is_complete
from licensing.signing import SignAction, SignState
from licensing.verify_signed import report
from licensing.workflow import Side
from tenancy.masking import masked_name
from tenancy.models import Province
from tenancy.scope import acting
from tenancy.uploads import Examined, examined

NUMBER = re.compile(r"([A-Z\d]{2,8})-XK-\d{4}-\d{5,}")


@dataclass(frozen=True)
class Verdict:
    """What an uploaded file is: genuine (byte for byte one that was kept), and the sentence that says so."""

    is_genuine: bool
    sentence: str
    sha256: str
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What the public is told."""

    number: str
    status: str
    word: str
    patents: tuple[str, ...]
    accepted_on: str
    edition: int = 1
    is_newest: bool = True
    is_signed: bool = False
    signatures: tuple[str, ...] = ()
    file: Verdict | None = None


def checked(number: str, code: str, upload: UploadedFile | None = None) -> Checked | None:
    """The licence of this number, if the code is that of an edition of its contract."""
    form = NUMBER.fullmatch(number.upper())
    province = Province.objects.filter(slug=form[1].lower()).first() if form else None
    if province is None:
        return None
    with acting(province=province.pk):
        licence = Licence.objects.filter(number=number.upper()).prefetch_related("parties", "patents").first()
        return _checked(licence, code, upload) if licence else None


def _checked(licence: Licence, code: str, upload: UploadedFile | None) -> Checked | None:
    papers = list(licence.papers.all())
    told: dict[str, Any] = {}
    if papers:
        paper = next((one for one in papers if is_code(read_contract(one.content).check_code, code)), None)
        if paper is None:
            return None
        told = {"edition": paper.edition, "is_newest": paper == papers[-1], "is_signed": is_complete(paper)}
        told |= {"signatures": _signatures(paper), "file": _verdict(licence, papers, upload) if upload else None}
    elif not is_code(contract_of(licence).check_code, code):
        return None
    patents = tuple(f"{patent.patent_number} {patent.title}" for patent in licence.patents.all())
    word, day = str(licence.get_status_display()), timezone.localdate(licence.accepted_at)
    return Checked(licence.number, licence.status, word, patents, day.isoformat(), **told)


def is_code(true: str, given: str) -> bool:
    """However its groups are set apart; the page of a record reads its code alike."""
    return hmac.compare_digest(_joined(true).encode(), _joined(given).encode())


def _joined(code: str) -> str:
    return re.sub(r"[\s\-]", "", code).upper()


def _signatures(paper: Paper) -> tuple[str, ...]:
    """Side, masked name, how and when."""
    said = []
    for one in paper.signatures.filter(state=SignState.SIGNED).select_related("party"):
        side = _("许可人") if one.party.side == Side.LICENSOR else _("被许可人")
        assert one.signed_at
        words = {"side": side, "name": masked_name(one.party.name), "way": one.get_way_display()}
        words["when"] = timezone.localtime(one.signed_at).strftime("%Y-%m-%d %H:%M")
        said.append(_("%(side)s %(name)s，%(way)s，%(when)s") % words)
    return tuple(said)


def _verdict(licence: Licence, papers: list[Paper], upload: UploadedFile) -> Verdict:
    """The file against each one that was kept; of one that the platform has sealed also what its signatures say.

    What a stranger sends is only hashed: a reader of PDF files can be kept busy for hours by a file made to do so.
    """
    found = examined(upload)
    is_genuine, kept = _kept_as(papers, found.sha256)
    if not kept:
        return Verdict(False, _("与平台保存的任何一个文件都不一致，文件可能被改动过"), found.sha256)
    names = _names(licence, upload.read()) if _is_sealed(papers, found) else ()
    return Verdict(is_genuine, kept, found.sha256, names)


def _is_sealed(papers: list[Paper], found: Examined) -> bool:
    return any(paper.signing_notes.filter(sha256=found.sha256, action=SignAction.SEAL).exists() for paper in papers)


def _names(licence: Licence, content: bytes) -> tuple[str, ...]:
    told = report(content, [seal_of(licence.province).certificate()])
    return tuple(f"{masked_name(one.signer)} {one.signed_at}" for one in told.signatures)


def _kept_as(papers: list[Paper], digest: str) -> tuple[bool, str]:
    """What the platform keeps under this hash, and whether it proves anything; an empty sentence: nothing."""
    for paper in papers:
        is_genuine, said = _kept_of(paper, digest)
        if said:
            return is_genuine, said if paper == papers[-1] else said + _("；该版文本已被取代")
    return False, ""


def _kept_of(paper: Paper, digest: str) -> tuple[bool, str]:
    if paper.sha256 == digest:
        return True, _("与平台生成的合同原文件（第%s版）逐字节一致，其中没有签章") % paper.edition
    done = set(paper.signing_notes.filter(sha256=digest).values_list("action", flat=True))
    if {SignAction.SEAL, SignAction.COMPLETE} <= done:
        return True, _("与各方签署完成的合同文件（第%s版）逐字节一致") % paper.edition
    if SignAction.SEAL in done:
        return True, _("与签署过程中的合同文件（第%s版）逐字节一致，其后还有一方签署") % paper.edition
    return _scan(paper, is_agreed=SignAction.AGREE in done) if SignAction.SCAN in done else (False, "")


def _scan(paper: Paper, *, is_agreed: bool) -> tuple[bool, str]:
    """A party may bring any paper: it proves something once another has compared it with the contract."""
    if is_agreed:
        return True, _("与平台保存的盖章扫描件（第%s版）逐字节一致") % paper.edition
    return False, _("是一方上传的扫描件（第%s版），另一方没有核对无误，不能证明签署") % paper.edition
