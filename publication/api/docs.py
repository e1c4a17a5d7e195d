"""The description of the interface, as a file and as a page."""

from typing import Any

from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from publication.api.allowance import Allowance


class Schema(SpectacularJSONAPIView):
    """OpenAPI 3.1."""

    authentication_classes: Any = ()
    permission_classes = [AllowAny]
    throttle_classes = [Allowance]


class Docs(SpectacularSwaggerSplitView):
    """The page: its script comes from an address of its own, so that no script stands in the page."""

    authentication_classes: Any = ()
    permission_classes = [AllowAny]
    template_name = "publication/api_docs.html"
    url_name = "publication:api_schema"
