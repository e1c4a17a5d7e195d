"""Nothing from outside, nothing inline: the browser is told so, and the templates keep to it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OUTSIDE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|\son[a-z]+=|javascript:", re.I
)
INLINE_STYLE = re.compile(r"<style|\sstyle=", re.I)
PRINTED = {"contracts", "print"}  # drawn by the PDF engine, never sent to a browser


def templates():
    folder = ROOT / "templates"
    return [path for path in folder.rglob("*.html") if not PRINTED & set(path.relative_to(folder).parts)]


@pytest.mark.parametrize("fault", [OUTSIDE, INLINE_SCRIPT, INLINE_STYLE], ids=["outside", "script", "style"])
def test_no_template_breaks_the_policy(fault):
    assert not [
        f"{path.relative_to(ROOT)}: {found[0]}" for path in templates() if (found := fault.search(path.read_text()))
    ]


def test_style_sheets_and_scripts_stay_at_home():
    own = [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]
    assert not [path.name for path in own if re.search(r"https?://|url\(\s*['\"]?//|@import", path.read_text())]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/ln/", "/glossary/", "/nowhere/"])
def test_every_answer_carries_the_headers(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
