"""From the acceptance of the published terms to filing, follow-up and withdrawal."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from tests.walk.patents import FEE, Story
from tests.walk.person import Person
from tests.walk.supply import finds_own

LEDGER = "许可台账"
NUMBER = re.compile(r"[A-Z]{2}-XK-\d{4}-\d+")


@dataclass(frozen=True)
class Licence:
    """What came of an acceptance."""

    licensee: Person
    number: str


def accepts(licensee: Person, story: Story) -> Licence:
    """Search, terms, plan, legal effect, confirmation."""
    licensee.goes_home()
    licensee.searches(story.patent)
    licensee.follows(story.title)
    licensee.follows("接受")
    licensee.chooses("使用地", story.city)
    licensee.writes("使用范围", "海水淡化机组")
    licensee.presses("下一步")
    licensee.presses(story.accept)
    expect(licensee.page).to_have_url(re.compile(r"/licences/\d+/$"))
    number = NUMBER.search(licensee.main.inner_text())
    assert number
    return Licence(licensee, number.group())


def confirms(owner: Person, licence: Licence, story: Story) -> None:
    """Having read in the contract who takes what, and for how much."""
    owner.turns_to(LEDGER, licence.number, "许可和合同")
    contract = words_of(owner.takes("合同（PDF）", f"{licence.number}.pdf"))
    for each in (story.university, licence.licensee.unit, story.patent, str(FEE)):
        assert each in contract, (each, contract)
    owner.presses("确认合同")


def words_of(file: Path) -> str:
    """Of a PDF, without the breaks of its lines."""
    with PdfDocument(file) as document:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def signs(party: Person, licence: Licence) -> None:
    """When it is their turn, which the worker says."""
    party.turns_to(LEDGER, licence.number, "签署")
    party.waits_for("我已阅读合同全文")
    party.ticks("我已阅读合同全文")
    party.presses("签署合同")


def files(officer: Person, licence: Licence, story: Story) -> None:
    """Each under a number of its own."""
    filed = f"X2026{story.serial}{licence.number[-3:]}"
    officer.turns_to(LEDGER, licence.number, "备案")
    officer.chooses("备案阶段", "已备案")
    officer.writes("备案号", filed)
    officer.writes("备案日", date.today().isoformat())
    officer.presses("登记")
    officer.sees(filed)


def tells_of_use(licence: Licence) -> None:
    """After the first interval."""
    licensee = licence.licensee
    licensee.turns_to(LEDGER, licence.number, "实施跟踪")
    licensee.ticks("已实施")
    licensee.writes("产值", "350000")
    licensee.writes("新增就业", "3")
    licensee.presses("填报")
    licensee.sees("已填报的实施成效")


def withdraws(owner: Person, province: Person, story: Story) -> None:
    """The owner asks, the province agrees and announces."""
    finds_own(owner, story)
    owner.follows("公布的版本、变更和撤回")
    owner.follows("提请撤回")
    owner.sees(story.notice)
    owner.ticks(story.ground)
    owner.writes("撤回理由", "已由本校自行实施")
    owner.presses("提请撤回")
    province.takes_up("撤回提请", story.title)
    province.presses("同意并公告撤回")
    province.sees("已作出决定")
