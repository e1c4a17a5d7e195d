"""What a program can say of a scan beside the paper that was printed; a person looks at text and seal.

Nothing of theirs is unpacked: 2 MB may hold gigabytes.
"""

import io
import re

from django.utils.translation import gettext as _
from PIL import Image

LEAST_WIDTH = 1000  # pixels of a page: what 120 dpi gives
LEAST_BYTES = 15_000  # of a scanned page
SIGNATURE = b"/ByteRange"  # of an electronic signature or seal (ISO 32000-1 12.8)
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def hints_on(content: bytes, media_type: str, wanted: int, original: str) -> list[str]:
    """Sentences, none where nothing is to be said; `wanted` pages are what the `original` has (合同, 打印的表)."""
    looked_at = _of_pdf if media_type == "application/pdf" else _of_picture
    return looked_at(content, wanted, original)


def _of_pdf(content: bytes, wanted: int, original: str) -> list[str]:
    pages = len(PAGE.findall(content))
    if not pages:
        return [_("文件打不开、加了密或者压缩了页面，不能比较页数，请逐页核对。")]
    hints = []
    if pages != wanted:
        words = {"pages": pages, "original": original, "wanted": wanted}
        hints.append(_("扫描件有%(pages)s页，%(original)s为%(wanted)s页，请核对是否缺页或者多页。") % words)
    if SIGNATURE in content:
        hints.append(_("文件带有电子签章，不必再盖实体章；请在阅读软件中核对签章人和文件未被改动。"))
    elif len(content) < LEAST_BYTES * pages:
        hints.append(_("文件很小，可能不清晰或者不是扫描件，请核对印章能否辨认。"))
    return hints


def _of_picture(content: bytes, wanted: int, original: str) -> list[str]:
    hints = []
    if wanted > 1:
        words = {"original": original, "wanted": wanted}
        hints.append(_("图片只有1页，%(original)s为%(wanted)s页，请核对其余各页。") % words)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            small = min(picture.size) < LEAST_WIDTH
    except Exception:  # whatever a damaged picture makes the reader say
        return [*hints, _("图片打不开，请重新扫描。")]
    return [*hints, _("图片像素偏低，请核对文字和印章能否辨认。")] if small else hints
