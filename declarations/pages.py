"""One page of the form in one request: which form, what becomes of what was sent, where to go next."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import fee_examples, prefill, prices, sections
from declarations.forms.base import PageForm
from declarations.forms.fee import FeeForm
from declarations.local_rules import rules_when_begun
from declarations.marks import marks_of
from declarations.models import Declaration
from declarations.origins import kept
from declarations.sections import Section
from declarations.services import answers
from tenancy.actors import Actor
from verification.numbers import PatentNumber

AUTOSAVE = "X-Autosave"  # a header, so that a form kept through a sign-in is sent on as an ordinary one


class Page:
    """Shows a section and saves it. `then` of the form says where the button leads."""

    def __init__(self, declaration: Declaration, section: Section, request: HttpRequest) -> None:
        self.declaration, self.section, self.request = declaration, section, request
        self.policy = rules_when_begun(declaration)
        self.then = request.POST.get("then", "")
        self.back = (request.POST if request.method == "POST" else request.GET).get("back", "")
        self.form = self._form()

    def _form(self) -> PageForm:
        """What was sent; else what was typed and found faulty by the button; else what is saved."""
        before = self.declaration.pages.get(self.section.key, {})
        if self.request.method == "POST":
            return self._made(self.request.POST)
        return self._made(before["typed"] if before.get("faulty") and before.get("typed") else None)

    def _made(self, data: object) -> PageForm:
        assert self.section.form
        return self.section.form(data, declaration=self.declaration, policy=self.policy)  # type: ignore[arg-type]

    def save(self, *, by: Actor) -> HttpResponse:
        """Right or not, it is kept; only another window's work is never written over unawares."""
        if self.then == "lookup" and (number := self._number()):
            return self._look_up(number, by=by)
        valid, by_itself = self.form.is_valid(), self.request.headers.get(AUTOSAVE) == "1"
        if self.form.is_stale:
            return redirect(self._next()) if self._same() and not by_itself else self._stale()
        self.declaration = answers.keep(
            self.declaration,
            self.section.key,
            by=by,
            offer=self.form.offer() if valid else None,
            typed=self.form.typed(),
            window=self.form.window,
            sent_at=self.form.sent_at,
            faulty=not valid and not by_itself and self.then != "kind",
        )
        if by_itself:
            return JsonResponse({"saved": self._saved_sentence()})
        return redirect(self._next()) if valid or self.then == "kind" else self.render()

    def _number(self) -> PatentNumber | None:
        """The number on the page, if it can be one."""
        self.form.is_valid()
        said = self.form.cleaned_data.get("patent_number")
        return PatentNumber(said) if said else None

    def _look_up(self, number: PatentNumber, *, by: Actor) -> HttpResponse:
        """Fill the empty answers from the registers, to be looked over before they are saved."""
        typed = self.form.typed()
        filled, facts = prefill.look_up(number, typed)
        typed |= {question: told.value for question, told in filled.items()}
        filled |= prefill.list_owners(self.declaration, facts, by=by) if facts else {}
        answers.keep(
            self.declaration,
            self.section.key,
            by=by,
            typed=typed,
            window=self.form.window,
            filled=kept(filled),
        )
        messages.info(self.request, prefill.said(filled, facts))
        return redirect(self.section.address(self.declaration))

    def _same(self) -> bool:
        """A second click: what it brings is what is saved."""
        again = self._made(self.request.POST)
        again.kept = {}
        columns = again.offer() if again.is_valid() else {}
        return bool(columns) and all(getattr(self.declaration, name) == value for name, value in columns.items())

    def _stale(self) -> HttpResponse:
        sentence = " ".join(str(each) for each in list(self.form.non_field_errors()))
        if self.request.headers.get(AUTOSAVE) == "1":
            return JsonResponse({"stale": sentence}, status=409)
        return self.render(status=409)

    def _next(self) -> str:
        if self.then == "kind":
            return self.section.address(self.declaration) + (f"?back={self.back}" if self.back == "answers" else "")
        if self.back == "answers":
            return reverse("declarations:answers", args=[self.declaration.pk])
        if self.then == "tasks":
            return reverse("declarations:tasks", args=[self.declaration.pk])
        return sections.after(self.section, self.declaration)

    def _saved_sentence(self) -> str:
        at = self.declaration.pages.get(self.section.key, {}).get("saved_at", "")
        return _("草稿已于%s保存") % at[11:16] if at else ""

    def render(self, status: int = 200) -> HttpResponse:
        keys = [section.key for section in sections.ALL]
        place = keys.index(self.section.key)
        context = {
            "declaration": self.declaration,
            "section": self.section,
            "form": self.form,
            "marks": [mark for mark in marks_of(self.declaration) if mark.field in self._names()],
            "steps": sections.steps(self.declaration, "write"),
            "saved": self._saved_sentence(),
            "seen": self.declaration.pages.get(self.section.key, {}).get("edits", 0),
            "window": secrets.token_hex(6) if status == 409 or not self.form.is_bound else self.form.window,
            "back": self.back,
            "before": sections.ALL[place - 1].address(self.declaration) if place else "",
            "today": timezone.localdate(),
            "references": self.policy.price_references,
        }
        if isinstance(self.form, FeeForm):
            context["fee"] = fee_examples.preview(self.form)
            shown = (
                self.form.data.dict() if self.form.is_bound and hasattr(self.form.data, "dict") else self.form.initial
            )
            context["prices"] = prices.prices_of(self.declaration.industry, shown, self.policy)
        template = f"declarations/page_{self.section.key}_patentee.html"
        names = [template, "declarations/page_patentee.html"]
        return render(self.request, names, context, status=status)

    def _names(self) -> set[str]:
        return sections.fields_of(self.section, self.policy)
