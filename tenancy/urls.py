"""Registers, offices and people."""

from django.urls import path

from tenancy.views import offices, people, register

app_name = "tenancy"
urlpatterns = [
    path("roles/", people.roles, name="roles"),
    path("organisation/", people.own, name="own"),
    path("organisation/hand-in-again/", people.hand_in_again, name="hand_in_again"),
    path("people/<int:number>/role/", people.change_role, name="change_role"),
    path("people/<int:number>/end/", people.end, name="end"),
    path("invitations/<int:number>/cancel/", people.cancel, name="cancel_invitation"),
    path("organisations/", register.register, name="register"),
    path("organisations/<int:number>/", register.organisation, name="organisation"),
    path("organisations/<int:number>/change/", register.change, name="change"),
    path("organisations/<int:number>/award/", register.award, name="award"),
    path("organisations/<int:number>/revoke/", register.revoke, name="revoke"),
    path("organisations/<int:number>/enter/", register.enter, name="enter"),
    path("organisations/<int:number>/leave/", register.leave, name="leave"),
    path("offices/", offices.offices, name="offices"),
    path("offices/open/", offices.open_office, name="open_office"),
    path("offices/contacts/", offices.contacts, name="contacts"),
    path("offices/contacts/import/", offices.import_contacts, name="import_contacts"),
    path("offices/contacts.xlsx", offices.contacts_workbook, name="contacts_workbook"),
    path("offices/card/", offices.card, name="card"),
    path("offices/<int:number>/", offices.office, name="office"),
    path("offices/<int:number>/assign/", offices.assign, name="assign"),
    path("offices/<int:number>/accredit/", offices.accredit, name="accredit"),
]
