"""Draw a contract as PDF. The same contract gives the same bytes; nothing is ever fetched but our own two fonts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from licensing.certificate import figures
from licensing.contract import Contract, code_of
from licensing.evidence import VERIFIER
from licensing.verify_packet import canonical, packed

FONTS = {"font:regular": "NotoSerifSC-Regular.ttf", "font:bold": "NotoSerifSC-Bold.ttf"}
LATIN = "\u00ff"  # up to here every font has everything
STYLE = Path(__file__).parent / "contract.css"


class FontsOnly(URLFetcher):
    """Deny all: no network, no file, no data address; only the fonts that the style names."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in FONTS:
            raise ValueError(f"A contract fetches nothing; refused {url[:80]}")
        return URLFetcherResponse(url, (fonts_folder() / FONTS[url]).read_bytes(), {"Content-Type": "font/ttf"})


def fonts_folder() -> Path:
    return Path(settings.BASE_DIR) / "static" / "vendor" / "fonts"


@cache
def _dress() -> tuple[FontConfiguration, CSS]:
    """Read once in a process: the fonts are large."""
    fonts = FontConfiguration()
    return fonts, CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=FontsOnly(), base_url="font:")


def as_pdf(contract: Contract) -> bytes:
    """A4, page x of y, number and square code on each page, the published terms as annex."""
    return draw(as_html(contract))


def as_stamp(lines: Sequence[str]) -> bytes:
    """The picture of an electronic signature, of the size of the box that the contract leaves for it."""
    return draw(render_to_string("contracts/stamp.html", {"lines": lines}))


@dataclass(frozen=True)
class Sheet:
    """A form of one table: terms and values, sentences, and who seals it."""

    title: str
    number: str
    rows: tuple[tuple[str, Any], ...]
    lines: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()


def as_sheet(sheet: Sheet) -> bytes:
    """A4; the same sheet gives the same bytes."""
    return draw(render_to_string("contracts/sheet.html", {"sheet": sheet}))


def as_html(contract: Contract) -> str:
    with translation.override("zh-hans"):
        address = f"{settings.SITE_URL}/licences/check/?number={contract.number}&code={contract.check_code}"
        return render_to_string("contracts/contract.html", {"contract": contract, "square": _square(address)})


def as_certificate(content: dict[str, Any], digest: str) -> bytes:
    """证明: number and square code on each page; the same content gives the same bytes."""
    code = code_of(digest)
    address = f"{settings.SITE_URL}/licences/certificates/check/?number={content['number']}&code={code}"
    context = {"said": content, "code": code, "square": _square(address), "digest": digest}
    with translation.override("zh-hans"):
        html = render_to_string("contracts/certificate.html", context | {"figures": figures(content["totals"])})
    return draw(html)


def certificate_packet(content: dict[str, Any], digest: str) -> bytes:
    """The certificate, its data and the verifier, which needs no platform."""
    drawn = as_certificate(content, digest)
    data = {"content": content, "digest": digest, "pdf_sha256": sha256(drawn).hexdigest()}
    files = {"certificate.pdf": drawn, "certificate.json": canonical(data), "verify.py": VERIFIER.read_bytes()}
    return packed(files)


def draw(html: str) -> bytes:
    """Without the file identifier that a PDF may carry: for it the library would work out all bytes a second time."""
    fonts, style = _dress()
    page = HTML(string=spelled(html), url_fetcher=FontsOnly(), base_url="font:")
    drawn: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return drawn


def spelled(html: str) -> str:
    """A sign that our fonts lack is printed as its code point 〔U+20BB7〕 and explained, never as an empty box.

    The fonts have every sign of 通用规范汉字表; names with still rarer ones are whole in the contract's data.
    """
    rare = sorted(sign for sign in set(html) if sign > LATIN and ord(sign) not in _covered())
    for sign in rare:
        html = html.replace(sign, f"〔U+{ord(sign):X}〕")
    note = f"<p>本文件以统一码（Unicode）表示字库未收的字：{'、'.join(f'U+{ord(sign):X}' for sign in rare)}。</p>"
    return html.replace("</body>", f"{note}</body>") if rare and "stamp" not in html else html


@cache
def _covered() -> frozenset[int]:
    with TTFont(fonts_folder() / FONTS["font:regular"]) as font:
        return frozenset(font.getBestCmap())


def _square(address: str) -> str:
    """Where the paper can be checked, as a drawing inside the page."""
    drawn = BytesIO()
    # One mask for all: trying the eight of them takes longer than the rest of the page's data.
    segno.make(address, error="m", mask=3).save(drawn, kind="svg", scale=2, border=0, xmldecl=False)
    return drawn.getvalue().decode()
