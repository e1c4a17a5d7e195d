"""Boards, the rows behind their figures, targets and quotas, experiences."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reporting.boards import forms, pages
from reporting.boards.key_patents import Weights
from reporting.boards.performance import performance_book
from reporting.models import Experience, KeyPatentList
from reporting.quota_book import draw_template
from reporting.services import targets as verbs
from reporting.views.returns import XLSX, as_file
from tenancy.guards import guard
from tenancy.models.regions import Level
from tenancy.numerals import read_numeral
from tenancy.roles import Right, holders
from tenancy.sheets import MOST_READ

for_figures = guard("figures", holders(Right.READ_FIGURES))
for_collectors = guard("collectors", holders(Right.COLLECT_RETURNS))
for_filers = guard("filers", holders(Right.FILE_RETURNS))
for_tellers = guard("tellers", holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS))


@require_GET
@for_figures
def board(request):
    return render(request, "boards/board.html", pages.board_page(request.actor, request.GET))


@require_GET
@for_figures
def screen(request):
    number = read_numeral(request.GET.get("page", "")) or 1
    shown = pages.screen_page(request.actor, number) | {"stands": "stands" in request.GET}
    answer = render(request, "boards/screen.html", shown)
    if not shown["stands"]:
        answer["Refresh"] = f"{pages.SCREEN_SECONDS}; url=?page={shown['next']}"
    return answer


@require_GET
@for_figures
def rows(request, measure):
    """As many rows as the figure says."""
    return render(request, "boards/rows.html", pages.rows_page(request.actor, measure, request.GET))


@require_GET
@for_figures
def targets(request):
    return render(request, "boards/targets.html", pages.targets_page(request.actor, request.GET))


@require_GET
@for_figures
def performance(request):
    name = _("%s绩效指标.xlsx") % request.actor.region.name
    return as_file(performance_book(request.actor), name, XLSX)


@require_GET
@for_collectors
def quota_template(request):
    region = request.actor.region
    units = verbs.units_of(region)
    held = {key: quota.number for key, quota in pages.quotas_of(units).items()}
    name = _("%s指标分解表.xlsx") % region.name
    return as_file(draw_template(units, verbs.targets_of(region), held), name, XLSX)


@require_http_methods(["GET", "POST"])
@for_collectors
def quotas(request):
    form = forms.QuotaForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "boards/quotas.html", {"form": form, "place": request.actor.region})
    content = form.cleaned_data["workbook"].read(MOST_READ)
    laid = verbs.import_quotas(content, source=form.cleaned_data["source"], by=request.actor)
    count = len(laid)
    messages.success(request, ngettext("已导入%d行指标", "已导入%d行指标", count) % count)
    return redirect("boards:targets")


@require_http_methods(["GET", "POST"])
@for_collectors
def figures(request):
    form = forms.FigureForm(request.POST or None)
    if not form.is_valid():
        return render(request, "boards/form.html", {"form": form, "title": _("登记外部数量")})
    verbs.state_figure(**form.cleaned_data, by=request.actor)
    messages.success(request, _("已登记"))
    return redirect("boards:targets")


@require_http_methods(["GET", "POST"])
@for_filers
def focus(request):
    form = forms.FocusForm(request.POST or None)
    if not form.is_valid():
        return render(request, "boards/form.html", {"form": form, "title": _("确定主体类别")})
    verbs.choose_focus(**form.cleaned_data, by=request.actor)
    messages.success(request, _("已确定"))
    return redirect("boards:targets")


@require_GET
@for_figures
def key_patents(request):
    form = forms.WeightsForm(request.GET if "amount" in request.GET else None)
    weights = form.weights if form.is_valid() else Weights()
    page = pages.key_patents_page(request.actor, weights, request.GET.get("page", ""))
    return render(request, "boards/key_patents.html", page | {"form": form})


@require_POST
@for_collectors
def keep_key_patents(request):
    form = forms.WeightsForm(request.POST)
    if not form.is_valid():
        page = pages.key_patents_page(request.actor, Weights())
        return render(request, "boards/key_patents.html", page | {"form": form})
    verbs.keep_key_patents(form.cleaned_data["name"], form.weights, by=request.actor)
    messages.success(request, _("已保存名录"))
    return redirect("boards:key_patents")


@require_GET
@for_figures
def key_patents_file(request, pk):
    kept = get_object_or_404(KeyPatentList.objects.visible_to(request.actor), pk=pk)
    return as_file(pages.key_patents_book(kept), f"{kept.name}.xlsx", XLSX)


@require_GET
@for_figures
def experiences(request):
    rows = pages.experiences_of(request.actor)
    may_tell = request.actor.may(Right.FILE_RETURNS, Right.COLLECT_RETURNS)
    return render(request, "boards/experiences.html", {"rows": rows, "may_tell": may_tell})


@require_http_methods(["GET", "POST"])
@for_tellers
def tell_experience(request):
    form = forms.ExperienceForm(request.POST or None)
    if not form.is_valid():
        return render(request, "boards/form.html", {"form": form, "title": _("报送经验")})
    told = verbs.tell_experience(form.save(commit=False), by=request.actor)
    messages.success(request, _("已报送，等待省级确认"))
    return redirect("boards:experience", told.pk)


@require_GET
@for_figures
def experience(request, pk):
    one = get_object_or_404(Experience.objects.visible_to(request.actor).select_related("region"), pk=pk)
    province = request.actor.region.level == Level.PROVINCE and request.actor.may(Right.COLLECT_RETURNS)
    return render(request, "boards/experience.html", {"one": one, "may_confirm": province and not one.confirmed_at})


@require_POST
@for_collectors
def confirm_experience(request, pk):
    one = get_object_or_404(Experience.objects.visible_to(request.actor), pk=pk)
    verbs.confirm_experience(one, by=request.actor)
    messages.success(request, _("已确认"))
    return redirect("boards:experience", pk)
