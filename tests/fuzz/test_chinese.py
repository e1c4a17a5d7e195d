"""B7: Chinese as people write it is kept sign by sign, or refused in words; bytes of another encoding break nothing."""

import html
import unicodedata

from config.plain_text import UNFIT
from declarations.models import Declaration
from tests.cast import client_of
from tests.fuzz import nasty
from tests.fuzz.tally import Tally

TEXTS = [
    *nasty.CHINESE,
    "张\u3000三·李四",
    "鿫鿬鿭䲜𨭎𠅤",
    "㎡㎏℃‰№",
    "全形：（一）“引号”——破折号……",
    "한국어と日本語",
    "ﬁ與 ligature",
    "🧑‍🔬",
    "a\u0300\u0301\u0302\u0303",
    "نص عربي",
    "\u2066隔离\u2069",
]


def test_a_name_is_shown_as_it_was_typed_or_refused_in_words(zhang):
    browser, tally = client_of(zhang), Tally("B7 Chinese in a form")
    address = browser.post("/declarations/new/")["Location"].removesuffix("tasks/")
    key = int(address.rstrip("/").rsplit("/", 1)[1])
    for typed in TEXTS:
        said = {"contact_name": typed, "contact_phone": "13812345678"}
        answer = tally.timed(lambda: browser.post(f"{address}write/contact/", said))  # noqa: B023
        kept = Declaration.objects.get(pk=key).contact_name
        page = html.unescape(browser.get(f"{address}write/contact/").content.decode())
        if answer.status_code == 200 and "error" in answer.content.decode():
            continue
        if answer.status_code >= 500 or kept != as_kept(typed) or kept not in page:
            tally.bad.append(f"{typed[:40]!r}: {answer.status_code}, kept {kept[:40]!r}")
    tally.close()


def as_kept(typed: str) -> str:
    """Without what no document can hold, and without blanks around it."""
    return UNFIT.sub("", typed).strip()


def test_bytes_of_another_encoding_are_answered(zhang):
    browser = client_of(zhang)
    browser.raise_request_exception = False
    form = "application/x-www-form-urlencoded"
    for sent in ("q=专利".encode("gbk"), b"q=%D7%A8%C0%FB", b"q=\xff\xfe", b"%ff=%fe", "名=值".encode("utf-16")):
        assert browser.generic("POST", "/declarations/new/", sent, content_type=form).status_code < 500
        assert browser.get("/records/", QUERY_STRING=sent.decode("latin-1")).status_code == 200


def test_two_ways_to_write_one_sign_find_the_same(zhang):
    """é composed and é in two parts; figures of full width."""
    assert unicodedata.normalize("NFKC", "ＺＬ２０１９") == "ZL2019"
    browser = client_of(zhang)
    assert browser.get("/records/", {"q": "e\u0301"}).status_code == browser.get("/records/", {"q": "é"}).status_code
