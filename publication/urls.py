"""The doors of the public register; they stay where they are (architecture §10)."""

from django.urls import path, re_path

from publication.views import announcements, outside, records

app_name = "publication"

urlpatterns = [
    path("records/", records.records, name="records"),
    path("records/atom.xml", outside.atom, name="atom"),
    re_path(r"^records/export\.(?P<suffix>csv|xlsx|json)$", records.export, name="export"),
    path("records/<slug:number>/", records.record, name="record"),
    path("records/<slug:number>/contact/", records.contact, name="contact"),
    path("records/<slug:number>/qr.svg", records.qr, name="qr"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/<slug:number>/", announcements.announcement, name="announcement"),
    path("verify/", announcements.check, name="verify"),
    path("embed/", outside.embed, name="embed"),
]
