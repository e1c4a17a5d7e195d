"""The gallery shows each component in each state, and is there for demonstrations only."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_gallery_shows_every_component(client, settings):
    settings.DEMO = True
    page = client.get("/gallery/")
    assert page.status_code == 200
    for heading in ("按钮", "状态", "表单", "表格", "登记标记", "任务清单"):
        assert heading in page.content.decode()


def test_a_real_server_has_no_gallery(client, settings):
    settings.DEMO = False
    assert client.get("/gallery/").status_code == 404
