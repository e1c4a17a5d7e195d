"""The workbook to fill in: the province's questions as columns, drop-downs, an example, notes, a head that stays.

Every cell of a row is text, so that numbers keep their X, their zeros and their point (U37).
"""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from declarations.batch.columns import Column, columns_of
from declarations.batch.gate import MOST_ROWS
from declarations.batch.portions import SAMPLE
from declarations.clauses import clause_of
from tenancy.credit_codes import complete
from tenancy.policy import Policy

TITLE, HEAD = 0, 2
FIRST = HEAD + 2  # the example stands between the head and the first row
LAST = FIRST + MOST_ROWS - 1
SERIAL = "序号"
SHEET, NOTES, WORDS = "批量填报", "填写说明", "选项"
EXAMPLE = {
    "patent_number": "ZL201711193877.7",
    "is_application": "否",
    "title": "一种永磁电机的控制方法",
    "filed_on": "2017-11-24",
    "granted_on": "2019-08-06",
    "classification": "H02P21/00",
    "summary": "用于风机、水泵的变频控制，已小批量应用。",
    "owners": "沈阳某某电机有限公司",
    "emails": "ip@example.cn",
    "codes": complete("91", "210100", "EXAMPLE1"),
    "fee.amount": "50000",
    "fee.pay_days": "30",
    "territory": "全国",
    "contact_name": "张伟",
    "contact_phone": "13800000000",
    "contact_email": "zhang@example.cn",
    "contact_public": "是",
}
TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def draw(policy: Policy, *, place: str, today: date) -> bytes:
    """The template of a province on a day. Always in Chinese, like the official forms."""
    with translation.override("zh-hans"):
        columns, memory = columns_of(policy), io.BytesIO()
        book = Workbook(memory, TEXTS)
        formats = _formats(book)
        sheet = book.add_worksheet(SHEET)
        _head(sheet, columns, formats, f"{place}{policy.form_template}（批量填报）")
        _example(sheet, columns, formats, policy, today)
        _drop_downs(sheet, book.add_worksheet(WORDS), columns)
        _notes(book.add_worksheet(NOTES), columns, formats, policy)
        book.close()
    return memory.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    text = {"num_format": "@", "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "hint": book.add_format({"font_color": "#595959", "text_wrap": True, "valign": "top"}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#E8EEF7"}
        ),
        "must": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#FFF2CC"}
        ),
        "text": book.add_format(text | {"locked": False}),
        "sample": book.add_format(text | {"italic": True, "font_color": "#7F7F7F"}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _head(sheet: Worksheet, columns: Sequence[Column], formats: dict[str, Any], title: str) -> None:
    """Title, one line of advice, the heads; all of it locked, the rows open."""
    sheet.merge_range(TITLE, 0, TITLE, 8, title, formats["title"])
    hint = _("带*的必填；从示例行下面一行开始，一行一件专利，最多%s行。支付方式只填所选方式的各栏。详见“填写说明”。")
    sheet.merge_range(1, 0, 1, 8, hint % MOST_ROWS, formats["hint"])
    sheet.set_row(1, 34)
    sheet.set_row(HEAD, 48)
    sheet.write_string(HEAD, 0, SERIAL, formats["head"])
    sheet.set_column(0, 0, 7, formats["text"])
    for at, column in enumerate(columns, start=1):
        sheet.write_string(HEAD, at, column.head, formats["must" if column.required else "head"])
        sheet.set_column(at, at, _width(column), formats["text"])
        if column.help:
            sheet.write_comment(HEAD, at, column.help, {"x_scale": 2})
    last = len(columns)
    sheet.set_column(last + 1, last + 2, 40, formats["text"])
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.autofilter(HEAD, 0, LAST, last)
    sheet.protect(
        "",
        {
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
            "insert_rows": True,
            "delete_rows": True,
        },
    )
    sheet.set_landscape()
    sheet.repeat_rows(HEAD)


def _width(column: Column) -> int:
    return {"title": 34, "summary": 40, "fee_basis": 40, "owners": 30, "patent_number": 22}.get(column.key, 16)


def _example(sheet: Worksheet, columns: Sequence[Column], formats: dict[str, Any], policy: Policy, today: date) -> None:
    """A complete row that would pass, in grey; the reader passes it over."""
    months = max(policy.min_term_months or 12, 12)
    years = -(-months // 12) + 1
    starts = today.replace(day=1)
    said = EXAMPLE | {
        "starts_on": starts.isoformat(),
        "ends_on": date.fromordinal(starts.replace(year=starts.year + years).toordinal() - 1).isoformat(),
    }
    sheet.write_string(HEAD + 1, 0, SAMPLE, formats["sample"])
    for at, column in enumerate(columns, start=1):
        text = said.get(column.key) or _usual(column)
        sheet.write_string(HEAD + 1, at, text, formats["sample"])


def _usual(column: Column) -> str:
    if column.key == "fee.kind":
        lump = column.values.index("lump_sum") if "lump_sum" in column.values else 0
        return column.words[lump]
    if column.required and column.words:
        return column.words[0]
    return _("见附页") if column.required else ""


def _drop_downs(sheet: Worksheet, words: Worksheet, columns: Sequence[Column]) -> None:
    """Choices stand on a sheet of their own, as long ones do not fit into a rule."""
    words.hide()
    for at, column in enumerate(columns, start=1):
        if not column.words:
            continue
        words.write_string(0, at, column.label)
        words.write_column(1, at, column.words)
        letter = xl_col_to_name(at, col_abs=True)
        source = f"={WORDS}!{letter}$2:{letter}${len(column.words) + 1}"
        sheet.data_validation(
            FIRST,
            at,
            LAST,
            at,
            {
                "validate": "list",
                "source": source,
                "error_title": _("请从列表选择"),
                "error_message": _("“%s”只能填列表中的选项。") % column.label[:60],
            },
        )


def _notes(sheet: Worksheet, columns: Sequence[Column], formats: dict[str, Any], policy: Policy) -> None:
    """Each column: whether it must be filled, what is meant, the clause that asks for it."""
    rules = [
        _("一、一行一件专利；带*的必填。示例行和空行不导入。"),
        _("二、专利号照证书抄写，带不带 ZL 都可以；单元格已设为文本，不会变成科学计数法。"),
        _("三、日期写作 2026-01-31；金额写数字，单位为元；比例写数字，不写百分号。"),
        _("四、上传后先整表核对；有错误时一行也不导入，退回同一份表，错误处有批注，最后有“错误”一列，改好再传即可。"),
        _("五、实用新型、外观设计须附的评价报告或检索分析报告，导入后在各件的“附件材料”中上传。"),
        _("六、费用须为明确的标准，不能写“面议”。"),
    ]
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 60)
    sheet.set_column(3, 3, 60)
    for number, rule in enumerate(rules):
        sheet.merge_range(number, 0, number, 3, rule, formats["note"])
    top = len(rules) + 1
    for at, word in enumerate((_("项目"), _("必填"), _("怎样填"), _("依据"))):
        sheet.write_string(top, at, word, formats["head"])
    for row, column in enumerate(columns, start=top + 1):
        question = "kind" if column.key == "fee.kind" else "fee" if column.key.startswith("fee.") else column.key
        how = "；".join(filter(None, [column.help, "／".join(column.words[:8])]))
        texts = (column.label, _("是") if column.required else "", how, clause_of(policy, question))
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, formats["note"])
