"""Four people and one contract: 孙 accepts and signs, 张 confirms and signs, 李 files it, anyone checks it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from licensing.contract import read_contract
from licensing.models import Licence
from licensing.services import answers, signing
from outbox.models import Job
from outbox.registry import handler_of
from tenancy.scope import acting
from tests.browser.conftest import WIDTHS
from tests.cast import LIAONING
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "X2026210000123"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = settings.SEAL_FOLDER = str(tmp_path)


def work(kind):
    """What a worker would do next with jobs of this kind; in a thread, for the browser's event loop holds this one."""

    def run():
        try:
            with acting(province=LIAONING), transaction.atomic():
                for job in Job.objects.filter(kind=kind, done_at=None):
                    handler_of(kind)(job, **job.payload)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def looks(visitor, name, found):
    visitor.keeps_picture(f"contract-{name}")
    if faults := visitor.faults():
        found[name] = faults


def accepts(visitor, record):
    """From the public page to the licence, in five screens at most (LN-50)."""
    screens = []
    visitor.page.on("load", lambda page: screens.append(page.url))
    page = visitor.opens(record.get_absolute_url())
    page.get_by_role("link", name="接受许可").click()
    page.get_by_label("使用地", exact=False).first.select_option(label="沈阳市")
    page.get_by_label("使用范围").fill("永磁电机控制器")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认接受许可").click()
    page.wait_for_url(re.compile(r"/licences/\d+/$"))
    assert 3 <= len(screens) <= 5, screens
    with transaction.atomic():
        return Licence.objects.get()


def signs(visitor, licence, found, name):
    page = visitor.opens(reverse("licensing:signing", args=[licence.pk]))
    looks(visitor, name, found)
    page.get_by_label("我已阅读合同全文").check()
    page.get_by_role("button", name="签署合同").click()
    page.wait_for_load_state()
    work(signing.SEAL)


@pytest.mark.requirement("LN-50", "HB-26", "CN-32", "F058")
@pytest.mark.parametrize("width", WIDTHS)
def test_from_public_page_to_filed_contract(visit, zhang, sun, li, width, tmp_path):
    record, found = offered_by(zhang), {}
    licensee, owner, officer, anyone = visit(width, sun), visit(width, zhang), visit(width, li), visit(width)
    licence = accepts(licensee, record)
    text = owner.opens(reverse("licensing:text", args=[licence.pk]))
    looks(owner, "text", found)
    assert "与示范文本没有不同" in text.inner_text("main")
    owner.opens(licence.get_absolute_url()).get_by_role("button", name="确认合同").click()
    work(answers.BEGIN)
    signs(licensee, licence, found, "signing-licensee")
    signs(owner, licence, found, "signing-owner")
    assert "各方均已签署" in owner.opens(reverse("licensing:signing", args=[licence.pk])).inner_text("main")
    assert owner.page.get_by_role("link", name="已签署的合同（PDF）").is_visible()
    looks(owner, "signed", found)
    page = officer.opens(reverse("licensing:file", args=[licence.pk]))
    looks(officer, "filing", found)
    page.get_by_label("备案阶段").select_option(label="已备案")
    page.get_by_label("备案号").fill(NUMBER)
    page.get_by_label("备案日").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_load_state()
    assert NUMBER in page.inner_text("main")
    looks(officer, "filed", found)
    with acting(province=LIAONING), transaction.atomic():
        paper = licence.papers.get()
        signed = tmp_path / "signed.pdf"
        signed.write_bytes(signing.signed_file(paper))
        code = read_contract(paper.content).check_code
    page = anyone.opens(f"{reverse('licensing:check')}?number={licence.number}&code={code}")
    page.get_by_label("合同文件").set_input_files(signed)
    page.get_by_role("button", name="查验").click()
    assert "逐字节一致" in page.inner_text("main")
    looks(anyone, "checked", found)
    assert [field["/FT"] for field in (PdfReader(signed).get_fields() or {}).values()] == ["/Sig", "/Sig"]
    assert not found
    assert not [said for who in (licensee, owner, officer, anyone) for said in who.complaints]
