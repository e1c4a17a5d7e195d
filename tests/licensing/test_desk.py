"""What lies on whose desk: the owner's answers, the city's silent owners and objections."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config import desk
from config.desk import Tab
from licensing.models import Licence
from licensing.services import answers
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db


def titles(tab, actor):
    return [line.task.title for line in desk.lines(tab, actor)[:20]]


def test_an_acceptance_waits_on_the_owners_desk_and_not_on_the_licensees(licence, zhang, sun):
    assert titles(Tab.TODO, zhang) == [f"{licence.number} 已达成，待确认合同"]
    assert not titles(Tab.TODO, sun)


def test_once_answered_it_is_done(licence, zhang):
    answers.confirm(licence, by=zhang)
    assert not titles(Tab.TODO, zhang)
    assert titles(Tab.DONE, zhang) == [f"{licence.number} 已达成，合同已确认"]


@pytest.mark.requirement("LN-59")
def test_a_silent_owner_lies_overdue_on_the_citys_desk(licence, li, wang):
    assert not titles(Tab.TODO, li)
    Licence.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    answers.escalate(licence, by=platform())
    assert len(titles(Tab.OVERDUE, li)) == 1
    assert not titles(Tab.TODO, wang)


def test_an_objection_waits_for_the_citys_decision(licence, zhang, li):
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已转移")
    assert titles(Tab.TODO, li) == [f"{licence.number} 专利权人有异议"]
    answers.dismiss(licence, by=li, reason="登记簿未见转移")
    assert not titles(Tab.TODO, li)
