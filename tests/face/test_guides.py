"""办事指南: every service says everything a person must know before they start."""

import pytest

from config.guides import GUIDES

pytestmark = pytest.mark.django_db
HEADINGS = [
    "依据",
    "受理条件",
    "申请材料",
    "办理流程",
    "法定时限",
    "承诺时限",
    "收费",
    "咨询与监督",
    "常见问题",
    "法律效果",
]


@pytest.mark.parametrize("key", GUIDES)
def test_a_guide_has_every_element_of_the_standard(client, key):
    page = client.get(f"/guides/{key}/").content.decode()
    assert not [heading for heading in HEADINGS if heading not in page]


def test_the_five_services_have_their_guides():
    assert set(GUIDES) == {"declare", "accept", "file-contract", "withdraw", "monthly"}


def test_an_unknown_guide_is_not_found(client):
    assert client.get("/guides/nothing/").status_code == 404
