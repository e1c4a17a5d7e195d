"""Letters go through the outbox: one per occasion, and none for what did not happen."""

from django.db.models.functions import Now

from outbox.mail import post
from outbox.models import Job
from outbox.runner import work


def test_a_letter_is_posted_once_per_occasion(in_liaoning, mailoutbox):
    for _ in range(2):
        post("zhang@example.org", "声明已退回", "请补充材料。", key="declaration:7:returned:1")
    work(21)
    work(21)
    assert [(letter.to, letter.subject, letter.body) for letter in mailoutbox] == [
        (["zhang@example.org"], "声明已退回", "请补充材料。")
    ]


def test_a_second_delivery_after_a_crash_carries_the_same_name(in_liaoning, mailoutbox):
    post("zhang@example.org", "声明已退回", "请补充材料。", key="1")
    work(21)
    Job.objects.update(done_at=None, due_at=Now())
    work(21)
    first, second = (letter.extra_headers["Message-ID"] for letter in mailoutbox)
    assert first == second


def test_two_occasions_are_two_letters_with_two_names(in_liaoning, mailoutbox):
    for key in ("1", "2"):
        post("zhang@example.org", "提醒", "请查看。", key=key)
    work(21)
    assert len({letter.extra_headers["Message-ID"] for letter in mailoutbox}) == 2


def test_a_line_break_in_a_subject_cannot_add_a_header(in_liaoning, mailoutbox):
    post("zhang@example.org", "提醒\r\nBcc: sun@example.org", "请查看。", key="1")
    work(21)
    assert mailoutbox[0].subject == "提醒 Bcc: sun@example.org"
    assert mailoutbox[0].recipients() == ["zhang@example.org"]


def test_a_mail_server_that_is_away_gets_the_letter_later(in_liaoning, mailoutbox, monkeypatch):
    job = post("zhang@example.org", "提醒", "请查看。", key="1")
    with monkeypatch.context() as patch:
        patch.setattr("outbox.mail.EmailMessage.send", refuse)
        work(21)
    job.refresh_from_db()
    assert "ConnectionRefusedError" in job.last_error
    Job.objects.update(due_at=Now())
    work(21)
    assert len(mailoutbox) == 1


def refuse(_letter):
    raise ConnectionRefusedError("111")
