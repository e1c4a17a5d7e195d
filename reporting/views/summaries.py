"""Stage and final reports: who has to tell, writing, telling, taking, files, supplements."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reporting import summary_pages
from reporting.models import Summary, SummaryEdition, SummaryPaper, Supplement
from reporting.models.summaries import SupplementPart
from reporting.services import summaries as verbs
from reporting.services import summary_papers
from reporting.summary_paper import as_print, as_word
from reporting.views.returns import as_file
from reporting.waiting import COLLECTORS, SUMMARIES
from reporting.workflow import Action
from tenancy.guards import for_nation, guard
from tenancy.refusals import Refused
from tenancy.roles import Right, holders
from tenancy.signs import fitting
from tenancy.uploads import handed_out

for_readers = guard("summary_readers", SUMMARIES.roles)
for_writers = guard("summary_writers", holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS))
for_collectors = guard("collectors", COLLECTORS)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class SupplementForm(forms.ModelForm):
    """One part, told at once."""

    class Meta:
        model = Supplement
        fields = ["part", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


class DueDayForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("新的期限"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=100)


def _visible(request, pk):
    found = Summary.objects.visible_to(request.actor).select_related("region", "collector", "province")
    return get_object_or_404(found, pk=pk)


@require_GET
@for_readers
def board(request):
    return render(request, "summaries/board.html", summary_pages.board_page(request.actor))


@require_GET
@for_nation
def nation(request):
    return render(request, "summaries/nation.html", summary_pages.nation_page())


@require_GET
@for_readers
def show(request, pk):
    summary = _visible(request, pk)
    page = summary_pages.summary_page(summary, request.actor) | {"due_form": DueDayForm()}
    return render(request, "summaries/show.html", page)


@require_http_methods(["GET", "POST"])
@for_writers
def write(request, pk):
    summary = _visible(request, pk)
    if request.method == "GET":
        return render(request, "summaries/write.html", {"summary": summary, "parts": summary_pages.parts_of(summary)})
    given = {heading: request.POST.get(f"section-{n}", "") for n, heading in enumerate(summary.headings)}
    before = {heading: request.POST.get(f"was-{n}", "") for n, heading in enumerate(summary.headings)}
    verbs.write(summary, given, by=request.actor, seen=before if "was-0" in request.POST else None)
    messages.success(request, _("已保存"))
    return redirect(summary)


@require_POST
@for_writers
def act(request, pk):
    summary, action = _visible(request, pk), request.POST.get("action", "")
    if action not in verbs.VERBS:
        raise Http404
    verbs.VERBS[Action(action)](summary, by=request.actor, notes=fitting(request.POST, "notes", _("理由"), 1000))
    messages.success(request, _("已办理：%(action)s %(what)s") % {"action": Action(action).label, "what": summary})
    return redirect(summary)


@require_POST
@for_writers
def enclose(request, pk):
    summary = _visible(request, pk)
    if "paper" not in request.FILES:
        raise Refused(_("请选择附件。"))
    summary_papers.enclose(summary, request.FILES["paper"], by=request.actor)
    messages.success(request, _("附件已上传"))
    return redirect(summary)


def _paper(request, pk, key):
    return get_object_or_404(SummaryPaper.objects.select_related("summary"), summary=_visible(request, pk), pk=key)


@require_POST
@for_writers
def take_off(request, pk, key):
    paper = _paper(request, pk, key)
    summary_papers.take_off(paper, by=request.actor)
    messages.success(request, _("附件已移除"))
    return redirect(paper.summary)


@require_GET
@for_readers
def paper(request, pk, key):
    """The file itself for who sees the report: never run, never guessed at."""
    found = _paper(request, pk, key)
    return handed_out(found.file.open(), found.name, found.media_type)


@require_POST
@for_writers
def another(request, pk):
    return redirect(verbs.begin_another(_visible(request, pk), by=request.actor))


@require_POST
@for_collectors
def due_day(request, pk):
    summary, form = _visible(request, pk), DueDayForm(request.POST)
    if form.is_valid():
        verbs.move_due_day(summary, form.cleaned_data["day"], form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("期限已调整"))
        return redirect(summary)
    page = summary_pages.summary_page(summary, request.actor) | {"due_form": form}
    return render(request, "summaries/show.html", page)


@require_http_methods(["GET", "POST"])
@for_writers
def supplement(request):
    form = SupplementForm(request.POST or None)
    if not form.is_valid():
        return render(request, "summaries/supplement.html", {"form": form})
    verbs.add_supplement(SupplementPart(form.cleaned_data["part"]), form.cleaned_data["text"], by=request.actor)
    messages.success(request, _("已补充"))
    return redirect("summaries:board")


def _edition(request, pk, number):
    return get_object_or_404(SummaryEdition, summary=_visible(request, pk), number=number)


@require_GET
@for_readers
def word(request, pk, number):
    edition = _edition(request, pk, number)
    return as_file(as_word(edition), f"{edition.summary}-第{number}版.docx", DOCX)


@require_GET
@for_readers
def printed(request, pk, number):
    edition = _edition(request, pk, number)
    return as_file(as_print(edition), f"{edition.summary}-第{number}版.pdf", "application/pdf")
