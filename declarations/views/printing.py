"""The printed form: page, PDF, Word; filled and blank."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from declarations import printed
from declarations.models import Declaration
from declarations.printed import Sheet
from declarations.sample import sample_sheet
from publication.limits import address_of, slow_down, spend_reading
from tenancy.guards import for_members, public
from tenancy.models import Province

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANKS_PER_MINUTE = 10
MAKERS: dict[str, tuple[Callable[[Sheet], bytes | str], str]] = {
    "page": (printed.as_page, "text/html; charset=utf-8"),
    "pdf": (printed.as_pdf, "application/pdf"),
    "docx": (printed.as_word, WORD),
}


@for_members
def filled(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form with its answers, for its people and the offices that see it."""
    declaration = get_object_or_404(Declaration.objects.visible_to(request.actor), pk=pk)
    return answer(kind, printed.filled_sheet(declaration), declaration.number or f"draft-{pk}")


@public
def blank(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A province's empty form."""
    return _for_anybody(request, slug, kind, printed.blank_sheet, "blank")


@public
def sample(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same form filled in by an example (U03)."""
    return _for_anybody(request, slug, kind, sample_sheet, "sample")


def _for_anybody(
    request: HttpRequest, slug: str, kind: str, sheet: Callable[[Province], Sheet], name: str
) -> HttpResponse:
    """Drawing one costs a second, so an address has its allowance."""
    allowance = spend_reading("blank", address_of(request), limit=BLANKS_PER_MINUTE, seconds=60)
    if allowance.is_over:
        return slow_down(request, allowance)
    province = get_object_or_404(Province.objects.started(), slug=slug)
    return answer(kind, sheet(province), f"{slug}-{name}")


def answer(kind: str, sheet: Sheet, name: str) -> HttpResponse:
    if kind not in MAKERS:
        raise Http404
    make, media_type = MAKERS[kind]
    response = HttpResponse(make(sheet), content_type=media_type)
    if kind != "page":
        response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
