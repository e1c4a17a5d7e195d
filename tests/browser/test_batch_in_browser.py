"""The pages of batch entry, on a desk screen and on a phone; a workbook goes in through a real browser."""

import pytest
from django.db import transaction

from declarations.batch import services
from declarations.batch.mapping import Plan
from declarations.models import Batch
from declarations.models.batches import Purpose
from outbox import runner
from tests.batch.sheets import filled, listing, sheet_row, sheet_rows
from tests.browser.conftest import WIDTHS
from tests.cast import LIAONING
from tests.factories.publication import ChannelFactory, patent_number

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_batch_entry_has_a_serious_fault(visit, zhang, li, width):
    with transaction.atomic():  # rows of a province are seen inside a transaction only
        pages, office = some_batches(zhang, li)
    found = {}
    for actor, addresses in ((zhang, pages), (li, office)):
        visitor = visit(width, actor)
        for name, path in addresses.items():
            visitor.opens(path)
            visitor.keeps_picture(f"batch-{name}")
            if faults := visitor.faults():
                found[name] = faults
        assert not visitor.complaints
    assert not found


def some_batches(zhang, li):
    """One with faults, one that is in, one that waits for its columns, and an office's listing."""
    faulty = [sheet_row(9001), sheet_row(9002, title="", ends_on="2026-05-01"), sheet_row(9003, fee__amount="面议")]
    own = listing(["专利编号", "成果名称", "报价（万元）"], [f"ZL{patent_number(1)}", "甲装置", 3])
    taken, _again = services.receive(filled(sheet_rows(3, first=9100)), "全部正确.xlsx", by=zhang, at_once=False)
    wrong, _again = services.receive(filled(faulty), "有三处错误.xlsx", by=zhang, at_once=False)
    services.run(taken)
    services.run(wrong)
    mapping, _again = services.receive(own, "成果清单.xlsx", by=zhang)
    waiting, _again = services.receive(filled(sheet_rows(2, first=9200)), "核对中.xlsx", by=zhang)
    channel = ChannelFactory()
    rows = [[patent_number(n), "沈阳某大学" if n else "", 5000, "2024-03-05 10:00:00"] for n in range(3)]
    records, _again = services.receive(
        listing(["patent_id", "owner", "fee", "create_time"], *rows), "既往.xlsx", by=li, purpose=Purpose.RECORDS
    )
    plan = Plan.read(records.plan)
    fixed = {"channel": str(channel.pk), "period": "3", "untitled": "（未载明）", "alone": "lump_sum"}
    services.confirm(records, plan.columns, fixed | {"contact_phone": "024-1"}, "元", by=li)
    services.run(records)
    pages = {
        "mine": "/declarations/",
        "start": "/declarations/batch/",
        "faulty": wrong.get_absolute_url(),
        "done": f"{taken.get_absolute_url()}?show=all",
        "columns": f"{mapping.get_absolute_url()}columns/",
        "running": waiting.get_absolute_url(),
    }
    return pages, {"records": "/declarations/batch/records/", "refused": records.get_absolute_url()}


def test_a_university_hands_in_300_declarations_by_excel(visit, zhang, tmp_path):
    path = tmp_path / "三百件.xlsx"
    with transaction.atomic():
        path.write_bytes(filled(sheet_rows(300)))
    page = visit(1366, zhang).opens("/declarations/batch/")
    page.set_input_files("input[type=file]", path)
    page.click("main form button.primary")
    page.wait_for_selector("text=已核对")
    runner.work(LIAONING)
    page.wait_for_selector("text=导入300件。")  # the page looks again by itself
    with transaction.atomic():
        assert Batch.objects.get().taken == 300
