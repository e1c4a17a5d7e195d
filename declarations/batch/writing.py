"""The rows go in: drafts with owners, commitments and their events, a few statements for thousands of rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.record import record_all
from declarations.batch.rows import CoOwner
from declarations.models import Batch, Commitment, Declaration, Owner
from declarations.models.batches import Outcome
from declarations.promises import promises_of
from declarations.services.drafts import form_version
from tenancy.actors import Actor
from tenancy.database.plain_rows import blank_row, insert_plain
from tenancy.policy import Policy, policy_of

AT_ONCE = 1000
Line = tuple[int, dict[str, Any]]  # key of the draft, and what was kept of the row


def plain_offer(declaration: Declaration, offer: dict[str, Any], owners: list[CoOwner]) -> dict[str, Any]:
    """What will be written, as JSON keeps it."""
    said = offer | {"patent_number": declaration.patent_number, "mode": str(declaration.mode)}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    return {"offer": plain, "owners": owners}


@transaction.atomic
def write_drafts(batch: Batch, *, by: Actor) -> int:
    """Every row that is in order becomes a draft of the organisation; all of them, or none when anything fails."""
    policy, written = policy_of(batch.province), 0
    for lines in _in_portions(batch):
        insert_plain(Declaration, _declarations(lines, batch, policy, by))
        insert_plain(Owner, _owners(lines, batch))
        insert_plain(Commitment, _commitments(lines, batch, policy, by))
        record_all("declaration.begin", _subjects(lines, batch), by=by, payload={"batch": batch.pk})
        written += len(lines)
    return written


def _in_portions(batch: Batch) -> Iterator[list[Line]]:
    """A thousand rows at a time, so that memory does not grow with the workbook."""
    fine: Any = batch.lines.exclude(outcome=Outcome.REFUSED).order_by("pk").values_list("pk", "declaration", "offer")
    last = 0
    while found := list(fine.filter(pk__gt=last)[:AT_ONCE]):
        last = found[-1][0]
        yield [(key, kept) for _pk, key, kept in found]


def _declarations(lines: list[Line], batch: Batch, policy: Policy, by: Actor) -> Iterator[dict[str, Any]]:
    assert batch.organisation
    now = timezone.now()
    blank = blank_row(
        Declaration,
        province_id=batch.province_id,
        organisation_id=batch.organisation.pk,
        region_id=batch.organisation.region_id,
        form_version=form_version(policy),
        contact_name=by.name,
        created_by=by.user.pk if by.user else None,
        rules_at=now,
        created_at=now,
        saved_at=now,
    )
    return (blank | kept["offer"] | {"id": key} for key, kept in lines)


def _owners(lines: list[Line], batch: Batch) -> Iterator[dict[str, Any]]:
    organisation = batch.organisation
    assert organisation
    blank = blank_row(Owner, province_id=batch.province_id)
    declarant = blank | {
        "name": organisation.name,
        "credit_code": organisation.credit_code,
        "owner_type": organisation.owner_type,
        "is_declarant": True,
    }
    for key, kept in lines:
        yield declarant | {"declaration_id": key}
        for position, (name, mail, code) in enumerate(kept["owners"], start=1):
            said = {"name": name, "email": mail, "credit_code": code, "position": position}
            yield blank | said | {"declaration_id": key}


def _commitments(lines: list[Line], batch: Batch, policy: Policy, by: Actor) -> Iterator[dict[str, Any]]:
    """Each commitment dated, with the text that was shown when it was ticked for all rows (LN-33)."""
    made = [promise for promise in promises_of(policy) if promise.name in batch.promises] if by.user else []
    blank = blank_row(
        Commitment,
        province_id=batch.province_id,
        text_version=form_version(policy),
        made_at=timezone.now(),
        made_by=by.user.pk if by.user else None,
    )
    for key, _kept in lines:
        for promise in made:
            yield blank | {"declaration_id": key, "key": promise.name, "text": promise.text}


def _subjects(lines: list[Line], batch: Batch) -> Iterator[Declaration]:
    """The drafts as the log names them; one object, filled anew for each."""
    assert batch.organisation
    draft = Declaration(province_id=batch.province_id, region=batch.organisation.region)
    for key, kept in lines:
        draft.pk, draft.title = key, kept["offer"].get("title", "")
        draft.patent_number = kept["offer"]["patent_number"]
        yield draft
