"""Papers: taken in by what they are, kept by the hash of their bytes; a removed one keeps its line."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.local_rules import rules_when_begun
from declarations.materials import MOST_FILES, SEALED, materials_of
from declarations.models import Attachment, Consent, Declaration
from declarations.models.evidence import ScanState
from declarations.printed import filled_sheet, page_count
from declarations.sealed import print_mark
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked
from outbox.queue import enqueue
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.scans import hints_on
from tenancy.uploads import Examined, examined

COMPARE = "declarations.compare_scan"


@transaction.atomic
def attach(declaration: Declaration, kind: str, upload: UploadedFile, *, by: Actor) -> Attachment:
    """Keep a file under a material of the list. The same bytes twice are one paper."""
    declaration = _editable(declaration, by=by)
    policy = rules_when_begun(declaration)
    if kind not in {material.kind for material in materials_of(declaration, policy)}:
        raise Refused(_("请从附件材料清单中选择材料。"))
    attachment = take_in(declaration, kind, upload, by=by)
    if kind == SEALED and not attachment.print_mark:
        _ask_to_compare(attachment, by=by)
    return attachment


def _ask_to_compare(scan: Attachment, *, by: Actor) -> None:
    """Drawing the print takes a second: not while the declaration is locked. The same scan is no later print."""
    same = scan.declaration.attachments.filter(kind=SEALED, sha256=scan.sha256).exclude(print_mark="")
    before = same.first()
    scan.print_mark = before.print_mark if before else print_mark(scan.declaration)
    scan.save(update_fields=["print_mark"])
    enqueue(COMPARE, key=str(scan.pk), by=by, payload={"attachment": scan.pk})


@transaction.atomic
def compare(scan: Attachment) -> None:
    """The sealed form beside the print of the same answers (F009); once those have changed there is none."""
    declaration = scan.declaration
    if scan.removed_at or scan.print_mark != print_mark(declaration):
        return
    wanted = page_count(filled_sheet(declaration))
    with scan.file.open("rb") as file:
        hints = hints_on(file.read(), scan.media_type, wanted, _("打印的表"))
    scan.hints = hints or [_("页数与打印的表一致；文字和印章请人工核对。")]
    scan.save(update_fields=["hints"])


def take_in(declaration: Declaration, kind: str, upload: UploadedFile, *, by: Actor) -> Attachment:
    """The file beside the declaration; call it inside the verb that found out whether it may come."""
    paper = examined(upload)
    present = declaration.attachments.filter(removed_at=None)
    if twin := present.filter(kind=kind, sha256=paper.sha256).first():
        return twin
    if present.count() >= MOST_FILES:
        raise Refused(_("一份声明最多上传%s个附件，请合并后再传。") % MOST_FILES)
    attachment = keep(declaration, kind, paper, upload, by=by)
    record("declaration.attach", declaration, by=by, payload={"kind": kind, "name": paper.name, "sha256": paper.sha256})
    return attachment


def keep(declaration: Declaration, kind: str, paper: Examined, upload: UploadedFile, *, by: Actor) -> Attachment:
    """The file and its line, whoever brought it."""
    attachment = Attachment(declaration=declaration, kind=kind, name=paper.name, size=paper.size)
    attachment.media_type, attachment.sha256 = paper.media_type, paper.sha256
    attachment.scan = ScanState.CLEAN if paper.is_scanned else ScanState.UNSEEN
    attachment.uploaded_by = by.user.pk if by.user else None
    attachment.file.save(f"{paper.sha256}.{paper.ending}", upload, save=False)
    attachment.save()
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, by: Actor) -> None:
    """Take a paper off the list while it is the declarant's to change; who saw it still finds it in the log."""
    declaration = _editable(attachment.declaration, by=by)
    if attachment.removed_at is None:
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["removed_at"])
        _take_back_consent(declaration, attachment)
        record("declaration.detach", declaration, by=by, payload={"name": attachment.name, "sha256": attachment.sha256})


def _take_back_consent(declaration: Declaration, attachment: Attachment) -> None:
    """Without its paper a consent that came on paper is none."""
    given = declaration.owners.filter(consent=Consent.GIVEN, paper_sha256=attachment.sha256)
    given.update(consent=Consent.NOT_ASKED, answered_at=None, answered_name="", paper_sha256="")


def _editable(declaration: Declaration, *, by: Actor) -> Declaration:
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("声明已提交，当前状态为“%s”，不能再增减材料。") % declaration.get_status_display())
    return declaration
