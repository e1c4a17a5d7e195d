"""The electronic signature of a contract's PDF, behind one narrow door.

A seal takes the PDF as it is and gives it back with one more signature; everything that was there stays byte for byte
(an incremental update), so the signed file still begins with the contract as it was made. `PlatformSeal` works with no
network: it signs with the platform's own certificate, made on first use and kept in a private folder, never in the
repository. A province with a licensed electronic seal names its adapter in ELECTRONIC_SEALS (ln=package.module.Class).
"""

import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.module_loading import import_string
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle

from tenancy.models import Province

YEARS = 10  # the platform's own certificate
BOX = (200.0, 76.0)  # of a visible signature, in points; the drawing of pdf.as_stamp has this size
FILL = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)


@dataclass(frozen=True)
class Mark:
    """Who signs, in words that are written into the signature. `place` is the name of the box in the contract."""

    name: str
    reason: str
    place: str
    stamp: bytes  # a one-page PDF of the size of BOX


class Seal(Protocol):
    """What signs PDF files. Raises any exception when it cannot; the job is then tried again."""

    def seal(self, content: bytes, mark: Mark) -> bytes:
        """The file with one more signature, all earlier bytes unchanged."""

    def certificate(self) -> bytes:
        """PEM of the certificate that a check without the platform trusts."""


def seal_of(province: Province) -> Seal:
    """The province's own seal where one is set up, else the platform's."""
    return _made(settings.ELECTRONIC_SEALS.get(province.slug, "licensing.sealing.PlatformSeal"), settings.SEAL_FOLDER)


def stamper() -> "PlatformSeal":
    """Who stamps times: always the platform, whatever seal a province has for its contracts."""
    seal = _made("licensing.sealing.PlatformSeal", settings.SEAL_FOLDER)
    assert isinstance(seal, PlatformSeal)
    return seal


@lru_cache
def _made(path: str, _folder: str) -> Seal:
    make: Callable[[], Seal] = import_string(path)
    return make()


class PlatformSeal:
    """Signs with the platform's certificate: SEAL_FOLDER/platform.p12, one for all processes."""

    def __init__(self) -> None:
        kept = _kept_key(Path(settings.SEAL_FOLDER) / "platform.p12")
        signer = signers.SimpleSigner.load_pkcs12_data(kept[0], other_certs=[], passphrase=kept[1])
        if signer is None:
            raise ValueError("The certificate in SEAL_FOLDER cannot be opened with SECRET_KEY or its fallbacks.")
        self.signer = signer
        opened = pkcs12.load_pkcs12(*kept)
        self.pem = opened.cert.certificate.public_bytes(Encoding.PEM)  # type: ignore[union-attr]
        self.key = opened.key

    def certificate(self) -> bytes:
        return self.pem

    def signature_of(self, content: bytes) -> bytes:
        """RSA by PKCS #1 v1.5 with SHA-256, which has no chance in it: the same content, the same signature."""
        assert isinstance(self.key, rsa.RSAPrivateKey)
        return self.key.sign(content, padding.PKCS1v15(), SHA256())

    def seal(self, content: bytes, mark: Mark) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        field = f"Signature-{mark.place}-{secrets.token_hex(4)}"
        words: dict[str, Any] = {"field_name": field, "name": mark.name, "reason": mark.reason}
        said = signers.PdfSignatureMetadata(**words, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signer = signers.PdfSigner(
            said,
            self.signer,
            stamp_style=StaticStampStyle(0, background=Drawn(mark.stamp), background_layout=FILL, background_opacity=1),
            new_field_spec=SigFieldSpec(field, **_box(content, mark.place)),
        )
        with ThreadPoolExecutor(1) as aside:  # pyHanko begins an event loop; no other may run in its thread
            written: io.BytesIO = aside.submit(signer.sign_pdf, writer).result()
        return written.getvalue()


class Drawn(PdfContent):
    """A page drawn by us as the picture of a signature."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.content)))
        name = f"/Drawn{secrets.token_hex(8)}"
        self.resources.xobject[name] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return name.encode() + b" Do"


def _box(content: bytes, place: str) -> dict[str, Any]:
    """Page and box of a named place; a text without such a place gets a signature that is not shown."""
    reader = PdfFileReader(io.BytesIO(content))
    named = reader.root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    for position in range(0, len(named), 2):
        if str(named[position]) == place:
            target = named[position + 1]
            left, top = float(target[2]), float(target[3])
            page = _page_of(reader, target.raw_get(0).reference)
            return {"on_page": page, "box": (left, top - BOX[1], left + BOX[0], top)}
    return {}


def _page_of(reader: PdfFileReader, wanted: Any) -> int:
    pages = reader.root["/Pages"]["/Kids"]
    return next(number for number in range(len(pages)) if pages.raw_get(number).reference == wanted)


def _kept_key(path: Path) -> tuple[bytes, bytes]:
    """The container and the passphrase that opens it; whoever comes first makes it, for all."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_new_key())
        try:
            path.hardlink_to(draft)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    content = path.read_bytes()
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            pkcs12.load_pkcs12(content, _passphrase(secret))
        except ValueError:
            continue
        return content, _passphrase(secret)
    raise ValueError("The certificate in SEAL_FOLDER cannot be opened with SECRET_KEY or its fallbacks.")


def _passphrase(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"licensing.sealing", hashlib.sha256).hexdigest().encode()


def _new_key() -> bytes:
    key, now = rsa.generate_private_key(65537, 3072), datetime.now(UTC)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "专利开放许可试点平台"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "合同电子签名"),
        ]
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    sealed = BestAvailableEncryption(_passphrase(settings.SECRET_KEY))
    return pkcs12.serialize_key_and_certificates(b"platform", key, certificate, None, sealed)
