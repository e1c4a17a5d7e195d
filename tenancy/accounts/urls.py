"""Our own account pages."""

from django.urls import path

from tenancy.accounts.views import invitations, own, places, session, sign_up
from tenancy.guards import public

app_name = "accounts"

urlpatterns = [
    path("", own.overview, name="own"),
    path("places/", places.places, name="places"),
    path("places/choose/", places.choose, name="choose"),
    path("register/organisation/", sign_up.another_organisation, name="register_organisation"),
    path("register/individual/", sign_up.another_individual, name="register_individual"),
    path("resume/", session.resume, name="resume"),
    path("stay/", session.stay, name="stay"),
    path("signup/organisation/", public(sign_up.organisation), name="sign_up_organisation"),
    path("signup/individual/", public(sign_up.individual), name="sign_up_individual"),
    path("signup/invited/", public(sign_up.invited), name="sign_up_invited"),
    path("invitation/<int:province>/<int:key>/", invitations.invited, name="invited"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
]
