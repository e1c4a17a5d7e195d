"""Listings of other portals: heads of their own, sums in 元 or 万元, several numbers in a cell, owners missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from declarations.batch import services
from declarations.batch.columns import columns_of
from declarations.batch.fees import UnclearFee, read_fee
from declarations.batch.mapping import Plan, propose
from declarations.batch.reader import open_sheets
from declarations.batch.rows import months_in, split_owners
from declarations.models import Batch, Commitment, Declaration
from declarations.models.batches import BatchState, Purpose
from publication.models import Record
from tenancy.models import PolicyValue
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tests.batch.sheets import listing
from tests.factories.publication import ChannelFactory, patent_number
from tests.factories.tenancy import OrganisationFactory


def planned(*rows, province=21) -> Plan:
    return propose(open_sheets(listing(*rows)), columns_of(policy_of(province)))


def number(n: int) -> str:
    return f"ZL{patent_number(n)}"


# Heads as the portals print them (domain facts 3.1); each names number, owner, and what else it tells.
PORTALS = {
    "辽宁": (["patent_id", "patent_type", "patent_owner", "license_fee", "create_time"], 5),
    "江苏": (
        ["专利号", "专利类型", "专利权人", "权利人类型", "许可使用费（万元）", "支付方式", "许可期限", "发布时间"],
        8,
    ),
    "广东": (
        ["专利号", "专利类型", "专利权人", "专利权人类型", "支付方式", "费用说明", "许可期限届满日", "许可区域"],
        8,
    ),
    "北京": (["专利号", "专利权人", "专利类型", "许可费标准", "支付方式", "许可期限届满日", "发布日期"], 7),
    "浙江": (["专利申请号", "专利名称", "专利权人", "许可费用", "付费方式", "许可期限", "许可范围"], 7),
    "上海": (
        ["专利类型", "专利号", "专利权人", "许可范围", "许可期限届满日", "许可使用费", "许可使用费支付方式", "联系人"],
        8,
    ),
    "山东": (["专利号", "发明名称", "专利权人", "许可使用费支付方式和标准", "许可截止日期"], 5),
    "陕西": (["申请号", "名称", "权利人", "许可费", "许可地域", "许可年限", "公布时间"], 7),
    "广西": (["专利号", "专利类型", "专利权人名称", "单位类型", "收费方式", "金额", "有效期至"], 7),
    "海南": (["专利号", "专利权人", "licence_scope", "suggest_price", "创建时间"], 5),
    "湖南": (["专利号", "专利名称", "专利权人", "许可费用", "到期日", "IPC分类号", "联系电话"], 7),
    "河北": (["专利号（申请号）", "权利人类型", "使用费", "支付方式", "期限", "专利权人"], 6),
}


@pytest.mark.parametrize("portal", PORTALS)
def test_the_heads_of_a_portal_are_known_without_handwork(liaoning, portal):
    heads, known = PORTALS[portal]
    plan = planned(heads, [number(1)] + ["甲"] * (len(heads) - 1))
    assert len(plan.columns) >= 0.9 * known
    assert {"patent_number", "all_owners"} <= set(plan.columns.values())
    assert not plan.own


def test_heads_are_found_below_a_title_and_a_unit_line(liaoning):
    plan = planned(
        ["某省专利开放许可信息表"],
        ["填报单位（盖章）", "", "单位：万元"],
        [],
        ["序号", "专 利 号", "发明名称", "专利权人", "许可使用费（万元）"],
        [1, number(1), "甲", "乙公司", 2],
    )
    assert (plan.head, plan.unit) == (4, "万元")
    assert plan.columns == {1: "patent_number", 2: "title", 3: "all_owners", 4: "amount"}


def test_a_table_without_heads_is_read_by_its_numbers(liaoning):
    plan = planned(["渤海某校", number(1)], ["渤海某校", number(2)])
    assert (plan.head, plan.columns) == (0, {1: "patent_number"})


def test_small_sums_are_taken_for_wan_and_large_ones_for_yuan(liaoning):
    assert planned(["专利号", "许可费"], [number(1), 0.5], [number(2), 18]).unit == "万元"
    assert planned(["专利号", "许可费"], [number(1), 500000], [number(2), 20000]).unit == "元"


@pytest.mark.parametrize(
    ("cells", "kind", "told"),
    [
        (("免费", "", ""), "free", {}),
        (("免费许可", "0", ""), "free", {}),
        (("", "0", ""), "free", {}),
        (("一次总付", "0.5", ""), "lump_sum", {"amount": "5000"}),
        (("一次性付款", "¥30,000元", ""), "lump_sum", {"amount": "30000"}),
        (
            ("采用一次总付的方式，在合同生效后30工作日内一次性全额支付所有使用费5万元", "", ""),
            "lump_sum",
            {"amount": "50000", "pay_days": "30", "day_kind": "working"},
        ),
        (
            ("", "", "采用入门费和提成费相结合的方式，其中入门费为20000元，提成费按当年度合同产品净销售额的2%提取"),
            "entry_fee_royalty",
            {"entry_fee": "20000", "rate": "2", "base": "net_sales"},
        ),
        (("提成", "", "按利润的10％提成"), "royalty", {"rate": "10", "base": "profit"}),
        (
            (
                "",
                "",
                "采用总付额内分期支付的方式，在合同生效后30日内支付第一批次10000元，"
                "后在每个会计年度截止前的30日内，分2批次支付，每次支付5000元",
            ),
            "instalments",
            {"first_amount": "10000", "parts": "2", "part_amount": "5000", "total_amount": "20000"},
        ),
    ],
)
def test_fees_are_read_as_portals_word_them(cells, kind, told):
    data = read_fee(*cells, unit="万元").data
    assert data["kind"] == kind
    assert {name: data[name] for name in told} == told


@pytest.mark.parametrize("column", ["5", "5万元", "50000元", "50000", ""])
def test_a_column_that_says_the_sum_of_the_clause_in_either_unit_is_no_second_word(column):
    assert read_fee("一次总付", column, "一次性支付5万元", unit="万元").data["amount"] == "50000"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("面议", "", ""), "面议"),
        (("一次总付", "合同约定", ""), "没有写明金额"),
        (("", "", "合同约定"), "合同约定"),
        (("入门费和提成费相结合", "10", ""), "没有写明提成比例"),
        (("", "", "入门费为20000元，提成费按净销售额的2-5%提取"), "区间"),
        (("总额内分期支付", "12", ""), "首批金额"),
        (("", "3万/年", ""), "按年付费|没有写明"),
        (("", "", ""), "没有写明许可使用费"),
        (("免费", "3", ""), "又有金额"),
        (("免费", "", "第一年免费，第二年起每年2万元"), "另一处写有“2万元”"),
        (("免费", "10万元/年", ""), "另一处写有“10万元”"),
        (("", "0", "按销售额的5%收取"), "另一处写有“5%”"),
        (("先使用后付费", "3", ""), "期限"),
        (("", "3", ""), "没有支付方式"),
        (("一次总付", "3", "在合同生效后30日内一次性支付5万元"), "金额一栏是30000元，条款中是50000元，请核对"),
        (
            (
                "分期",
                "3",
                "合同生效后30日内支付第一批次1万元，后在每个会计年度截止前的30日内，分2批次支付，每次支付5000元",
            ),
            "请核对",
        ),
    ],
)
def test_what_is_no_clear_standard_is_said_so_and_never_guessed(cells, said):
    with pytest.raises(UnclearFee, match=said):
        read_fee(*cells, unit="万元")


def test_owners_are_told_apart_by_every_usual_sign():
    for text in (
        "甲大学；乙公司",
        "甲大学;乙公司",
        "甲大学、乙公司",
        "甲大学，乙公司",
        "甲大学|乙公司",
        "甲大学 乙公司",
    ):
        assert split_owners(text) == ["甲大学", "乙公司"]
    assert split_owners("Acme Co., Ltd；甲大学") == ["Acme Co., Ltd", "甲大学"]
    assert split_owners("欧阳 某某") == ["欧阳 某某"]


def test_periods_in_years_and_months():
    assert [months_in(text) for text in ("3", "3.0", "3年", "36个月", "1.5年", "长期", "0")] == [
        36,
        36,
        36,
        36,
        18,
        0,
        0,
    ]


FIXED = {"contact_name": "科技处", "contact_phone": "024-80000000", "territory": "全国", "starts_on": "2026-01-01"}


def taken(content, by, fixed, **more):
    batch, _again = services.receive(content, "清单.xlsx", by=by, **more)
    assert batch.state == BatchState.MAPPING
    plan = Plan.read(batch.plan)
    services.confirm(batch, plan.columns, fixed, plan.unit, by=by)
    return services.run(batch)


def test_a_universitys_own_list_becomes_drafts(zhang):
    heads = ["专利号", "专利名称", "专利权人", "许可费（万元）", "收费方式", "期限"]
    own = "沈阳北方科技大学"
    content = listing(
        heads,
        [number(1), "甲装置", own, 5, "一次总付", 3],
        [number(2), "乙装置", f"{own}；大连某公司", 0, "", "3年"],
        [number(3), "丙装置", "别的大学", 5, "一次总付", 3],
        [f"{number(4)} {number(5)}", "丁装置", own, 5, "一次总付", 3],
        [number(1), "甲装置", own, 5, "一次总付", 3],
        [number(6), "戊装置", "", 5, "一次总付", 3],
        [float(patent_number(7).replace("X", "1")), "己装置", own, "面议", "", 3],
    )
    batch = taken(content, zhang, FIXED, partly=True)
    outcome = {(line.number, line.part): (line.outcome, line.remarks) for line in batch.lines.all()}
    assert [key for key, (said, _remarks) in outcome.items() if said != "refused"] == [(2, 0), (3, 0), (5, 0), (5, 1)]
    assert "没有本单位" in outcome[4, 0][1][0]["sentence"]
    assert "与第2行是同一件专利" in str(outcome[6, 0][1])
    assert "专利权人为空" in str(outcome[7, 0][1])
    draft = Declaration.objects.get(patent_number=patent_number(2))
    assert (draft.fee["kind"], str(draft.starts_on), str(draft.ends_on)) == ("free", "2026-01-01", "2028-12-31")
    assert [owner.name for owner in draft.owners.all()] == [own, "大连某公司"]


@pytest.fixture
def channel(liaoning):
    return ChannelFactory(name="辽宁省知识产权公共服务平台")


@pytest.mark.requirement("XY-02")
def test_a_city_takes_over_earlier_listings_with_their_date_and_channel(li, channel, client):
    content = listing(
        ["patent_id", "patent_owner", "license_fee", "create_time"],
        [number(11), "沈阳某大学", 200000, "2024-11-14 16:57:22"],
        [number(12), "沈阳某研究院", 0, "2024-11-15 09:00:00"],
        [number(13), "", 0, "2024-11-15 09:00:00"],
    )
    fixed = FIXED | {"channel": str(channel.pk), "alone": "lump_sum", "period": "3", "untitled": "（原公布未载明名称）"}
    batch = taken(content, li, fixed, purpose=Purpose.RECORDS, partly=True)
    assert (batch.state, batch.taken, batch.refused) == (BatchState.DONE, 2, 1)
    record = Record.objects.get(patent_number=patent_number(11))
    assert record.is_imported
    assert record.published_at.isoformat() == "2024-11-14T08:57:22+00:00"
    assert [presence.channel for presence in record.presences.all()] == [channel]
    assert (record.owner_type, record.fee_sentence[:9]) == ("university", "采用一次总付的方式")
    assert "2024-11-14" in client.get(record.get_absolute_url()).content.decode()
    assert "导入" in client.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize("names", [["沈阳某研究院"], ["沈阳某研究院（未确认）"], ["沈阳某研究院", "沈阳某研究院"]])
def test_an_owner_of_a_listing_is_only_the_one_body_that_an_office_has_confirmed(li, channel, names):
    bodies = [
        OrganisationFactory(name="沈阳某研究院", owner_type="institute", confirmed="未确认" not in name)
        for name in names
    ]
    content = listing(
        ["patent_id", "patent_owner", "license_fee", "create_time"], [number(11), "沈阳某研究院", 0, "2024-11-15"]
    )
    fixed = FIXED | {"channel": str(channel.pk), "period": "3", "untitled": "未载明"}
    taken(content, li, fixed, purpose=Purpose.RECORDS)
    [owner] = Record.objects.get(patent_number=patent_number(11)).current.owners
    assert owner["credit_code"] == (bodies[0].credit_code if names == ["沈阳某研究院"] else "")


def test_a_patentee_cannot_take_over_earlier_listings_nor_an_office_write_declarations(zhang, li):
    content = listing(["专利号", "发明名称"], [number(1), "甲"])
    with pytest.raises(Refused, match="只有知识产权局"):
        services.receive(content, "表.xlsx", by=zhang, purpose=Purpose.RECORDS)
    with pytest.raises(Refused, match="只有权利人"):
        services.receive(content, "表.xlsx", by=li)
    assert not Batch.objects.exists()


def test_what_is_public_already_is_not_taken_over_again(li, channel):
    content = listing(
        ["patent_id", "patent_owner", "license_fee", "create_time"], [number(11), "某大学", 0, "2024-11-14"]
    )
    fixed = FIXED | {"channel": str(channel.pk), "period": "3", "untitled": "未载明"}
    taken(content, li, fixed, purpose=Purpose.RECORDS)
    again = listing(
        ["patent_id", "patent_owner", "license_fee", "create_time"], [number(11), "某大学", 0, "2024-11-15"]
    )
    batch = taken(again, li, fixed, purpose=Purpose.RECORDS)
    assert (batch.state, Record.objects.count()) == (BatchState.FAULTY, 1)
    assert "本省已有同一专利的声明" in str(batch.lines.get().remarks)


def test_columns_must_name_the_number_and_nothing_twice(zhang):
    batch, _again = services.receive(listing(["专利号", "发明名称"], [number(1), "甲"]), "表.xlsx", by=zhang)
    with pytest.raises(Refused, match="哪一列是专利号"):
        services.confirm(batch, {1: "title"}, {}, "元", by=zhang)
    with pytest.raises(Refused, match="同一项"):
        services.confirm(batch, {0: "patent_number", 1: "patent_number"}, {}, "元", by=zhang)


@pytest.mark.requirement("CN-19")
def test_a_listing_that_waits_for_its_columns_when_the_programme_ends_becomes_no_drafts(zhang, monkeypatch):
    batch, _again = services.receive(listing(["专利号", "发明名称"], [number(1), "甲"]), "表.xlsx", by=zhang)
    monkeypatch.setattr(type(policy_of(zhang.province)), "accepts_declarations", property(lambda self: False))
    with pytest.raises(Refused, match="不再受理"):
        services.confirm(batch, {0: "patent_number", 1: "title"}, {}, "元", by=zhang)


@pytest.mark.requirement("LN-33")
def test_what_was_ticked_is_no_promise_of_words_that_came_while_the_listing_waited_for_its_columns(zhang):
    row = [number(1), "甲装置", zhang.organisation.name, 5, "一次总付", 3]
    content = listing(["专利号", "专利名称", "专利权人", "许可费（万元）", "收费方式", "期限"], row)
    batch, _again = services.receive(content, "清单.xlsx", by=zhang, promises=["acknowledgement", "keep_in_force"])
    today = timezone.now()
    Batch.objects.filter(pk=batch.pk).update(uploaded_at=today - timedelta(days=2))
    words = {"key": "acknowledgement", "value": "从今天起另行承诺的内容", "document": "ln/plan", "clause": "三"}
    PolicyValue.objects.create(province=zhang.province, effective_from=timezone.localdate(today), **words)
    plan = Plan.read(batch.plan)
    services.run(services.confirm(batch, plan.columns, FIXED, plan.unit, by=zhang))
    assert Declaration.objects.get().patent_number == patent_number(1)
    assert [promise.key for promise in Commitment.objects.all()] == ["keep_in_force"]
