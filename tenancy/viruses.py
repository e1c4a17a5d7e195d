"""查毒: a file that somebody sends is shown to a virus scanner before it is kept, where one is connected.

`VIRUS_SCANNER` leads to it; it speaks the protocol of clamd (INSTREAM). While it does not answer nothing is kept.
"""

import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tenancy.refusals import Refused

SECONDS = 20.0  # for each step of the conversation
LONGEST = 1000  # bytes of an answer
FINE, FOUND = "OK", "FOUND"


def refuse_virus(pieces: Iterable[bytes], name: str) -> bool:
    """Whether a scanner has seen the file; False where none is connected. Raises Refused unless it is clean."""
    if not settings.VIRUS_SCANNER:
        return False
    try:
        verdict = _verdict(pieces)
    except OSError as error:
        raise Refused(_("查毒服务没有应答，“%s”没有保存，请稍后再传。") % name) from error
    virus, _blank, word = verdict.removeprefix("stream: ").rpartition(" ")
    if word == FOUND:
        raise Refused(_("“%(name)s”中发现病毒（%(virus)s），没有保存。") % {"name": name, "virus": virus})
    if word != FINE:
        raise Refused(_("“%s”没有查完病毒，没有保存，请稍后再传。") % name)
    return True


def _verdict(pieces: Iterable[bytes]) -> str:
    """`stream: OK`, `stream: Eicar-Test-Signature FOUND` or what went wrong."""
    with _connected() as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for piece in pieces:
            scanner.sendall(struct.pack("!L", len(piece)) + piece)
        scanner.sendall(struct.pack("!L", 0))
        told = b""
        while not told.endswith(b"\0") and len(told) < LONGEST and (more := scanner.recv(LONGEST)):
            told += more
    return told.rstrip(b"\0").decode(errors="replace")


def _connected() -> socket.socket:
    url = urlsplit(settings.VIRUS_SCANNER)
    if url.scheme == "tcp":
        return socket.create_connection((url.hostname, url.port), timeout=SECONDS)
    scanner = socket.socket(socket.AF_UNIX)
    scanner.settimeout(SECONDS)
    try:
        scanner.connect(url.path)
    except OSError:
        scanner.close()
        raise
    return scanner
