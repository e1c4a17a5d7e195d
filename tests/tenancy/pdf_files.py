"""Real PDF files as people send them: plain, protected in each of the ways of the format, with something that acts."""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pypdf import PdfWriter
from pypdf.actions import JavaScript

SCRIPT = "app.alert(1)"


def plain(*, acting=False, **protection):
    """One page; `protection` goes to the encryption of the file."""
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    if acting:
        writer.add_open_action(JavaScript(SCRIPT))
    if protection:
        writer.encrypt(**protection)
    writer.write(written)
    return written.getvalue()


def closed(algorithm="AES-256"):
    """Nobody reads it without the password."""
    return plain(user_password="2022", algorithm=algorithm)


def guarded(algorithm="AES-256"):
    """Everybody reads it, only the bank changes it."""
    return plain(user_password="", owner_password="bank", algorithm=algorithm)


def pressed(kind, **said):
    """An act of this kind in a pressed list of objects, as most programs write files today."""
    writer, written = PdfFileWriter(stream_xrefs=True), io.BytesIO()
    nothing = writer.add_object(generic.StreamObject(stream_data=b""))
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9)))
    writer.insert_page(PageObject(contents=nothing, media_box=box))
    objects = writer.prepare_object_stream()
    act = {pdf_name("/S"): pdf_name(kind)} | {pdf_name(f"/{name}"): pdf_string(value) for name, value in said.items()}
    writer.root[pdf_name("/OpenAction")] = writer.add_object(generic.DictionaryObject(act), obj_stream=objects)
    writer.write(written)
    return written.getvalue()
