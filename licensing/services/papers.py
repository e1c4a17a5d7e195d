"""The contract is made once and kept; who asks later is given the same bytes."""

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from audit.record import record
from licensing.contract import Contract, contract_of, read_contract
from licensing.models import Licence, Paper
from licensing.pdf import as_pdf
from licensing.services.moves import locked
from tenancy.actors import Actor


@transaction.atomic
def make_contract(licence: Licence, *, by: Actor) -> Paper:
    """The first edition. Asked again, it is the one that was made. Raises Refused without a mandatory clause."""
    licence = locked(licence)
    if made := licence.papers.first():
        return made
    contract = contract_of(licence)
    paper = Paper.objects.create(
        licence=licence,
        effective_at=timezone.now(),
        template=contract.template,
        content=asdict(contract),
        digest=contract.digest,
        sha256=hashlib.sha256(as_pdf(contract)).hexdigest(),
    )
    record("licence.contract", licence, by=by, payload={"sha256": paper.sha256, "template": paper.template})
    return paper


def contract_for(licence: Licence) -> Contract:
    """As it was made; until the job has come round, as it will be made."""
    made = licence.papers.last()
    return read_contract(made.content) if made else contract_of(licence)
