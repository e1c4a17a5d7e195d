"""Settings of the floor: the same database, none of the middleware."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "config.bench.floor"
INSTALLED_APPS = [
    *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.postgres"),
    *("tenancy", "audit", "outbox", "publication"),
]
MIDDLEWARE = []
DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": False}  # noqa: F405
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "templates"]}]  # noqa: F405
