"""From the acceptance of the published terms to filing, follow-up and withdrawal."""

import re

from playwright.sync_api import expect

from tests.walk.patents import TODAY, Story
from tests.walk.person import Person

WITHDRAWAL = re.compile(r"/declarations/withdrawals/\d+/")
FILED = "X20262100{:05d}"


def accepts(licensee: Person, story: Story, record: str) -> str:
    """Terms, plan, legal effect, confirmation; returns the address of the licence."""
    licensee.opens(f"/records/{record}/")
    licensee.follows("接受")
    licensee.chooses("使用地", story.city)
    licensee.writes("使用范围", "海水淡化机组")
    licensee.presses("下一步")
    licensee.presses(story.accept)
    expect(licensee.page).to_have_url(re.compile(r"/licences/\d+/$"))
    return licensee.page.url.removeprefix(licensee.house.site)


def confirms(owner: Person, licence: str) -> None:
    owner.opens(licence)
    owner.takes("合同（PDF）", "contract.pdf")
    owner.presses("确认合同")


def signs(party: Person, licence: str) -> None:
    """When it is their turn, which the worker says."""
    party.opens(f"{licence}signing/")
    party.waits_for("我已阅读合同全文")
    party.ticks("我已阅读合同全文")
    party.presses("签署合同")


def files(officer: Person, licence: str, serial: int) -> None:
    officer.opens(f"{licence}filing/")
    officer.chooses("备案阶段", "已备案")
    officer.writes("备案号", FILED.format(serial))
    officer.writes("备案日", TODAY.isoformat())
    officer.presses("登记")
    officer.sees(FILED.format(serial))


def tells_of_use(licensee: Person, licence: str) -> None:
    """After the first interval."""
    licensee.opens(f"{licence}follow-up/")
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
