"""Take up again what has ended before it was handed in: a new draft with the same answers and papers (F002)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.models import Event
from audit.record import record
from declarations.models import Attachment, Consent, Declaration, Owner
from declarations.services.drafts import OFFER_FIELDS, begin, refuse_unless_own
from declarations.services.moves import locked
from declarations.workflow import Status
from tenancy.actors import Actor
from tenancy.refusals import Refused

RESTORED = "declaration.restore"


@transaction.atomic
def restore(declaration: Declaration, *, by: Actor) -> Declaration:
    """The ended one stays as it is, with its history; the new draft begins today, under today's rules.

    What belongs to a day or to other people is asked anew: commitments, and the consent of co-owners. A second click
    finds the draft of the first, as long as that has not ended too.
    """
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if declaration.status != Status.DISCARDED:
        raise Refused(_("只有已结束的草稿可以恢复，当前状态为“%s”。") % declaration.get_status_display())
    if earlier := _restored(declaration):
        return earlier
    draft = begin(by=by, **{name: getattr(declaration, name) for name in OFFER_FIELDS})
    draft.pages = declaration.pages
    draft.save(update_fields=["pages"])
    _copy_owners(declaration, draft)
    _copy_papers(declaration, draft)
    record(RESTORED, declaration, by=by, payload={"draft": draft.pk})
    return draft


def _restored(declaration: Declaration) -> Declaration | None:
    """The draft that was made of it and goes on."""
    drafts = Event.objects.of(declaration).filter(verb=RESTORED).values_list("payload__draft", flat=True)
    return Declaration.objects.filter(pk__in=list(drafts)).exclude(status=Status.DISCARDED).first()


def _copy_owners(declaration: Declaration, draft: Declaration) -> None:
    kept = ("name", "credit_code", "owner_type", "email", "position")
    Owner.objects.bulk_create(
        Owner(declaration=draft, consent=Consent.NOT_ASKED, **{name: getattr(owner, name) for name in kept})
        for owner in declaration.owners.filter(is_declarant=False)
    )
    own = declaration.owners.filter(is_declarant=True).values_list("position", flat=True).first()
    draft.owners.filter(is_declarant=True).update(position=own or 0)


def _copy_papers(declaration: Declaration, draft: Declaration) -> None:
    """Lines of their own for the same stored bytes."""
    kept = ("kind", "file", "name", "size", "media_type", "sha256", "scan", "hints", "print_mark", "uploaded_by")
    Attachment.objects.bulk_create(
        Attachment(declaration=draft, **{name: getattr(paper, name) for name in kept})
        for paper in declaration.attachments.filter(removed_at=None)
    )
