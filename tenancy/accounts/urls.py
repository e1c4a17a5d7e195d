"""Our own account pages."""

from django.urls import path

from tenancy.accounts.views import own, places, session

app_name = "accounts"

urlpatterns = [
    path("", own.overview, name="own"),
    path("places/", places.places, name="places"),
    path("places/choose/", places.choose, name="choose"),
    path("resume/", session.resume, name="resume"),
    path("stay/", session.stay, name="stay"),
]
