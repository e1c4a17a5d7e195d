"""Hand a workbook in, say how it is read, cancel it; and what time takes away."""

import hashlib
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.batch import gate
from declarations.batch.columns import columns_of
from declarations.batch.mapping import Plan, propose
from declarations.batch.portions import Next, data_rows, work
from declarations.batch.reader import Sheet, hold, open_sheets, refuse_too_large
from declarations.models import Batch
from declarations.models.batches import BatchState, Purpose
from declarations.services.drafts import refuse_after_the_end
from outbox.queue import enqueue
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Right

JOB, TIDY = "declarations.batch", "declarations.tidy_batches"
KEPT = timedelta(days=30)
MOST_OPEN = 5  # workbooks of one place that are not finished


@transaction.atomic
def receive(
    content: bytes,
    name: str,
    *,
    by: Actor,
    purpose: str = Purpose.DRAFTS,
    partly: bool = False,
    hands_in: bool = False,
    promises: list[str] | None = None,
    at_once: bool = True,
) -> tuple[Batch, bool]:
    """Take a workbook in; the same bytes again are the same batch, and the second value says so.

    Our own template is checked at once by a job; any other listing first waits for `confirm`. `at_once=False` leaves
    the running to the caller.
    """
    refuse_stranger(by, purpose)
    gate.admit(content)
    digest = hashlib.sha256(content).hexdigest()
    if (earlier := _same(by, purpose, digest)) and not _is_left(earlier):
        return earlier, True
    if Batch.objects.visible_to(by).filter(state__in=[BatchState.MAPPING, BatchState.CHECKING]).count() >= MOST_OPEN:
        raise Refused(_("有%s份表还没有办完，请先办完或取消。") % MOST_OPEN)
    sheets = open_sheets(content)
    plan, rows = read_plan(sheets, by)
    batch = Batch(
        province=by.province,
        purpose=purpose,
        organisation=by.organisation,
        office=by.office if by.organisation is None else None,
        state=BatchState.MAPPING,
        name=shown_name(name),
        size=len(content),
        sha256=digest,
        plan=plan.as_data(),
        rows=rows,
        partly=partly,
        hands_in=hands_in,
        promises=promises or [],
        uploaded_by=by.user.pk if by.user else None,
        uploaded_by_name=by.name,
        membership=by.membership_id,
        expires_at=timezone.now() + KEPT,
    )
    batch.file.save(f"{digest}.xlsx", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:  # a second click was faster
        batch.file.delete(save=False)
        return _same(by, purpose, digest) or batch, True
    record("declaration.upload_batch", batch, by=by, payload={"file": digest, "rows": rows})
    if plan.own and purpose == Purpose.DRAFTS:
        _start(batch, by=by, at_once=at_once)
    if not at_once:
        hold(digest, sheets)
    return batch, False


def _is_left(earlier: Batch) -> bool:
    """Nothing of it went in: it gives way to the same file, which may be right by now, or wanted for its other rows."""
    if earlier.state != BatchState.FAULTY:
        return False
    Batch.objects.filter(pk=earlier.pk).update(state=BatchState.CANCELLED)
    return True


def refuse_stranger(by: Actor, purpose: str) -> None:
    """Declarations are the patentee's own word; what was public before is the offices' to take over."""
    if purpose == Purpose.RECORDS:
        if by.office is None:
            raise Refused(_("只有知识产权局可以导入既往公开信息。"))
        by.must(Right.REVIEW, Right.PUBLISH)
        return
    if by.organisation is None:
        raise Refused(_("只有权利人可以填写声明。"))
    refuse_after_the_end(by)


def read_plan(sheets: list[Sheet], by: Actor) -> tuple[Plan, int]:
    """How the workbook seems to be meant, and how many rows it has. Raises Refused when there is nothing in it."""
    plan = propose(sheets, columns_of(policy_of(by.province, region=by.region)))
    sheet = next(each for each in sheets if each.name == plan.sheet)
    refuse_too_large(sheet, plan.head)
    rows = sum(1 for _row in data_rows(sheet, plan, plan.head))
    if not rows:
        raise Refused(_("表中没有填写任何一行。示例行不算；请从示例行下面一行开始填写。"))
    if rows > gate.MOST_ROWS:
        raise Refused(_("共%(rows)s行，一次最多%(most)s行，请分成几份上传。") % {"rows": rows, "most": gate.MOST_ROWS})
    return plan, rows


def shown_name(name: str) -> str:
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[-120:] or _("未命名.xlsx")


def _same(by: Actor, purpose: str, digest: str) -> Batch | None:
    over = [BatchState.CANCELLED, BatchState.FAILED]
    own = Batch.objects.visible_to(by).filter(purpose=purpose, sha256=digest)
    return own.exclude(state__in=over).exclude(file="").first()


@transaction.atomic
def confirm(batch: Batch, columns: dict[int, str], fixed: dict[str, str], unit: str, *, by: Actor) -> Batch:
    """The person has said what each column means and what stands in for missing items; the check begins."""
    batch = _mine(batch, by)
    refuse_stranger(by, batch.purpose)
    if batch.state != BatchState.MAPPING:
        raise Refused(_("这份表已经开始核对，不能再改列的对应关系。"))
    if "patent_number" not in columns.values():
        raise Refused(_("请指出哪一列是专利号。"))
    twice = {key for key in columns.values() if list(columns.values()).count(key) > 1}
    if twice:
        raise Refused(_("有两列对应到同一项，请只保留一列。"))
    plan = Plan.read(batch.plan)
    plan.columns, plan.fixed, plan.unit = columns, fixed, unit
    batch.plan = plan.as_data()
    batch.save(update_fields=["plan"])
    return _start(batch, by=by, at_once=True)


def _start(batch: Batch, *, by: Actor, at_once: bool) -> Batch:
    batch.state = BatchState.CHECKING
    batch.save(update_fields=["state"])
    if at_once:
        enqueue(JOB, key=str(batch.pk), by=by, payload={"batch": batch.pk, "step": "check", "after": 0})
    return batch


def run(batch: Batch) -> Batch:
    """All portions one after the other, here and now (the command)."""
    following: Next | None = Next("check")
    while following:
        following = work(batch.pk, following.step, following.after)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def cancel(batch: Batch, *, by: Actor) -> Batch:
    """Before anything is written: nothing of it remains but its line."""
    batch = _mine(batch, by)
    if not batch.is_open:
        raise Refused(_("“%s”的表不能取消。") % batch.get_state_display())
    batch.state, batch.finished_at = BatchState.CANCELLED, timezone.now()
    batch.sentence = _("已取消，没有写入任何一行。")
    batch.save(update_fields=["state", "finished_at", "sentence"])
    batch.lines.all().delete()
    record("declaration.cancel_batch", batch, by=by)
    return batch


def _mine(batch: Batch, by: Actor) -> Batch:
    return Batch.objects.visible_to(by).select_for_update(of=("self",)).get(pk=batch.pk)


@transaction.atomic
def tidy() -> int:
    """Files and rows whose days are over go; the line of the batch stays."""
    over: Any = Batch.objects.filter(expires_at__lt=timezone.now()).exclude(file="")
    for batch in over:
        for file in (batch.file, batch.result):
            if file:
                file.delete(save=False)
        batch.lines.all().delete()
        if batch.is_open:
            batch.state = BatchState.CANCELLED
        batch.save(update_fields=["file", "result", "state"])
    return len(over)
