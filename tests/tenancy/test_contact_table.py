"""The contact table comes in as it goes out: the same columns, every fault named, all rows or none (XY-57)."""

from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tenancy.contact_table import COLUMNS
from tenancy.models import Duty
from tests.cast import client_of

GOOD = ("沈阳市知识产权局", "周明", "科长", "024-22720001", "13800138000", "zhou@example.cn")


def upload(actor, *rows, title=""):
    book = Workbook()
    for row in ([title], COLUMNS) if title else (COLUMNS,):
        book.active.append(list(row))
    for row in rows:
        book.active.append(list(row))
    file = BytesIO()
    book.save(file)
    return send(actor, file.getvalue())


def send(actor, content):
    given = {"workbook": SimpleUploadedFile("联系人.xlsx", content)}
    answer = client_of(actor).post("/offices/contacts/import/", given, follow=True, HTTP_REFERER="/offices/contacts/")
    return unescape(answer.content.decode())


@pytest.mark.requirement("XY-57")
def test_a_filled_in_table_comes_in_also_beneath_its_title(li):
    assert "已更新1行" in upload(li, GOOD, title="专利开放许可试点工作联系人信息表")
    duty = Duty.objects.get()
    assert (duty.office, duty.kind, duty.name, duty.mobile) == (li.office, "contact", "周明", "13800138000")


@pytest.mark.requirement("XY-57")
@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (0, "大连市知识产权局", "第3行：“单位”不在您负责的机构之列"),
        (1, "", "第3行：“姓名”"),
        (1, "叠" * 32_767, "第3行：“姓名”"),
        (2, "叠" * 32_767, "第3行：“职务”"),
        (3, "电话", "第3行：“办公电话”"),
        (4, "1380013", "第3行：“手机号”"),
        (5, "zhou#example", "第3行：“邮箱”"),
    ],
)
def test_one_wrong_cell_and_nothing_comes_in(li, place, value, sentence):
    wrong = [*GOOD]
    wrong[place] = value
    assert sentence in upload(li, GOOD, wrong)
    assert not Duty.objects.exists()


def test_what_was_exported_comes_in_again_and_changes_nothing(li):
    upload(li, GOOD)
    exported = client_of(li).get("/offices/contacts.xlsx").content
    assert load_workbook(BytesIO(exported)).active["B2"].value == "周明"
    assert "已更新0行" in send(li, exported)
    assert Duty.objects.count() == 1


def test_a_number_that_excel_made_of_a_mobile_is_read_as_one(li):
    assert "已更新1行" in upload(li, (*GOOD[:4], 13800138000, GOOD[5]))
    assert Duty.objects.get().mobile == "13800138000"


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"a,b\n1,2"])
def test_what_is_no_workbook_is_refused(li, content):
    assert "不是可以读取的" in send(li, content)


def test_a_table_without_its_head_is_refused(li):
    book, file = Workbook(), BytesIO()
    book.active.append(["姓名", "单位"])
    book.save(file)
    assert "找不到表头" in send(li, file.getvalue())
