"""Which matter belongs to whom: with the table of doors (tests/test_permissions.py), the whole of the permissions.

A door says which roles may come in; the kind of matter says for whose matters. Whoever is not meant is answered as
if the matter did not exist. Written from the requirements (A1, A3, CN-07, ZJ-53), not from the code it judges.
"""

from dataclasses import dataclass
from enum import StrEnum

from tests.isolation.people import OFFICES, PRINCIPALS, province_of


class Sees(StrEnum):
    """Which applicants, or which offices, see a matter."""

    NOBODY = "—"
    OWNER = "所属单位"
    PARTIES = "许可双方"
    HOLDER = "本人"
    AREA = "辖区内"
    PROVINCE = "全省"
    MAKER = "经办机构"


@dataclass(frozen=True)
class Kind:
    """Who sees it among the applicants, and among the offices; states that no office sees."""

    word: str
    applicants: Sees
    offices: Sees
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Matter:
    """One object of the world: what the address needs, and whose it is. `unit` is its place in the tree."""

    kind: str
    home: str
    state: str
    where: dict[str, int]
    owner: str = ""
    licensee: str = ""
    unit: str = ""
    province: int = 0
    holder: str = ""
    maker: str = ""


S = Sees
DRAFT = frozenset({"draft", "internal", "discarded"})
# fmt: off
KINDS = {
    "declaration": Kind("声明", S.OWNER, S.AREA, inside=DRAFT),
    "shared draft": Kind("请求指导的草稿", S.NOBODY, S.AREA),
    "co-owner": Kind("共有权利人", S.OWNER, S.NOBODY),
    "paper of a declaration": Kind("附件材料", S.OWNER, S.AREA, inside=DRAFT),
    "objection": Kind("内部异议", S.OWNER, S.NOBODY),
    "advice": Kind("指导意见", S.OWNER, S.NOBODY),
    "decision": Kind("审核决定", S.NOBODY, S.AREA),
    "change request": Kind("变更申请", S.OWNER, S.AREA),
    "withdrawal request": Kind("撤回申请", S.OWNER, S.AREA),
    "question": Kind("请示", S.NOBODY, S.PROVINCE),
    "release": Kind("定时发布", S.NOBODY, S.PROVINCE),
    "channel": Kind("发布平台", S.NOBODY, S.PROVINCE),
    "batch": Kind("批量填报", S.OWNER, S.MAKER),
    "licence": Kind("许可", S.PARTIES, S.AREA),
    "signature": Kind("签署", S.PARTIES, S.AREA),
    "signing file": Kind("签署文件", S.PARTIES, S.AREA),
    "proposal": Kind("合同修改稿", S.PARTIES, S.AREA),
    "certificate": Kind("许可成效证明", S.OWNER, S.AREA),
    "receipt": Kind("收款确认", S.PARTIES, S.AREA),
    "voucher": Kind("付款凭证", S.PARTIES, S.AREA),
    "correction": Kind("更正申请", S.NOBODY, S.AREA),
    "push": Kind("推送", S.OWNER, S.NOBODY),
    "platform": Kind("取用平台", S.NOBODY, S.PROVINCE),
    "proposed rule": Kind("待批准的规则", S.NOBODY, S.PROVINCE),
    "notice": Kind("通知", S.HOLDER, S.HOLDER),
    "own invitation": Kind("收到的邀请", S.HOLDER, S.HOLDER),
    "registration": Kind("单位登记", S.NOBODY, S.AREA),
    "request to join": Kind("加入申请", S.OWNER, S.NOBODY),
    "event": Kind("日志", S.NOBODY, S.AREA),
    "flag": Kind("疑点", S.NOBODY, S.AREA),
    "job": Kind("后台作业", S.NOBODY, S.PROVINCE),
    "organisation": Kind("单位", S.OWNER, S.AREA),
    "office": Kind("机构", S.NOBODY, S.AREA),
    "membership": Kind("人员身份", S.OWNER, S.AREA),
    "invitation": Kind("邀请", S.OWNER, S.AREA),
    "return": Kind("月报", S.NOBODY, S.AREA),
    "told return": Kind("已报月报", S.NOBODY, S.AREA),
    "package": Kind("汇总包", S.NOBODY, S.PROVINCE),
    "summary": Kind("总结", S.NOBODY, S.AREA),
    "told summary": Kind("已报总结", S.NOBODY, S.AREA),
    "paper of a summary": Kind("总结附件", S.NOBODY, S.AREA),
    "list of key patents": Kind("重点专利名录", S.NOBODY, S.AREA),
    "activity": Kind("活动", S.NOBODY, S.AREA),
    "paper of an activity": Kind("活动材料", S.NOBODY, S.AREA),
    "claim": Kind("资金申报", S.NOBODY, S.AREA),
    "experience": Kind("经验", S.NOBODY, S.AREA),
}
# fmt: on


def sees(name: str, matter: Matter) -> bool:
    """Whether this person is meant at all; the role is the door's matter."""
    who, kind = PRINCIPALS[name], KINDS[matter.kind]
    if who.role is None or who.is_out:
        return False
    if Sees.HOLDER in (kind.applicants, kind.offices):
        return name == matter.holder
    if province_of(name) != matter.province:
        return False
    if who.place not in OFFICES:
        mine = {Sees.OWNER: [matter.owner], Sees.PARTIES: [matter.owner, matter.licensee]}
        return who.place in mine.get(kind.applicants, [])
    if matter.state in kind.inside:
        return False
    code = OFFICES[who.place][1]
    return {
        Sees.PROVINCE: True,
        Sees.MAKER: who.place == matter.maker,
        Sees.AREA: contains(code, matter.unit),
    }.get(kind.offices, False)


def contains(code: str, inner: str) -> bool:
    """Whether one unit of the tree contains another: two digits for a province, four for a city, six for a county."""
    significant = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return bool(inner) and inner.startswith(significant)
