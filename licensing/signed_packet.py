"""What one keeps of a signed contract: the contract, the signed file, scans, the log and what checks them offline."""

from pathlib import Path
from typing import Any

from licensing.models import Paper, SigningNote
from licensing.sealing import seal_of, stamper
from licensing.services.papers import pdf_of
from licensing.services.signing import signed_file
from licensing.signing import SignAction
from licensing.verify_packet import canonical, packed, sha256

HERE = Path(__file__).parent
README = """合同签署文件包

contract.pdf       合同原文件
signed.pdf         加了电子签名的合同；没有人电子签署的，与原文件相同
scan-*.pdf/jpg/png 签字盖章的扫描件
signing.json       签署记录：谁、何时、以何种方式、所签文件和所得文件的 SHA-256
certificate.pem    电子签名的证书
stamp.json         平台对签署记录的签名，所用证书为 stamp.pem，其指纹可以向平台核对
verify.py          python3 verify.py 文件包.zip [SHA-256] ：逐字节查验本包和签署记录（不需要平台，也不需要联网）
verify_signed.py   python3 verify_signed.py signed.pdf certificate.pem stamp.pem ：查验电子签名（需要 pyHanko）
manifest.json      各文件的 SHA-256
"""


def signed_packet(paper: Paper) -> bytes:
    """The same rows give the same bytes; nothing in it comes from a clock."""
    notes = list(paper.signing_notes.select_related("signature__party"))
    scans = {_scan_name(place, note): note for place, note in enumerate(_scans(notes), 1)}
    log, stamp = canonical(_log(paper, notes, scans)), stamper()
    said = {"number": paper.licence.number, "contract_sha256": paper.sha256, "log_sha256": sha256(log)}
    files = {
        "contract.pdf": pdf_of(paper),
        "signed.pdf": signed_file(paper),
        "signing.json": log,
        "stamp.json": canonical({"said": said, "signature": stamp.signature_of(canonical(said)).hex()}),
        "stamp.pem": stamp.certificate(),
        "certificate.pem": seal_of(paper.licence.province).certificate(),
        "verify.py": (HERE / "verify_packet.py").read_bytes(),
        "verify_signed.py": (HERE / "verify_signed.py").read_bytes(),
        "readme.txt": README.encode(),
    }
    return packed(files | {name: _content(note) for name, note in scans.items()})


def _scans(notes: list[SigningNote]) -> list[SigningNote]:
    return [note for note in notes if note.action == SignAction.SCAN]


def _scan_name(place: int, note: SigningNote) -> str:
    return f"scan-{place}.{note.name.rsplit('.', 1)[-1]}"


def _content(note: SigningNote) -> bytes:
    with note.file.open("rb") as file:
        return bytes(file.read())


def _log(paper: Paper, notes: list[SigningNote], scans: dict[str, SigningNote]) -> dict[str, Any]:
    named = {note.pk: name for name, note in scans.items()}
    return {
        "number": paper.licence.number,
        "edition": paper.edition,
        "template": paper.template,
        "contract_sha256": paper.sha256,
        "lines": [_line(note, named.get(note.pk, "")) for note in notes],
    }


def _line(note: SigningNote, file: str) -> dict[str, Any]:
    return {
        "action": note.action,
        "party": note.signature.party.name if note.signature else "",
        "by": note.done_by_name,
        "place": note.place_name,
        "reason": note.reason,
        "identity": note.identity,
        "effective_at": note.effective_at.isoformat(),
        "recorded_at": note.recorded_at.isoformat(),
        "signed_sha256": note.signed_sha256,
        "sha256": note.sha256,
        "file": file,
    }
