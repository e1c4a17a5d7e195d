"""From the acceptance of the published terms to filing, follow-up and withdrawal."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from tests.walk.patents import FEE, TODAY, Story
from tests.walk.person import Person

WITHDRAWAL = re.compile(r"/declarations/withdrawals/\d+/")
NUMBER = re.compile(r"[A-Z]{2}-XK-\d{4}-\d+")


@dataclass(frozen=True)
class Licence:
    """What came of an acceptance."""

    licensee: Person
    number: str
    address: str


def accepts(licensee: Person, story: Story, record: str) -> Licence:
    """Terms, plan, legal effect, confirmation."""
    licensee.opens(f"/records/{record}/")
    licensee.follows("接受")
    licensee.chooses("使用地", story.city)
    licensee.writes("使用范围", "海水淡化机组")
    licensee.presses("下一步")
    licensee.presses(story.accept)
    expect(licensee.page).to_have_url(re.compile(r"/licences/\d+/$"))
    number = NUMBER.search(licensee.main.inner_text())
    assert number
    return Licence(licensee, number.group(), licensee.page.url.removeprefix(licensee.house.site))


def confirms(owner: Person, licence: Licence, story: Story) -> None:
    """Having read in the contract who takes what, and for how much."""
    owner.opens(licence.address)
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
    party.opens(f"{licence.address}signing/")
    party.waits_for("我已阅读合同全文")
    party.ticks("我已阅读合同全文")
    party.presses("签署合同")


def files(officer: Person, licence: Licence, story: Story) -> None:
    """Each under a number of its own."""
    filed = f"X2026{story.serial}{licence.number[-3:]}"
    officer.opens(f"{licence.address}filing/")
    officer.chooses("备案阶段", "已备案")
    officer.writes("备案号", filed)
    officer.writes("备案日", TODAY.isoformat())
    officer.presses("登记")
    officer.sees(filed)


def tells_of_use(licence: Licence) -> None:
    """After the first interval."""
    licensee = licence.licensee
    licensee.opens(f"{licence.address}follow-up/")
    licensee.ticks("已实施")
    licensee.writes("产值", "350000")
    licensee.writes("新增就业", "3")
    licensee.presses("填报")
    licensee.sees("已填报的实施成效")


def withdraws(owner: Person, province: Person, story: Story, declaration: str) -> None:
    """The owner asks, the province agrees and announces."""
    owner.opens(f"{declaration}withdraw/")
    owner.sees(story.notice)
    owner.ticks(story.ground)
    owner.writes("撤回理由", "已由本校自行实施")
    owner.presses("提请撤回")
    asked = WITHDRAWAL.search(owner.page.content())
    assert asked
    province.opens(f"{asked.group()}decide/")
    province.presses("同意并公告撤回")
    province.sees("已作出决定")
