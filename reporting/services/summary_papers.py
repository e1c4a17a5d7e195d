"""附件 of the stage and final reports: enclosed while the report is written, told with it, frozen by its edition."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from reporting.models import Summary, SummaryPaper
from reporting.services.papers import keep
from reporting.services.summaries import locked
from reporting.workflow import Action
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.uploads import examined

MOST_BYTES = 60 * 1024 * 1024  # of all papers of one report: they travel in one package


@transaction.atomic
def enclose(summary: Summary, upload: UploadedFile, *, by: Actor) -> SummaryPaper:
    """上传附件 before the report is told; the same bytes twice are one."""
    summary = locked(summary, Action.SUBMIT, by)
    paper, standing = examined(upload), summary.papers.standing()
    if twin := standing.filter(sha256=paper.sha256).first():
        return twin
    if (standing.aggregate(sum=Sum("size"))["sum"] or 0) + paper.size > MOST_BYTES:
        raise Refused(_("一份报告的附件合计不超过60 MB，请压缩或者合并后再传。"))
    keep(kept := SummaryPaper(summary=summary), paper, upload, by=by)
    log.record("summary.enclose", summary, by=by, payload={"name": paper.name, "sha256": paper.sha256})
    return kept


@transaction.atomic
def take_off(paper: SummaryPaper, *, by: Actor) -> None:
    """移除 before the report is told; editions told earlier keep it."""
    summary = locked(paper.summary, Action.SUBMIT, by)
    if SummaryPaper.objects.standing().filter(pk=paper.pk).update(removed_at=timezone.now()):
        log.record("summary.take_off", summary, by=by, payload={"name": paper.name, "sha256": paper.sha256})
