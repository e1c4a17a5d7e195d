"""Guidance beside the decisions: an officer's note on the fee, a centre's comment on a draft, the owner's answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.models import Advice, Declaration
from declarations.models.advice import About
from declarations.notices import officers, tell_declarant
from declarations.services.drafts import refuse_unless_own
from declarations.services.moves import locked
from declarations.services.review import refuse_unless_on_desk
from outbox.notices import notify
from tenancy.actors import Actor
from tenancy.models import User
from tenancy.refusals import Refused
from tenancy.roles import STAFF, Right


@transaction.atomic
def guide(declaration: Declaration, *, words: str, by: Actor) -> Advice:
    """提示并予以指导: a note on the fee by the officer whose desk it lies on; the case goes on as it was (LN-41)."""
    declaration = locked(declaration, by=by)
    refuse_unless_on_desk(declaration, by=by)
    return _say(declaration, About.FEE, words, by=by)


@transaction.atomic
def share(declaration: Declaration, shared: bool, *, by: Actor) -> Declaration:
    """请求指导: show a draft to the centres and county offices of its place, or take that back (LN-28)."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    if not declaration.is_editable:
        raise Refused(_("只有草稿或者退回补正的声明才能请求指导。"))
    declaration.shared_at = timezone.now() if shared else None
    declaration.shared_by = by.person.pk if shared else None
    declaration.save(update_fields=["shared_at", "shared_by"])
    record("declaration.share" if shared else "declaration.unshare", declaration, by=by)
    return declaration


@transaction.atomic
def comment(declaration: Declaration, *, words: str, by: Actor) -> Advice:
    """A centre's word on a draft that was shown to it; the declarant decides what to make of it."""
    by.must(Right.GUIDE)
    declaration = locked(declaration, by=by)
    if not declaration.shared_at or not declaration.is_editable:
        raise Refused(_("权利人没有请求指导，或者声明已经提交。"))
    return _say(declaration, About.DRAFT, words, by=by)


def _say(declaration: Declaration, about: About, words: str, *, by: Actor) -> Advice:
    if not words.strip():
        raise Refused(_("请写明指导意见。"))
    advice = Advice.objects.create(
        declaration=declaration,
        about=about,
        words=words.strip(),
        given_by=by.person.pk,
        given_by_name=by.name,
        office_name=by.place_name,
    )
    record("declaration.advise", declaration, by=by, reason=advice.words, payload={"about": about.value})
    sentence = _("%(office)s的指导意见：%(words)s") % {"office": by.place_name, "words": advice.words[:150]}
    tell_declarant(declaration, sentence, by=by, occasion=f"advice:{advice.pk}")
    return advice


@transaction.atomic
def answer(advice: Advice, *, answer: str, by: Actor) -> Advice:
    """What the owner says to it, once; whoever gave the advice is told."""
    refuse_unless_own(advice.declaration, by=by)
    advice = Advice.objects.select_for_update().get(pk=advice.pk)
    if advice.answered_at:
        raise Refused(_("这条指导意见已经答复。"))
    if not answer.strip():
        raise Refused(_("请写明答复。"))
    advice.answer, advice.answered_at = answer.strip(), timezone.now()
    advice.answered_by, advice.answered_by_name = by.person.pk, by.name
    advice.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_name"])
    record("declaration.answer_advice", advice.declaration, by=by, reason=advice.answer)
    notify(
        User.objects.filter(pk=advice.given_by, memberships__in=officers(advice.declaration, STAFF)).distinct(),
        sentence=_("%(what)s：权利人答复：%(answer)s") % {"what": advice.declaration, "answer": advice.answer[:150]},
        link=advice.declaration.get_absolute_url(),
        key=f"advice:{advice.pk}:answer",
        by=by,
    )
    return advice
