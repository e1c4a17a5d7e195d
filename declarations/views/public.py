"""Without signing in: how far a declaration is, and a co-owner's answer."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declarations.forms.owners import ConsentForm
from declarations.forms.public import ProgressForm
from declarations.progress import find_progress
from declarations.services import owners
from declarations.summary import fee_sentence, long_day
from tenancy.guards import public
from tenancy.scope import acting

MOST_MISSES = 20  # from one place in a quarter of an hour; the code has a thousand million forms
MISSES_KEPT = 15 * 60


@require_http_methods(["GET", "POST"])
@never_cache
@public
def progress(request: HttpRequest) -> HttpResponse:
    """State, next step, expected date; nothing of a person."""
    form, found = ProgressForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        if too_many_misses(request):
            form.add_error(None, _("查询过于频繁，请过一刻钟再试。"))
        else:
            found = find_progress(**form.cleaned_data)
            if found is None:
                count_miss(request)
                form.add_error("number", _("没有查到：受理编号与查询码不符，请照提交确认页核对。"))
    status = 200 if found or request.method == "GET" else 400
    return render(request, "declarations/progress_public.html", {"form": form, "found": found}, status=status)


def misses_key(request: HttpRequest) -> str:
    return f"progress-misses:{get_adapter().get_client_ip(request)}"


def too_many_misses(request: HttpRequest) -> bool:
    return bool(cache.get(misses_key(request), 0) >= MOST_MISSES)


def count_miss(request: HttpRequest) -> None:
    cache.count(misses_key(request), seconds=MISSES_KEPT)  # type: ignore[attr-defined]  # config/cache.py


@require_http_methods(["GET", "POST"])
@never_cache
@public
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's link: the very terms, and yes or no."""
    owner = owners.find(token)
    if owner is None:
        return render(request, "declarations/consent_gone_public.html", status=404)
    form = ConsentForm(request.POST or None, initial={"seen": owners.mark_of(owner.declaration)})
    if request.method == "POST" and form.is_valid():
        agrees = form.cleaned_data.pop("agrees") == "yes"
        owners.answer(token, agrees=agrees, **form.cleaned_data)
        return redirect("declarations:consent", token)
    return render(request, "declarations/consent_public.html", {"form": form, "owner": owner, **terms_of(owner)})


def terms_of(owner):
    declaration = owner.declaration
    with acting(province=owner.province_id):
        names = "、".join(each.name for each in declaration.owners.all())
    return {
        "declaration": declaration,
        "terms": [
            {"term": _("专利号"), "value": f"ZL{declaration.patent_number}"},
            {"term": _("发明名称"), "value": declaration.title},
            {"term": _("专利权人"), "value": names},
            {"term": _("实施方式"), "value": declaration.get_mode_display()},
            {"term": _("许可使用费支付方式和标准"), "value": fee_sentence(declaration)},
            {"term": _("许可期限"), "value": f"{long_day(declaration.starts_on)}—{long_day(declaration.ends_on)}"},
            {"term": _("许可区域"), "value": declaration.territory},
        ],
    }
