"""Vouchers of payments, royalties and results: taken in by what they are, kept by the hash of their bytes."""

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from audit.record import record
from licensing.models import Evidence, Licence
from tenancy.actors import Actor
from tenancy.uploads import examined


def keep(licence: Licence, upload: UploadedFile | None, *, by: Actor) -> Evidence | None:
    """Keep a file inside the verb it proves; the same bytes twice are one. None when nothing was sent."""
    if upload is None:
        return None
    paper = examined(upload)
    if twin := licence.evidence.filter(sha256=paper.sha256).first():
        return twin
    kept = Evidence(licence=licence, name=paper.name, size=paper.size, media_type=paper.media_type)
    kept.sha256, kept.effective_at = paper.sha256, timezone.now()
    kept.entered_by, kept.entered_by_name = (by.user.pk if by.user else None), by.name
    kept.file.save(f"{paper.sha256}.{paper.ending}", upload, save=False)
    kept.save()
    record("licence.evidence", licence, by=by, payload={"name": paper.name, "sha256": paper.sha256})
    return kept
