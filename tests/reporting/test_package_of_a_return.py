"""报送包 of an edition (F097): one press of a button, a job, a file kept for whoever may see it."""

import hashlib
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outbox import runner
from outbox.models import Job
from publication import announce
from publication.choices import AnnouncementKind
from reporting.models import EditionPackage, Return
from reporting.periods import Month
from reporting.services import filing, packing
from tests.cast import DALIAN, LIAONING, client_of, region
from tests.factories.publication import ChannelFactory, offers
from tests.factories.reporting import ReturnFactory
from tests.factories.tenancy import platform

LAST = Month.of(timezone.now()).previous()


@pytest.fixture
def city(liaoning) -> Return:
    """大连's table of last month over three patents."""
    told_in_month(3)
    return ReturnFactory(region=region(DALIAN))


@pytest.fixture
def edition(city, wang):
    return filing.submit(city, by=wang)


def told_in_month(count):
    batch = offers(count, region=region(DALIAN))
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


def address(name, edition):
    return reverse(f"reporting:{name}", args=[edition.filing.pk, edition.number])


def ask(actor, edition):
    return client_of(actor).post(address("pack", edition))


def page(actor, edition):
    return unescape(client_of(actor).get(address("package", edition)).content.decode())


def file_of(actor, edition):
    return client_of(actor).get(address("package_zip", edition)).content


def work_off():
    """What the worker does; notices of the round are among it."""
    runner.work(LIAONING)


@pytest.mark.requirement("F097")
def test_it_holds_workbook_print_evidence_proof_letter_and_their_hashes(edition, wang):
    ask(wang, edition)
    work_off()
    archive = ZipFile(BytesIO(file_of(wang, edition)))
    assert archive.namelist() == [
        edition.name,
        edition.name.replace(".xlsx", ".pdf"),
        "明细.csv",
        "校验.csv",
        "报送函.txt",
        "哈希清单.txt",
    ]
    lines = archive.read("哈希清单.txt").decode().splitlines()
    assert len(lines) == 5
    for digest, name in (line.split("  ") for line in lines):
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert archive.read(edition.name) == bytes(edition.workbook)
    assert "大连市专利开放许可试点" in archive.read("报送函.txt").decode("utf-8-sig")


def test_from_the_button_to_the_file(edition, wang):
    """The page of the return has the button; its answer says how far the package is, and then where it lies."""
    shown = unescape(client_of(wang).get(edition.filing.get_absolute_url()).content.decode())
    assert f'action="{address("pack", edition)}"' in shown
    assert "制作报送包" in page(wang, edition)
    assert ask(wang, edition).url == address("package", edition)
    waiting = page(wang, edition)
    assert "已登记，等待制作" in waiting
    assert "<progress" in waiting
    assert client_of(wang).get(address("package_zip", edition)).status_code == 404
    work_off()
    done = page(wang, edition)
    assert "<progress" not in done
    assert address("package_zip", edition) in done
    assert hashlib.sha256(file_of(wang, edition)).hexdigest() in done


def test_the_request_draws_nothing(edition, wang, monkeypatch):
    """Paper of thousands of rows takes longer than a page may: no view prints."""
    monkeypatch.setattr("reporting.services.packing.pack", lambda edition: 1 / 0)
    assert ask(wang, edition).status_code == 302
    assert "已登记，等待制作" in page(wang, edition)


def test_pressed_twice_and_done_twice_it_is_one_file(edition, wang, zhao):
    ask(wang, edition)
    ask(zhao, edition)
    assert Job.objects.filter(kind=packing.PACK).count() == 1
    work_off()
    first = file_of(wang, edition)
    Job.objects.filter(kind=packing.PACK).update(done_at=None)
    work_off()
    ask(wang, edition)
    work_off()
    assert EditionPackage.objects.count() == 1
    assert file_of(zhao, edition) == first


@pytest.mark.parametrize(
    "deadly", ["reporting.package.as_pdf", "reporting.package.archive_of", "reporting.models.EditionPackage.save"]
)
def test_a_worker_killed_on_its_way_leaves_none_and_the_next_makes_the_very_same(edition, wang, monkeypatch, deadly):
    """Before the first file, between two of them, and when all are packed but not yet kept."""
    ask(wang, edition)
    with monkeypatch.context() as patched:
        patched.setattr(deadly, kill)
        with pytest.raises(Killed):
            work_off()
    assert not EditionPackage.objects.exists()
    assert client_of(wang).get(address("package_zip", edition)).status_code == 404
    assert "正在制作" in page(wang, edition)
    Job.objects.filter(kind=packing.PACK).update(due_at=timezone.now())  # the pause after an attempt is over
    work_off()
    assert file_of(wang, edition) == packing.pack(edition)


class Killed(BaseException):
    """Nobody catches it, as nobody is left when the system ends a process: the transaction is undone without a word."""


def kill(*args, **more):
    raise Killed


def test_what_never_succeeds_is_told_on_the_page(edition, wang):
    ask(wang, edition)
    Job.objects.filter(kind=packing.PACK).update(given_up_at=timezone.now())
    shown = page(wang, edition)
    assert "多次制作没有成功，省级管理员可在后台作业中重试" in shown
    assert "<progress" not in shown


def test_another_city_neither_asks_nor_sees_nor_takes(edition, wang, li):
    assert ask(li, edition).status_code == 404
    assert not Job.objects.filter(kind=packing.PACK).exists()
    ask(wang, edition)
    work_off()
    for name in ("package", "package_zip"):
        assert client_of(li).get(address(name, edition)).status_code == 404


def test_it_asks_as_often_for_many_rows_as_for_few(edition, city, wang, zhao):
    """All of it comes from what was told, so that its work is that of one edition."""
    made(edition)  # what every first time in a process reads besides
    few, rows = made(edition)
    told_in_month(20)
    filing.accept(city, by=zhao)
    filing.reopen(city, by=zhao, notes="补录")
    many, more = made(filing.submit(city, by=wang, notes="补录"))
    assert more - rows >= 20
    assert many == few <= 12


def made(edition):
    """How many statements it takes, and how many rows of evidence it holds."""
    with CaptureQueriesContext(connection) as asked:
        content = packing.pack(type(edition).objects.select_related("filing").get(pk=edition.pk))
    return len(asked), len(ZipFile(BytesIO(content)).read("明细.csv").decode("utf-8-sig").splitlines())
