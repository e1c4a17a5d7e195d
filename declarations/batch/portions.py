"""A batch on its way: checked some thousand rows at a time, then written whole, then handed in a few at a time.

Each portion is one transaction of the job; a killed worker loses one portion and nothing is written twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.batch import listings, writing
from declarations.batch.checks import Checker, line_of, look_up
from declarations.batch.mapping import Plan
from declarations.batch.reader import Row, Sheet, held, hold, is_empty, let_go, open_sheets, text_of
from declarations.batch.remarks import ACCOUNT, TAKEN, Level
from declarations.batch.rows import Entry, RowReader
from declarations.batch.workbook import mark
from declarations.local_rules import rules_of_batch
from declarations.models import Batch, BatchRow, Declaration
from declarations.models.batches import BatchState, Outcome, Purpose
from declarations.services import submission
from declarations.services.drafts import form_version
from outbox.notices import notify
from publication.numbering import next_ids
from tenancy.actors import Actor, actor_of
from tenancy.database.plain_rows import insert_plain
from tenancy.models import Membership
from tenancy.refusals import Refused

PORTION, HANDED_IN = 1700, 40  # a full workbook is three portions
SAMPLE = "示例"


@dataclass(frozen=True)
class Next:
    """Where the next portion begins."""

    step: str
    after: int = 0  # the last row of the sheet, or the last line handed in


@transaction.atomic
def work(key: int, step: str, after: int) -> Next | None:
    """Do one portion; nothing when the batch is finished or was cancelled meanwhile."""
    batch = Batch.objects.select_for_update().get(pk=key)
    if not batch.is_running:
        return None
    by = actor_for(batch)
    if by is None:
        return finish(batch, BatchState.FAILED, _("上传人已不在本单位任职，未办理。"))
    try:
        with transaction.atomic():
            return {"check": check_portion, "write": write, "hand_in": hand_in_portion}[step](batch, after, by)
    except Refused as refused:
        return finish(batch, BatchState.FAILED, "；".join(refused.reasons))


def progress(key: int) -> tuple[int, int]:
    """Rows checked and in all, for the administrator's page of jobs."""
    batch = Batch.objects.only("checked", "rows").get(pk=key)
    return batch.checked, batch.rows


def actor_for(batch: Batch) -> Actor | None:
    """In whose name: the membership of the upload, if it still stands; without one the platform for the place."""
    if batch.membership is None:
        return Actor(None, batch.province, None, organisation=batch.organisation, office=batch.office)
    related = ("user", "province", "office__region", "organisation__region")
    found = Membership.objects.select_related(*related).filter(pk=batch.membership or 0, ended_at=None).first()
    return actor_of(found) if found else None


def data_rows(sheet: Sheet, plan: Plan, after: int, most: int | None = None) -> Iterator[tuple[int, Row]]:
    """Rows that say something, below the heads; the example and what has gone in before are passed over."""
    account = next((at for at, head in plan.heads.items() if head == ACCOUNT), None)
    for number, row in sheet.rows(after + 1, most):
        if is_empty(row) or text_of(row[0]).startswith(SAMPLE):
            continue
        if account is not None and account < len(row) and text_of(row[account]).startswith(TAKEN):
            continue
        yield number, row


def content_of(batch: Batch) -> bytes:
    with batch.file.open("rb") as file:
        content: bytes = file.read()
    return content


def sheet_of(batch: Batch, plan: Plan) -> Sheet:
    """Opened once for all portions that this process does; the last one lets go of it."""
    sheets = held(batch.sha256) or hold(batch.sha256, open_sheets(content_of(batch)))
    return next(sheet for sheet in sheets if sheet.name == plan.sheet)


def check_portion(batch: Batch, after: int, by: Actor) -> Next | None:
    """Read, judge and note some thousand rows; constant queries."""
    plan = Plan.read(batch.plan)
    sheet, after = sheet_of(batch, plan), max(after, plan.head)
    rows = data_rows(sheet, plan, after, PORTION)
    lines = _judged_records(batch, plan, rows, by) if batch.purpose == Purpose.RECORDS else _judged(batch, plan, rows)
    insert_plain(BatchRow, lines)
    batch.checked += len({line["number"] for line in lines})
    for line in lines:
        batch.refused += line["outcome"] == Outcome.REFUSED
        batch.taken += line["outcome"] != Outcome.REFUSED
        batch.repaired += line["outcome"] == Outcome.REPAIRED
    batch.save(update_fields=["checked", "refused", "taken", "repaired"])
    reached = after + PORTION
    if reached < sheet.last:
        return Next("check", reached)
    let_go()
    return Next("write")


def _judged(batch: Batch, plan: Plan, rows: Iterator[tuple[int, Row]]) -> list[dict[str, Any]]:
    policy, organisation = rules_of_batch(batch), batch.organisation
    assert organisation
    reader = RowReader(plan, policy, own_name=organisation.name)
    entries = [entry for number, row in rows for entry in reader.read(number, row)]
    known = look_up(entries, batch)
    checker = Checker(policy, organisation, frozenset(batch.promises), form_version(policy))
    word = str(Declaration())
    kept = [_kept(entry, checker.judge(entry, known), word) for entry in entries]
    keys = iter(next_ids(Declaration, sum(offer is not None for offer in kept)))
    return [
        line_of(entry, batch, plan, offer=offer, declaration=next(keys)) if offer else line_of(entry, batch, plan)
        for entry, offer in zip(entries, kept, strict=True)
    ]


