"""From the sign-up of a university to the public register."""

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.walk.patents import FEE, ROWS, Story, fill_in, paper, rows_of
from tests.walk.person import PASSWORD, Person

LOOKED_UP = "今日在登记簿查询，未见异常"  # no register answers in the demonstration for patents of today
FIGURES = "零一二三四五六七八九"
SUM = re.compile(f"([{FIGURES}])加([{FIGURES}])")


def signs_up(who: Person, story: Story) -> None:
    who.opens()
    who.goes_in()
    for each in ("注册账号", "单位注册", "改答文字题"):
        who.follows(each)
    who.writes("单位名称", story.university)
    who.writes("统一社会信用代码", story.credit_code)
    who.chooses("单位所在地", story.city)
    who.chooses("权利主体类型", "高等学校")
    who.writes("您的姓名", "周敏")
    who.writes("手机号", "13812345678")
    who.writes("电子邮箱", story.email)
    who.writes("密码", PASSWORD)
    who.writes("再输入一次密码", PASSWORD)
    asked = SUM.search(who.main.inner_text())
    assert asked
    who.writes("验证题", str(sum(FIGURES.index(each) for each in asked.groups())))
    who.presses("提交注册")
    who.reads_letter(story.email, "/accounts/confirm-email/")
    who.presses("确认")
    who.signs_in(story.email)


def is_confirmed(officer: Person, story: Story) -> None:
    officer.turns_to("提供便利服务", story.university)
    officer.presses("确认登记")
    officer.sees(f"已确认“{story.university}”的登记")


def is_listed(officer: Person, story: Story) -> None:
    """Entered among those who may open their patents to all."""
    officer.turns_to("查看单位登记簿")
    officer.writes("名称或统一社会信用代码", story.university)
    officer.presses("查询")
    officer.follows(story.university)
    officer.follows("列入名录")
    officer.ticks("专利公开实施主体名录")
    officer.chooses("依据", "经省级以上教育部门审批设立")
    officer.writes("批准、认定或指导文件", "浙教〔2024〕9号")
    officer.presses("列入名录")
    officer.sees("已列入名录")


def drafts(who: Person, story: Story, papers: Path) -> None:
    """The form page by page."""
    who.turns_to("我的声明", "填写新的声明")
    who.presses("开始填写")
    who.follows("专利")
    who.writes("专利号", f"zl {story.patent}")
    who.writes("发明名称", story.title)
    who.writes("申请日", "2019-05-06")
    who.presses("保存并继续")
    who.follows("继续")
    who.ticks("一次总付")
    who.page.locator("#id_amount").wait_for()
    who.writes("使用费总额", str(FEE))
    who.presses("保存并继续")
    who.writes("许可期限起", date.today().isoformat())
    who.writes("许可期限止", (date.today() + timedelta(days=700)).isoformat())
    who.presses("保存并继续")
    who.writes("联系人", "周敏")
    who.writes("联系电话", "13812345678")
    who.presses("保存并继续")
    who.presses("保存并继续")
    if story.report:
        lacks_the_report(who, story)
        who.uploads("专利权评价报告", paper(papers / "评价报告.pdf", "专利权评价报告"))
    names_a_co_owner(who, story)
    hands_in(who)


def lacks_the_report(who: Person, story: Story) -> None:
    """Everything else is there; the button waits for the report, and the page names the rule."""
    promises(who)
    who.cannot_press("提交", "还不能办理", "评价报告", story.report)
    for each in ("返回", "返回清单", "附件材料"):
        who.follows(each)


def names_a_co_owner(who: Person, story: Story) -> None:
    """Asked when the terms stand: a change of them would ask again."""
    who.follows("返回清单")
    who.follows("专利权人")
    who.unfolds("增加共有专利权人")
    who.writes("专利权人名称", "海岸材料研究所")
    who.chooses("权利主体类型", "科研机构")
    who.writes("统一社会信用代码", story.co_owner_code)
    who.writes("联系邮箱", f"co-{story.email}")
    who.presses("加入名单")
    who.presses("征询")


def hands_in(who: Person) -> None:
    promises(who)
    who.presses("提交")


