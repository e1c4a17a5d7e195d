"""Trainings, inspections and publicity of the offices: the year list, its workbook, one entry, its papers."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reporting import activity_pages
from reporting.models import Activity, ActivityPaper
from reporting.models.activities import ActivityKind
from reporting.services import activities as verbs
from reporting.views.returns import XLSX, as_file
from reporting.waiting import ACTIVITIES
from tenancy.days import DayField
from tenancy.guards import guard
from tenancy.refusals import Refused
from tenancy.roles import Right, holders
from tenancy.signs import fitting
from tenancy.uploads import ACCEPT, handed_out

for_readers = guard("activity_readers", ACTIVITIES.roles)
for_tellers = guard("tellers", holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS))
HELD = ("kind", "held_on", "topic", "persons", "place", "text")


class ActivityForm(forms.Form):
    """One event as the office tells it."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=ActivityKind.choices)
    held_on = DayField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    topic = forms.CharField(label=gettext_lazy("主题"), max_length=200)
    persons = forms.IntegerField(label=gettext_lazy("参加人数"), min_value=0, max_value=1_000_000)
    place = forms.CharField(label=gettext_lazy("地点或者对象"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("内容和结果"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    paper = forms.FileField(
        label=gettext_lazy("材料（通知、签到表、报告）"),
        required=False,
        help_text=gettext_lazy("PDF、JPG、PNG，20 MB 以内；以后可以再补充。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    clauses = {"kind": "辽知办字〔2022〕4号 四（二）"}
    units = {"persons": "人次"}

    @property
    def held(self):
        return verbs.Held(**{name: self.cleaned_data[name] for name in HELD})


class CorrectionForm(ActivityForm):
    """The same, with the reason."""

    paper = None
    reason = forms.CharField(label=gettext_lazy("更正理由"), max_length=200)


def _visible(request, pk):
    found = Activity.objects.visible_to(request.actor).select_related("region", "corrects")
    return get_object_or_404(found, pk=pk)


@require_GET
@for_readers
def board(request):
    page = activity_pages.board_page(request.actor, request.GET.get("year", ""))
    return render(request, "activities/board.html", page)


@require_GET
@for_readers
def workbook(request):
    year = activity_pages.year_of(request.GET.get("year", ""))
    name = _("%(place)s%(year)s年培训检查宣传.xlsx") % {"place": request.actor.region.name, "year": year}
    return as_file(activity_pages.year_book(request.actor, year), name, XLSX)


@require_http_methods(["GET", "POST"])
@for_tellers
def tell(request):
    form = ActivityForm(request.POST or None, request.FILES or None, initial={"held_on": timezone.localdate()})
    if not form.is_valid():
        return render(request, "activities/form.html", {"form": form, "title": _("登记培训、检查和宣传")})
    told = verbs.tell(form.held, form.cleaned_data["paper"], by=request.actor)
    messages.success(request, _("已登记"))
    return redirect(told)


@require_GET
@for_readers
def show(request, pk):
    page = activity_pages.show_page(_visible(request, pk), request.actor)
    return render(request, "activities/show.html", page)


@require_http_methods(["GET", "POST"])
@for_tellers
def correct(request, pk):
    activity = _visible(request, pk)
    known = {name: getattr(activity, name) for name in HELD}
    form = CorrectionForm(request.POST or None, initial=known)
    if not form.is_valid():
        return render(request, "activities/form.html", {"form": form, "title": _("更正")})
    later = verbs.correct(activity, form.held, form.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("已更正"))
    return redirect(later)


@require_POST
@for_tellers
def strike_out(request, pk):
    later = verbs.strike_out(_visible(request, pk), fitting(request.POST, "reason", _("理由"), 200), by=request.actor)
    messages.success(request, _("已作废"))
    return redirect(later)


@require_POST
@for_tellers
def add_paper(request, pk):
    activity = _visible(request, pk)
    if "paper" not in request.FILES:
        raise Refused(_("请选择材料文件。"))
    verbs.add_paper(activity, request.FILES["paper"], by=request.actor)
    messages.success(request, _("已补充材料"))
    return redirect(activity)


@require_GET
@for_readers
def paper(request, pk, key):
    """The file itself for who sees the entry: never run, never guessed at."""
    found = get_object_or_404(ActivityPaper, activity=_visible(request, pk), pk=key)
    return handed_out(found.file.open(), found.name, found.media_type)
