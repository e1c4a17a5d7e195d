"""The examples of the component gallery: each component in each of its states."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from config.tones import WORDS

FIRST_DAY = datetime(2024, 2, 20, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


class ExampleForm(forms.Form):
    """A question of each kind."""

    number = forms.CharField(label="专利号", help_text="例如 ZL201010596747.X，可带或不带 ZL。")
    kind = forms.ChoiceField(
        label="许可费方式",
        choices=[("lump", "一次总付"), ("royalty", "提成"), ("free", "免费")],
        widget=forms.RadioSelect,
    )
    fee = forms.DecimalField(label="许可费", help_text="没有提成时只填这一项。")
    city = forms.ChoiceField(label="所在市", choices=[("", "请选择"), ("1", "沈阳市"), ("2", "大连市")])
    note = forms.CharField(label="补充说明", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="我已阅读并同意试点许可的条件")

    units = {"fee": "元"}
    clauses = {"kind": "许可使用费应写明计费方式和数额（国知办函运字〔2022〕448号 三）。"}


class ExampleFileForm(forms.Form):
    seal = forms.FileField(label="盖章的声明扫描件", help_text="在第 2 页盖章后扫描。")


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "empty_form": ExampleForm(auto_id="clean_%s"),
        "faulty_form": ExampleForm({"number": "ZL2010105967471", "fee": "abc", "city": "1"}, auto_id="faulty_%s"),
        "file_form": ExampleFileForm(),
        "tones": [(tone, words.split()[:4]) for tone, words in WORDS.items()],
        "steps": steps(),
        "tasks": tasks(),
        "answers": answers(),
        "columns": columns(),
        "rows": rows(),
        "totals": ["合计", "", "", "72,500.00", ""],
        "events": events(),
        "tabs": [
            {"word": "待办", "href": "#tabs", "count": 3, "current": True},
            {"word": "已办", "href": "#tabs", "count": 12},
            {"word": "待阅", "href": "#tabs", "count": 0},
            {"word": "超期", "href": "#tabs", "count": 1},
        ],
        "page": Paginator(range(230), 20).get_page(request.GET.get("page", 5)),
        "published": FIRST_DAY + timedelta(days=10),
        "withdrawn": FIRST_DAY + timedelta(days=480),
        "reasons": ["许可期限不得少于12个月", "共有专利权人还没有全部同意"],
    }


def steps() -> list[dict[str, str]]:
    return [
        {"word": "填写", "state": "done", "href": "#steps"},
        {"word": "核对", "state": "done", "href": "#steps"},
        {"word": "承诺盖章", "state": "current"},
        {"word": "提交", "state": "todo"},
        {"word": "审核", "state": "todo"},
        {"word": "公告", "state": "todo"},
    ]


def tasks() -> list[dict[str, str]]:
    return [
        {"word": "专利和权利人", "href": "#tasks", "status": "已完成"},
        {"word": "许可费和支付", "href": "#tasks", "status": "需更正", "hint": "经办人退回：提成须写明基数。"},
        {"word": "许可期限和地域", "href": "#tasks", "status": "已看未完成"},
        {"word": "联系人", "href": "#tasks", "status": "未开始"},
        {"word": "核对并提交", "status": "未开始", "hint": "前面四项完成后可以提交。"},
    ]


def answers() -> list[dict[str, str]]:
    return [
        {"term": "专利号", "value": "ZL201010596747.X", "href": "#answers"},
        {"term": "许可费", "value": "入门费 12,000 元，另按销售额 2% 提成", "href": "#answers"},
        {"term": "许可期限", "value": "36", "unit": "个月", "href": "#answers"},
        {"term": "状态", "value": "核验中", "status": "核验中"},
        {"term": "补充说明", "value": ""},
    ]


def columns() -> list[dict[str, str]]:
    return [
        {"word": "专利号"},
        {"word": "名称"},
        {"word": "状态"},
        {"word": "许可费", "unit": "元", "kind": "number"},
        {"word": "到期", "kind": "date"},
    ]


def rows() -> list[list[Any]]:
    return [
        row("ZL201010596747.X", "已发布", "12,000.00", "2026-08-31"),
        row("ZL202020123456.7", "审核中", "60,500.00", "2027-01-15"),
        row("ZL202130000001.1", "已撤回", "0.00", "2025-06-18"),
    ]


def row(number: str, status: str, fee: str, until: str) -> list[Any]:
    named = {"text": number, "href": "#tables"}
    return [named, "一种用于示例的装置及其使用方法", {"text": status, "status": status}, fee, until]


def events() -> list[dict[str, Any]]:
    return [
        event(480, "已撤回", "专利权人", text="已取得的许可继续有效。"),
        event(9, "已发布", "某市知识产权局", effective=FIRST_DAY + timedelta(days=10)),
        event(3, "退回补正", "某市知识产权局", text="提成须写明基数。"),
        event(0, "已提交", "专利权人"),
    ]


def event(days: int, word: str, who: str, **more: Any) -> dict[str, Any]:
    return {"word": word, "status": word, "when": FIRST_DAY + timedelta(days=days), "who": who, **more}
