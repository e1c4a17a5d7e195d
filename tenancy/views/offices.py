"""Offices: who answers for them, what they are accredited for, who works there."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tenancy import contact_table, forms, tables
from tenancy.guards import for_bureaus, for_province_admin
from tenancy.models import ContactCard, Duty, Office
from tenancy.models.offices import DutyKind
from tenancy.refusals import refused_by
from tenancy.roles import Right
from tenancy.services import offices as verbs
from tenancy.sheets import MOST_READ

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def current_duties(request):
    duties = Duty.objects.visible_to(request.actor).current().select_related("office__region")
    return duties.order_by("office__region__path", "office", "id")


@require_safe
@for_bureaus
def offices(request):
    """By city, folded; a word of name or place finds an office wherever it is."""
    asked = request.GET.get("q", "").strip()[:40]
    seen = Office.objects.visible_to(request.actor).select_related("region__parent")
    if asked:
        places = Q(region__name__icontains=asked) | Q(region__parent__name__icontains=asked)
        seen = seen.filter(places | Q(name__icontains=asked))
    held: dict[int, set[str]] = {}
    for duty in current_duties(request):
        held.setdefault(duty.office_id, set()).add(duty.kind)
    groups = tables.office_groups(seen, held, dict(DutyKind.choices), unfolded=bool(asked))
    context = {"columns": tables.OFFICES, "groups": groups, "q": asked, "count": sum(each["count"] for each in groups)}
    return render(request, "tenancy/offices.html", context | {"may_open": request.actor.may(Right.OPEN_OFFICES)})


@require_safe
@for_bureaus
def contacts(request):
    duties = list(current_duties(request))
    context = {"columns": tables.CONTACTS, "rows": tables.contact_rows(duties, request.actor)}
    context |= {"form": forms.ContactsForm(), "gathering": verbs.gathering_of_contacts(duties, by=request.actor)}
    return render(request, "tenancy/contacts.html", context)


@require_http_methods(["POST"])
@for_bureaus
def import_contacts(request):
    """Of the own office; of all offices of the province for its administrator."""
    form = forms.ContactsForm(request.POST, request.FILES)
    if not form.is_valid():
        raise refused_by(form)
    seen = Office.objects.visible_to(request.actor)
    may_all = request.actor.may(Right.OPEN_OFFICES)
    offices = {one.name: one for one in seen if may_all or one == request.actor.office}
    duties = contact_table.read(form.cleaned_data["workbook"].read(MOST_READ), offices)
    count = verbs.import_contacts(duties, by=request.actor)
    messages.success(request, _("已更新%(count)s行") % {"count": count})
    return redirect("tenancy:contacts")


@require_safe
@for_bureaus
def contacts_workbook(request):
    answer = HttpResponse(contact_table.draw(current_duties(request), request.actor), content_type=WORKBOOK)
    answer.headers["Content-Disposition"] = 'attachment; filename="contacts.xlsx"'
    return answer


@require_safe
@for_bureaus
def office(request, number):
    one = get_object_or_404(Office.objects.visible_to(request.actor).select_related("region"), pk=number)
    duties = Duty.objects.filter(office=one).current().select_related("office")
    return render(
        request,
        "tenancy/office.html",
        {
            "office": one,
            "columns": tables.CONTACTS,
            "rows": tables.contact_rows(duties, request.actor),
            "missing": verbs.missing_duties(one),
            "accreditations": one.accreditations.all(),
            "people": one.memberships.active().select_related("user"),
            "invitations": one.invitations.open(),
            "may_open": request.actor.may(Right.OPEN_OFFICES),
            "may_assign": request.actor.may(Right.OPEN_OFFICES) or request.actor.office == one,
        },
    )


def ask(request, form, title, back):
    return render(request, "tenancy/form.html", {"form": form, "title": title, "back": back})


@require_http_methods(["GET", "POST"])
@for_bureaus
def assign(request, number):
    one = get_object_or_404(Office.objects.visible_to(request.actor), pk=number)
    form = forms.DutyForm(request.POST or None)
    if not form.is_valid():
        return ask(request, form, _("责任到人：%(office)s") % {"office": one.name}, one)
    verbs.assign(one, form.save(commit=False), by=request.actor)
    messages.success(request, _("已更新责任人员"))
    return redirect("tenancy:office", number)


@require_http_methods(["GET", "POST"])
@for_province_admin
def accredit(request, number):
    one = get_object_or_404(Office.objects.visible_to(request.actor), pk=number)
    form = forms.AccreditForm(request.POST or None)
    if not form.is_valid():
        return ask(request, form, _("认可核查机构：%(office)s") % {"office": one.name}, one)
    verbs.accredit(one, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已登记认可"))
    return redirect("tenancy:office", number)


@require_http_methods(["GET", "POST"])
@for_province_admin
def open_office(request):
    form = forms.OfficeForm(request.POST or None, region=request.actor.region)
    if not form.is_valid():
        return ask(request, form, _("开通机构"), None)
    opened = verbs.open_office(by=request.actor, **form.cleaned_data)
    messages.success(request, _("已开通“%(office)s”，请邀请人员") % {"office": opened.name})
    return redirect("tenancy:office", opened.pk)


@require_http_methods(["GET", "POST"])
@for_province_admin
def card(request):
    now = verbs.card_of(request.actor.province)
    form = forms.ContactCardForm(request.POST or None, initial=forms.card_fields(now))
    if not form.is_valid():
        history = ContactCard.objects.filter(province=request.actor.province)
        return render(request, "tenancy/card.html", {"form": form, "history": history})
    verbs.publish_card(form.save(commit=False), by=request.actor)
    messages.success(request, _("联系方式已更新"))
    return redirect("tenancy:card")
