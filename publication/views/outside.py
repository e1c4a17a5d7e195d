"""What other sites take over: the embedded list and the Atom feed."""

from csp.decorators import csp_replace
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from publication.models import Change
from publication.query import read_query
from publication.search import find
from tenancy.guards import public

SHOWN = 10


@public
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The current list of a search for an iframe on another site (LN-35, F032)."""
    found = find(read_query(request.GET), size=SHOWN)
    context = {"found": found, "as_of": timezone.now(), "params": request.GET.urlencode()}
    return TemplateResponse(request, "publication/embed.html", context, headers={"Cache-Control": "public, max-age=60"})


class Changes(Feed):
    """The latest changes as Atom; the interface's `changes` is the complete account."""

    feed_type = Atom1Feed
    title = _("专利开放许可（试点）变动")
    subtitle = _("发布、变更、中止、恢复和撤回，最新在前")
    link = reverse_lazy("publication:records")

    def items(self) -> list[Change]:
        return list(Change.objects.select_related("record").order_by("-id")[:50])

    def item_title(self, item: Change) -> str:
        return f"{item.get_op_display()}：{item.record.title}（{item.record.number}）"

    def item_description(self, item: Change) -> str:
        return item.sentence or item.record.fee_sentence

    def item_link(self, item: Change) -> str:
        return item.record.get_absolute_url()

    def item_guid(self, item: Change) -> str:
        return f"tag:change,{item.pk}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: Change):
        return item.recorded_at

    item_pubdate = item_updateddate


atom = public(require_safe(Changes()))
