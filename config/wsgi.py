"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from tenancy.database.might import refuse_to_start_mighty

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_to_start_mighty()
