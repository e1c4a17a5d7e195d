"""What the gazette announces about a patent, and what each announcement means for an offer.

The table is our reading of the rules, row by row with its clause; the gazette itself says what happened, never what
to do. Codes are those of the gazette data; where a row has none, its words alone find it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from verification.dossier import LicenceKind
from verification.numbers import PatentNumber


class Action(StrEnum):
    """What the owner's offer does next. RESUME: check again and go on if nothing else stands in the way."""

    SUSPEND = "suspend"
    WITHDRAW = "withdraw"
    FLAG = "flag"
    RESUME = "resume"
    NONE = "none"


class EventKind(StrEnum):
    GRANT = "grant"
    LAPSE = "lapse"
    EXPIRY = "expiry"
    ABANDONMENT = "abandonment"
    INVALIDATION_FULL = "invalidation_full"
    INVALIDATION_PARTIAL = "invalidation_partial"
    RESTORATION = "restoration"
    TRANSFER = "transfer"
    TRANSFER_APPLICATION = "transfer_application"
    NAME_CHANGE = "name_change"
    ADDRESS_CHANGE = "address_change"
    NAME_ADDRESS_CHANGE = "name_address_change"
    BIBLIOGRAPHIC_CHANGE = "bibliographic_change"
    LICENCE_RECORDED = "licence_recorded"
    LICENCE_CHANGED = "licence_changed"
    LICENCE_CANCELLED = "licence_cancelled"
    PLEDGE_REGISTERED = "pledge_registered"
    PLEDGE_CHANGED = "pledge_changed"
    PLEDGE_CANCELLED = "pledge_cancelled"
    PRESERVATION = "preservation"
    PRESERVATION_LIFTED = "preservation_lifted"
    COMPULSORY_LICENCE = "compulsory_licence"
    TERM_COMPENSATION = "term_compensation"
    OPEN_LICENCE_DECLARED = "open_licence_declared"
    OPEN_LICENCE_WITHDRAWN = "open_licence_withdrawn"
    EXAMINATION_STARTED = "examination_started"
    APPLICATION_PUBLISHED = "application_published"
    APPLICATION_ENDED = "application_ended"
    SERVICE_BY_PUBLICATION = "service_by_publication"
    CORRECTION = "correction"


@dataclass(frozen=True)
class EventType:
    """One row: the words are tried in turn, all parts of one alternative must be found (`质押&注销`)."""

    kind: EventKind
    code: str
    name: str
    words: str
    action: Action
    sentence: str
    clause: str

    def named_by(self, text: str) -> bool:
        return any(all(part in text for part in words.split("&")) for words in self.words.split())


K, A = EventKind, Action

