"""After a refusal one stays on this platform, whatever page one came from."""

import pytest

from tests.cast import client_of


def end_last_administrator(actor, referer):
    headers = {"Referer": referer} if referer else {}
    address = f"/people/{actor.membership_id}/end/"
    return address, client_of(actor).post(address, {"reason": "离职"}, headers=headers)


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_refusal_leads_to_no_other_site(zhang, referer):
    address, answer = end_last_administrator(zhang, referer)
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_a_refusal_leads_back_to_the_page_one_came_from(zhang):
    _address, answer = end_last_administrator(zhang, "http://testserver/organisation/")
    assert answer["Location"] == "http://testserver/organisation/"
