"""The rows go in: drafts with owners, commitments and their events, a statement each, from the account of the rows."""

from typing import Any

from django.db import transaction
from django.db.models.fields.json import KT
from django.utils import timezone

from audit.record import record_all
from declarations.batch.rows import CoOwner
from declarations.local_rules import rules_of_batch
from declarations.models import Batch, BatchRow, Commitment, Declaration, Owner
from declarations.models.batches import Outcome
from declarations.promises import promises_of
from declarations.services.drafts import form_version
from tenancy.actors import Actor
from tenancy.database.plain_rows import as_text, blank_row, insert_selected
from tenancy.policy import Policy

LONGEST_LABEL = 200  # of the log
FINE = f"line.batch_id = %s AND line.outcome <> '{Outcome.REFUSED.value}'"
LINES = f'"{BatchRow._meta.db_table}" AS line'
# What a row says over what is the same for all rows; the table itself gives the types.
DRAFT = f"""jsonb_populate_record(
    (SELECT jsonb_populate_record(NULL::"{Declaration._meta.db_table}", %s)), line.offer -> 'offer') AS draft"""


def plain_offer(declaration: Declaration, offer: dict[str, Any], owners: list[CoOwner], word: str) -> dict[str, Any]:
    """What will be written; the label is how the log names the draft, `word` for all drafts."""
    label = f"{word} {declaration.title or declaration.patent_number}"
    plain = offer | {"patent_number": declaration.patent_number, "mode": str(declaration.mode)}
    return {"offer": plain, "owners": owners, "label": label[:LONGEST_LABEL]}


@transaction.atomic
def write_drafts(batch: Batch, *, by: Actor) -> int:
    """Every row that is in order becomes a draft of the organisation; all of them, or none when anything fails."""
    assert batch.organisation
    policy = rules_of_batch(batch)
    written = _write_declarations(batch, policy, by)
    _write_owners(batch)
    _write_commitments(batch, policy, by)
    fine: Any = batch.lines.exclude(outcome=Outcome.REFUSED).order_by("pk")
    record_all(
        "declaration.begin",
        Declaration,
        fine.values_list("declaration", KT("offer__label")),
        by=by,
        region=batch.organisation.region,
        payload={"batch": batch.pk},
    )
    return written


def _write_declarations(batch: Batch, policy: Policy, by: Actor) -> int:
    assert batch.organisation
    now = timezone.now()
    same = blank_row(
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
    taken = {"id": "line.declaration"} | {column: f'draft."{column}"' for column in same}
    source = f"{LINES}, {DRAFT} WHERE {FINE} ORDER BY line.id"
    return insert_selected(Declaration, taken, source, [as_text(same), batch.pk])


def _write_owners(batch: Batch) -> None:
    """The declarant first, then the others in the order of the cell."""
    own = batch.organisation
    assert own
    who = {"name": own.name, "credit_code": own.credit_code, "owner_type": own.owner_type, "is_declarant": True}
    taken = {"declaration_id": "line.declaration"}
    insert_selected(Owner, taken, f"{LINES} WHERE {FINE}", [batch.pk], province_id=batch.province_id, **who)
    taken |= {"name": "said ->> 0", "email": "said ->> 1", "credit_code": "said ->> 2", "position": "position"}
    others = f"{LINES}, jsonb_array_elements(line.offer -> 'owners') WITH ORDINALITY AS other (said, position)"
    insert_selected(Owner, taken, f"{others} WHERE {FINE}", [batch.pk], province_id=batch.province_id)


def _write_commitments(batch: Batch, policy: Policy, by: Actor) -> None:
    """Each commitment dated, with the text that was shown when it was ticked for all rows (LN-33).

    One whose words have changed since is asked for anew, of each draft.
    """
    shown = promises_of(rules_of_batch(batch, at=batch.uploaded_at)) if by.user else ()
    made = [promise for promise in promises_of(policy) if promise.name in batch.promises and promise in shown]
    for promise in made:
        insert_selected(
            Commitment,
            {"declaration_id": "line.declaration"},
            f"{LINES} WHERE {FINE}",
            [batch.pk],
            province_id=batch.province_id,
            key=promise.name,
            text=promise.text,
            text_version=form_version(policy),
            made_at=timezone.now(),
            made_by=by.user.pk if by.user else None,
        )