# Order matters for the words: the more particular row comes first.
# fmt: off
EVENT_TYPES = (
    EventType(K.CORRECTION, "CD02", "公报更正", "更正", A.FLAG,
              "公报有更正，请核对公开内容", "专利法实施细则第六十六条"),
    EventType(K.OPEN_LICENCE_WITHDRAWN, "", "撤回专利开放许可声明", "撤回&开放许可 开放许可&终止 开放许可&撤销", A.FLAG,
              "法定开放许可声明已撤回，请核对试点声明是否继续", "专利法第五十条第二款"),
    EventType(K.OPEN_LICENCE_DECLARED, "OL01", "专利开放许可声明", "开放许可声明 开放许可", A.FLAG,
              "已公告法定开放许可声明，请与试点声明关联", "专利法第五十条第一款"),
    EventType(K.COMPULSORY_LICENCE, "", "专利实施的强制许可", "强制许可", A.FLAG,
              "已公告强制许可，请人工研判", "专利法第五十三条至第六十三条"),
    EventType(K.LICENCE_CANCELLED, "EC01", "专利实施许可合同备案的注销", "许可&注销 许可&解除", A.RESUME,
              "许可备案已注销；如无其他障碍，声明恢复", "专利法实施细则第八十六条第一款第（一）项"),
    EventType(K.LICENCE_CHANGED, "EM01", "专利实施许可合同备案的变更", "许可合同备案&变更 实施许可&变更", A.FLAG,
              "许可备案有变更，请重新核验许可种类", "专利法实施细则第八十六条第一款第（一）项"),
    EventType(K.LICENCE_RECORDED, "EE01", "专利实施许可合同备案的生效", "许可合同备案 实施许可", A.FLAG,
              "有新的许可备案，请核对许可种类", "专利法实施细则第八十六条第一款第（一）项"),
    EventType(K.PLEDGE_CANCELLED, "PC01", "专利权质押合同登记的注销", "质押&注销 质押&解除", A.RESUME,
              "质押登记已注销；如无其他障碍，声明恢复", "专利法实施细则第八十六条第一款第（四）项"),
    EventType(K.PLEDGE_CHANGED, "PM01", "专利权质押合同登记的变更", "质押&变更", A.FLAG,
              "质押登记有变更，请核对质权人同意书", "专利法实施细则第八十六条第一款第（四）项"),
    EventType(K.PLEDGE_REGISTERED, "PE01", "专利权质押合同登记的生效", "质押", A.FLAG,
              "专利权已质押，须有质权人书面同意方可继续开放许可", "专利法实施细则第八十六条第一款第（四）项"),
    EventType(K.PRESERVATION_LIFTED, "PD01", "专利权保全的解除", "保全&解除 中止&解除 中止&恢复", A.RESUME,
              "保全已解除；如无其他障碍，声明恢复", "专利法实施细则第八十六条第一款第（二）项"),
    EventType(K.PRESERVATION, "PP01", "专利权的保全", "保全 中止", A.SUSPEND,
              "专利权处于保全或中止程序中，声明中止", "专利法实施细则第八十六条第一款第（二）项"),
    EventType(K.RESTORATION, "RR01", "权利的恢复", "恢复", A.RESUME,
              "权利已恢复；如无其他障碍，声明恢复", "专利法实施细则第六条"),
    EventType(K.TERM_COMPENSATION, "", "专利权期限的补偿", "期限&补偿", A.NONE,
              "期满终止日因期限补偿后移", "专利法第四十二条第二款"),
    EventType(K.LAPSE, "CF01", "未缴年费专利权终止", "未缴年费 年费&终止", A.SUSPEND,
              "专利权因未缴年费终止，声明中止；恢复权利后可恢复", "专利法第四十四条第一款第（一）项"),
    EventType(K.EXPIRY, "CX01", "专利权有效期届满", "届满 期满", A.SUSPEND,
              "专利权期限届满，声明终止", "专利法第四十二条"),
    EventType(K.ABANDONMENT, "AV01", "专利权的主动放弃", "放弃 避免重复授", A.SUSPEND,
              "专利权已放弃，声明中止；放弃前应先撤回声明", "专利法第四十四条第一款第（二）项"),
    EventType(K.INVALIDATION_FULL, "IW01", "专利权全部无效", "全部无效", A.SUSPEND,
              "专利权被宣告全部无效，声明中止", "专利法第四十七条"),
    EventType(K.INVALIDATION_PARTIAL, "IP01", "专利权部分无效", "部分无效 无效", A.FLAG,
              "专利权部分无效，请核对维持有效的权利要求", "专利法第四十七条"),
    EventType(K.TRANSFER, "TR01", "专利权的转移", "专利权的转移 专利权转移", A.WITHDRAW,
              "专利权已转移，原专利权人应申请撤回声明；在先许可不受影响", "国知办函运字〔2022〕448号 三（一）；"
              "专利审查指南第五部分第十一章"),
    EventType(K.TRANSFER_APPLICATION, "TA01", "专利申请权的转移", "申请权&转移", A.FLAG,
              "专利申请权已转移，请核对声明人", "专利法第十条"),
    EventType(K.NAME_ADDRESS_CHANGE, "CP03", "专利权人的姓名或者名称、地址的变更", "名称、地址 名称&地址", A.FLAG,
              "专利权人名称、地址变更，请更新声明中的名称", "专利法实施细则第一百四十六条"),
    EventType(K.NAME_CHANGE, "CP01", "专利权人的姓名或者名称的变更", "姓名或者名称 名称的变更 名称变更", A.FLAG,
              "专利权人名称变更，请更新声明中的名称", "专利法实施细则第一百四十六条"),
    EventType(K.ADDRESS_CHANGE, "CP02", "专利权人的地址的变更", "地址的变更 地址变更", A.NONE,
              "专利权人地址变更，不影响声明", "专利法实施细则第一百四十六条"),
    EventType(K.BIBLIOGRAPHIC_CHANGE, "CB03", "著录事项变更", "著录事项", A.FLAG,
              "著录事项变更，请核对公开内容", "专利法实施细则第一百四十六条"),
    EventType(K.APPLICATION_ENDED, "", "专利申请的驳回、撤回或视为撤回", "驳回 视为撤回 申请&撤回", A.SUSPEND,
              "专利申请已驳回、撤回或视为撤回，声明中止", "专利法第三十五条至第三十八条"),
    EventType(K.EXAMINATION_STARTED, "SE01", "实质审查的生效", "实质审查", A.NONE,
              "专利申请进入实质审查", "专利法第三十五条"),
    EventType(K.SERVICE_BY_PUBLICATION, "DD01", "文件的公告送达", "公告送达", A.FLAG,
              "有文件公告送达，可能涉及权利状态，请人工查看", "专利法实施细则第四条"),
    EventType(K.GRANT, "GR01", "授权", "授权 授予", A.NONE,
              "专利权已授予，可将申请号更新为专利号", "专利法第三十九条、第四十条"),
    EventType(K.APPLICATION_PUBLISHED, "PB01", "公开", "公开 公布", A.NONE,
              "专利申请已公布", "专利法第三十四条"),
)
# fmt: on

