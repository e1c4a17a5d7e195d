"""Public rules under each province's door; the desk of those who keep them under policy/."""

from django.urls import path

from tenancy.policy.views import nation, province, public

app_name = "policy"
urlpatterns = [
    path("policy/", public.overview, name="overview"),
    path("policy/workdays/", public.workdays, name="workdays"),
    path("policy/workdays/add/", nation.add_year, name="add_year"),
    path("policy/changes/", province.changes, name="changes"),
    path("policy/changes/<int:pk>/", province.change, name="change"),
    path("policy/changes/<int:pk>/approve/", province.approve, name="approve"),
    path("policy/changes/<int:pk>/decline/", province.decline, name="decline"),
    path("policy/set/<slug:key>/", province.set_value, name="set_value"),
    path("policy/documents/add/", province.add_document, name="add_document"),
    path("<slug:slug>/policy/", public.rules, name="rules"),
    path("<slug:slug>/policy/compare/<slug:other>/", public.compare, name="compare"),
    path("<slug:slug>/policy/documents/<slug:key>/", public.document, name="document"),
    path("<slug:slug>/policy/<slug:key>/", public.rule, name="rule"),
]
