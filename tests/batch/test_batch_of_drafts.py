"""A filled template: everything goes in, or nothing, or what is in order; by the rules of the form."""

import io

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import Event
from declarations.batch import services, template
from declarations.batch.checks import ON_A_REGISTER, Checker, Known, is_news
from declarations.batch.columns import columns_of
from declarations.batch.mapping import propose
from declarations.batch.reader import open_sheets
from declarations.batch.rows import RowReader
from declarations.checking import elsewhere_of
from declarations.models import Batch, Declaration
from declarations.models.batches import BatchState
from declarations.offering import offer_of
from declarations.promises import promises_of
from declarations.registers import ask_registers_about
from declarations.services import drafts, publishing
from declarations.workflow import Status
from outbox import runner
from outbox.models import Notice
from publication import announce, standard
from tenancy.policy import policy_of
from tests.batch.sheets import FIRST, blank, column, filled, sheet_row, sheet_rows
from tests.cast import LIAONING, client_of
from tests.factories.declarations import DeclarationFactory, declarant, officer_for
from tests.factories.publication import ChannelFactory, patent_number
from tests.factories.tenancy import platform
from tests.factories.verification import GazetteNoticeFactory
from verification.checking import findings
from verification.dossier import Dossier
from verification.numbers import parse_number
from verification.rules import Rules


def handed_in(content, by, **more):
    batch, _again = services.receive(content, "声明.xlsx", by=by, at_once=False, **more)
    return services.run(batch)


def returned(batch):
    with batch.result.open() as file:
        return load_workbook(io.BytesIO(file.read()))


def test_a_filled_template_becomes_drafts_of_the_organisation(zhang):
    batch = handed_in(filled(sheet_rows(3)), zhang)
    assert (batch.state, batch.taken, batch.refused, batch.sentence) == (BatchState.DONE, 3, 0, "导入3件。")
    draft = Declaration.objects.get(patent_number=sheet_row(9001)["patent_number"][2:])
    assert (draft.status, draft.organisation) == (Status.DRAFT, zhang.organisation)
    assert draft.fee == {"kind": "lump_sum", "amount": "50000", "pay_days": 30, "day_kind": "calendar"}
    assert [owner.name for owner in draft.owners.all()] == ["沈阳北方科技大学"]
    assert Event.objects.of(draft).filter(verb="declaration.begin", actor_id=zhang.user.pk).count() == 1


@pytest.mark.requirement("HB-14")
def test_what_comes_in_by_excel_goes_out_by_the_interface_under_one_standard(zhang, client):
    handed_in(filled(sheet_rows(2)), zhang)
    offers = [offer_of(draft) for draft in Declaration.objects.all()]
    announce.publish(offers, by=platform(), channels=[ChannelFactory()])
    told = client.get("/api/v1/records/").json()["results"]
    assert {item["patent_number"] for item in told} == {row["patent_number"][2:] for row in sheet_rows(2)}
    for item in told:
        jsonschema.validate(item, standard.schema(), format_checker=jsonschema.FormatChecker())


@pytest.mark.requirement("HB-15", "F003")
def test_of_200_rows_with_3_faults_197_become_drafts_and_the_workbook_names_cell_and_reason(zhang):
    rows = sheet_rows(200)
    rows[10]["patent_number"] = "ZL201910009011.0"
    rows[50]["ends_on"] = "2026-06-30"
    rows[120]["fee.amount"] = "面议"
    batch = handed_in(filled(rows), zhang, partly=True)
    assert (batch.state, batch.taken, batch.refused) == (BatchState.DONE, 197, 3)
    assert Declaration.objects.filter(organisation=zhang.organisation, status=Status.DRAFT).count() == 197
    sheet = returned(batch)[template.SHEET]
    said = {
        cell.coordinate: cell.comment.text for row in sheet.iter_rows(min_row=FIRST) for cell in row if cell.comment
    }
    wrong = [
        sheet.cell(FIRST + n, column(key)) for n, key in ((10, "patent_number"), (50, "ends_on"), (120, "fee.amount"))
    ]
    assert list(said) == [cell.coordinate for cell in wrong]
    assert "校验位" in said[wrong[0].coordinate]
    assert "不得少于1年" in said[wrong[1].coordinate]
    assert "面议" in said[wrong[2].coordinate]


def test_one_fault_keeps_all_rows_out_and_the_same_workbook_comes_back(zhang):
    rows = sheet_rows(20)
    rows[7] = sheet_row(9008, contact_phone="", starts_on="2026-13-45")
    batch = handed_in(filled(rows), zhang)
    assert (batch.state, Declaration.objects.count()) == (BatchState.FAULTY, 0)
    sheet = returned(batch)[template.SHEET]
    heads = [cell.value for cell in sheet[template.HEAD + 1]]
    faults = sheet.cell(FIRST + 7, heads.index("错误") + 1).value
    assert "许可期限起" in faults
    assert "联系人及电话或邮箱" in faults
    assert sheet.cell(FIRST + 3, heads.index("错误") + 1).value is None
    assert sheet.cell(FIRST + 3, column("title")).value == "一种永磁电机控制装置9004"


