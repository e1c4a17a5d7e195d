"""The doors of the public register; they stay where they are (architecture §10)."""

from django.urls import path, re_path

from publication.api import docs
from publication.api import views as api
from publication.views import announcements, corrections, outside, platforms, pushes, records
from tenancy.guards import public

app_name = "publication"

urlpatterns = [
    path("records/", records.records, name="records"),
    path("records/atom.xml", outside.atom, name="atom"),
    re_path(r"^records/export\.(?P<suffix>csv|xlsx|json)$", records.export, name="export"),
    path("records/<slug:number>/", records.record, name="record"),
    path("records/<slug:number>/contact/", records.contact, name="contact"),
    path("records/<slug:number>/qr.svg", records.qr, name="qr"),
    path("records/<slug:number>/poster/", records.poster, name="poster"),
    path("records/<slug:number>/corrections/", corrections.corrections, name="corrections"),
    path("corrections/", corrections.waiting, name="corrections_waiting"),
    path("corrections/<int:key>/", corrections.answer, name="answer_correction"),
    path("sources/", corrections.sources, name="sources"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/<slug:number>/", announcements.announcement, name="announcement"),
    path("verify/", announcements.check, name="verify"),
    path("platforms/", platforms.platforms, name="platforms"),
    path("platforms/register/", platforms.register, name="register_platform"),
    path("platforms/<int:key>/key/", platforms.renew_key, name="renew_platform_key"),
    path("platforms/<int:key>/end/", platforms.end, name="end_platform"),
    path("pushes/", pushes.board, name="pushes"),
    path("pushes/<int:key>/", pushes.open_push, name="open_push"),
    path("embed/", outside.embed, name="embed"),
    path("api/v1/records/", public(api.Records.as_view()), name="api_records"),
    path("api/v1/records/<slug:number>/", public(api.OneRecord.as_view()), name="api_record"),
    path("api/v1/changes/", public(api.Changes.as_view()), name="api_changes"),
    path("api/v1/schema/", public(docs.Schema.as_view()), name="api_schema"),
    path("api/v1/docs/", public(docs.Docs.as_view()), name="api_docs"),
]
