"""The desk of whoever signed in, and their notices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config import desk as desks
from config.desk import Tab
from outbox import notices as telling
from outbox.models import Notice
from tenancy.forms import AnswerRegistrationForm
from tenancy.guards import for_members, guard, signed_in
from tenancy.models import Organisation
from tenancy.models.organisations import Standing
from tenancy.roles import APPLICANTS, Right, holders
from tenancy.services import standings
from tenancy.waiting import REGISTRATIONS

PAGE = 20
for_confirmers = guard("confirmers", holders(Right.CONFIRM_ORGANISATIONS))


@require_GET
@for_members
def desk(request, tab=Tab.TODO):
    lists = desks.tabs(request.actor)
    if tab not in lists:
        raise Http404
    page = Paginator(lists[tab], PAGE).get_page(request.GET.get("page"))
    context = {"tab": tab, "tabs": tabs(lists, tab), "title": desks.TITLES[tab], "page": page}
    doors = _("业务") if request.actor.role in APPLICANTS else _("职责")
    return render(request, "desk/desk.html", context | {"entries": desks.entries(request.actor), "doors": doors})


def tabs(lists, current):
    return [
        {
            "word": desks.TITLES[tab],
            "href": reverse("desk_tab", args=[tab]),
            "count": len(rows),
            "current": tab == current,
        }
        for tab, rows in lists.items()
    ]


@require_POST
@for_members
def urge(request, queue, key):
    """催办: once a day and matter, to those who hold it."""
    queue, row = desks.watched(queue, key, request.actor)
    task = queue.task(row)
    telling.notify(
        queue.holders(row),
        sentence=_("请尽快办理：%(matter)s") % {"matter": task.title},
        link=task.url or reverse("desk"),
        key=f"{queue.name}:{key}:urged:{timezone.localdate()}",
        by=request.actor,
    )
    messages.success(request, _("已催办：%(matter)s。同一事项每天只催一次。") % {"matter": task.title})
    return redirect("desk_tab", Tab.URGE)


@require_GET
@signed_in
def notices(request):
    page = Paginator(Notice.objects.of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/notices.html", {"page": page})


@require_GET
@signed_in
def notice(request, province, key):
    """Read it and go to its matter."""
    one = get_object_or_404(Notice.objects.of(request.user), province=province, pk=key)
    telling.read(one)
    return redirect(one.link)


@require_POST
@signed_in
def read_all(request):
    telling.read_all(request.user)
    return redirect("notices")


@require_GET
@for_confirmers
def registrations(request):
    """What waits for confirmation here."""
    lines = desks.Lines([(REGISTRATIONS, REGISTRATIONS.pending(request.actor))])
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/registrations.html", {"page": page})


def confirmable(request, key):
    return get_object_or_404(Organisation.objects.visible_to(request.actor).select_related("region"), pk=key)


@require_GET
@for_confirmers
def registration(request, key):
    organisation = confirmable(request, key)
    people = organisation.memberships.active().select_related("user")
    waits, seen = organisation.standing == Standing.REGISTERED, standings.mark_of(organisation)
    context = {"organisation": organisation, "people": people, "waits": waits, "seen": seen}
    return render(request, "desk/registration.html", context)


@require_POST
@for_confirmers
def confirm(request, key):
    """The office confirms; its people are told."""
    organisation = confirmable(request, key)
    people = people_of(organisation)
    standings.confirm(organisation, by=request.actor, seen=request.POST.get("seen", ""))
    tell_answer(request, organisation, people, _("“%(name)s”的登记已确认，可以办理业务"))
    messages.success(request, _("已确认“%(name)s”的登记。") % {"name": organisation.name})
    return redirect("registrations")


@require_http_methods(["GET", "POST"])
@for_confirmers
def answer_registration(request, key):
    """Back for correction, or refused for good; its people read the reason."""
    organisation = confirmable(request, key)
    form = AnswerRegistrationForm(request.POST or None)
    if not form.is_valid():
        return render(request, "desk/registration_answer.html", {"organisation": organisation, "form": form})
    people, reason = people_of(organisation), form.cleaned_data["reason"]
    verb, sentence = ANSWERS[form.cleaned_data["answer"]]
    verb(organisation, reason=reason, by=request.actor)
    tell_answer(request, organisation, people, f"{sentence}{_('。理由：')}{reason}")
    messages.success(request, _("已答复“%(name)s”，对方会收到理由。") % {"name": organisation.name})
    return redirect("registrations")


ANSWERS = {
    Standing.RETURNED: (standings.send_back, gettext_lazy("“%(name)s”的登记已退回，请在“本单位”页补正")),
    Standing.REFUSED: (standings.refuse, gettext_lazy("“%(name)s”不予登记")),
}


def people_of(organisation):
    """Who is told: those who act for it before the answer."""
    return [one.user for one in organisation.memberships.active().select_related("user")]


def tell_answer(request, organisation, people, sentence):
    telling.notify(
        people,
        sentence=sentence % {"name": organisation.name},
        link=reverse("accounts:places") if organisation.standing == Standing.REFUSED else reverse("desk"),
        key=f"organisation:{organisation.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        by=request.actor,
    )
