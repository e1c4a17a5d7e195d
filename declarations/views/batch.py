"""Many declarations from one workbook: template, upload, columns, progress, account."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from declarations.batch import account, services, template
from declarations.forms.batch import ColumnsForm, RecordsForm, UploadForm
from declarations.local_rules import rules_of_batch
from declarations.models import Batch
from declarations.models.batches import BatchState, Purpose
from tenancy.guards import for_applicants, guard
from tenancy.policy import policy_of
from tenancy.roles import APPLICANTS, Right, holders

OFFICERS = holders(Right.REVIEW, Right.PUBLISH)
for_records = guard("records", OFFICERS)
for_importers = guard("importers", APPLICANTS | OFFICERS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@for_applicants
def batches(request: HttpRequest) -> HttpResponse:
    """批量导入: the template, the upload, and what was handed in before."""
    policy = policy_of(request.actor.province, region=request.actor.region)
    form = UploadForm(request.POST or None, request.FILES or None, policy=policy)
    return _upload(request, form, Purpose.DRAFTS, "declarations/batches_patentee.html")


@require_http_methods(["GET", "POST"])
@for_records
def import_records(request: HttpRequest) -> HttpResponse:
    """导入既往公开信息: an office's listing, with its original dates."""
    form = RecordsForm(request.POST or None, request.FILES or None)
    return _upload(request, form, Purpose.RECORDS, "declarations/batches_bureau.html")


def _upload(request, form, purpose, page):
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        services.gate.refuse_size(file.size)
        batch, again = services.receive(file.read(), file.name, by=request.actor, **form.said())
        if again:
            messages.info(request, _("这个文件已于%s上传过，下面是它的办理情况。") % account.when(batch))
        return redirect(batch)
    mine = Batch.objects.visible_to(request.actor).filter(purpose=purpose)
    return render(request, page, {"form": form, "page": Paginator(mine, 10).get_page(request.GET.get("page"))})


@for_applicants
def batch_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in, by the rules of today."""
    province, today = request.actor.province, timezone.localdate()
    content = template.draw(policy_of(province, region=request.actor.region), place=province.name, today=today)
    name = _("%(place)s声明批量填报表-%(day)s.xlsx") % {"place": province.name, "day": today}
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": account.attachment(name)})


@for_importers
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what became of each row."""
    found = own(request, pk)
    if found.state == BatchState.MAPPING:
        return redirect("declarations:batch_columns", pk)
    context = account.shown(found, request.GET.get("show", ""), request.GET.get("page"))
    return render(request, "declarations/batch.html", context)


@require_http_methods(["GET", "POST"])
@for_importers
def batch_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """对应列: what each column of a listing means."""
    found = own(request, pk)
    if found.state != BatchState.MAPPING:
        return redirect(found)
    policy, samples = rules_of_batch(found), account.samples(found)
    form = ColumnsForm(request.POST or None, batch=found, policy=policy, samples=samples)
    if request.method == "POST" and form.is_valid():
        return redirect(services.confirm(found, by=request.actor, **form.said()))
    return render(request, "declarations/batch_columns.html", {"batch": found, "form": form})


@for_importers
def batch_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook with comments, 错误 and 导入说明."""
    found = own(request, pk)
    if not found.result:
        raise Http404
    name = found.name.removesuffix(".xlsx") + _("-核对结果") + ".xlsx"
    return FileResponse(found.result.open(), as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@for_importers
def cancel_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Before anything is written."""
    cancelled = services.cancel(own(request, pk), by=request.actor)
    messages.success(request, cancelled.sentence)
    return redirect("declarations:import_records" if cancelled.office_id else "declarations:batches")


def own(request, pk):
    """A workbook of the actor's own organisation or office; a stranger gets 404."""
    return get_object_or_404(Batch.objects.visible_to(request.actor).select_related("organisation", "office"), pk=pk)
