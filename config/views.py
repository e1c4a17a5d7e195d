"""The pages that belong to no single room: start, windows, guides, words, gallery, and the two switches."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config import gallery as showcase
from config import start as front
from config.face import LARGE_TEXT_COOKIE
from config.glossary import GLOSSARY
from config.guides import GUIDES, clauses
from tenancy.guards import public
from tenancy.models import Province
from tenancy.models.regions import NATION

YEAR = 365 * 24 * 3600


@public
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/start.html", front.page(None))


@public
def window(request: HttpRequest, slug: str) -> HttpResponse:
    """The start page in a province's own name."""
    province = get_object_or_404(Province.objects.started().exclude(pk=NATION), slug=slug)
    request.window = province  # type: ignore[attr-defined]
    return render(request, "pages/start.html", front.page(province))


@public
def guides(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/guides.html", {"guides": GUIDES.values()})


@public
def guide(request: HttpRequest, key: str) -> HttpResponse:
    if key not in GUIDES:
        raise Http404
    return render(request, "pages/guide.html", clauses.page(GUIDES[key]))


@public
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/glossary.html", {"entries": GLOSSARY.items()})


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; in demo mode and while developing only."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "pages/gallery.html", showcase.page(request))


@public
@csrf_exempt  # it only sets the visitor's own cookie; without a token public pages stay cacheable
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response, chosen = back(request), request.POST.get("language", "")
    if check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response


@public
@csrf_exempt  # as above; the session cookie is not sent across sites, so no account can be changed from outside
@require_POST
def large_text(request: HttpRequest) -> HttpResponse:
    response, large = back(request), request.POST.get("large") == "1"
    response.set_cookie(LARGE_TEXT_COOKIE, str(int(large)), max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    if request.user.is_authenticated and request.user.large_text != large:
        request.user.large_text = large
        request.user.save(update_fields=["large_text"])
    return response


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the switch stood on, if it is one of ours."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else reverse("start"))