def test_the_returned_workbook_goes_in_once_its_faults_are_mended(zhang):
    rows = sheet_rows(5)
    rows[2]["title"] = ""
    batch = handed_in(filled(rows), zhang)
    book = returned(batch)
    book[template.SHEET].cell(FIRST + 2, column("title"), "一种补上名称的装置")
    target = io.BytesIO()
    book.save(target)
    again = handed_in(target.getvalue(), zhang)
    assert (again.state, again.taken) == (BatchState.DONE, 5)


def test_rows_that_are_in_are_passed_over_when_the_rest_is_mended(zhang):
    rows = sheet_rows(4)
    rows[1]["fee.kind"] = "看情况"
    batch = handed_in(filled(rows), zhang, partly=True)
    book = returned(batch)
    book[template.SHEET].cell(FIRST + 1, column("fee.kind"), "免费")
    book[template.SHEET].cell(FIRST + 1, column("fee.amount")).value = None
    target = io.BytesIO()
    book.save(target)
    again = handed_in(target.getvalue(), zhang)
    assert (again.rows, again.taken, Declaration.objects.count()) == (1, 1, 4)


def test_the_same_patent_twice_in_the_file_names_the_first_row(zhang):
    batch = handed_in(filled([sheet_row(9001), sheet_row(9002), sheet_row(9001)]), zhang)
    assert [line.remarks[0]["sentence"] for line in batch.lines.filter(outcome="refused")] == [
        f"与第{FIRST}行是同一件专利，只保留一行"
    ]


def test_a_patent_that_is_declared_already_is_refused_and_one_of_another_province_noted(zhang):
    handed_in(filled(sheet_rows(1)), zhang)
    batch = handed_in(filled(sheet_rows(2)), zhang)
    sentence = batch.lines.get(outcome="refused").remarks[0]["sentence"]
    assert sentence == "本单位已有这件专利的声明（草稿），不能重复填报（国知办函运字〔2022〕448号 三（一）1）"


def test_the_same_file_again_is_the_same_batch(zhang):
    content = filled(sheet_rows(2))
    batch, again = services.receive(content, "一.xlsx", by=zhang)
    assert not again
    assert services.receive(content, "二.xlsx", by=zhang) == (batch, True)


def test_a_file_of_which_nothing_went_in_may_come_again_for_its_rows_in_order(zhang):
    content = filled([sheet_row(9001), sheet_row(9002, title="")])
    assert handed_in(content, zhang).state == BatchState.FAULTY
    again = handed_in(content, zhang, partly=True)
    assert (again.state, again.taken, again.refused) == (BatchState.DONE, 1, 1)
    assert services.receive(content, "三.xlsx", by=zhang) == (again, True)


def test_and_once_what_was_in_its_way_is_gone(zhang):
    handed_in(filled(sheet_rows(1)), zhang)
    content = filled(sheet_rows(2))
    assert handed_in(content, zhang).state == BatchState.FAULTY
    drafts.discard(Declaration.objects.get(), by=zhang, reason="改用整表填报")
    assert handed_in(content, zhang).taken == 2


def test_a_number_that_the_spreadsheet_turned_into_a_fraction_is_mended_and_said_so(zhang):
    damaged = sheet_row(9001)["patent_number"][2:] + "0001"
    batch = handed_in(filled([sheet_row(9001, patent_number=damaged)]), zhang)
    line = batch.lines.get()
    assert (line.outcome, line.patent_number) == ("repaired", sheet_row(9001)["patent_number"][2:])
    assert "按校验位还原" in line.remarks[0]["sentence"]


def test_every_kind_of_fee_goes_in_and_a_blank_of_another_kind_does_not(zhang):
    kinds = [
        {"fee.kind": "免费", "fee.amount": ""},
        {"fee.kind": "提成", "fee.amount": "", "fee.rate": "2.5", "fee.settlement": "季度"},
        {"fee.kind": "入门费+提成", "fee.amount": "", "fee.entry_fee": "20000", "fee.rate": "1"},
        {"fee.kind": "先试用后付费", "fee.amount": "40000", "fee.trial_months": "6"},
    ]
    rows = [sheet_row(9001 + n) | kind for n, kind in enumerate(kinds)]
    batch = handed_in(filled(rows), zhang)
    assert batch.taken == 4, [line.remarks for line in batch.lines.all()]
    mixed = handed_in(filled([sheet_row(9100, fee__rate="3")]), zhang)
    assert "“一次总付”没有“提成比例" in mixed.lines.get().remarks[0]["sentence"]


