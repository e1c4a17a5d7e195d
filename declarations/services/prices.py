"""A published fee table, taken in whole or not at all."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.record import record
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.uploads import MOST_BYTES
from verification.imports import import_reference_table
from verification.models import ReferenceTable
from verification.reference_tables import BadReferenceTable
from verification.tables import BadTable


@transaction.atomic
def take_table(upload: UploadedFile, *, name: str, source: str, year: str, by: Actor) -> ReferenceTable:
    """导入定价参考表. Raises Refused with every fault of the file; figures are those of the file, none are ours."""
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(f"“{upload.name}”超过20 MB。")
    try:
        table = import_reference_table(
            upload.read(), upload.name or "", name=name, source=source, year=year, imported_by=by.place_name
        )
    except BadReferenceTable as fault:
        raise Refused(*fault.faults) from fault
    except BadTable as fault:
        raise Refused(str(fault)) from fault
    record("declaration.prices", table, by=by, payload={"name": name, "source": source, "year": year})
    return table
