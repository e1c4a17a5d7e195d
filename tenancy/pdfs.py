"""A PDF that somebody sends: can everybody open it, and would it do something by itself?

Its bytes are read, no reader of PDF takes it apart: 2 MB may hold gigabytes. Of its pressed parts only lists of objects
are unpacked, so many and so many bytes of each; an act that hides elsewhere stays in a file handed out in a sandbox.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import chain, islice

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference

from tenancy.refusals import Refused

MOST_LISTS, MOST_OF_ONE = 300, 1024 * 1024  # of an honest list tens of kilobytes
DICTIONARY = 8192  # bytes: what protects a file fits into far fewer
BLANK = rb"[\x00\t\n\f\r ]*"


def _spelled(name: str) -> bytes:
    """A name as readers take it: each sign may be written as `#` and its code."""
    signs = (f"(?:{sign}|#(?i:{ord(sign):02x}))" for sign in name)
    return f"/{''.join(signs)}(?![A-Za-z0-9#])".encode()


ACT = re.compile(_spelled("S") + BLANK + b"(?:" + _spelled("JavaScript") + b"|" + _spelled("Launch") + b")")
LIST = re.compile(_spelled("ObjStm") + rb".{0,400}?>>" + BLANK + rb"stream\r?\n", re.DOTALL)
LOCK = re.compile(_spelled("Encrypt") + BLANK + rb"(?:(\d+)[ \r\n]+(\d+)[ \r\n]+R|(?=<<))")
IDENTITY = re.compile(_spelled("ID") + BLANK + rb"(?=\[)")


def refuse_closed_or_acting(content: bytes, name: str) -> None:
    """Refuses what asks for a password or certificate, and what runs a script or starts a programme."""
    if _is_closed(content):
        raise Refused(_("“%s”设有打开密码或者证书加密，别人打不开。请去掉密码后再上传。") % name)
    if any(ACT.search(part) for part in chain([content], lists(content))):
        raise Refused(_("“%s”含有脚本或者会启动其他程序。请用“打印为PDF”另存一份，或者扫描后再上传。") % name)


def lists(content: bytes) -> Iterator[bytes]:
    """The beginning of each list of objects; what is not pressed in the usual way is left."""
    for found in islice(LIST.finditer(content), MOST_LISTS):
        try:
            yield zlib.decompressobj().decompress(content[found.end() :], MOST_OF_ONE)
        except zlib.error:
            continue


def _is_closed(content: bytes) -> bool:
    """Encrypted, and not with the empty password that every reader tries: banks forbid to change what all may read."""
    lock = next(iter([*LOCK.finditer(content)][-1:]), None)
    if lock is None:
        return False
    try:
        return not _opens(content, lock)
    except Exception:  # whatever a damaged or unknown protection makes the library say
        return True


def _opens(content: bytes, lock: "re.Match[bytes]") -> bool:
    start = lock.end()
    if lock[1]:
        named = re.compile(rb"(?<!\d)%s[ \r\n]+%s[ \r\n]+obj" % (lock[1], lock[2]))
        start = [found.end() for found in named.finditer(content)][-1]
    nowhere = Reference(0)
    identity = [found.end() for found in IDENTITY.finditer(content)][-1:]
    first = ArrayObject.read_from_stream(_from(content, identity[0]), nowhere)[0].original_bytes if identity else None
    protection = DictionaryObject.read_from_stream(_from(content, start), nowhere)
    handler = StandardSecurityHandler.instantiate_from_pdf_object(protection)
    return handler.authenticate(b"", first).status != AuthStatus.FAILED


def _from(content: bytes, start: int) -> BytesIO:
    return BytesIO(content[start : start + DICTIONARY].lstrip())
