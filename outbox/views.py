"""Jobs that a province's administrator should know of: given up, failing, or late."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outbox import services
from outbox.models import Job
from tenancy.guards import for_province_admin

MOST_SHOWN = 200


@require_safe
@for_province_admin
def troubled(request):
    jobs = Job.objects.visible_to(request.actor)
    shown = {"jobs": jobs.troubled()[:MOST_SHOWN], "open": jobs.open().count(), "most": MOST_SHOWN}
    return render(request, "outbox/troubled.html", shown)


@require_POST
@for_province_admin
def retry(request, number):
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=number)
    services.retry(job, by=request.actor)
    messages.success(request, _("“%(job)s”已重新安排，稍后请刷新查看结果。") % {"job": job.words})
    return redirect("outbox:troubled")
