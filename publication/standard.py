"""The data standard of a published record: one list of items for page, interface, workbook and check (HB-14).

Each item has one name, one type and one meaning wherever it appears.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publication.choices import FeeKind, Mode, PatentType, Scheme, State
from publication.models import Record
from publication.money import plain
from publication.offers import BESIDE
from publication.standing import state_of
from tenancy.database.prepared import prepared
from tenancy.models.organisations import OwnerType

MINIMUM = "国知办函运字〔2022〕448号 三（一）3；辽知办字〔2022〕4号"


@dataclass(frozen=True)
class Item:
    """One item: its name in data, its Chinese word, its JSON type, and the paper that demands it."""

    name: str
    label: str | Promise
    type: str = "string"  # string, integer, boolean, date, date-time, amount
    required: bool = True
    choices: Any = None
    clause: str = ""
    help: str | Promise = ""

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the value."""
        shape: dict[str, Any] = {"title": str(self.label)}
        if self.type in ("date", "date-time"):
            shape |= {"type": "string", "format": self.type}
        elif self.type == "amount":
            shape |= {"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}
        else:
            shape["type"] = self.type
        if self.required and shape["type"] == "string":
            shape["minLength"] = 1
        if self.choices:
            shape["enum"] = list(self.choices.values) + ([] if self.required else [""])
        if not self.required:
            shape["type"] = [shape["type"], "null"]
        if self.clause or self.help:
            shape["description"] = " ".join(str(part) for part in (self.help, self.clause) if part)
        return shape


ITEMS = (
    Item("number", _("公开编号"), help=_("永久有效")),
    Item("scheme", _("制度"), choices=Scheme, help=_("试点不是法定开放许可")),
    Item("origin", _("来源省份"), help="ln, hb, ha, zj …"),
    Item("publisher", _("发布单位")),
    Item("state", _("状态"), choices=State),
    Item("version", _("版本"), "integer"),
    Item("mode", _("实施方式"), choices=Mode),
    Item("patent_number", _("专利号（专利申请号）"), clause=MINIMUM),
    Item("patent_type", _("专利类型"), choices=PatentType),
    Item("is_application", _("专利申请"), "boolean"),
    Item("title", _("发明名称"), clause=MINIMUM),
    Item("owner_names", _("专利权人（专利申请人）"), clause=MINIMUM, help=_("多人以顿号分隔")),
    Item("owner_codes", _("统一社会信用代码"), required=False, help=_("与专利权人顺序一致；个人为空")),
    Item("owner_type", _("权利主体类型"), choices=OwnerType),
    Item("region", _("所在地")),
    Item("city", _("所在市")),
    Item("city_code", _("所在市代码")),
    Item("ipc", _("主分类号"), required=False),
    Item("industry", _("国民经济行业门类"), required=False),
    Item("fee_kind", _("支付方式"), choices=FeeKind, clause=MINIMUM),
    Item("fee_amount", _("固定金额（元）"), "amount", required=False, help=_("空：没有固定金额；0：免费")),
    Item("fee_sentence", _("许可使用费支付方式和标准"), clause=MINIMUM),
    Item("term_from", _("许可期限起"), "date", clause=MINIMUM),
    Item("term_to", _("许可期限止"), "date", clause=MINIMUM),
    Item("territory", _("许可地域")),
    Item("service", _("可另行选择的技术服务"), required=False, help=_("自愿选择，不是许可的条件")),
    Item("service_price", _("技术服务价格"), required=False, help=_("另计，不在许可使用费之内")),
    Item("contact", _("专利权人联系方式"), clause=MINIMUM, help=_("个人联系方式经遮盖；在记录页可查看")),
    Item("published_at", _("公告时间"), "date-time"),
    Item("changed_at", _("最近变动时间"), "date-time"),
    Item("checked_at", _("最近核查时间"), "date-time", required=False),
    Item("withdrawn_from", _("撤回生效时间"), "date-time", required=False),
    Item("digest", _("校验值"), help="SHA-256"),
    Item("url", _("页面地址")),
)

COLUMNS = (
    "number", "scheme", "province__slug", "publisher", "state", "current__number", "mode", "patent_number",
    "patent_type", "is_application", "title", "owner_names", "current__owners", "owner_type", "region_name",
    "city_name", "city_code", "ipc", "industry", "fee_kind", "fee_amount", "fee_sentence", "term_from", "term_to",
    "territory", *(f"current__{name}" for name in BESIDE), "contact_shown", "published_at", "changed_at", "checked_at",
    "withdrawn_from", "current__digest",
)  # fmt: skip
EXTRA = ("current__terms", "id")


def schema() -> dict[str, Any]:
    """JSON Schema of one record; the interface and the files are both checked against it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(_("公开的专利开放许可信息")),
        "type": "object",
        "properties": {item.name: item.schema() for item in ITEMS},
        "required": [item.name for item in ITEMS],
    }


def items_of(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[Any]]:
    """The values of each record in the order of ITEMS, from rows of COLUMNS. Types are Python's own."""
    site, now, today = settings.SITE_URL.rstrip("/"), timezone.now(), timezone.localdate()
    for row in rows:
        values = list(row[: len(COLUMNS)])
        values[STATE] = state_of(values[STATE], values[WITHDRAWN_FROM], values[TERM_TO], now, today).value
        values[OWNERS] = "、".join(owner["credit_code"] for owner in values[OWNERS]).strip("、")
        values.append(f"{site}/records/{values[0]}/")
        yield values


OWNERS = COLUMNS.index("current__owners")
STATE, WITHDRAWN_FROM, TERM_TO = map(COLUMNS.index, ("state", "withdrawn_from", "term_to"))
NAMES = tuple(item.name for item in ITEMS)
PLAIN = frozenset({str, int, bool, type(None)})  # most values: what JSON has as it is


def plain_items(values: Iterable[Any]) -> dict[str, Any]:
    """One record as JSON has it: Beijing times with their offset, amounts as text so that no float touches them."""
    return {name: value if type(value) in PLAIN else as_plain(value) for name, value in zip(NAMES, values, strict=True)}


def in_beijing(moment: datetime) -> datetime:
    """As `localtime`, which looks for a zone of the thread first: ten times the work, four times in each record."""
    return moment.astimezone(timezone.get_default_timezone())


def as_plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return in_beijing(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    return value


def full_items(row: tuple[Any, ...]) -> dict[str, Any]:
    """A record of the interface: the standard, and the owners and terms with their parts. `row`: COLUMNS + EXTRA."""
    [values] = items_of([row])
    return plain_items(values) | {"owners": row[OWNERS], "terms": row[len(COLUMNS)]}


def rows_by_key(keys: list[int]) -> list[tuple[Any, ...]]:
    """Rows of COLUMNS + EXTRA in the order of the keys."""
    with prepared(), connection.cursor() as cursor:
        cursor.execute(_by_key(), [keys])
        rows = {row[-1]: parsed(row) for row in cursor.fetchall()}
    return [rows[key] for key in keys if key in rows]


@cache
def _by_key() -> str:
    """Put into SQL once: with so many columns that takes longer than the answer."""
    sql, _none = Record.objects.order_by().values_list(*COLUMNS, *EXTRA).query.sql_with_params()
    return f"{sql} WHERE publication_record.id = ANY(%s::bigint[])"


def parsed(row: Sequence[Any]) -> tuple[Any, ...]:
    """COLUMNS and EXTRA as the driver reads them, where JSON is still text."""
    *values, terms, key = row
    values[OWNERS] = json.loads(values[OWNERS])
    return *values, json.loads(terms), key
