"""A file somebody sends: what it really is, its hash, and a name that is safe to show."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy.pdfs import refuse_closed_or_acting
from tenancy.refusals import Refused
from tenancy.viruses import refuse_virus

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
MOST_BYTES = 20 * 1024 * 1024
FORMATS = gettext_lazy("PDF、JPG、PNG")
ACCEPT = ".pdf,.jpg,.jpeg,.png"
# First bytes → media type and ending. What a name says does not count.
SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


@dataclass(frozen=True)
class Examined:
    """What an upload turned out to be."""

    media_type: str
    ending: str
    sha256: str
    name: str
    size: int
    is_scanned: bool  # by a virus scanner; False where none is connected


def examined(upload: UploadedFile) -> Examined:
    """Refuses what is empty, too large, not what it should be, closed by a password, runs a script or has a virus."""
    if not upload.size:
        raise Refused(_("“%s”是空文件。") % upload.name)
    if upload.size > MOST_BYTES:
        raise Refused(
            _("“%(name)s”有%(size)s MB，超过20 MB，请压缩或分成几个文件。")
            % {"name": upload.name, "size": round(upload.size / 1024 / 1024, 1)}
        )
    upload.seek(0)
    found = sniff(upload.read(16))
    if found is None:
        raise Refused(
            _("“%(name)s”的内容不是%(formats)s（只改文件名不起作用），请另存或扫描为这些格式。")
            % {"name": upload.name, "formats": FORMATS}
        )
    media_type, ending = found
    name, digest = safe_name(upload.name or "", ending), _hash(upload)
    if ending == "pdf":
        refuse_closed_or_acting(upload.read(), name)
    is_scanned = refuse_virus(upload.chunks(), name)
    upload.seek(0)
    return Examined(media_type, ending, digest, name, upload.size, is_scanned)


def _hash(upload: UploadedFile) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def sniff(head: bytes) -> tuple[str, str] | None:
    """Media type and ending of what the bytes are, or nothing that is taken."""
    return next(((media, ending) for sign, media, ending in SIGNATURES if head.startswith(sign)), None)


def safe_name(name: str, ending: str) -> str:
    """The uploader's name for people to recognise: no path, no signs that hide or turn, the true ending."""
    stem = PurePath(name.replace("\\", "/")).name.rsplit(".", 1)[0]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", stem) if unicodedata.category(sign)[0] != "C")
    shown = re.sub(r'[<>:"/|?*\s]+', " ", shown).strip(" .")
    return f"{shown[:80] or _('未命名')}.{ending}"


def handed_out(content: IO[bytes], name: str, media_type: str, *, as_attachment: bool = False) -> FileResponse:
    """Somebody's file for those who may see it: never run, never guessed at, never kept by anybody in between."""
    response = FileResponse(content, as_attachment=as_attachment, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
