"""Between the offices: a city asks the province on a case, the answer stays with the case (LN-65)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.models import Declaration, Question
from declarations.notices import officers, tell_province, whoever
from declarations.services.moves import locked
from declarations.workflow import CITY, PROVINCE
from outbox.notices import notify
from tenancy.actors import Actor
from tenancy.refusals import Refused


@transaction.atomic
def ask_province(declaration: Declaration, *, by: Actor, text: str) -> Question:
    """向省局请示: on checks, pricing or trading. The case goes on meanwhile; nobody's decision is taken away."""
    declaration = locked(declaration, by=by)
    if by.role not in CITY:
        raise Refused(_("由市级经办人就本市的声明向省局请示。"))
    if not text.strip():
        raise Refused(_("请写明请示事项。"))
    asked = Question.objects.create(
        declaration=declaration,
        text=text.strip(),
        asked_by=by.person.pk,
        asked_by_name=by.name,
        office_name=by.place_name,
    )
    record("declaration.ask_province", declaration, by=by, reason=asked.text)
    words = _("%(office)s就%(what)s请示：%(text)s") % {"office": by.place_name, "what": declaration, "text": text[:80]}
    tell_province(declaration, words, by=by, occasion=f"question:{asked.pk}")
    return asked


@transaction.atomic
def answer_city(asked: Question, *, by: Actor, answer: str) -> Question:
    """The province's answer, once; who asked is told."""
    declaration = locked(asked.declaration, by=by)
    asked = Question.objects.select_for_update().get(pk=asked.pk)
    if by.role not in PROVINCE:
        raise Refused(_("请示由省级知识产权局答复。"))
    if asked.answered_at or not answer.strip():
        raise Refused(_("这项请示已由%s答复。") % asked.answered_by_name if asked.answered_at else _("请写明答复。"))
    asked.answer, asked.answered_at = answer.strip(), timezone.now()
    asked.answered_by, asked.answered_by_name = by.person.pk, by.name
    asked.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_name"])
    record("declaration.answer_city", declaration, by=by, reason=asked.answer, payload={"question": asked.pk})
    sentence = _("省局已答复关于%(what)s的请示：%(answer)s") % {"what": declaration, "answer": asked.answer[:80]}
    people = whoever(asked.asked_by, officers(declaration, CITY))
    notify(people, sentence=sentence, link=declaration.get_absolute_url(), key=f"answer:{asked.pk}", by=by)
    return asked
