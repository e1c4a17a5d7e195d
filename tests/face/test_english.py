"""The public pages exist in English too: every string they are made of has its translation."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from config.guides import GUIDES
from publication.choices import FeeKind

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
# What the pages are made of that anyone can open without signing in.
PUBLIC = [
    *("templates/*.html", "templates/components/*.html", "templates/pages/*.html"),
    *("templates/account/*.html", "templates/accounts/*.html", "templates/publication/**/*.html"),
    *("config/face.py", "config/start.py", "config/glossary.py", "config/guides/*.py", "config/errors.py"),
    *("publication/views/*.py", "publication/pages.py", "publication/facets.py", "publication/classes.py"),
    *(
        "publication/contacts.py",
        "publication/choices.py",
        "publication/query.py",
        "publication/standing.py",
        "tenancy/models/organisations.py",
    ),
    *("templates/declarations/*_public.html", "declarations/forms/public.py", "declarations/confirmation.py"),
    "declarations/views/public.py",
    *("templates/licensing/check.html", "licensing/checking.py"),
    *("publication/forms.py", "publication/models/corrections.py"),
    "declarations/simulation.py",
    *("templates/policy/*.html", "tenancy/policy/parameters/*.py", "tenancy/policy/pages.py"),
    *("tenancy/accounts/forms.py", "tenancy/accounts/captcha.py", "tenancy/accounts/passwords.py"),
]
NOT_PUBLIC = {"own.html", "places.html", "resume.html"}  # after signing in
NOT_PUBLIC |= {
    path.name for audience in ("province", "nation") for path in ROOT.glob(f"templates/policy/*_{audience}.html")
}
NOT_PUBLIC |= {path.name for path in ROOT.glob("templates/publication/*_bureau.html")}
CALL = re.compile(r"""(?<![\w.])(?:gettext|gettext_lazy|_)\(\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)""")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
IN_CHINESE = re.compile(r"<(\w+)[^>]*lang=\"zh-Hans\"[^>]*>.*?</\1>", re.S)
OPEN = ["/", "/guides/", "/glossary/", "/about/", "/ln/", "/nowhere/", *(f"/guides/{key}/" for key in GUIDES)]
OPEN += [
    "/records/",
    "/sources/",
    "/platforms/",
    "/announcements/",
    "/verify/",
    "/policy/",
    "/policy/workdays/",
    "/zj/policy/",
    "/ln/policy/stages/",
    "/ln/policy/compare/ha/",
]
OPEN += [
    "/ln/policy/documents/plan/",
    "/ha/policy/channels/?region=411500",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/declarations/progress/",
    "/declarations/consent/21.none/",
    *(f"/declarations/simulator/?kind={kind}" for kind in FeeKind),
    "/licences/check/",
    "/licences/check/?number=LN-XK-1&code=ABC",
]


def strings(path: Path) -> set[str]:
    text = path.read_text()
    source = templatize(text, origin=path.name) if path.suffix == ".html" else text
    return {ast.literal_eval(found) for found in CALL.findall(source)}


def test_every_public_string_is_in_the_english_catalogue():
    said = {entry.msgid for entry in polib.pofile(CATALOGUE) if entry.msgstr and not entry.fuzzy}
    missing = {
        f"{path.relative_to(ROOT)}: {string}"
        for pattern in PUBLIC
        for path in ROOT.glob(pattern)
        if path.name not in NOT_PUBLIC
        for string in strings(path) - said
        if CHINESE.search(string)
    }
    assert not sorted(missing)


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPEN)
def test_an_english_page_has_no_chinese_left(client, address):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = IN_CHINESE.sub("", client.get(address).content.decode())
    assert not [line.strip() for line in page.splitlines() if CHINESE.search(line)]