def test_co_owners_are_listed_and_wait_for_their_consent(zhang):
    row = sheet_row(9001, owners="大连某公司；沈阳北方科技大学", emails="a@example.cn")
    batch = handed_in(filled([row]), zhang)
    draft = Declaration.objects.get(pk=batch.lines.get().declaration)
    assert [(owner.name, owner.email, owner.consent) for owner in draft.owners.all()] == [
        ("沈阳北方科技大学", "", "not_asked"),
        ("大连某公司", "a@example.cn", "not_asked"),
    ]


def test_commitments_ticked_for_the_batch_let_it_be_handed_in(zhang):
    keys = [promise.name for promise in promises_of(policy_of(21))]
    batch = handed_in(filled(sheet_rows(3)), zhang, hands_in=True, promises=keys)
    assert (batch.state, batch.handed_in) == (BatchState.DONE, 3)
    assert set(Declaration.objects.values_list("status", flat=True)) == {Status.CHECKING}
    without = handed_in(filled(sheet_rows(1, first=9300)), zhang, hands_in=True)
    assert (without.handed_in, without.taken) == (0, 1)
    assert "请作出承诺" in without.lines.get().remarks[-1]["sentence"]


def handed_in_with_promises(rows, by):
    keys = [promise.name for promise in promises_of(policy_of(21))]
    return handed_in(filled(rows), by, hands_in=True, promises=keys)


def stands(page):
    """How many rows stand where."""
    return page.content.decode().partition("声明现状：")[2].partition("<")[0]


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("sentence", "link"))


def test_many_rows_leave_one_message_of_each_kind_with_their_number_and_the_way_to_the_batch(zhang):
    batch = handed_in_with_promises(sheet_rows(4), zhang)
    centre = officer_for(DeclarationFactory(status=Status.SECOND_CHECK))
    runner.work(LIAONING)
    account = batch.get_absolute_url()
    assert [link for _sentence, link in told(zhang.user)] == [account, account]
    assert {sentence.partition("：")[2][:9] for sentence, _link in told(zhang.user)} == {
        "导入4件，已提交4",
        "声明已收下，登记信",
    }
    assert stands(client_of(zhang).get(account)) == "二次核查 4"
    assert told(centre.user) == [("沈阳北方科技大学一次提交4件声明：二次核查", "/declarations/caseload/")]


def test_rows_that_the_first_check_stops_are_told_once_and_marked_in_the_account(zhang):
    batch = handed_in_with_promises(sheet_rows(3), zhang)
    for number in Declaration.objects.values_list("patent_number", flat=True)[:2]:
        GazetteNoticeFactory(number=number, announced_on=timezone.localdate())
    runner.work(LIAONING)
    stopped = [sentence for sentence, _link in told(zhang.user) if "未通过自动核验" in sentence]
    assert len(stopped) == 1
    page = client_of(zhang).get(batch.get_absolute_url()).content.decode()
    assert "退回补正 2" in page


def test_what_is_published_together_is_told_together_to_each_declarant(zhang, zhao):
    other = declarant()
    many = [DeclarationFactory(by=zhang, status=Status.APPROVED) for _each in range(3)]
    one = DeclarationFactory(by=other, status=Status.APPROVED)
    announcement = publishing.publish([*many, one], by=zhao, channels=[ChannelFactory()])
    assert told(zhang.user)[-1] == (f"3件声明已由公告{announcement.number}发布。", announcement.get_absolute_url())
    assert sum("发布" in sentence for sentence, _link in told(zhang.user)) == 1
    one.refresh_from_db()
    assert told(other.user)[-1] == (f"声明已发布，公开编号{one.record_number}。", one.get_absolute_url())


def test_a_cancelled_batch_writes_nothing(zhang):
    batch, _again = services.receive(filled(sheet_rows(2)), "表.xlsx", by=zhang)
    services.cancel(batch, by=zhang)
    services.run(batch)
    assert (Batch.objects.get().state, Declaration.objects.count()) == (BatchState.CANCELLED, 0)


def test_a_thousand_rows_cost_as_many_queries_as_ten(zhang, django_assert_max_num_queries):
    few, _again = services.receive(filled(sheet_rows(10)), "少.xlsx", by=zhang, at_once=False)
    many, _again = services.receive(filled(sheet_rows(400, first=9500)), "多.xlsx", by=zhang, at_once=False)
    with django_assert_max_num_queries(60) as asked:
        services.run(few)
    ten = len(asked)
    with django_assert_max_num_queries(ten):
        services.run(many)


