"""What the interface says about itself: parameters, shapes and examples of OpenAPI 3.1, from the one data standard."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from publication.choices import FeeKind, Op, PatentType, State
from publication.classes import INDUSTRIES
from publication.query import EVERY_STATE, FILTERS, MOST_MONTHS, OPEN, SORTS
from publication.standard import schema
from tenancy.models.organisations import OwnerType

EXAMPLE = {
    "number": "LN2026000123",
    "scheme": "pilot",
    "origin": "ln",
    "publisher": "辽宁省知识产权局",
    "state": "active",
    "version": 1,
    "mode": "open_licence",
    "patent_number": "201910000001.8",
    "patent_type": "invention",
    "is_application": False,
    "title": "一种永磁电机控制装置",
    "owner_names": "沈阳北方科技大学",
    "owner_codes": "12210000123456789A",
    "owner_type": "university",
    "region": "沈阳市",
    "city": "沈阳市",
    "city_code": "210100",
    "ipc": "H02P21/00",
    "industry": "C",
    "fee_kind": "lump_sum",
    "fee_amount": "50000",
    "fee_sentence": "采用一次总付的方式，在合同生效后30日内一次性全额支付所有使用费50000元（人民币伍万元整）。",
    "term_from": "2026-01-01",
    "term_to": "2028-12-31",
    "territory": "全国",
    "service": "现场调试与操作培训",
    "service_price": "每人日2000元",
    "contact": "技术转移中心 024-80000000",
    "published_at": "2026-04-20T09:00:00+08:00",
    "changed_at": "2026-04-20T09:00:00+08:00",
    "checked_at": None,
    "withdrawn_from": None,
    "digest": "9f2c…",
    "url": "https://example.cn/records/LN2026000123/",
}
WITHDRAWN = {
    "cursor": "4711",
    "op": "withdrawn",
    "number": "LN2026000123",
    "origin": "ln",
    "scheme": "pilot",
    "version": 1,
    "effective_at": "2026-05-12T00:00:00+08:00",
    "recorded_at": "2026-04-29T10:12:31+08:00",
    "announcement": "LN-GG-2026-0031",
    "ground": "transfer",
    "sentence": "专利权已转移",
    "notice_rule": "公告后7个工作日",
    "url": "https://example.cn/records/LN2026000123/",
}
TEXT, WHEN = {"type": "string"}, {"type": "string", "format": "date-time"}
PLACE = {"type": "string", "pattern": "^([a-z]{2,8}|[0-9]{2,3})$"}
SHAPES: dict[str, dict[str, Any]] = {  # of what a filter understands; another value is passed over, with a note
    "province": PLACE,
    "city": {"type": "string", "pattern": "^[0-9]{6,12}$"},
    "patent_type": TEXT | {"enum": list(PatentType.values)},
    "owner_type": TEXT | {"enum": list(OwnerType.values)},
    "fee_kind": TEXT | {"enum": list(FeeKind.values)},
    "ipc": {"type": "string", "pattern": "^[A-Ha-h]([0-9]{2}([A-Za-z]([0-9]{1,4}(/[0-9]{1,6})?)?)?)?$"},
    "industry": TEXT | {"enum": list(INDUSTRIES)},
    "term_min": {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS},
    "territory": PLACE,
    "state": TEXT | {"enum": [*State.values, OPEN, EVERY_STATE]},
}
NOTES = {"type": "array", "items": TEXT, "description": str(_("没有识别、因而忽略的参数"))}


def record() -> dict[str, Any]:
    shape = {name: value for name, value in schema().items() if name != "$schema"}
    parts = {"owners": {"type": "array", "items": {"type": "object"}}, "terms": {"type": "object"}}
    return shape | {"properties": shape["properties"] | parts}


def change() -> dict[str, Any]:
    properties = dict.fromkeys(WITHDRAWN, TEXT) | {
        "op": {"type": "string", "enum": list(Op.values)},
        "version": {"type": "integer"},
        "effective_at": WHEN,
        "recorded_at": WHEN,
        "announcement": {"type": ["string", "null"]},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def listing(rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    properties = more | {"notes": NOTES, "results": {"type": "array", "items": rows}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def parameter(name: str, description: Any, shape: Any = OpenApiTypes.STR, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, shape, description=str(description), **more)


def fault(name: str, description: Any) -> OpenApiResponse:
    """A refusal in words, under one name."""
    shape = {"type": "object", "properties": {name: TEXT}, "required": [name]}
    return OpenApiResponse(shape, description=str(description))


SIZE = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
LIMIT = parameter("limit", _("每页条数，最多200，默认50"), SIZE)
SINCE = {"type": "string", "pattern": "^[0-9]{1,18}$", "default": "0"}
NUMBER = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
SLOW = fault("detail", _("请求过于频繁；Retry-After 说明多少秒后再试"))
OTHER = fault("detail", _("答复只有 application/json；请求头 Accept 不允许它"))
SAME = OpenApiResponse(description=str(_("与 If-None-Match 或 If-Modified-Since 相比没有变化")))
WRONG = _("游标不对；字段名和说明")

RECORDS: dict[str, Any] = {
    "operation_id": "records",
    "summary": _("查询公开的记录"),
    "description": _("参数与网页查询相同。用 next 翻页；total 超过一千时只说明至少有多少。"),
    "parameters": [
        parameter("q", _("专利号（任何写法）、公开编号或者词语")),
        *(parameter(name, f"{each.label} {each.help}", SHAPES[name]) for name, each in FILTERS.items()),
        parameter("sort", _("排序"), enum=list(SORTS)),
        parameter("cursor", _("上一页 next 中的值")),
        LIMIT,
    ],
    "responses": {
        200: listing(
            record(),
            scheme=TEXT,
            total={"type": ["object", "null"]},
            next={"type": ["string", "null"]},
        ),
        304: SAME,
        400: fault("cursor", WRONG),
        406: OTHER,
        429: SLOW,
    },
    "examples": [
        OpenApiExample(
            "一页",
            {
                "scheme": "pilot",
                "total": {"count": 1, "at_least": False},
                "next": None,
                "notes": [],
                "results": [EXAMPLE],
            },
            response_only=True,
            status_codes=["200"],
        )
    ],
}
RECORD: dict[str, Any] = {
    "operation_id": "record",
    "summary": _("一条记录，及其各版本和变动"),
    "description": _("公开过的编号永远有答案；已撤回的 state 为 withdrawn。"),
    "parameters": [parameter("number", _("公开编号"), NUMBER, location=OpenApiParameter.PATH)],
    "responses": {
        200: record(),
        304: SAME,
        404: fault("detail", _("没有这个编号")),
        406: OTHER,
        429: SLOW,
    },
    "examples": [OpenApiExample("一条记录", EXAMPLE, response_only=True, status_codes=["200"])],
}
CHANGES: dict[str, Any] = {
    "operation_id": "changes",
    "summary": _("某一游标以来的全部变动，按登记先后"),
    "description": _("从 since=0 开始，之后用上次的 next_since；一条也不会漏，撤回也在其中（op=withdrawn）。"),
    "parameters": [
        parameter("since", _("上次答复中的 next_since；从头开始用0"), SINCE),
        parameter("province", FILTERS["province"].label, PLACE),
        LIMIT,
    ],
    "responses": {
        200: listing(change(), next_since=TEXT, more={"type": "boolean"}),
        304: SAME,
        400: fault("since", WRONG),
        406: OTHER,
        429: SLOW,
    },
    "examples": [
        OpenApiExample(
            "撤回",
            {"next_since": "4711", "more": False, "notes": [], "results": [WITHDRAWN]},
            response_only=True,
            status_codes=["200"],
        )
    ],
}
