"""Papers: taken in by what they are, kept by the hash of their bytes; a removed one keeps its line."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.materials import FORMATS, MOST_BYTES, MOST_FILES, materials_of, safe_name, sniff
from declarations.models import Attachment, Declaration
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.refusals import Refused


@transaction.atomic
def attach(declaration: Declaration, kind: str, upload: UploadedFile, *, by: Actor) -> Attachment:
    """Keep a file under a material of the list. The same bytes twice are one paper."""
    declaration = _editable(declaration, by=by)
    policy = policy_of(declaration.province, at=declaration.rules_at)
    if kind not in {material.kind for material in materials_of(declaration, policy)}:
        raise Refused(_("请从附件材料清单中选择材料。"))
    media_type, ending, digest = _examined(upload)
    present = declaration.attachments.filter(removed_at=None)
    if twin := present.filter(kind=kind, sha256=digest).first():
        return twin
    if present.count() >= MOST_FILES:
        raise Refused(_("一份声明最多上传%s个附件，请合并后再传。") % MOST_FILES)
    name = safe_name(upload.name or "", ending)
    attachment = Attachment(
        declaration=declaration, kind=kind, name=name, size=upload.size or 0, media_type=media_type, sha256=digest
    )
    attachment.uploaded_by = by.user.pk if by.user else None
    attachment.file.save(f"{digest}.{ending}", upload, save=False)
    attachment.save()
    record("declaration.attach", declaration, by=by, payload={"kind": kind, "name": name, "sha256": digest})
    return attachment


def _examined(upload: UploadedFile) -> tuple[str, str, str]:
    """Media type, ending and hash; refuses what is empty, too large or not what it should be."""
    if not upload.size:
        raise Refused(_("“%s”是空文件。") % upload.name)
    if upload.size > MOST_BYTES:
        raise Refused(
            _("“%(name)s”有%(size)s MB，超过20 MB，请压缩或分成几个文件。")
            % {"name": upload.name, "size": round(upload.size / 1024 / 1024, 1)}
        )
    upload.seek(0)
    found = sniff(upload.read(16))
    if found is None:
        raise Refused(
            _("“%(name)s”的内容不是%(formats)s（只改文件名不起作用），请另存或扫描为这些格式。")
            % {"name": upload.name, "formats": FORMATS}
        )
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return (*found, digest.hexdigest())


@transaction.atomic
def remove(attachment: Attachment, *, by: Actor) -> None:
    """Take a paper off the list while it is the declarant's to change; who saw it still finds it in the log."""
    declaration = _editable(attachment.declaration, by=by)
    if attachment.removed_at is None:
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["removed_at"])
        record("declaration.detach", declaration, by=by, payload={"name": attachment.name, "sha256": attachment.sha256})


def _editable(declaration: Declaration, *, by: Actor) -> Declaration:
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("声明已提交，当前状态为“%s”，不能再增减材料。") % declaration.get_status_display())
    return declaration