def test_text_that_begins_like_a_formula_stays_text(zhang):
    rows = [sheet_row(9001, title='=HYPERLINK("http://example.cn","x")', contact_name="@SUM(A1)", contact_phone="")]
    book = load_workbook(io.BytesIO(filled(rows)))
    sheet = book[template.SHEET]
    for key in ("title", "contact_name"):
        sheet.cell(FIRST, column(key)).data_type = "s"
    target = io.BytesIO()
    book.save(target)
    batch = handed_in(target.getvalue(), zhang)
    cells = [cell for row in returned(batch)[template.SHEET].iter_rows(min_row=FIRST) for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_the_template_is_protected_at_its_head_and_offers_drop_downs(zhang):
    book = load_workbook(io.BytesIO(blank()))
    sheet = book[template.SHEET]
    assert sheet.protection.sheet
    assert sheet.cell(template.HEAD + 1, 2).protection.locked
    answers = sheet.column_dimensions["B"]
    assert (answers.protection.locked, answers.number_format) == (False, "@")
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert any(f"{FIRST}:" in place for place in offered)
    assert {"填写说明", "选项"} <= set(book.sheetnames)


@pytest.mark.parametrize("province", [21, 42, 41, 33])
def test_the_example_row_of_each_province_would_go_in(zhang, province):
    policy, sheets = policy_of(province), open_sheets(blank(province))
    plan = propose(sheets, columns_of(policy))
    assert (plan.sheet, plan.own) == (template.SHEET, True)
    [(number, row)] = sheets[0].rows(FIRST - 1, 1)
    [entry] = RowReader(plan, policy, own_name=zhang.organisation.name).read(number, row)
    checker = Checker(policy, zhang.organisation, frozenset(), "")
    checker.judge(entry, Known(ask_registers_about([entry.patent]), {}, {}, {}))
    assert [str(remark) for remark in entry.remarks if remark.level == "fault"] == []


def test_a_workbook_that_only_the_reader_can_open_is_told_on_the_page_alone(zhang, monkeypatch):
    def refuses(*_args, **_more):
        raise KeyError("styles.xml")

    monkeypatch.setattr("declarations.batch.workbook.load_workbook", refuses)
    batch = handed_in(filled([sheet_row(9001), sheet_row(9002, title="")]), zhang, partly=True)
    assert (batch.state, batch.taken, bool(batch.result)) == (BatchState.DONE, 1, False)


def test_a_dash_for_co_owners_means_that_there_are_none(zhang):
    rows = [sheet_row(9001, owners="-"), sheet_row(9002, owners="无"), sheet_row(9003, owners="北方电机厂；-")]
    handed_in(filled(rows), zhang)
    owners = [
        [owner.name for owner in draft.owners.order_by("position")[1:]] for draft in Declaration.objects.order_by("pk")
    ]
    assert owners == [[], [], ["北方电机厂"]]


def test_the_log_names_each_draft_as_its_own_page_does(zhang):
    handed_in(filled([sheet_row(9001), sheet_row(9002, title="一种以名称相称的装置")]), zhang)
    for draft in Declaration.objects.all():
        event = Event.objects.of(draft).get(verb="declaration.begin")
        assert (event.subject_label, event.region_path) == (str(draft), draft.region.path)


def test_portions_of_a_sheet_are_the_sheet(zhang):
    [sheet] = [each for each in open_sheets(filled(sheet_rows(5))) if each.name == template.SHEET]
    whole = list(sheet.rows())
    portions = [*sheet.rows(1, 2), *sheet.rows(3, 3), *sheet.rows(6)]
    assert portions == whole
    assert list(sheet.rows(4, 1)) == whole[3:4]
    assert not list(sheet.rows(sheet.last + 1))
    assert list(sheet.rows(2, 1)) == whole[1:2]


def test_what_is_published_of_a_patent_is_looked_up_by_an_index(liaoning):
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("SET LOCAL enable_seqscan = off")
        elsewhere_of(["201910009001.1"], 21)
        cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
        assert any("record_number_key" in line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("answer", ["absent", "unavailable"])
def test_what_a_register_would_have_to_tell_is_no_news_where_nobody_has_told_anything(answer):
    """Those checks are left out for such rows; this is why nothing is lost by it."""
    dossier = Dossier(parse_number(patent_number(1)), timezone.localdate(), register_answer=answer)
    found = findings(dossier, Rules(), items=ON_A_REGISTER)
    assert not [finding for item, finding in found if is_news(item, finding, answer)]


def test_sums_of_two_ways_of_paying_are_not_taken_for_each_other(liaoning):
    """使用费总额 is asked of a lump sum and of instalments, in two columns."""
    heads = {each.key: each.label for each in columns_of(policy_of(liaoning))}
    assert heads["fee.amount"].startswith("使用费总额（一次总付）／")
    assert heads["fee.total_amount"] == "使用费总额（总付额内分期支付）（元）"
    assert propose(open_sheets(blank()), columns_of(policy_of(liaoning))).own
