"""Which column says what. Our own template is known by its heads; other listings by synonyms, for a person to confirm.

The synonyms are the heads and item names found on the pilot provinces' portals, in Chinese, pinyin and English.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from declarations.batch.columns import Column
from declarations.batch.reader import HEAD_ROWS, Sheet, is_empty, text_of
from declarations.batch.remarks import ACCOUNT, FAULTS
from verification.numbers import read_cell

IGNORED = {FAULTS, ACCOUNT, "序号", "编号", "行号", "no", "no.", "id"}
# What a listing may say beside the columns of the template.
LISTED = {
    "all_owners": "专利权人（全部）",
    "owner_type": "权利主体类型",
    "patent_type": "专利类型",
    "amount": "许可使用费金额",
    "fee_mode": "支付方式（原文）",
    "fee_detail": "使用费条款（原文）",
    "period": "许可期限（年）",
    "published_at": "原公布日期",
}
SYNONYMS: dict[str, tuple[str, ...]] = {
    "patent_number": (
        *("专利号", "专利申请号", "申请号", "专利号申请号", "专利号专利申请号", "申请专利号", "专利编号", "专利号码"),
        *("patentid", "patentno", "patentnumber", "applicationno", "applicationnumber", "zlh", "sqh"),
    ),
    "title": (
        *("发明名称", "专利名称", "名称", "发明创造名称", "专利标题", "标题", "成果名称", "技术名称"),
        *("patentname", "patenttitle", "title", "name", "zlmc"),
    ),
    "all_owners": (
        *("专利权人", "专利权人名称", "权利人", "专利申请人", "申请人", "专利权人专利申请人名称", "专利权人申请人"),
        *("持有人", "所有人", "许可人", "许可方", "第一专利权人", "patentee", "patentowner", "owner", "holder"),
        *("applicant", "applicants", "zlqr"),
    ),
    "owner_type": ("专利权人类型", "权利人类型", "主体类型", "权利主体类型", "单位类型", "patenteetype", "ownertype"),
    "patent_type": ("专利类型", "类型", "专利种类", "patenttype", "type"),
    "amount": (
        *("许可使用费", "许可使用费金额", "使用费", "许可费", "许可费用", "费用", "金额", "价格", "许可价格", "报价"),
        *("许可费金额", "使用费金额", "费用标准", "许可费标准", "意向价格", "参考价格", "suggestprice", "licensefee"),
        *("licencefee", "fee", "feeamount", "amount", "price"),
    ),
    "fee_mode": (
        *("支付方式", "许可使用费支付方式", "付费方式", "收费方式", "缴费方式", "许可费支付方式", "费用支付方式"),
        *("付款方式", "许可付费方式", "licensefeetype", "licencefeetype", "feemode", "feetype", "paymode"),
    ),
    "fee_detail": (
        *("许可使用费支付方式和标准", "支付方式和标准", "费用说明", "许可费说明", "使用费标准", "许可条件", "付费说明"),
        *("许可使用费标准", "费用详情", "收费标准", "许可使用费支付标准", "feedetail", "feedescription"),
    ),
    "ends_on": (
        *("许可期限届满日", "许可截止日", "许可到期日", "许可终止日", "截止日期", "到期日", "有效期至", "期限届满日"),
        *("许可期限止", "许可截止日期", "licenceenddate", "licenseenddate", "enddate", "deadline"),
    ),
    "starts_on": ("许可期限起", "许可起始日", "许可开始日期", "生效日期", "startdate", "begindate", "effectivedate"),
    "period": (
        *("许可期限", "许可年限", "期限", "许可期限年", "许可时间", "许可期", "期限年", "licenseperiod"),
        *("licenceperiod", "period", "term"),
    ),
    "territory": (
        "许可区域",
        "许可地域",
        "许可范围",
        "地域范围",
        "许可地区",
        "实施区域",
        "territory",
        "scope",
        "licencescope",
    ),
    "published_at": (
        *("发布时间", "发布日期", "公布时间", "公布日期", "公开时间", "公开日期", "创建时间", "上架时间", "公示时间"),
        *("createtime", "publishtime", "publishdate", "releasetime", "createdat"),
    ),
    "filed_on": ("申请日", "申请日期", "专利申请日", "filingdate", "applicationdate"),
    "granted_on": ("授权公告日", "授权日", "授权日期", "授权公告日期", "授权时间", "grantdate"),
    "classification": ("主分类号", "分类号", "ipc", "ipc分类号", "ipc主分类号", "国际专利分类号", "技术领域分类号"),
    "industry": ("行业", "所属行业", "行业分类", "国民经济行业", "技术领域", "industry"),
    "summary": ("技术简介", "简介", "摘要", "技术摘要", "专利简介", "专利摘要", "技术说明", "abstract", "summary"),
    "contact_name": ("联系人", "联系人姓名", "联系人名称", "contact", "contactname", "linkman"),
    "contact_phone": (
        "联系电话",
        "联系方式",
        "电话",
        "手机",
        "手机号",
        "联系人电话",
        "联系人方式",
        "phone",
        "tel",
        "mobile",
    ),
    "contact_email": ("联系邮箱", "邮箱", "电子邮箱", "电子邮件", "email", "mail"),
}
UNIT = re.compile(r"[（(]\s*(?:单位[:：]?)?\s*(万元|元|人民币)\s*[)）]")
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
NOISE = re.compile(r"[\s_\-*:：/、／.（）()]+")
ENOUGH = 2  # heads that must be known before a row counts as the row of heads


@dataclass
class Plan:
    """How a sheet is read. `columns` leads from the column of the sheet (from 0) to what it says."""

    sheet: str
    head: int
    columns: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    unit: str = "元"
    own: bool = False  # our template: nothing to confirm
    fixed: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return vars(self) | {
            "columns": {str(at): key for at, key in self.columns.items()},
            "heads": {str(at): head for at, head in self.heads.items()},
        }

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Plan":
        numbers = {name: {int(at): said for at, said in data[name].items()} for name in ("columns", "heads")}
        return cls(**{**data, **numbers})

    def at(self, key: str) -> int | None:
        return next((at for at, said in self.columns.items() if said == key), None)


def propose(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Plan:
    """The sheet with the most heads that are known, and what its columns seem to say."""
    return max((_plan_of(sheet, columns) for sheet in sheets), key=lambda plan: (plan.own, len(plan.columns)))


def _plan_of(sheet: Sheet, columns: Sequence[Column]) -> Plan:
    labels = {_bare(column.label): column.key for column in columns}
    first = [(number, row) for number, row in sheet.rows(most=HEAD_ROWS) if not is_empty(row)]
    plans = [_read_heads(sheet.name, number, row, labels) for number, row in first]
    best = max(plans, key=lambda plan: len(plan.columns), default=Plan(sheet.name, 0))
    if len(best.columns) < ENOUGH:
        best = _by_numbers(sheet.name, first)
    best.own = _is_template(best, columns)
    if not best.own:
        _take_as_listing(best)
        best.unit = _unit_of(best, sheet)
    return best


def _read_heads(name: str, number: int, row: Sequence[Any], labels: dict[str, str]) -> Plan:
    plan, taken = Plan(name, number), set()
    for at, cell in enumerate(row):
        head = text_of(cell)
        if not head or len(head) > 80:
            continue
        plan.heads[at] = head
        key = _known(head, labels)
        if key and key not in taken and _bare(head) not in IGNORED:
            plan.columns[at] = key
            taken.add(key)
    return plan


def _known(head: str, labels: dict[str, str]) -> str:
    """What a head stands for: a label of the form, a synonym, either of them without its brackets."""
    for said in (_bare(head), _bare(BRACKETS.sub("", head))):
        if said in labels:
            return labels[said]
        if found := BY_WORD.get(said):
            return found
    return ""


def _by_numbers(name: str, rows: Sequence[tuple[int, Sequence[Any]]]) -> Plan:
    """A sheet without heads: the column in which patent numbers stand tells where it begins."""
    for number, row in rows:
        for at, cell in enumerate(row):
            if any(reading.number for reading in read_cell(cell)[:1]) if text_of(cell) else False:
                return Plan(name, number - 1, {at: "patent_number"}, {})
    return Plan(name, 0)


def _is_template(plan: Plan, columns: Sequence[Column]) -> bool:
    wanted = {column.key for column in columns if column.required}
    return wanted <= set(plan.columns.values())


def _take_as_listing(plan: Plan) -> None:
    """The owners of a listing are all owners; our own column means the others."""
    turned = {"owners": "all_owners", "fee.kind": "fee_mode"}
    plan.columns = {
        at: turned.get(key, key) for at, key in plan.columns.items() if not key.startswith("fee.") or key in turned
    }


def _unit_of(plan: Plan, sheet: Sheet) -> str:
    """万元 when the head says so; else when the sums are small or have fractions, as nobody offers for 0.5 yuan."""
    at = plan.at("amount")
    if at is None:
        return "元"
    if found := UNIT.search(plan.heads.get(at, "")):
        return "万元" if found[1] == "万元" else "元"
    sums = [row[at] for _n, row in sheet.rows(plan.head + 1, 200) if at < len(row) and isinstance(row[at], int | float)]
    paid = [float(each) for each in sums if each]
    return "万元" if paid and max(paid) < 5000 else "元"


def _bare(head: str) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", head)).lower()


BY_WORD = {_bare(word): key for key, words in SYNONYMS.items() for word in words}
