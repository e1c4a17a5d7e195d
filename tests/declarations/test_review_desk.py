"""The split desk: what an officer sees of a case, and what pressing a button does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.models import Declaration
from declarations.services import drafts, publishing, review, submission
from declarations.services.review import Reason
from declarations.waiting import case_holders, to_review
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.actors import actor_of
from tenancy.models import Membership
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.services import offices
from tests.cast import client_of, office, person
from tests.factories.declarations import ALL_FINE, LOOKED_UP, AttachmentFactory, DeclarationFactory, OwnerFactory
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import AccreditationFactory, MembershipFactory, OfficeFactory, platform, the_province

SHEET = {f"sheet-{key}": "ok" for key in review.ITEMS} | {"sheet-opinion": LOOKED_UP}


@pytest.fixture
def case(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.REVIEWING)


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def sheet(declaration: Declaration, **more) -> dict:
    return SHEET | {"sheet-seen_version": declaration.version} | {f"sheet-{key}": said for key, said in more.items()}


def faults(declaration: Declaration, **sentences) -> dict:
    said = {"faults-seen_version": declaration.version}
    for field, sentence in sentences.items():
        said |= {f"faults-tick_{field}": "on", f"faults-why_{field}": sentence}
    return said


def told(response) -> str:
    return response.content.decode()


def now(declaration: Declaration) -> Declaration:
    return Declaration.objects.get(pk=declaration.pk)


@pytest.mark.requirement("LN-71")
def test_the_desk_shows_record_findings_and_clause_and_passes_with_four_results(li, case):
    client = client_of(li)
    page = told(client.get(at("review", case.pk)))
    assert case.title in page
    assert "专利权有效性" in page
    client.post(at("decide", case.pk), sheet(case, opinion="同意"))
    assert now(case).status == Status.APPROVED
    kept = case.reviews.get(decided_by=li.user.pk)
    assert (kept.items, kept.opinion) == (ALL_FINE, "同意")


def test_an_item_without_result_is_named_and_the_opinion_is_kept(li, case):
    said = sheet(case, opinion="有效性已查登记簿")
    del said["sheet-pledge"]
    page = told(client_of(li).post(at("decide", case.pk), said))
    assert "有效性已查登记簿" in page
    assert "质押登记" in page
    assert now(case).status == Status.REVIEWING


def test_a_fault_cannot_be_passed(li, case):
    page = told(client_of(li).post(at("decide", case.pk), sheet(case, fee="fault")))
    assert "不能通过；请退回" in page
    assert now(case).status == Status.REVIEWING


@pytest.mark.requirement("U08", "F017")
def test_three_faults_come_back_as_three_marks_and_one_date_in_one_notice(li, zhang, case):
    reasons = {"title": "与登记簿不一致", "ends_on": "写到月底", "fee": "请写明计费方式"}
    client_of(li).post(at("send_back", case.pk), faults(case, **reasons))
    back = now(case)
    assert back.status == Status.RETURNED
    assert {each["field"]: each["sentence"] for each in back.reviews.last().reasons} == reasons
    notices = zhang.user.notices.filter(sentence__contains="退回补正")
    assert [str(back.answer_by) in notice.sentence for notice in notices] == [True]


@pytest.mark.requirement("F017")
def test_the_province_limits_the_rounds_and_says_so_before_the_button(li, case, monkeypatch):
    monkeypatch.setattr(type(policy_of(case.province)), "return_rounds", 0)
    page = told(client_of(li).get(at("review", case.pk)))
    assert "达到本省规定的上限" in page
    answer = client_of(li).post(at("send_back", case.pk), faults(case, title="与登记簿不一致"))
    assert "达到本省规定的上限" in told(answer)
    assert now(case).status == Status.REVIEWING


def test_a_tick_without_a_sentence_is_not_sent(li, case):
    page = told(client_of(li).post(at("send_back", case.pk), faults(case, title="")))
    assert "请写明需要怎样更正" in page
    assert now(case).status == Status.REVIEWING


@pytest.mark.requirement("F020")
def test_a_stale_page_overwrites_nothing_and_keeps_what_was_typed(li, case):
    stale = sheet(case, opinion="我的意见") | {"sheet-seen_version": case.version - 1}
    page = told(client_of(li).post(at("decide", case.pk), stale))
    assert "没有覆盖" in page
    assert "我的意见" in page
    assert now(case).status == Status.REVIEWING


@pytest.mark.requirement("F020")
def test_who_has_it_in_hand_is_named_until_they_let_go(li, case):
    colleague = person("周洋", "zhou", office("沈阳市知识产权局", "210100"), Role.CITY_OFFICER)
    holder, other = client_of(li), client_of(colleague)
    holder.post(at("hold", case.pk))
    assert "李娜正在办理" in told(other.get(at("review", case.pk)))
    assert "李娜正在办理" in told(other.post(at("decide", case.pk), sheet(now(case))))
    holder.post(at("let_go", case.pk))
    other.post(at("decide", case.pk), sheet(now(case)))
    assert now(case).status == Status.APPROVED


def test_what_changed_since_the_last_round_is_marked(li, zhang, case):
    review.send_back(case, by=li, reasons=[Reason("title", "与登记簿不一致")])
    drafts.save(now(case), by=zhang, title="一种更名后的装置")
    again = submission.submit(now(case), by=zhang)
    again = submission.record_findings(again, by=platform())
    page = told(client_of(li).get(at("review", again.pk)))
    assert "<ins>一种更名后的装置</ins>" in page
    assert f"<del>{case.title}</del>" in page


@pytest.mark.requirement("F024")
def test_a_past_decision_shows_data_evidence_and_rules_of_that_moment(li, zhang, case):
    review.send_back(case, by=li, reasons=[Reason("title", "与登记簿不一致")])
    drafts.save(now(case), by=zhang, title="一种更名后的装置")
    page = told(client_of(li).get(at("decision", case.reviews.last().pk)))
    assert case.title in page
    assert "一种更名后的装置" not in page
    assert "与登记簿不一致" in page
    assert "审核环节" in page
    assert "辽知办字〔2022〕4号" in page


@pytest.mark.requirement("F024")
def test_the_filing_of_the_province_is_a_decision_that_can_be_seen_again(zhao, zhang):
    approved = DeclarationFactory(by=zhang, status=Status.APPROVED)
    publishing.publish([approved], by=zhao, channels=[ChannelFactory()])
    filed = approved.reviews.get(stage="province")
    assert (filed.verdict, filed.decided_by_name, filed.check_run) == ("passed", "赵敏", approved.check_runs.get())
    page = told(client_of(zhao).get(at("decision", filed.pk)))
    assert "省级备案：通过" in page
    assert approved.title in page
    assert approved.title in told(client_of(zhao).get("/desk/done/"))


def test_another_city_finds_neither_case_nor_decision(wang, case):
    client = client_of(wang)
    assert client.get(at("review", case.pk)).status_code == 404
    assert client.post(at("decide", case.pk), sheet(case)).status_code == 404
    assert client.get(at("decision", case.reviews.last().pk)).status_code == 404


def test_a_county_reads_and_decides_nothing(case):
    reader = person("何静", "he", office("沈阳市和平区市场监督管理局", "210102"), Role.COUNTY_OFFICER)
    assert client_of(reader).post(at("decide", case.pk), sheet(case)).status_code == 403


def test_the_seal_stands_beside_the_record_with_what_its_pages_say(li, case):
    hint = "扫描件有2页，打印的表为3页"
    AttachmentFactory(declaration=case, kind="sealed_form", name="盖章表.pdf", hints=[hint])
    page = told(client_of(li).get(at("review", case.pk)))
    assert "盖章表.pdf" in page
    assert hint in page


@pytest.mark.requirement("CN-23")
def test_a_body_checks_only_while_it_is_accredited(zhang):
    waiting = DeclarationFactory(by=zhang, status=Status.SECOND_CHECK)
    body = OfficeFactory(name="沈阳专利代办处", kind="checking_body", region=the_province())
    wu = person("吴迪", "wu", body, Role.CHECKER)
    client = client_of(wu)
    with pytest.raises(Refused, match="不在省局认可的有效期内"):
        review.decide(waiting, by=wu, items=ALL_FINE, opinion=LOOKED_UP)
    assert client.post(at("decide", waiting.pk), sheet(waiting)).status_code == 404
    AccreditationFactory(office=body)
    client.post(at("decide", waiting.pk), sheet(waiting))
    assert now(waiting).status == Status.REVIEWING


@pytest.mark.requirement("HB-17", "CN-23")
def test_a_body_whose_accreditation_ended_sees_opens_and_is_urged_about_nothing(zhang):
    waiting = DeclarationFactory(by=zhang, status=Status.SECOND_CHECK)
    body = OfficeFactory(name="沈阳专利代办处", kind="checking_body", region=the_province())
    AccreditationFactory(office=body)
    wu = person("吴迪", "wu", body, Role.CHECKER)
    assert to_review(wu).get() == waiting
    assert wu.user in case_holders(waiting)
    offices.withdraw_accreditation(body, starts_on=timezone.localdate(), document="撤销认可的通知", by=platform())
    assert not to_review(wu).exists()
    assert wu.user not in case_holders(waiting)
    assert client_of(wu).get(at("review", waiting.pk)).status_code == 404
    assert waiting.title not in told(client_of(wu).get(at("work") + "?state=all"))


@pytest.mark.requirement("HB-17", "CN-23")
@pytest.mark.parametrize("accredited", [False, True])
def test_a_body_hears_of_a_case_only_while_it_may_check(zhang, accredited):
    body = OfficeFactory(name="沈阳专利代办处", kind="checking_body", region=the_province())
    wu = person("吴迪", "wu", body, Role.CHECKER)
    if accredited:
        AccreditationFactory(office=body)
    waiting = DeclarationFactory(by=zhang, status=Status.SECOND_CHECK)
    assert Notice.objects.filter(user=wu.user, sentence__contains=waiting.title).exists() == accredited


@pytest.mark.requirement("HB-17", "F016")
def test_one_person_with_two_hands_decides_one_stage_only(zhang):
    """The page says so before the button, and the server refuses."""
    waiting = DeclarationFactory(by=zhang, status=Status.SECOND_CHECK)
    centre = OfficeFactory(name="沈阳保护中心", kind="centre", region=the_province())
    both = person("郑凯", "zheng", centre, Role.CENTRE_OFFICER)
    client_of(both).post(at("decide", waiting.pk), sheet(waiting))
    at_the_city = MembershipFactory(user=both.user, place=office("沈阳市知识产权局", "210100"), role=Role.CITY_OFFICER)
    client = client_of(actor_of(at_the_city))
    assert "四眼原则" in told(client.get(at("review", waiting.pk)))
    assert "四眼原则" in told(client.post(at("decide", waiting.pk), sheet(now(waiting))))
    assert now(waiting).status == Status.REVIEWING


def test_nobody_decides_what_their_own_house_offers(zhang):
    """An officer who is also a handler of the declarant, or who handed it in before changing sides."""
    waiting = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    beside = MembershipFactory(user=zhang.user, place=office("沈阳市知识产权局", "210100"), role=Role.CITY_OFFICER)
    client = client_of(actor_of(beside))
    assert "应当回避" in told(client.get(at("review", waiting.pk)))
    assert "应当回避" in told(client.post(at("decide", waiting.pk), sheet(waiting)))
    Membership.objects.filter(user=zhang.user, organisation__isnull=False).update(ended_at=timezone.now())
    assert "应当回避" in told(client.post(at("decide", waiting.pk), sheet(waiting)))
    assert now(waiting).status == Status.REVIEWING


@pytest.mark.requirement("U06", "LN-26")
def test_the_work_list_counts_what_it_lists_the_most_urgent_first(li, zhang):
    cases = [DeclarationFactory(by=zhang, status=Status.REVIEWING) for _each in range(3)]
    Declaration.objects.filter(pk=cases[2].pk).update(due_at="2020-01-01T00:00:00+08:00")
    page = client_of(li).get(at("work"))
    tab = next(one for one in page.context["tabs"] if one["current"])
    rows = [each.pk for each in page.context["page"].object_list]
    assert (tab["count"], rows[0]) == (len(rows), cases[2].pk)
    overdue = client_of(li).get(at("work"), {"state": "overdue"})
    assert [each.pk for each in overdue.context["page"].object_list] == [cases[2].pk]


def test_the_work_list_is_narrowed_by_place_and_words(zhao, zhang, case):
    found = client_of(zhao).get(at("work"), {"state": "all", "q": case.number, "place": "210100"})
    assert [each.pk for each in found.context["page"].object_list] == [case.pk]
    elsewhere = client_of(zhao).get(at("work"), {"state": "all", "place": "210200"})
    assert not elsewhere.context["page"].object_list


def test_the_next_case_is_one_link_away(li, zhang, case):
    following = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    assert f'accesskey="n" href="{at("review", following.pk)}"' in told(client_of(li).get(at("review", case.pk)))
    answer = client_of(li).post(at("decide", case.pk), sheet(case))
    assert answer.headers["Location"] == at("review", following.pk)


def test_the_desk_lists_cases_by_due_date(li, case):
    page = client_of(li).get("/desk/todo/")
    line = page.context["page"].object_list[0]
    assert (line.task.url, line.task.due_at) == (at("review", case.pk), case.due_at)


def test_a_co_owner_is_shown_with_the_answer(li, case):
    OwnerFactory(declaration=case, name="沈阳合作研究所")
    assert "沈阳合作研究所" in told(client_of(li).get(at("review", case.pk)))


@pytest.mark.requirement("U17")
def test_an_industry_is_named_and_not_only_coded(li, case):
    Declaration.objects.filter(pk=case.pk).update(industry="C")
    assert "C 制造业" in told(client_of(li).get(at("review", case.pk)))
