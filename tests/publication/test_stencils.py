"""A page put together from stencils says what its templates say, to strangers as to people who are signed in."""

import re

import pytest
from django.test import Client
from django.utils import translation

from publication.stencils import Stencil
from tests.cast import client_of
from tests.factories.publication import FREE, AnnouncementFactory, OfferFactory, RecordFactory, offers

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script> %s {x} 100% &amp;'


def list_in(page):
    """Without the minute it was read."""
    main = re.search(r"<main.*</main>", page.content.decode(), re.DOTALL).group()
    return re.sub(r"截至 [-\d: ]+", "", main)


@pytest.mark.parametrize("address", ["", "?q=电机", "?fee_kind=free&sort=fee", "?state=all&page=2", "?city=x&q=鼒"])
def test_strangers_and_the_signed_in_read_the_same_list(zhang, address):
    AnnouncementFactory(offers=[*offers(23), OfferFactory(terms=FREE)])
    RecordFactory(withdrawn=True)
    assert list_in(Client().get(f"/records/{address}")) == list_in(client_of(zhang).get(f"/records/{address}"))


def test_what_people_wrote_stays_text(liaoning):
    RecordFactory(title=HOSTILE)
    page = Client().get("/records/", {"q": HOSTILE[:40]}).content.decode()
    assert "<script>alert" not in page
    assert (
        "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; %s {x} 100% &amp;amp;"
        in Client().get("/records/").content.decode()
    )


def test_each_stranger_reads_the_own_address_and_language(liaoning):
    RecordFactory()
    for word in ("5g", "ab"):
        assert f'name="next" value="/records/?q={word}"' in Client().get(f"/records/?q={word}").content.decode()
    english = Client()
    english.cookies["django_language"] = "en"
    assert '<html lang="en">' in english.get("/records/").content.decode()
    assert '<html lang="zh-Hans">' in Client().get("/records/").content.decode()


def test_a_window_keeps_its_own_frame(liaoning):
    assert "浙江省" in Client().get("/records/?province=zj").content.decode().split("<main")[0]
    assert "浙江省" not in Client().get("/records/").content.decode().split("<main")[0]


def test_a_stencil_is_drawn_once_per_language():
    stencil = Stencil("publication/hidden_field.html", "name", "value")
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert stencil.fill({"name": "q", "value": "<>"}) == '<input type="hidden" name="q" value="&lt;&gt;">'
    assert len(stencil.patterns) == 2
