"""One patent of each of two provinces through the whole house, on the demonstration as anyone starts it."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tenancy import credit_codes
from tests.walk import demand, supply, telling
from tests.walk.conftest import Enter
from tests.walk.demand import Licence
from tests.walk.hands import Keyboard, Mouse
from tests.walk.patents import Story
from tests.walk.person import Person

# Four minutes of a processor each: `WALK=1 python3 manage.py test tests/walk -n 0`, one of them by `-k desk-mouse`.
pytestmark = pytest.mark.skipif("WALK" not in os.environ, reason="WALK=1 walks")

LIAONING = Story(
    province="ln",
    place="辽宁省",
    city="沈阳市",
    university="沈阳听涛大学",
    credit_code=credit_codes.complete("12", "210100", "MA41TT10"),
    email="zhou@tingtao.example.cn",
    serial=410_000,
    licensees=("ln-firm", "ln-university"),
    report="辽知办字〔2022〕4号 四（一）2",
    locked="",
    listed=False,
    unit_files=True,
    stages=("ln-centre", "ln-city"),
    accept="确认接受许可",
    ground="其他正当理由",
    notice="自公告时生效",
    after_withdrawal="已撤回",
)
ZHEJIANG = Story(
    province="zj",
    place="浙江省",
    city="杭州市",
    university="杭州望潮大学",
    credit_code=credit_codes.complete("12", "330100", "MA41WC20"),
    email="wu@wangchao.example.cn",
    serial=420_000,
    licensees=("zj-firm", "zj-university"),
    report="",
    locked="《浙江省专利公开实施有关工作办法（试行）（征求意见稿）》 三（三）1",
    listed=True,
    unit_files=False,
    stages=("zj-city",),
    accept="确认提出请求",
    ground="专利权已经实施的",
    notice="公告满 7 个工作日",
    after_withdrawal="撤回公告期",
)
DESK, PHONE = 1366, 360  # pixels
# How the first province is walked, then the second: in the end each at both widths by both hands.
WAYS = [
    pytest.param((DESK, Mouse), (PHONE, Keyboard), id="desk-mouse"),
    pytest.param((PHONE, Keyboard), (DESK, Mouse), id="phone-keyboard"),
    pytest.param((DESK, Keyboard), (PHONE, Mouse), id="desk-keyboard"),
    pytest.param((PHONE, Mouse), (DESK, Keyboard), id="phone-mouse"),
]
LAST_MONTH = f"{date.today().replace(day=1) - timedelta(days=1):%Y-%m}"


@dataclass
class Walked:
    """What is left when the offer has been withdrawn."""

    owner: Person
    licences: list[Licence]
    record: str


def walks(story: Story, enter: Enter, papers: Path) -> Walked:
    """From the sign-up to the withdrawal."""
    owner = enter()
    supply.signs_up(owner, story)
    supply.is_confirmed(enter(f"{story.province}-city"), story)
    if story.listed:
        supply.is_listed(enter(f"{story.province}-admin"), story)
    record = becomes_public(story, enter, owner, papers)
    if story.locked:
        supply.cannot_change(owner, story)
    licences = is_taken(story, enter, owner)
    demand.withdraws(owner, enter(f"{story.province}-province"), story)
    shows(enter(), record, story.after_withdrawal)
    return Walked(owner, licences, record)


def becomes_public(story: Story, enter: Enter, owner: Person, papers: Path) -> str:
    """Filed by hand and by sheet, checked, returned, corrected, announced; gives the record."""
    supply.drafts(owner, story, papers)
    supply.consents(enter(), story)
    supply.files_many(owner, story, papers)
    desks = [enter(name) for name in story.stages]
    for desk in desks[:-1]:
        supply.passes(desk, story.title)
    supply.returns(desks[-1], story.title)
    supply.corrects(owner, story)
    supply.consents(enter(), story)
    for desk in desks:
        for words in (story.title, *story.rows):
            supply.passes(desk, words)
    supply.publishes(enter(f"{story.province}-province"), story.title, *story.rows)
    return supply.is_found(enter(), story)


def is_taken(story: Story, enter: Enter, owner: Person) -> list[Licence]:
    """Two accept; each contract is confirmed, signed by both sides and filed."""
    licences = [demand.accepts(enter(name), story) for name in story.licensees]
    officer = enter(f"{story.province}-city")
    for licence in licences:
        demand.confirms(owner, licence, story)
        for party in (licence.licensee, owner):
            demand.signs(party, licence)
        demand.files(officer, licence, story)
    return licences


def is_told(story: Story, enter: Enter, walked: Walked) -> None:
    """Use is told; the unit confirms, the city gathers and files, the province files and can show every row."""
    for licence in walked.licences:
        demand.tells_of_use(licence)
    city, province = enter(f"{story.province}-city"), enter(f"{story.province}-province")
    if story.unit_files:
        telling.tells(walked.owner, story.university, LAST_MONTH, story.patent)
        telling.gathers(city, story.university, LAST_MONTH)
    telling.tells(city, story.city, LAST_MONTH)
    telling.gathers(province, story.city, LAST_MONTH)
    telling.tells(province, story.place, LAST_MONTH)
    workbook = telling.takes_workbook(province, story.place, LAST_MONTH)
    telling.counts(workbook, story, [licence.licensee.unit for licence in walked.licences])
    telling.drills_down(province, story)
    shows(enter(), walked.record, "已撤回")


def shows(anyone: Person, record: str, words: str) -> None:
    anyone.opens(f"/records/{record}/")
    anyone.waits_for(words)


@pytest.mark.parametrize(("in_liaoning", "in_zhejiang"), WAYS)
def test_a_patent_of_each_of_two_provinces_goes_through_the_house(house, come_in, tmp_path, in_liaoning, in_zhejiang):
    one, into_liaoning = come_in("ln", *in_liaoning)
    other, into_zhejiang = come_in("zj", *in_zhejiang)
    liaoning, zhejiang = walks(LIAONING, into_liaoning, tmp_path), walks(ZHEJIANG, into_zhejiang, tmp_path)
    house.month_turns(LIAONING, ZHEJIANG)
    is_told(LIAONING, into_liaoning, liaoning)
    is_told(ZHEJIANG, into_zhejiang, zhejiang)
    assert not one.faults
    assert not other.faults
    assert not one.complaints + other.complaints
