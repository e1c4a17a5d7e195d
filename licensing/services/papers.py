"""The contract is made once and kept; who asks later is given the same bytes."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.contract import Clause, Contract, contract_of, read_contract
from licensing.differences import negotiated
from licensing.evidence import packet_of
from licensing.models import Licence, Paper
from licensing.pdf import as_pdf
from licensing.services.moves import locked
from licensing.verify_packet import sha256
from tenancy.actors import Actor
from tenancy.refusals import Refused


@dataclass(frozen=True)
class Drawn:
    """What an edition consists of before it is kept."""

    contract: Contract
    pdf: bytes
    packet: bytes


def draw(licence: Licence, clauses: Sequence[Clause] | None = None) -> Drawn:
    """The contract, or with negotiated clauses its next edition; each that differs from the model is in its annex.

    Drawing takes seconds, so nothing may be locked meanwhile. What is drawn stood at the acceptance and stays.
    """
    contract = contract_of(licence) if clauses is None else negotiated(contract_of(licence), clauses)
    pdf = as_pdf(contract)
    return Drawn(contract, pdf, packet_of(licence, contract, pdf))


@transaction.atomic
def make_contract(licence: Licence, *, by: Actor) -> Paper:
    """The first edition, of the moment of acceptance. Asked again, it is the one that was made.

    Raises Refused without a mandatory clause.
    """
    if made := licence.papers.first():
        return made
    drawn, licence = draw(licence), locked(licence)
    return licence.papers.first() or _keep(licence, drawn, 1, at=licence.accepted_at, by=by)


@transaction.atomic
def make_edition(licence: Licence, drawn: Drawn, *, by: Actor) -> Paper:
    """The next edition, as it was drawn."""
    licence = locked(licence)
    last = licence.papers.latest("edition")
    return _keep(licence, drawn, last.edition + 1, at=timezone.now(), by=by)


def _keep(licence: Licence, drawn: Drawn, edition: int, *, at: datetime, by: Actor) -> Paper:
    paper = Paper(
        licence=licence,
        edition=edition,
        effective_at=at,
        template=drawn.contract.template,
        content=asdict(drawn.contract),
        digest=drawn.contract.digest,
        sha256=sha256(drawn.pdf),
        packet_sha256=sha256(drawn.packet),
    )
    paper.packet.save(f"{paper.packet_sha256}.zip", ContentFile(drawn.packet), save=False)
    paper.save(force_insert=True)
    hashes = {"contract": paper.sha256, "packet": paper.packet_sha256, "template": paper.template}
    record("licence.contract", licence, by=by, payload=hashes)
    return paper


def packet_for(licence: Licence) -> tuple[bytes, str]:
    """The evidence packet with the SHA-256 that was kept of it; Refused until the job has come round."""
    made = licence.papers.first()
    if made is None:
        raise Refused(_("证据包正在生成，请稍后再下载。"))
    packet = _packet(made)
    _refuse_other_bytes(packet, made.packet_sha256)
    return packet, made.packet_sha256


def _refuse_other_bytes(content: bytes, kept: str) -> None:
    """Whoever was told the hash would call it forged, whatever became of the file."""
    if kept and sha256(content) != kept:
        raise Refused(_("这份文件与当初保存的不一致，不能提供；请联系管理员从备份恢复。"))


def _packet(paper: Paper) -> bytes:
    """As it was kept; where the file is not at hand or has been changed, made anew of the same rows."""
    if paper.packet.name and paper.packet.storage.exists(paper.packet.name):
        with paper.packet.open("rb") as file:
            content = bytes(file.read())
        if sha256(content) == paper.packet_sha256:
            return content
    contract = read_contract(paper.content)
    return packet_of(paper.licence, contract, as_pdf(contract))


def pdf_of(paper: Paper) -> bytes:
    """The contract's PDF as it was made: that of the kept packet."""
    with zipfile.ZipFile(io.BytesIO(_packet(paper))) as packet:
        pdf = packet.read("contract.pdf")
    _refuse_other_bytes(pdf, paper.sha256)
    return pdf


def pdf_for(licence: Licence) -> bytes:
    """The last edition as it was made; until the job has come round, as it will be made."""
    made = licence.papers.last()
    return pdf_of(made) if made else as_pdf(contract_of(licence))


def contract_for(licence: Licence) -> Contract:
    """As it was made; until the job has come round, as it will be made."""
    made = licence.papers.last()
    return read_contract(made.content) if made else contract_of(licence)
