"""Guidance: the officer's note, the centre's list of drafts shown to it, the owner's answer."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from declarations import snapshot
from declarations.forms.review import ActForm
from declarations.models import Advice, Declaration
from declarations.services import advice as verbs
from declarations.services.drafts import as_seen
from declarations.views.bureau import case, for_returners
from declarations.views.fetching import own, rules_of_draft
from tenancy.guards import for_applicants, guard
from tenancy.roles import Right, holders
from tenancy.signs import fitting

PAGE = 20
for_guides = guard("guides", holders(Right.GUIDE))


class WordsForm(ActForm):
    words = forms.CharField(label=gettext_lazy("指导意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def said(self) -> dict[str, str]:
        return {"words": self.cleaned_data["words"]}


@require_POST
@for_returners
def advise(request: HttpRequest, pk: int) -> HttpResponse:
    """提示并予以指导, from the review desk."""
    verbs.guide(case(request, pk), words=fitting(request.POST, "words", _("指导意见"), 1000), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("指导意见已发给权利人，办理不受影响。"))
    return redirect("declarations:review", pk)


@require_POST
@for_applicants
def answer(request: HttpRequest, key: int) -> HttpResponse:
    mine = Declaration.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    found = get_object_or_404(Advice.objects.filter(declaration__in=mine), pk=key)
    verbs.answer(found, answer=fitting(request.POST, "answer", _("答复"), 1000), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("已答复。"))
    return redirect(found.declaration)


@require_POST
@for_applicants
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft to the centres of the place, or no longer."""
    shared = request.POST.get("shared") == "1"
    verbs.share(own(request, pk), shared, by=request.actor)  # type: ignore[attr-defined]
    done = (
        _("已请求指导：本地保护中心可以查看这份草稿并提出意见。") if shared else _("已停止共享，保护中心不能再查看。")
    )
    messages.success(request, done)
    return redirect("declarations:tasks", pk)


@require_GET
@for_guides
def drafts(request: HttpRequest) -> HttpResponse:
    rows = Declaration.objects.shown_to(request.actor).select_related("organisation", "region")  # type: ignore[attr-defined]
    page = Paginator(rows.order_by("shared_at", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "declarations/drafts_centre.html", {"page": page})


@require_http_methods(["GET", "POST"])
@for_guides
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft as it stands, and a word to its people."""
    declaration = get_object_or_404(Declaration.objects.shown_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.carries(
        lambda **said: verbs.comment(declaration, by=request.actor, **said)  # type: ignore[attr-defined]
    ):
        messages.success(request, _("意见已发给权利人。"))
        return redirect("declarations:draft", pk)
    lines = snapshot.lines_of(as_seen(declaration), rules_of_draft(declaration))
    context = {"declaration": declaration, "form": form, "lines": lines, "advice": declaration.advice.all()}
    return render(request, "declarations/draft_centre.html", context)
