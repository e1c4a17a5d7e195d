"""The measuring of faults is itself measured: it sees what is lost, doubled, or there although refused."""

import threading
from collections import Counter
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from config.embedded.postgres import SUPERUSER
from config.faults import cells, clients, pressing
from config.faults.cells import compare
from config.faults.clients import History, Request
from licensing.services.acceptance import DRAW
from outbox.models import Job
from outbox.queue import enqueue
from tenancy.scope import acting
from tests.cast import LIAONING
from tests.isolation.test_might import address


def told(**answers):
    history = History()
    for key, status in answers.items():
        history.note(key, status, "", 1)
    return history


def test_all_is_well_when_each_answer_is_in_the_database_once():
    assert compare(told(a=302, b=302), Counter(["a", "b"])) == []


@pytest.mark.parametrize(
    ("status", "present", "word"),
    [(302, 0, "丢失"), (302, 2, "重复"), (0, 2, "重复"), (409, 1, "被拒绝却存在")],
)
def test_each_kind_of_fault_is_named(status, present, word):
    assert word in compare(told(a=status), Counter({"a": present}))[0]


@pytest.mark.parametrize(("status", "present"), [(0, 0), (0, 1), (409, 0)])
def test_what_nobody_was_told_may_be_there_once_or_not(status, present):
    assert compare(told(a=status), Counter({"a": present})) == []


def test_a_recovery_that_takes_longer_than_its_goal_allows_is_told():
    history = History()
    history.back["数据库"] = [3.0, 9.9]
    assert cells.too_late("F3", history) == []
    history.back["数据库"].append(10.5)
    assert "10.5" in cells.too_late("F3", history)[0]


@pytest.fixture
def server(monkeypatch):
    """Gives these answers one after the other; None breaks the line."""

    def answering(*answers):
        left = list(answers)

        def send(_request):
            answer = left.pop(0)
            if answer is None:
                raise ConnectionResetError
            return answer, "/licences/1/"

        monkeypatch.setattr(clients, "send", send)
        monkeypatch.setattr(clients, "PAUSE_SECONDS", 0)

    return answering


def asked():
    history = History()
    clients.insist(Request("a", SimpleNamespace(session="s"), "/", {}), history)
    return history


def test_a_broken_line_and_a_500_are_asked_again_with_the_same_key(server):
    server(None, 500, None, 302)
    history = asked()
    assert (list(history.acknowledged), history.retries) == (["a"], 3)


def test_a_refusal_of_the_first_request_is_a_refusal(server):
    server(409)
    assert asked().refused == {"a": 409}


def test_a_refusal_after_a_broken_line_leaves_it_open(server):
    server(None, 409)
    history = asked()
    assert (history.unknown, history.refused) == ({"a"}, {})


def test_back_is_when_somebody_is_served_who_came_after_the_blow():
    history = History()
    history.strike(lambda: "网站")
    history.note("a", 302, "", 1, began=history.blow[1] - 1)
    assert history.back == {}
    history.note("b", 302, "", 1, began=history.blow[1] + 1)
    assert list(history.back) == ["网站"]
    assert history.blow is None


def test_a_cell_whose_people_run_out_of_work_says_how_often_it_struck(monkeypatch):
    """Nobody waits for answers that cannot come."""
    monkeypatch.setattr(cells, "BETWEEN_SECONDS", (0, 0))
    result, done = cells.Result("F1", "上报月报 × 网站", 5, told(a=302)), threading.Event()
    cells.strike(lambda _chance: done.set() or "网站", result, done)
    assert result.struck == 1


def test_who_was_turned_away_has_tried_nothing():
    assert cells.turned_away(told(a=302)) == []
    assert "2 项被拒绝（409）" in cells.turned_away(told(a=409, b=409, c=302))[0]


def test_a_cell_that_has_to_bring_many_answers_spreads_its_kills_over_them(monkeypatch):
    monkeypatch.setattr(cells, "BETWEEN_SECONDS", (0, 0))
    result, done, struck_after = cells.Result("F3", "接受许可 × 数据库", 4, told(), enough=400), threading.Event(), []

    def attack(_chance):
        struck_after.append(len(result.history.acknowledged))
        return "数据库"

    attacker = threading.Thread(target=cells.strike, args=(attack, result, done))
    attacker.start()
    for number in range(5000):
        if done.wait(0.002):
            break
        result.history.note(str(number), 302, "", 1, began=cells.time.monotonic())
    attacker.join()
    assert result.struck == 4
    assert all(told >= 100 * blow for blow, told in enumerate(struck_after))
    assert len(result.history.acknowledged) >= 400


def test_a_cell_on_a_slow_machine_ends_and_is_told_to_have_brought_too_little(monkeypatch):
    monkeypatch.setattr(cells, "LONGEST_CELL_SECONDS", 0)
    monkeypatch.setattr(cells, "LONGEST_PAUSE_SECONDS", 0)
    result, done = cells.Result("F3", "接受许可 × 数据库", 0, told(a=302), enough=500), threading.Event()
    cells.strike(lambda _chance: "数据库", result, done)
    assert done.is_set()
    assert "只有 1 项得到答复，应有 500 项" in pressing.too_few([result], kills=1)[0]


def test_the_last_cell_brings_what_the_others_have_not():
    results = [cells.Result("F3", "", 1, told(a=302, b=302, c=0)), cells.Result("F3", "", 1, told(d=302, e=409))]
    assert pressing.still_wanted(results, kills=1) == pressing.ENOUGH_A_KILL - 3
    assert pressing.too_few(results * pressing.ENOUGH_A_KILL, kills=1) == []


@pytest.mark.django_db(transaction=True)
def test_contracts_of_pressed_acceptances_wait_for_another_year_and_nothing_else_does(liaoning, monkeypatch):
    monkeypatch.setenv(pressing.ADMINISTRATOR, address(SUPERUSER))
    with pressing.contracts_put_off(), acting(province=LIAONING), transaction.atomic():
        enqueue(DRAW, key="1", payload={"licence": 1})
        enqueue("audit.seal", key="meanwhile")
    with acting(province=LIAONING), transaction.atomic():
        enqueue(DRAW, key="2", payload={"licence": 2})
        due = {(job.kind, job.key): (job.due_at - timezone.now()).days for job in Job.objects.all()}
    assert due == {(DRAW, "1"): 364, (DRAW, "2"): -1, ("audit.seal", "meanwhile"): -1}
