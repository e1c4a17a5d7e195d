"""After half a year the slots of the timetable go, letters lose their text, and natural keys stay."""

from django.db.models.functions import Now

from outbox.mail import post
from outbox.models import Job
from outbox.queue import enqueue
from outbox.runner import work
from outbox.tidy import KEPT, tidy


def test_old_slots_go_old_letters_are_emptied_and_keys_stay(in_liaoning, can_do, mailoutbox):
    can_do("tests.check", lambda job: None)
    can_do("tests.slot", lambda job: None)
    for kind in ("tests.check", "tests.slot"):
        enqueue(kind, key="old")
    post("zhang@example.org", "提醒", "请查看。", key="old")
    work(21)
    Job.objects.update(done_at=Now() - KEPT * 1.1)
    tidy(["tests.slot"])
    assert {(job.kind, str(job.payload)) for job in Job.objects.all()} == {("tests.check", "{}"), ("outbox.mail", "{}")}


def test_what_is_young_or_not_done_stays(in_liaoning, can_do, mailoutbox):
    can_do("tests.slot", lambda job: None)
    enqueue("tests.slot", key="young")
    work(21)
    enqueue("tests.slot", key="open")
    tidy(["tests.slot"])
    assert Job.objects.count() == 2
