"""One include per room; the table of who may open what is tests/test_permissions.py."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("captcha/", include("captcha.urls")),
    path("", include("config.public_urls")),  # last: a province's window takes any single word that is left
]
