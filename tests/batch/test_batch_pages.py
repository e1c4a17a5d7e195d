"""The pages of batch entry: template, upload, columns, progress, result; each organisation sees its own."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from declarations.batch import services, template
from declarations.models import Batch, Declaration
from declarations.models.batches import BatchState
from outbox import runner
from outbox.models import Job, Notice
from tests.batch.sheets import filled, listing, sheet_row, sheet_rows
from tests.cast import LIAONING, client_of
from tests.factories.publication import ChannelFactory, patent_number

UPLOAD = "/declarations/batch/"


def file(content, name="声明.xlsx"):
    return SimpleUploadedFile(name, content)


def upload(client, content, **more):
    said = {"partly": "no", "hands_in": "no"} | more
    return client.post(UPLOAD, {"file": file(content), **said}, follow=True)


def test_the_list_of_declarations_leads_to_batch_entry(zhang):
    assert 'href="/declarations/batch/"' in client_of(zhang).get("/declarations/").content.decode()


def test_the_template_is_downloaded_with_the_name_of_the_province(zhang):
    answer = client_of(zhang).get("/declarations/batch/template/")
    assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == template.SHEET
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


def test_a_workbook_is_uploaded_checked_by_the_job_and_the_uploader_told(zhang):
    client = client_of(zhang)
    page = upload(client, filled(sheet_rows(3))).content.decode()
    assert "核对中" in page
    assert "取消" in page
    runner.work(LIAONING)
    batch = Batch.objects.get()
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "导入3件。" in page
    draft = Declaration.objects.first()
    assert f"/declarations/{draft.pk}/own/" in page
    assert Job.objects.get(kind=services.JOB).done_at
    assert Notice.objects.filter(user=zhang.user, link=batch.get_absolute_url()).exists()


def test_while_no_worker_takes_them_a_sixth_workbook_waits_until_the_five_are_done(zhang):
    """So the drill that holds jobs up hands in for many places (F4)."""
    client, sheets = client_of(zhang), [filled(sheet_rows(1, first=9100 + n)) for n in range(6)]
    told = [upload(client, sheet).content.decode() for sheet in sheets]
    assert ["有5份表还没有办完" in page for page in told] == [False] * 5 + [True]
    runner.work(LIAONING)
    upload(client, sheets[5])
    assert Batch.objects.count() == 6


def test_faults_are_listed_by_cell_and_the_marked_workbook_is_offered(zhang):
    client = client_of(zhang)
    upload(client, filled([sheet_row(9001), sheet_row(9002, title="")]))
    runner.work(LIAONING)
    batch = Batch.objects.get()
    page = client.get(batch.get_absolute_url()).content.decode()
    assert batch.state == BatchState.FAULTY
    assert "请填写发明名称" in page
    assert "发明名称*" in page
    answer = client.get(f"{batch.get_absolute_url()}result/")
    assert load_workbook(io.BytesIO(b"".join(answer.streaming_content)))[template.SHEET]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_same_file_again_leads_to_the_first_upload(zhang):
    client, content = client_of(zhang), filled(sheet_rows(2))
    upload(client, content)
    page = upload(client, content).content.decode()
    assert "上传过" in page
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"a,b\n", "不是 Excel 工作簿"),
        (b"PK\x03\x04x", "损坏"),
        (listing(["专利号", "发明名称"]), "没有填写任何一行"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_sentence_and_nothing_is_kept(zhang, content, said):
    page = upload(client_of(zhang), content).content.decode()
    assert said in page
    assert not Batch.objects.exists()


def test_handing_in_at_once_asks_for_all_commitments(zhang):
    page = upload(client_of(zhang), filled(sheet_rows(1)), hands_in="yes").content.decode()
    assert "须逐项作出全部承诺" in page
    assert not Batch.objects.exists()


def test_a_listing_of_ones_own_is_mapped_on_a_page_and_then_checked(zhang):
    client = client_of(zhang)
    content = listing(["专利编号", "成果名称", "报价（万元）"], [f"ZL{patent_number(1)}", "甲装置", 3])
    page = upload(client, content).content.decode()
    assert "各列是什么" in page
    assert "甲装置" in page
    batch = Batch.objects.get()
    said = {"unit": "万元", "alone": "lump_sum", "starts_on": "2026-01-01", "period": "3", "territory": "全国"}
    said |= {"contact_name": "科技处", "contact_phone": "024-8000"}
    said |= {"column_0": "patent_number", "column_1": "title", "column_2": "amount"}
    client.post(f"{batch.get_absolute_url()}columns/", said)
    runner.work(LIAONING)
    draft = Declaration.objects.get()
    assert (draft.title, draft.fee["amount"], str(draft.ends_on)) == ("甲装置", "30000", "2028-12-31")


def test_a_city_maps_and_takes_over_a_listing_on_its_own_page(li):
    channel = ChannelFactory(province=li.province)
    client = client_of(li)
    content = listing(["patent_id", "owner", "fee", "create_time"], [patent_number(1), "某大学", 0, "2024-01-02"])
    page = client.post("/declarations/batch/records/", {"file": file(content), "partly": "no"}, follow=True)
    assert "原来公布在哪个平台" in page.content.decode()
    batch = Batch.objects.get()
    said = {"unit": "元", "channel": channel.pk, "period": "3", "untitled": "未载明", "contact_phone": "024-1"}
    said |= {"column_0": "patent_number", "column_1": "all_owners", "column_2": "amount", "column_3": "published_at"}
    client.post(f"{batch.get_absolute_url()}columns/", said)
    runner.work(LIAONING)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "导入1件，其中修正1件。" in page


def test_a_waiting_workbook_can_be_cancelled(zhang):
    client = client_of(zhang)
    upload(client, filled(sheet_rows(2)))
    page = client.post(f"{Batch.objects.get().get_absolute_url()}cancel/", follow=True).content.decode()
    assert "没有写入任何一行" in page
    runner.work(LIAONING)
    assert not Declaration.objects.exists()


def test_another_organisation_finds_nothing(zhang, sun):
    upload(client_of(zhang), filled(sheet_rows(1)))
    address = Batch.objects.get().get_absolute_url()
    stranger = client_of(sun)
    for path in ("", "columns/", "result/"):
        assert stranger.get(address + path).status_code == 404
    assert stranger.post(f"{address}cancel/").status_code == 404


def test_files_and_rows_go_when_their_days_are_over(zhang):
    upload(client_of(zhang), filled([sheet_row(9001, title="")]))
    runner.work(LIAONING)
    Batch.objects.update(expires_at="2026-01-01T00:00Z")
    assert services.tidy() == 1
    batch = Batch.objects.get()
    assert (bool(batch.file), bool(batch.result), batch.lines.count()) == (False, False, 0)
    assert client_of(zhang).get(batch.get_absolute_url()).status_code == 200
