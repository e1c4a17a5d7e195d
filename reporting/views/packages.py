"""The packages for the nation: made, kept, sent. And the nation's own table."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from reporting import pages
from reporting.models import Package
from reporting.national import compose_nation
from reporting.services import packages as verbs
from reporting.views.returns import XLSX, as_file
from reporting.workbook import draw, file_name
from tenancy.guards import for_nation, guard
from tenancy.refusals import Refused
from tenancy.roles import Role

for_province_officer = guard("province_officer", frozenset({Role.PROVINCE_OFFICER}))


class DispatchForm(forms.Form):
    """One sending of a package."""

    sent_on = forms.DateField(label=gettext_lazy("报送日期"), widget=forms.DateInput(attrs={"type": "date"}))
    recipient = forms.CharField(label=gettext_lazy("接收单位"), max_length=120, initial="国家知识产权局")
    means = forms.CharField(label=gettext_lazy("报送方式"), max_length=120)


@require_GET
@for_province_officer
def packages(request):
    rows = Package.objects.defer("content").prefetch_related("dispatches")
    month = pages.month_asked(request.GET.get("month", ""))
    return render(request, "reporting/packages.html", {"rows": rows, "month": month, "form": DispatchForm()})


@require_POST
@for_province_officer
def make_package(request):
    package = verbs.make_package(pages.month_asked(request.POST.get("month", "")), by=request.actor)
    messages.success(request, _("已制作：%(name)s") % {"name": package})
    return redirect("reporting:packages")


@require_GET
@for_province_officer
def package_file(request, pk):
    package = get_object_or_404(Package, pk=pk)
    return as_file(bytes(package.content), package.name, "application/zip")


@require_POST
@for_province_officer
def send_package(request, pk):
    package, form = get_object_or_404(Package.objects.defer("content"), pk=pk), DispatchForm(request.POST)
    if form.is_valid():
        verbs.note_dispatch(package, by=request.actor, **form.cleaned_data)
        messages.success(request, _("已登记报送"))
        return redirect("reporting:packages")
    rows = Package.objects.defer("content").prefetch_related("dispatches")
    return render(request, "reporting/packages.html", {"rows": rows, "month": package.period, "form": form})


@require_GET
@for_nation
def nation(request):
    return render(request, "reporting/nation.html", pages.nation_page(request.GET.get("month", "")))


@require_GET
@for_nation
def nation_workbook(request):
    """With `known` the very same file again."""
    month = pages.month_asked(request.GET.get("month", ""))
    known_at = _known(request.GET.get("known", ""), month)
    report = compose_nation(month, known_at=known_at, author=request.actor.place_name)
    return as_file(draw(report.book()), file_name("全国", report.sheet.form.name, month), XLSX)


def _known(text, month):
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    known_at, now = moment if moment and moment.tzinfo else timezone.now(), timezone.now()
    if not month.is_known_by(known_at, now):
        raise Refused(_("%(month)s结束之后、现在之前所知的数据才能成表") % {"month": month})
    return known_at
