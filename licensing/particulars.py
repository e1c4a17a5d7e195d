"""What a licence copies from the register and from the registrations on the day it is accepted."""

from collections.abc import Sequence
from typing import Any

from licensing.models import Licence, LicensedPatent, Party
from licensing.workflow import Side
from publication.declarants import declarants
from publication.models import Record
from publication.offers import whole_months
from publication.terms import read_terms
from tenancy.models import Organisation
from tenancy.models.organisations import OwnerType


def patent_rows(licence: Licence, records: Sequence[Record]) -> list[LicensedPatent]:
    """One row per patent with the words of the current version, which is the one that was seen."""
    months = whole_months(licence.starts_on, licence.ends_on)
    return [_patent_row(licence, record, position, months) for position, record in enumerate(records, 1)]


def _patent_row(licence: Licence, record: Record, position: int, months: int) -> LicensedPatent:
    version = record.current
    terms = read_terms(version.terms)
    return LicensedPatent(
        licence=licence,
        record=record,
        position=position,
        record_number=record.number,
        version=version.number,
        digest=version.digest,
        patent_number=record.patent_number,
        patent_type=record.patent_type,
        title=version.title,
        owners=version.owners,
        terms=version.terms,
        fee_kind=terms.kind,
        fee_sentence=version.fee_sentence,
        term_from=version.term_from,
        term_to=version.term_to,
        territory=version.territory,
        amount=terms.annex_amount(months),
    )


def parties_of(
    licence: Licence,
    records: Sequence[Record],
    licensee: Organisation | None,
    known: Sequence[Organisation | None] | None = None,
) -> list[Party]:
    """Both sides by value. The owners are those of the published version, in the order of the register.

    `known`: their registrations in the same order, where the caller has them at hand.
    """
    assert licensee
    pairs = zip(records[0].current.owners, registered_owners(records[0]) if known is None else known, strict=True)
    rows = [_licensor(licence, position, owner, body) for position, (owner, body) in enumerate(pairs, 1)]
    return [*rows, _party(licence, Side.LICENSEE, 1, licensee)]


def registered_owners(record: Record) -> list[Organisation | None]:
    """In the order of the register: whom an office of this province has confirmed.

    An individual has no code and is not guessed from a name; the one who declared the record is known.
    """
    owners = record.current.owners
    confirmed = Organisation.objects.confirmed().select_related("region")
    codes = [owner["credit_code"] for owner in owners if owner["credit_code"]]
    known = {organisation.credit_code: organisation for organisation in confirmed.filter(credit_code__in=codes)}
    found = [known.get(owner["credit_code"]) for owner in owners]
    persons = [place for place, owner in enumerate(owners) if owner["owner_type"] == OwnerType.INDIVIDUAL]
    individuals = [place for place in persons if not owners[place]["credit_code"]]
    if individuals and (declarant := declarants([record.number]).get(record.number)):
        person = confirmed.filter(pk=declarant, owner_type=OwnerType.INDIVIDUAL).first()
        named = [place for place in individuals if person and owners[place]["name"] == person.name]
        if place := (named or (individuals if len(individuals) == 1 else []))[:1]:
            found[place[0]] = person
    return found


def _licensor(licence: Licence, position: int, owner: dict[str, Any], known: Organisation | None) -> Party:
    if known is not None:
        party = _party(licence, Side.LICENSOR, position, known)
        party.name, party.owner_type = owner["name"], owner["owner_type"]  # as published
        return party
    stated = {name: owner[name] for name in ("name", "credit_code", "owner_type")}
    return Party(licence=licence, side=Side.LICENSOR, position=position, **stated)


def _party(licence: Licence, side: Side, position: int, organisation: Organisation) -> Party:
    return Party(
        licence=licence,
        side=side,
        position=position,
        organisation=organisation,
        name=organisation.name,
        credit_code=organisation.credit_code,
        owner_type=organisation.owner_type,
        size=organisation.size,
        region_path=organisation.region.path,
        region_name=organisation.region.name,
    )
