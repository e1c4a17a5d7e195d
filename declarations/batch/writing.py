"""The rows go in: drafts with owners, commitments and their events, a statement per table and thousand."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.record import record_all
from declarations.models import Batch, BatchRow, Commitment, Declaration, Owner
from declarations.models.batches import Outcome
from declarations.promises import promises_of
from declarations.services.drafts import form_version
from tenancy.actors import Actor
from tenancy.policy import Policy, policy_of

AT_ONCE = 1000
DAYS = ("filed_on", "granted_on", "starts_on", "ends_on")
KEPT = ("patent_number", "mode", *DAYS)


def plain_offer(declaration: Declaration, offer: dict[str, Any], owners: list[tuple[str, str]]) -> dict[str, Any]:
    """What will be written, as JSON keeps it."""
    said = offer | {"patent_number": declaration.patent_number, "mode": str(declaration.mode)}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    return {"offer": plain, "owners": owners}


@transaction.atomic
def write_drafts(batch: Batch, *, by: Actor) -> int:
    """Every row that is in order becomes a draft of the organisation; all of them, or none when anything fails."""
    policy, written = policy_of(batch.province), 0
    for lines in _in_portions(batch):
        declarations = [_declaration(line, batch, policy, by) for line in lines]
        Declaration.objects.bulk_create(declarations, batch_size=AT_ONCE)
        Owner.objects.bulk_create(_owners(lines, batch), batch_size=AT_ONCE)
        Commitment.objects.bulk_create(_commitments(declarations, batch, policy, by), batch_size=AT_ONCE)
        record_all("declaration.begin", declarations, by=by, payload={"batch": batch.pk})
        written += len(declarations)
    return written


def _in_portions(batch: Batch) -> Iterator[list[BatchRow]]:
    fine = batch.lines.exclude(outcome=Outcome.REFUSED).order_by("pk")
    last = 0
    while lines := list(fine.filter(pk__gt=last)[:AT_ONCE]):
        last = lines[-1].pk
        yield lines


def _declaration(line: BatchRow, batch: Batch, policy: Policy, by: Actor) -> Declaration:
    assert line.offer
    assert batch.organisation
    said = line.offer["offer"]
    days = {name: date.fromisoformat(said[name]) for name in DAYS if said.get(name)}
    return Declaration(
        pk=line.declaration,
        province_id=batch.province_id,
        organisation=batch.organisation,
        region=batch.organisation.region,
        form_version=form_version(policy),
        created_by=by.user.pk if by.user else None,
        **{"contact_name": by.name} | said | days,
    )


def _owners(lines: list[BatchRow], batch: Batch) -> Iterator[Owner]:
    organisation = batch.organisation
    assert organisation
    for line in lines:
        yield Owner(
            province_id=batch.province_id,
            declaration_id=line.declaration,
            name=organisation.name,
            credit_code=organisation.credit_code,
            owner_type=organisation.owner_type,
            is_declarant=True,
        )
        for position, (name, mail) in enumerate(line.offer["owners"], start=1):  # type: ignore[index]
            yield Owner(
                province_id=batch.province_id,
                declaration_id=line.declaration,
                name=name,
                email=mail,
                position=position,
            )


def _commitments(declarations: list[Declaration], batch: Batch, policy: Policy, by: Actor) -> list[Commitment]:
    """Each commitment dated, with the text that was shown when it was ticked for all rows (LN-33)."""
    made = [promise for promise in promises_of(policy) if promise.name in batch.promises] if by.user else []
    now = timezone.now()
    return [
        Commitment(
            province_id=batch.province_id,
            declaration=declaration,
            key=promise.name,
            text=promise.text,
            text_version=declaration.form_version,
            made_at=now,
            made_by=by.person.pk,
        )
        for declaration in declarations
        for promise in made
    ]