def promises(who: Person) -> None:
    """From a page of the form to the last one."""
    for each in ("返回清单", "去核对", "去承诺"):
        who.follows(each)
    who.ticks_all("input[name=promise]")
    who.presses("作出承诺并继续")


def consents(co_owner: Person, story: Story) -> None:
    co_owner.reads_letter(f"co-{story.email}", "/declarations/consent/")
    co_owner.ticks("同意按上述条件开放许可")
    co_owner.writes("答复人姓名", "秦朗")
    co_owner.presses("提交答复")
    co_owner.sees("已收到答复")


def files_many(who: Person, story: Story, papers: Path) -> None:
    """The province's sheet, filled in, handed in with all promises; the worker checks it and hands in row by row."""
    who.turns_to("我的声明", "批量导入")
    template = who.takes("下载", "declarations.xlsx")
    who.hands_over("填好的工作簿", fill_in(template, rows_of(story), papers / "批量.xlsx"))
    who.hand.tick(who.page.locator("input[name=hands_in][value=yes]"))
    who.ticks_all("input[name=promises]")
    who.presses("上传并核对")
    who.waits_for(f"导入{ROWS}件，已提交{ROWS}件")


def opens_case(officer: Person, words: str) -> None:
    """From the list of the caseload, by title or number."""
    officer.turns_to("加强许可审核")
    officer.writes("编号、名称、专利号或权利人", words)
    officer.presses("查看")
    officer.waits_for(words)
    officer.follows(words)


def passes(officer: Person, words: str) -> None:
    opens_case(officer, words)
    officer.ticks_all("#pass input[type=radio][value=ok]")
    officer.hand.write(officer.page.locator("#pass textarea[name$=opinion]"), LOOKED_UP)
    officer.presses("通过")
    officer.sees("已通过")


def returns(officer: Person, words: str) -> None:
    """Sent back with two reasons at once."""
    opens_case(officer, words)
    officer.unfolds("退回补正")
    for field, sentence in (("title", "与登记簿名称不一致"), ("ends_on", "请写到年底")):
        officer.hand.tick(officer.page.locator(f"#id_faults-tick_{field}"))
        officer.hand.write(officer.page.locator(f"#id_faults-why_{field}"), sentence)
    officer.presses("退回")
    officer.sees("已退回")


def finds_own(who: Person, story: Story) -> None:
    """Among all the house has declared."""
    who.turns_to("我的声明")
    who.writes("专利号、名称或受理编号", story.title)
    who.presses("查找")
    who.follows(story.title)


def corrects(who: Person, story: Story) -> None:
    finds_own(who, story)
    who.sees("需更正", "与登记簿名称不一致")
    who.follows("专利")
    who.writes("发明名称", f"{story.title}（改）")
    who.presses("保存并返回清单")
    who.follows("许可期限与区域")
    who.writes("许可期限止", f"{date.today().year + 2}-12-31")
    who.presses("保存并返回清单")
    who.follows("专利权人")
    who.presses("再次征询")
    hands_in(who)


def cannot_change(who: Person, story: Story) -> None:
    """Published terms stay; the page says since which rule and until when, and offers nothing of them to change."""
    finds_own(who, story)
    who.follows("公布的版本、变更和撤回")
    who.sees("许可条件最早可于")
    who.follows("申请变更")
    who.sees("一经公告原则上不予变更", story.locked)
    assert not who.page.locator("#id_amount, #id_ends_on").count()
    who.writes("变更理由", "提高使用费")
    who.is_refused("提交变更申请", "没有任何改动")


def publishes(province: Person, *words: str) -> None:
    """The province announces the approved ones together."""
    province.turns_to("备案和发布")
    for each in words:
        province.ticks(each)
    province.hand.tick(province.page.locator("input[name=channels]").first)
    province.presses("预览公告")
    province.presses("确认公布")
    expect(province.page).to_have_url(re.compile("/filed/"))


def is_found(anyone: Person, story: Story) -> str:
    """By number, by words of the title, by owner; returns the number of the record."""
    anyone.opens()
    for wanted in (f"ZL{story.patent}", "海风驱动 除盐", story.university):
        anyone.searches(wanted)
        anyone.sees(story.title)
    anyone.follows(story.title)
    anyone.sees(story.university, "海岸材料研究所")
    return anyone.page.url.rstrip("/").rpartition("/")[2]
