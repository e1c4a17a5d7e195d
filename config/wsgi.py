"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tenancy.database.might import refuse_to_start_mighty

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_to_start_mighty()
get_resolver().url_patterns  # noqa: B018 -- reads all pages now, for all children, and not at the first request
