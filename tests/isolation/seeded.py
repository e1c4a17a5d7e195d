"""I4: each text of a tenant's table holds a word of each home, or stands here with the reason why not.

Texts are the columns of tests/isolation/marks.py, which says what is none, and all that is kept as JSON.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from tenancy.models.base import Tenanted
from tenancy.scope import acting
from tests.isolation import marks
from tests.isolation.homes import HOMES

NOWHERE = {
    "a name by which everybody knows it; letters are searched for it as it stands": """
        tenancy.Office.name tenancy.Organisation.name
    """,
    "of the whole province, and of no home in it": """
        licensing.ContractText.clauses licensing.ContractText.document licensing.ContractText.entered_by_name
        licensing.ContractText.title tenancy.Accreditation.document tenancy.PolicyProposal.decided_name
        tenancy.PolicyProposal.reason
    """,
    "published with its question": "publication.Correction.answer publication.Correction.office_name",
    "JSON of numbers, days, hashes and names of the platform's own or the policy's choices": """
        audit.Flag.evidence audit.Seal.leaves declarations.Attachment.hints declarations.Batch.plan
        declarations.Batch.promises declarations.BatchRow.remarks declarations.ChangeRequest.terms
        declarations.CheckRun.dossier declarations.CheckRun.findings declarations.CheckRun.forecast
        declarations.CheckRun.rules declarations.Declaration.extra declarations.Declaration.fee
        declarations.Declaration.pages declarations.Review.items declarations.Review.seen
        licensing.Licence.identity licensing.LicensedPatent.terms licensing.RoyaltyReport.doubts
        licensing.SigningNote.hints licensing.SigningNote.identity publication.PlannedRelease.channels
        reporting.Edition.cells reporting.Focus.classes reporting.KeptFigures.counting reporting.KeptFigures.figures
        reporting.KeyPatentList.weights reporting.Summary.headings reporting.SummaryEdition.figures
        tenancy.PolicyProposal.value
    """,
    "JSON of what is published, or about to be": """
        declarations.BatchRow.offer licensing.LicensedPatent.owners publication.PlannedRelease.offers
    """,
}
SOMEWHERE = {
    "one open change of a rule at a time in a province": """
        tenancy.PolicyProposal.clause tenancy.PolicyProposal.note tenancy.PolicyProposal.proposed_name
    """,
    "the matter stands in one home, in this state": """
        declarations.Approval.agreed_by_name declarations.Review.reasons
    """,
    "the other province knows no such matter": """
        declarations.ChangeRequest.opinion declarations.ChangeRequest.reason licensing.RoyaltyReport.entered_by_name
        licensing.RoyaltyReport.note licensing.RoyaltyReport.sentence licensing.TrialDecision.entered_by_name
        licensing.TrialDecision.note reporting.Quota.recorded_by_name reporting.Quota.source
        reporting.Summary.sections reporting.SummaryEdition.papers reporting.SummaryEdition.sections
        reporting.SummaryPaper.entered_by_name reporting.SummaryPaper.name reporting.SummaryTurn.done_by_name
        reporting.SummaryTurn.place_name reporting.SummaryTurn.reason
    """,
}


def faults() -> Iterator[str]:
    """Once the words are hidden: columns without one, and reasons that are none any more."""
    nowhere, somewhere = listed(NOWHERE), listed(SOMEWHERE)
    for column in columns():
        name, homes = str(column), [home.name for home in HOMES if holds(column, home)]
        if homes and name in nowhere:
            yield f"{name} holds a word in {homes}, and is said to hold none"
        if not homes and name not in nowhere:
            yield f"{name} holds no word"
        if homes and (len(homes) == len(HOMES)) == (name in somewhere):
            yield f"{name} holds a word in {homes} only" if name not in somewhere else f"{name} holds one everywhere"
    yield from (f"{name} is no column" for name in (nowhere | somewhere) - set(map(str, columns())))


def columns() -> list[models.Field]:
    tables = [model for model in apps.get_models() if issubclass(model, Tenanted)]
    return [*marks.columns(), *(field for model in tables for field in model._meta.local_fields if is_json(field))]


def is_json(field: models.Field) -> bool:
    return isinstance(field, models.JSONField)


def holds(column: models.Field, home) -> bool:
    found = f'SELECT 1 FROM {column.model._meta.db_table} WHERE "{column.column}"::text LIKE %s LIMIT 1'
    with acting(province=home.province_key), connection.cursor() as line:
        line.execute(found, [f"%{home.word}%"])
        return line.fetchone() is not None


def listed(reasons: dict[str, str]) -> set[str]:
    return {name for names in reasons.values() for name in names.split()}
