"""A process that makes a report is killed on its way: the files are those of an undisturbed run, or are not there."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from publication import announce
from publication.choices import AnnouncementKind
from reporting.periods import Month
from tenancy.scope import acting
from tests.cast import DALIAN, LIAONING, region
from tests.factories.publication import ChannelFactory, offers
from tests.factories.tenancy import platform
from tests.reporting.cut_off import Progress

LAST = Month.of(timezone.now()).previous()


def start(share, work, words):
    """On the database of this test, which its name in the environment does not tell."""
    address = os.environ["DATABASE_URL"].replace("/platform?", f"/{connection.settings_dict['NAME']}?")
    line = [sys.executable, "-m", "tests.reporting.cut_off", str(share), str(work), *words]
    environment = os.environ | {"DATABASE_URL": address}
    return subprocess.Popen(
        line, cwd=settings.BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def kill(child):
    """As the system would, once it has come so far."""
    with child:
        assert child.stdout.readline() == "here\n"
        child.kill()
    assert child.returncode == -9


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}


@pytest.mark.django_db(transaction=True)
def test_a_worker_process_killed_on_its_way_leaves_whole_files_or_none(tmp_path):
    """Seconds, because three processes begin. The province's table and its ledger; made again over what is left."""
    with acting(province=LIAONING), transaction.atomic():
        batch = offers(3, region=region(DALIAN), original_at=LAST.starts)
        announce.publish(
            batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT
        )
    known = timezone.now().isoformat()
    words = ["monthly_report", "--region=210000", f"--month={LAST}", f"--known-at={known}"]
    work = Progress().over(*words, f"--out={tmp_path / 'whole'}")
    whole = files(tmp_path / "whole")
    assert len(whole) == 2
    folders = {share: tmp_path / str(share) for share in (10, 50, 90)}
    children = [start(share, work, [*words, f"--out={folder}"]) for share, folder in folders.items()]
    for child in children:
        kill(child)
    for share, folder in folders.items():
        left = files(folder)
        assert left.items() <= whole.items(), share
    assert not files(folders[10])
    Progress().over(*words, f"--out={folders[90]}")
    assert files(folders[90]) == whole
