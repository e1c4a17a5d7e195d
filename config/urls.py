"""One include per room; the table of who may open what is tests/test_permissions.py."""

from captcha.views import captcha_image
from django.urls import include, path

from config import chain_views, health, invitation_views
from config.alarms import views as alarm_views
from tenancy.guards import public

urlpatterns = [
    path("", include("publication.urls")),  # first: most of what is asked for is found there
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("alarms/", alarm_views.alarms, name="alarms"),
    path("metrics", alarm_views.metrics, name="metrics"),
    path("accounts/", include("tenancy.accounts.library_urls")),
    path("accounts/", include("tenancy.accounts.urls")),
    path("captcha/image/<slug:key>/", public(captcha_image), {"scale": 1}, name="captcha-image"),
    path("captcha/image/<slug:key>@2/", public(captcha_image), {"scale": 2}, name="captcha-image-2x"),
    path("desk/", include("config.desk_urls")),
    path("invite/", invitation_views.colleague, name="invite_colleague"),
    path("invite/office/<int:number>/", invitation_views.officer, name="invite_officer"),
    path("invite/organisation/<int:number>/", invitation_views.administrator, name="invite_administrator"),
    path("", include("tenancy.urls")),
    path("log/", include("audit.urls")),
    path("flags/", include("audit.flag_urls")),
    path("jobs/", include("outbox.urls")),
    path("", include("tenancy.policy.urls")),
    path("declarations/", include("declarations.urls")),
    path("licences/<int:pk>/chain/", chain_views.chain, name="licence_chain"),
    path("licences/", include("licensing.urls")),
    path("returns/", include("reporting.urls")),
    path("boards/", include("reporting.boards.urls")),
    path("reach/", include("reporting.reach_urls")),
    path("activities/", include("reporting.activity_urls")),
    path("funds/", include("reporting.fund_urls")),
    path("summaries/", include("reporting.summary_urls")),
    path("", include("config.public_urls")),  # last: a province's window takes any single word that is left
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler429 = "config.errors.too_many_requests"
handler500 = "config.errors.server_error"
