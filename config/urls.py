"""One include per room; the table of who may open what is tests/test_permissions.py."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("captcha/", include("captcha.urls")),
    path("", include("config.public_urls")),  # last: a province's window takes any single word that is left
]
