"""Files that offices add to what they tell: one way to keep them, by the hash of their bytes."""

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from reporting.models import ActivityPaper, SummaryPaper
from tenancy.actors import Actor
from tenancy.uploads import Examined


def keep(kept: ActivityPaper | SummaryPaper, found: Examined, upload: UploadedFile, *, by: Actor) -> None:
    """Write the file and its line; `kept` names already what it belongs to."""
    kept.name, kept.size, kept.media_type, kept.sha256 = found.name, found.size, found.media_type, found.sha256
    kept.effective_at = timezone.now()
    kept.entered_by_name = f"{by.place_name} {by.name}".strip()
    kept.file.save(f"{found.sha256}.{found.ending}", upload, save=False)
    kept.save()
