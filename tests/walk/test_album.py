"""The album finds what is wrong with a page, however slight, and looks at each shape once."""

import pytest

from tests.walk import album as albums
from tests.walk.album import Album

PAGE = "<html lang='zh'><title>页</title><main><h1>页</h1>{}</main></html>"


@pytest.fixture
def album(tmp_path, monkeypatch):
    monkeypatch.setattr(albums, "PICTURES", tmp_path)
    return Album("ln-1366")


@pytest.fixture
def page(browser):
    with browser.new_context() as context:
        yield context.new_page()


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ("<h3>跳过一级</h3>", "heading-order | moderate"),
        ("<section aria-label='一'>甲</section><section aria-label='一'>乙</section>", "landmark-unique | moderate"),
        ("<table><tr><th></th><td>甲</td></tr></table>", "empty-table-header | minor"),
        ("<input>", "label | critical"),
        ("<p style='width: 3000px'>宽</p>", "px wider than the screen"),
        ("<img alt='图' src='data:image/png;base64,AAAA'>", "broken: data:image/png"),
    ],
)
def test_what_is_wrong_is_told_however_slight(album, page, wrong, found):
    page.set_content(PAGE.format(wrong))
    album.look(page)
    [told] = album.faults.values()
    assert any(found in each for each in told), told


def test_a_sound_page_is_kept_once_and_nothing_is_told(album, page):
    for words in ("第一句", "第二句"):
        page.set_content(PAGE.format(f"<h2>节</h2><p>{words}</p>"))
        album.look(page)
    assert album.faults == {}
    assert (album.counted["looks"], album.counted["pages"]) == (2, 1)
    assert [each.name for each in album.folder.iterdir()] == ["blank.png"]
