"""Files are shown to a virus scanner before they are kept, where one is connected; the scanner here speaks as clamd."""

import socketserver
import struct
import threading
from tempfile import TemporaryDirectory

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from declarations.batch import gate
from declarations.models import Declaration
from declarations.services import drafts
from tenancy.refusals import Refused
from tests.batch.sheets import filled, sheet_rows
from tests.cast import client_of

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n"
LIMIT = 200_000  # bytes that this scanner looks at


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if len(content) > LIMIT:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif not self.server.is_silent:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


class Scanner(socketserver.ThreadingTCPServer):
    daemon_threads, is_silent = True, False


class LocalScanner(socketserver.ThreadingUnixStreamServer):
    daemon_threads, is_silent = True, False


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with TemporaryDirectory() as short:  # the name of a socket has a hundred bytes
        if request.param == "unix":
            server = LocalScanner(f"{short}/scanner", Conversation)
            settings.VIRUS_SCANNER = f"unix://{short}/scanner"
        else:
            server = Scanner(("127.0.0.1", 0), Conversation)
            settings.VIRUS_SCANNER = f"tcp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server
        server.shutdown()
        server.server_close()


@pytest.fixture
def draft(zhang) -> Declaration:
    return drafts.begin(by=zhang)


def hands_in(zhang, draft, content) -> str:
    """What the page says after the upload."""
    address = reverse("declarations:materials", args=[draft.pk])
    file = SimpleUploadedFile("评价报告.pdf", content)
    said, headers = {"kind": "other", "file": file}, {"Referer": f"http://testserver{address}"}
    return client_of(zhang).post(address, said, headers=headers, follow=True).content.decode()


@pytest.mark.requirement("U31")
def test_a_clean_paper_is_kept_and_called_so(zhang, draft, scanner):
    assert "未发现病毒" in hands_in(zhang, draft, PDF)
    with draft.attachments.get().file.open() as kept:
        assert kept.read() == PDF


def test_a_paper_with_a_virus_is_refused_by_its_name_and_not_kept(zhang, draft, scanner):
    assert "发现病毒（Eicar-Test-Signature），没有保存" in hands_in(zhang, draft, PDF + EICAR)
    assert not draft.attachments.exists()


def test_a_scanner_that_gives_no_verdict_lets_nothing_pass(zhang, draft, scanner):
    assert "没有查完病毒，没有保存" in hands_in(zhang, draft, PDF + b" " * LIMIT)
    scanner.is_silent = True
    assert "没有查完病毒，没有保存" in hands_in(zhang, draft, PDF)
    scanner.shutdown()
    scanner.server_close()
    assert "没有应答" in hands_in(zhang, draft, PDF)
    assert not draft.attachments.exists()


def test_without_a_scanner_the_page_says_that_nobody_looked(zhang, draft, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VIRUS_SCANNER = tmp_path, ""
    assert "未查毒" in hands_in(zhang, draft, PDF)


def test_a_workbook_with_a_virus_is_refused_before_it_is_opened(scanner, liaoning):
    gate.admit(filled(sheet_rows(1)))
    with pytest.raises(Refused, match="发现病毒"):
        gate.admit(filled(sheet_rows(1)) + EICAR)
