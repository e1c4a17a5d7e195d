"""The log for those who answer for it: a province for its whole, a city or county for its subtree."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit import log as pages
from audit import seals
from audit.forms import LogFilter
from audit.models import Event
from tenancy.guards import for_bureaus


@require_safe
@for_bureaus
def log(request):
    form = LogFilter(request.GET)
    events = form.narrow(Event.objects.visible_to(request.actor))
    page = pages.read_page(events, request.GET.get("before", ""))
    return render(request, "audit/log.html", {"form": form, "page": page, "columns": columns(), "rows": rows(page)})


@require_POST
@for_bureaus
def export(request):
    form = LogFilter(request.POST)
    events = form.narrow(Event.objects.visible_to(request.actor))
    text = pages.export(events, by=request.actor, told=form.told())
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")  # the sign that Excel needs
    answer.headers["Content-Disposition"] = 'attachment; filename="log.csv"'
    return answer


@require_safe
@for_bureaus
def event(request, number):
    event = get_object_or_404(Event.objects.visible_to(request.actor), pk=number)
    shown = {"event": event, "answers": answers(event), "standing": seals.standing(event)}
    return render(request, "audit/event.html", shown)


def columns() -> list[dict[str, str]]:
    words = [_("事项"), _("对象"), _("办理人"), _("机构或单位"), _("记录时间")]
    return [{"word": word} for word in words]


def rows(page: pages.Page) -> list[list[object]]:
    return [
        [
            {"text": event.act, "href": event.get_absolute_url()},
            event.subject_label,
            event.actor_name,
            event.place_name,
            pages.stamp(event.recorded_at),
        ]
        for event in page.events
    ]


def answers(event: Event) -> list[dict[str, object]]:
    """Everything the event says, its payload last."""
    told = zip(pages.heads(), pages.cells(event)[:-1], strict=False)
    payload = event.payload.items()
    return [{"term": term, "value": value} for term, value in [*told, *payload]]
