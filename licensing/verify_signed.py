"""查验已签署的合同。 Checks a signed contract without the platform: python3 verify_signed.py signed.pdf certificate.pem

It needs Python and pyHanko, nothing of ours. Each signature must be whole, made with the key of the certificate beside
the file, and cover everything that was in the contract when it was made; nothing but further signatures may follow.
"""

import io
import logging
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

try:
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext
except ImportError:
    sys.exit("查验电子签名需要 pyHanko：python3 -m pip install pyhanko（verify.py 不需要）")

LATER_SIGNATURES = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
MASK = re.compile(r"(?<=.).")


@dataclass(frozen=True)
class Found:
    """One signature: for whom, when by the clock of the signer, and what is wrong with it."""

    signer: str
    signed_at: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    signatures: tuple[Found, ...]
    faults: tuple[str, ...]

    @property
    def is_genuine(self) -> bool:
        return bool(self.signatures) and not self.faults


def report(content: bytes, certificates: Sequence[bytes]) -> Report:
    """What stands in the file. `certificates` (PEM) are those whose signatures are believed."""
    try:
        with ThreadPoolExecutor(1) as aside:  # pyHanko begins an event loop; no other may run in its thread
            found = tuple(aside.submit(_found, content, certificates).result())
    except Exception as error:  # whatever a damaged file makes the reader say, it is not genuine
        return Report((), (f"文件已损坏，不能识读：{type(error).__name__}",))
    if not found:
        return Report((), ("文件中没有电子签名",))
    return Report(found, tuple(dict.fromkeys(fault for one in found for fault in one.faults)))


def _found(content: bytes, certificates: Sequence[bytes]) -> list[Found]:
    reader = PdfFileReader(io.BytesIO(content))
    roots = [x509.Certificate.load(pem.unarmor(one)[2]) for one in certificates]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    said = []
    for number, embedded in enumerate(reader.embedded_signatures, 1):
        status = validate_pdf_signature(embedded, context)
        assert isinstance(status, PdfSignatureStatus)
        last = number == len(reader.embedded_signatures)
        name = str(embedded.sig_object.get("/Name", ""))
        moment = embedded.self_reported_timestamp
        when = moment.isoformat(timespec="seconds") if moment else ""
        said.append(Found(name, when, tuple(_faults(name, status, last=last))))
    return said


def _faults(name: str, status: PdfSignatureStatus, *, last: bool) -> list[str]:
    wrong = []
    if not (status.intact and status.valid):
        wrong.append(f"“{name}”签署之后内容有改动")
    elif not status.trusted:
        wrong.append(f"“{name}”的签名不是用所附证书作出的")
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        wrong.append(f"“{name}”的签名没有覆盖全部内容")
    if status.modification_level not in LATER_SIGNATURES:
        wrong.append(f"“{name}”签署之后增加了签名以外的内容")
    if last and status.coverage < SignatureCoverageLevel.ENTIRE_FILE:
        wrong.append("最后一个签名之后还有内容")
    return wrong


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__)
        return 2
    try:
        content, *certificates = (Path(name).read_bytes() for name in arguments)
    except OSError as missing:
        print(f"读不到文件：{missing.filename}")
        return 2
    logging.disable(logging.CRITICAL)
    found = report(content, certificates)
    for one in found.signatures:
        print(f"{one.signed_at} {one.signer}：{'；'.join(one.faults) or '有效'}")
    print("签名有效，签署后内容未改动。" if found.is_genuine else "\n".join(found.faults))
    return 0 if found.is_genuine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