def _kept(entry: Entry, declaration: Declaration, word: str) -> dict[str, Any] | None:
    return None if entry.is_refused else writing.plain_offer(declaration, entry.offer, entry.owners, word)


def _judged_records(batch: Batch, plan: Plan, rows: Iterator[tuple[int, Row]], by: Actor) -> list[dict[str, Any]]:
    policy = rules_of_batch(batch)
    reader = RowReader(plan, policy)
    entries: list[Entry] = [entry for number, row in rows for entry in reader.read(number, row)]
    known = look_up(entries, batch, declared=False)
    judge = listings.Judge(policy, plan, entries, by=by)
    offers = [(entry, judge.offer(entry, known)) for entry in entries]
    return [line_of(entry, batch, plan, offer=offer.as_data() if offer else None) for entry, offer in offers]


def write(batch: Batch, _after: int, by: Actor) -> Next | None:
    """All rows go in, or none (or those in order, where the uploader chose so)."""
    if (batch.refused and not batch.partly) or not batch.taken:
        keep_result(batch, taken=False)
        said = _("%(all)s行中有%(refused)s行有错误，没有导入任何一行；请下载标有批注的工作簿，改好后再上传。")
        return finish(batch, BatchState.FAULTY, said % {"all": batch.taken + batch.refused, "refused": batch.refused})
    if batch.purpose == Purpose.RECORDS:
        listings.publish(batch, by=by)
    else:
        writing.write_drafts(batch, by=by)
    payload = {"rows": batch.taken, "refused": batch.refused, "file": batch.sha256}
    record("declaration.batch", batch, by=by, payload=payload)
    if batch.hands_in:
        batch.state = BatchState.SUBMITTING
        batch.save(update_fields=["state"])
        return Next("hand_in")
    return close(batch)


def hand_in_portion(batch: Batch, after: int, by: Actor) -> Next | None:
    """Submit through the ordinary verb; what it refuses stays a draft, and the account says why."""
    lines = list(batch.lines.exclude(outcome=Outcome.REFUSED).filter(pk__gt=after).order_by("pk")[:HANDED_IN])
    for line in lines:
        try:
            with transaction.atomic():
                submission.submit(Declaration.objects.get(pk=line.declaration or 0), by=by, batch=batch.pk)
        except (Refused, Declaration.DoesNotExist) as error:
            _keep_refusal(line, error)
        else:
            batch.handed_in += 1
    batch.save(update_fields=["handed_in"])
    return Next("hand_in", lines[-1].pk) if len(lines) == HANDED_IN else close(batch)


def _keep_refusal(line: BatchRow, error: Exception) -> None:
    reasons = error.reasons if isinstance(error, Refused) else [_("草稿已不存在")]
    sentence = _("未提交，留作草稿：%s") % "；".join(reasons)
    line.remarks = [*line.remarks, {"level": Level.NOTE.value, "at": None, "sentence": sentence}]
    line.save(update_fields=["remarks"])


def close(batch: Batch) -> Next | None:
    """Everything is in: say how much, and keep the account where there is something to tell."""
    if batch.refused or batch.repaired or batch.lines.exclude(remarks=[]).exists():
        keep_result(batch, taken=True)
    words = {"in": batch.taken, "repaired": batch.repaired, "refused": batch.refused, "sent": batch.handed_in}
    said = _("导入%(in)s件") % words
    said += _("，其中修正%(repaired)s件") % words if batch.repaired else ""
    said += _("，未导入%(refused)s行") % words if batch.refused else ""
    said += _("，已提交%(sent)s件") % words if batch.hands_in else ""
    return finish(batch, BatchState.DONE, f"{said}。")


def keep_result(batch: Batch, *, taken: bool) -> None:
    """The marked workbook; where it cannot be written the page alone tells."""
    try:
        content = mark(content_of(batch), Plan.read(batch.plan), batch.lines.all().iterator(2000), taken=taken)
    except Refused:
        return
    batch.result.save(f"{batch.sha256[:16]}-{batch.pk}.xlsx", ContentFile(content), save=False)
    batch.save(update_fields=["result"])


def finish(batch: Batch, state: BatchState, sentence: str) -> Next | None:
    """The last word, and a notice to the person who waits for it; nothing follows."""
    let_go()
    batch.state, batch.sentence, batch.finished_at = state, sentence[:500], timezone.now()
    batch.save(update_fields=["state", "sentence", "finished_at"])
    by = Actor(None, batch.province, None)
    people = Membership.objects.filter(pk=batch.membership or 0, ended_at=None).select_related("user")
    users = [membership.user for membership in people]
    if users:
        told = f"{batch.name[:80]}：{batch.sentence}"[:300]
        notify(users, sentence=told, link=batch.get_absolute_url(), key=f"batch:{batch.pk}:{state}", by=by)
    return None
