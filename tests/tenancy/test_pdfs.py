"""A PDF that nobody else can open is no paper, and one that acts by itself is none either; all others are taken."""

import zlib

import pytest

from tenancy.pdfs import MOST_OF_ONE, lists, refuse_closed_or_acting
from tenancy.refusals import Refused
from tests.tenancy.pdf_files import closed, guarded, plain, pressed

WAYS = ["RC4-40", "RC4-128", "AES-128", "AES-256"]
PASSWORD, ACTS = "设有打开密码或者证书加密.*请去掉密码后再上传", "含有脚本或者会启动其他程序.*打印为PDF"
BY_CERTIFICATE = b"%PDF-1.7\n1 0 obj\n<< /Filter /Adobe.PubSec /V 4 >>\nendobj\ntrailer << /Encrypt 1 0 R >>\n%%EOF"
TORN = b"%PDF-1.7\ntrailer << /Encrypt 7 0 R >>\n%%EOF"


@pytest.mark.parametrize("way", WAYS)
def test_what_asks_for_a_password_is_refused_with_what_to_do(way):
    with pytest.raises(Refused, match=f"“回单.pdf”{PASSWORD}"):
        refuse_closed_or_acting(closed(way), "回单.pdf")


@pytest.mark.parametrize("content", [BY_CERTIFICATE, TORN], ids=["certificate", "torn"])
def test_what_is_locked_in_a_way_nobody_here_knows_is_refused_too(content):
    with pytest.raises(Refused, match=PASSWORD):
        refuse_closed_or_acting(content, "回单.pdf")


@pytest.mark.parametrize("way", WAYS)
def test_what_everybody_reads_and_only_the_bank_changes_is_taken(way):
    refuse_closed_or_acting(guarded(way), "回单.pdf")


@pytest.mark.parametrize(
    "content",
    [
        plain(acting=True),
        plain(acting=True).replace(b"/JavaScript", b"/J#61va#53cript"),
        pressed("/JavaScript", JS="app.alert(1)"),
        pressed("/Launch", F="cmd.exe"),
    ],
    ids=["script", "spelled otherwise", "pressed script", "programme"],
)
def test_what_would_run_by_itself_is_refused_with_what_to_do(content):
    with pytest.raises(Refused, match=f"“回单.pdf”{ACTS}"):
        refuse_closed_or_acting(content, "回单.pdf")


def test_a_plain_page_and_a_link_that_only_names_scripts_are_taken():
    refuse_closed_or_acting(plain(), "回单.pdf")
    refuse_closed_or_acting(pressed("/URI", URI="https://example.cn/S/JavaScript.html"), "回单.pdf")


def test_gigabytes_in_a_list_of_objects_are_not_unpacked():
    """A megabyte holds a thousand of them; one of those is looked at."""
    swollen = b"1 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + zlib.compress(b" " * 20 * MOST_OF_ONE)
    assert [len(part) for part in lists(b"%PDF-1.5\n" + swollen + b"\nendstream endobj\n%%EOF")] == [MOST_OF_ONE]