# Headings of the gazette under which several kinds stand: which of them it is, only the text itself tells.
SEVERAL = re.compile(r"及其解除|生效[、及和与]|[、及和与](?:变更|注销)")
BY_CODE = {row.code: row for row in EVENT_TYPES if row.code}
BY_KIND = {row.kind: row for row in EVENT_TYPES}


def event_type(code: str, name: str) -> EventType | None:
    """By code first, by the words of the announcement second; None when a person must look."""
    if row := BY_CODE.get(code.strip().upper()):
        return row
    return None if SEVERAL.search(name) else next((row for row in EVENT_TYPES if row.named_by(name)), None)


def licence_kind(text: str) -> LicenceKind:
    return next((kind for word, kind in KINDS_OF_LICENCE.items() if word in text), LicenceKind.UNKNOWN)


@dataclass(frozen=True)
class Consequence:
    action: Action
    sentence: str
    clause: str


RECORD_KEYS = ("备案号", "登记号", "声明编号", "决定号")
EFFECTIVE_KEYS = (
    "终止日期", "终止日", "生效日", "备案日", "登记日", "注销日", "解除日", "变更日", "撤回日", "决定日",
)  # fmt: skip
LICENSED = (EventKind.LICENCE_RECORDED, EventKind.LICENCE_CHANGED)
KINDS_OF_LICENCE = {"独占": LicenceKind.EXCLUSIVE, "排他": LicenceKind.SOLE, "普通": LicenceKind.ORDINARY}


@dataclass(frozen=True)
class GazetteEvent:
    """One announcement about one patent. `details` are its labelled items in their order, labels as printed."""

    number: PatentNumber
    kind: EventKind
    announced_on: date
    effective_on: date
    """Since when it holds in law, as far as the announcement says; otherwise the day of announcement."""
    details: tuple[tuple[str, str], ...] = ()
    raw: str = ""
    source: str = "专利公报"

    @property
    def type(self) -> EventType:
        return BY_KIND[self.kind]

    def detail(self, *labels: str) -> str:
        """The first item whose label contains one of these; the earlier label wins."""
        found = (value for label in labels for name, value in self.details if label in name and value)
        return next(found, "")

    @property
    def record(self) -> str:
        """Number of the licence record, the pledge, the declaration or the decision."""
        return self.detail(*RECORD_KEYS)

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """(what changed, its new value), from `变更事项：…；变更前：…；变更后：…` in any of its forms."""
        topic, found = "", []
        for label, value in self.details:
            if label.startswith(("变更事项", "变更项")):
                topic = value
            elif label.startswith("变更后"):
                found.append((label.removeprefix("变更后") or topic, value))
        return tuple(found)

    @property
    def licensee(self) -> str:
        """被许可人 since the guidelines of 2025, 受让人 before."""
        return self.detail("被许可人", "受让人")

    @property
    def licence_kind(self) -> LicenceKind:
        """That of the licence recorded, or the one to which it was changed."""
        changed = (value for topic, value in self.changes if "种类" in topic)
        return licence_kind(next(changed, "") or self.detail("许可种类"))

    @property
    def key(self) -> str:
        """The same announcement has the same key, in whatever file and format it comes."""
        which = self.record or self.effective_on.isoformat()
        plain = f"{self.number.normal}|{self.kind}|{self.announced_on.isoformat()}|{which}"
        return hashlib.sha256(plain.encode()).hexdigest()[:40]

    @property
    def consequence(self) -> Consequence:
        """What follows for an offer of this patent, in a sentence, with its clause."""
        row = self.type
        if self.kind in LICENSED and self.licence_kind in (LicenceKind.EXCLUSIVE, LicenceKind.SOLE):
            sentence = f"已备案{self.licence_kind.label}，期限内不得开放许可，声明中止"
            return Consequence(Action.SUSPEND, sentence, row.clause)
        if self.kind == EventKind.LICENCE_RECORDED and self.licence_kind == LicenceKind.ORDINARY:
            return Consequence(Action.NONE, "已备案普通许可，不影响开放许可", row.clause)
        return Consequence(row.action, row.sentence, row.clause)
