"""The forms are the official ones, to the letter."""

import re

import pytest
from django.conf import settings

from reporting.forms import FormError, form, form_of, read_form
from reporting.pdf import widths_of

ANNEX1 = [
    "序号",
    "高校、科研院所数量",
    "企业数量",
    "已进行开放许可专利数量",
    "开放许可试点信息发布平台名称",
    "开放许可试点信息发布平台网址",
    "匹配推送后惠及的中小微企业数量",
    "达成许可总数",
    "其中,达成免费许可总数",
    "其中,达成收费许可总数",
    "达成收费许可的总金额(按固定或可折算金额方式进行支付,单位:万元)",
]
ANNEX2 = [
    "序号",
    "达成许可的专利权人名称",
    "达成许可的被许可人名称",
    "达成许可涉及专利的专利号*",
    "达成许可的使用费金额*（万元）",
    "备注",
]


BY_NUMBER = re.compile(r"附件\s*[一二三四五六七八九\d]")
FORMS = [path.stem for path in (settings.BASE_DIR / "reporting" / "forms").glob("*.toml")]


def labels(key):
    return [column.label for column in form(key).columns]


@pytest.mark.requirement("LN-80")
def test_forms_are_referred_to_by_name_and_no_page_by_the_number_of_an_annex():
    """The plan of Liaoning numbers its annexes in two ways (G1)."""
    assert not [key for key in FORMS if BY_NUMBER.search(form(key).title + form(key).name)]
    pages = [*settings.BASE_DIR.glob("templates/**/*.html"), *settings.BASE_DIR.glob("*/templates/**/*.html")]
    assert not [str(page) for page in pages if BY_NUMBER.search(page.read_text())]


def test_annex_1_has_the_columns_of_the_notice_in_their_order():
    assert labels("xy-annex1") == ANNEX1
    assert [group for group in form("xy-annex1").groups if group[0]] == [
        ("参与试点、提出开放许可的专利权人数量", 2, 3),
        ("达成许可情况", 8, 11),
    ]


@pytest.mark.requirement("XY-50")
def test_annex_2_has_the_columns_of_the_notice_in_their_order():
    assert labels("xy-annex2") == ANNEX2


def test_annex_4_has_the_columns_of_the_notice_in_their_order():
    assert labels("xy-annex4") == ["单位", "姓名", "职务", "办公电话", "手机号", "邮箱"]


def test_the_roll_up_adds_the_unit_after_the_serial_number():
    assert labels("xy-annex1-units") == ["序号", "县(区)", *ANNEX1[1:]]
    assert form("xy-annex1-units").total


def test_the_table_of_liaoning_starts_from_these_columns_and_says_that_it_is_a_draft():
    liaoning = form("ln-annex4")
    assert [label for label in labels("ln-annex4") if label in ANNEX1] == ANNEX1
    assert liaoning.official is False
    assert [group for group in liaoning.groups if group[0]][-1] == ("达成许可情况", 12, 17)


@pytest.mark.parametrize("key", ["xy-annex1-beside", "ln-annex4", "cn-summary"])
def test_the_other_ways_of_counting_stand_as_columns_beside_the_official_ones(key):
    """G6: pushes opened and accepted; G7: in force; G8: 件 and 件次."""
    measures = [column.measure for column in form(key).columns]
    first = measures.index("smes_benefited")
    assert measures[first : first + 3] == ["smes_benefited", "smes_opened", "smes_accepted"]
    assert {"patents_in_force", "patents_implemented", "implementations"} <= set(measures)
    assert labels(key)[1] == {"xy-annex1-beside": "县(区)", "ln-annex4": "市", "cn-summary": "省份"}[key]


def test_cells_that_were_kept_are_read_with_the_columns_that_the_form_had_then():
    kept = {"form": "ln-annex4", "columns": ["serial", "unit", "patents_opened"]}
    assert [column.label for column in form_of(kept).columns] == ["序号", "市", "已进行开放许可专利数量"]


def test_a_form_that_nobody_wrote_is_refused_by_name():
    with pytest.raises(FormError, match="没有名为“无”的表样"):
        form("无")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[columns]]\nkey = "a"\nlabel = "甲"\nkind = "钱"', "列a：类型须为"),
        ('[[columns]]\nkey = "a"\nlabel = "甲"\n[[columns]]\nkey = "a"\nlabel = "乙"', "有重复的列"),
        ('[[columns]]\nkey = "a"\nlabel = "甲"\ncolour = "红"', "列a有误"),
        ('[[columns]]\nkey = "a"\nlabel = "甲"', "缺少项目"),
        ('base = "xy-annex1"\n[[columns]]\nkey = "a"\nlabel = "甲"\nafter = "无"', "没有可以跟随的列“无”"),
    ],
)
def test_a_form_that_cannot_be_drawn_says_what_is_wrong(text, fault):
    with pytest.raises(FormError, match=fault):
        read_form("新表", text)


def test_the_columns_of_the_print_are_as_broad_beside_each_other_as_those_of_the_workbook():
    first, second = shares_of({"form": form("xy-annex1"), "rows": []}, {"form": form("xy-annex2"), "rows": []})
    assert (len(first), len(second)) == (11, 6)
    assert sum(map(float, first)) == pytest.approx(100, abs=0.1)
    assert float(first[5]) > 2 * float(first[0])  # an address beside a serial number


def test_names_and_addresses_get_the_room_of_the_longest_of_them_on_paper():
    columns = form("xy-annex1").columns
    told = {"platform_names": "甲平台、辽宁省知识产权公共服务平台", "platform_urls": "http://a.cn\nhttp://b.cn"}
    row = [{"text": told.get(column.measure, 1)} for column in columns]
    plain, filled = shares_of({"form": form("xy-annex1"), "rows": []}, {"form": form("xy-annex1"), "rows": [row]})
    names, addresses = (n for n, column in enumerate(columns) if column.measure in told)
    assert float(filled[names]) / float(filled[addresses]) == pytest.approx(26 / 22, abs=0.01)
    assert float(plain[names]) / float(plain[addresses]) == pytest.approx(16 / 22, abs=0.01)


def shares_of(*tables):
    """The columns of each table, in hundredths of its breadth."""
    rules = widths_of(list(tables))
    return [re.findall(rf"table-{n} col.*width: ([\d.]+)%", rules) for n, _table in enumerate(tables, start=1)]
