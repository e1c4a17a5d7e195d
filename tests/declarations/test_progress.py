"""How far is it? By number and check code, without signing in, telling nothing of a person."""

import pytest

from declarations.services import review
from declarations.services.review import Reason
from declarations.workflow import Status
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory


@pytest.fixture
def submitted(zhang):
    return DeclarationFactory(by=zhang, status=Status.CHECKING)


def ask(client, number, code):
    return client.post("/declarations/progress/", {"number": number, "code": code})


@pytest.mark.requirement("U05")
def test_number_and_code_show_state_and_next_step_but_no_person(client, submitted):
    shown = ask(client, f" {submitted.number.lower()} ", submitted.check_code.lower()).content.decode()
    assert "核验中" in shown
    assert "系统自动核验" in shown
    for personal in (submitted.contact_name, submitted.contact_phone, submitted.title):
        assert personal not in shown


@pytest.mark.parametrize("number", ["LN-SL-2026-99999", "XX-1", "ＬＮ", "' OR 1=1"])
def test_what_does_not_belong_together_shows_nothing(client, submitted, number):
    response = ask(client, number, submitted.check_code)
    assert response.status_code == 400
    assert "没有查到" in response.content.decode()


def test_who_guesses_is_slowed_down(client, submitted):
    for _each in range(20):
        ask(client, submitted.number, "AAAAAA")
    assert "过于频繁" in ask(client, submitted.number, submitted.check_code).content.decode()


def test_a_return_shows_every_reason_one_date_and_the_round(zhang, li):
    declaration = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    faults = [Reason("title", "发明名称与登记簿不一致"), Reason("ends_on", "请写到月底"), Reason("fee", "基数不清")]
    declaration = review.send_back(declaration, by=li, reasons=faults)
    shown = client_of(zhang).get(f"/declarations/{declaration.pk}/tasks/").content.decode()
    assert all(fault.sentence in shown for fault in faults)
    assert "第 1 次退回" in shown
    assert shown.count("需更正") == 3
    assert "退回补正的声明" in client_of(zhang).get("/desk/").content.decode()
