"""What a city office has beside its cases: intentions of its area, questions to the province, nine duties as doors."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from declarations.models import Question
from declarations.services import drafts, questions
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.models import Membership
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import ZHEJIANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import patent_number
from tests.factories.tenancy import OrganisationFactory

DUTIES = ("指导", "发布", "征集", "审核", "备案", "服务", "对接", "调节", "总结")
THREE = {"patent_number": patent_number(88), "contact_name": "张伟", "contact_phone": "13812345678"}


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def told(response) -> str:
    return response.content.decode()


@pytest.fixture
def case(zhang):
    return DeclarationFactory(by=zhang, status=Status.REVIEWING)


@pytest.mark.requirement("XY-17", "F010")
def test_an_intention_reaches_the_offices_above_it_and_no_other(zhang, li, wang, zhao):
    client_of(zhang).post(at("intention"), THREE)
    for officer in (li, zhao):
        page = told(client_of(officer).get(at("intentions")))
        assert THREE["patent_number"] in page
        assert "沈阳北方科技大学" in page
        assert "尚未提交声明" in page
    assert THREE["patent_number"] not in told(client_of(wang).get(at("intentions")))


def test_where_nobody_collects_intentions_none_is_taken(db):
    with acting(province=ZHEJIANG):
        institute = OrganisationFactory(region=region("330100"))
        head = person("周院长", "zhouyz", institute, Role.ORGANISATION_ADMIN)
        assert at("intention") not in told(client_of(head).get(at("start")))
        assert "没有开展意向征集" in told(client_of(head).get(at("intention")))
        with pytest.raises(Refused, match="意向征集"):
            drafts.intend(by=head, **THREE)


@pytest.mark.requirement("LN-65")
def test_a_city_asks_the_province_and_the_answer_stays_in_the_case(li, zhao, case):
    city, province = client_of(li), client_of(zhao)
    assert at("ask_province", case.pk) in told(city.get(at("review", case.pk)))
    city.post(at("ask_province", case.pk), {"text": "费用明显偏高，如何指导？"})
    asked = Question.objects.get()
    assert at("answer_city", asked.pk) in told(province.get("/desk/todo/"))
    assert "费用明显偏高" in told(province.get(at("answer_city", asked.pk)))
    province.post(at("answer_city", asked.pk), {"answer": "请权利人补充定价依据"})
    assert "请权利人补充定价依据" in told(city.get(at("review", case.pk)))
    assert "请权利人补充定价依据" in told(city.get(at("questions")))
    assert "请权利人补充定价依据" in told(city.get("/desk/notices/"))
    assert Event.objects.of(case).filter(verb="declaration.answer_city").exists()


def test_the_patentee_and_another_city_read_nothing_of_it(zhang, wang, li, zhao, case):
    questions.answer_city(questions.ask_province(case, by=li, text="如何定价？"), by=zhao, answer="参照行业均值")
    assert "参照行业均值" not in told(client_of(zhang).get(at("one", case.pk)))
    assert "参照行业均值" not in told(client_of(wang).get(at("questions")))
    assert client_of(wang).get(at("ask_province", case.pk)).status_code == 404


def test_a_question_is_answered_once_and_in_words(li, zhao, case):
    asked = questions.ask_province(case, by=li, text="如何定价？")
    assert "错误" in told(client_of(zhao).post(at("answer_city", asked.pk), {"answer": " "}))
    questions.answer_city(asked, by=zhao, answer="参照行业均值")
    with pytest.raises(Refused, match="赵敏"):
        questions.answer_city(asked, by=zhao, answer="另议")


@pytest.mark.requirement("LN-26")
def test_nine_duties_are_doors_on_the_desk_of_a_city_and_show_the_own_city_only(zhang, li, wang, case):
    client_of(zhang).post(at("intention"), THREE)
    client = client_of(li)
    entries = client.get("/desk/").context["entries"]
    for duty in DUTIES:
        door = next(entry for entry in entries if duty in str(entry.title))
        assert client.get(reverse(door.url_name) + door.query).status_code == 200, duty
    mine, other = "沈阳北方科技大学", client_of(wang)
    for address in (at("work") + "?state=all", at("intentions")):
        assert mine in told(client.get(address))
        assert mine not in told(other.get(address))


def test_who_asked_and_has_left_reads_no_answer_and_their_colleagues_do(li, zhao, case):
    asked = questions.ask_province(case, by=li, text="如何定价？")
    colleague = person("许科", "xu", li.office, Role.CITY_OFFICER)
    Membership.objects.filter(pk=li.membership_id).update(ended_at=timezone.now())
    questions.answer_city(asked, by=zhao, answer="参照行业均值")
    told = Notice.objects.filter(sentence__contains="参照行业均值")
    assert [notice.user for notice in told] == [colleague.user]
