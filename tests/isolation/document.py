"""The permissions as a page to read: docs/permissions.md, drawn from the table of doors and the kinds of matter."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tenancy.roles import Role
from tests.factories.days import THIS_YEAR
from tests.isolation.kinds import KINDS
from tests.visitors import Door

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "permissions.md"
HEAD = """# 谁可以进哪扇门 · Who may open which door

由测试的门表（tests/test_permissions.py）和事项表（tests/isolation/kinds.py）生成；`python3 manage.py fuzz --only
isolation` 按它逐格核对：每扇门 × 每个人 × 每种请求方法 × 每件事项。两步都过才打开：角色在门表中，事项在本人范围内。
没有角色的答复403；事项不在范围内的，答复与不存在的完全相同。

Drawn from the tables of the tests. A door opens when the role stands in its line *and* the matter is within reach.
Without the role the answer is 403; a matter out of reach is answered exactly as one that never was.
"""
NOTES = {"anyone": "任何人", "signed in": "已登录的人"}


def is_drawn(doors: dict[str, Door]) -> bool:
    """Whether the page says what the tables say; with WRITE_PERMISSIONS=1 it is drawn anew."""
    if os.environ.get("WRITE_PERMISSIONS"):
        PAGE.write_text(page(doors))
    return PAGE.read_text() == page(doors)


def without_kind(doors: dict[str, Door]) -> set[str]:
    """Doors with the number of a matter whose kind is not named, or is none of the table."""
    numbered = {name for name, door in doors.items() if re.search(r"/\d+(/|\.xlsx)", door.address)}
    return {name for name in numbered if doors[name].of not in KINDS}


def page(doors: dict[str, Door]) -> str:
    return "\n".join([HEAD, *matters(), "", *lines(doors), ""])


def matters() -> Iterator[str]:
    yield "## 事项\n"
    yield "| 事项 | 申请人一侧 | 机构一侧 | 机构看不到的状态 |"
    yield "|---|---|---|---|"
    for kind in sorted(KINDS.values(), key=lambda kind: kind.word):
        yield f"| {kind.word} | {kind.applicants} | {kind.offices} | {'、'.join(sorted(kind.inside)) or '—'} |"


def lines(doors: dict[str, Door]) -> Iterator[str]:
    yield "## 门\n"
    yield "| 门 | 方法 | 谁 | 事项 |"
    yield "|---|---|---|---|"
    for name, door in sorted(doors.items(), key=lambda line: line[1].address):
        matter = KINDS[door.of].word if door.of else "—"
        address = door.address.replace(str(THIS_YEAR), "〈年〉")
        yield f"| `{address}` {name} | {door.method} | {who(door)} | {matter} |"


def who(door: Door) -> str:
    if isinstance(door.may, str):
        return NOTES[door.may]
    return (
        "所有角色" if door.may == frozenset(Role) else "、".join(str(role.label) for role in Role if role in door.may)
    )
