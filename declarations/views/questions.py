"""What the offices keep of their own beside the cases: intentions of their area, questions to the province."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from declarations.forms.questions import AnswerForm, QuestionForm
from declarations.models import Declaration, Question
from declarations.services import questions as verbs
from declarations.views.bureau import case
from declarations.workflow import CITY, PROVINCE
from tenancy.guards import for_bureaus, guard

PAGE = 20
for_city_and_province = guard("city_and_province", CITY | PROVINCE)
for_cities = guard("cities", CITY)
for_filers = guard("publishers", PROVINCE)


@require_GET
@for_bureaus
def intentions(request: HttpRequest) -> HttpResponse:
    """征集许可项目: who means to license what, in this office's area, and whether it has become a declaration."""
    rows = Declaration.objects.intended_in(request.actor.region).select_related("organisation", "region")  # type: ignore[attr-defined]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "declarations/intentions_bureau.html", {"page": page})


@require_GET
@for_city_and_province
def questions(request: HttpRequest) -> HttpResponse:
    """加强业务指导: what was asked in this area, and the answers, the unanswered first."""
    seen = Declaration.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    rows = Question.objects.filter(declaration__in=seen).select_related("declaration")
    page = Paginator(rows.order_by("-answered_at", "-id"), PAGE).get_page(request.GET.get("page"))
    return render(request, "declarations/questions_bureau.html", {"page": page})


@require_http_methods(["GET", "POST"])
@for_cities
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    declaration = case(request, pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.ask_province(declaration, by=request.actor, text=form.cleaned_data["text"])  # type: ignore[attr-defined]
        messages.success(request, _("已向省局请示，答复后会通知您。"))
        return redirect("declarations:review", pk)
    return render(request, "declarations/question_bureau.html", {"declaration": declaration, "form": form})


@require_http_methods(["GET", "POST"])
@for_filers
def answer(request: HttpRequest, key: int) -> HttpResponse:
    asked = get_object_or_404(Question.objects.select_related("declaration"), pk=key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.answer_city(asked, by=request.actor, answer=form.cleaned_data["answer"])  # type: ignore[attr-defined]
        messages.success(request, _("已答复，请示人已收到通知。"))
        return redirect("declarations:review", asked.declaration_id)
    context = {"declaration": asked.declaration, "asked": asked, "form": form}
    return render(request, "declarations/question_bureau.html", context)
