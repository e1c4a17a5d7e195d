"""Addresses of the stage and final reports; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from reporting.views import summaries

app_name = "summaries"
urlpatterns = [
    path("", summaries.board, name="board"),
    path("nation/", summaries.nation, name="nation"),
    path("supplements/new/", summaries.supplement, name="supplement"),
    path("<int:pk>/", summaries.show, name="show"),
    path("<int:pk>/write/", summaries.write, name="write"),
    path("<int:pk>/act/", summaries.act, name="act"),
    path("<int:pk>/papers/", summaries.enclose, name="enclose"),
    path("<int:pk>/papers/<int:key>/", summaries.paper, name="paper"),
    path("<int:pk>/papers/<int:key>/take-off/", summaries.take_off, name="take_off"),
    path("<int:pk>/another/", summaries.another, name="another"),
    path("<int:pk>/due-day/", summaries.due_day, name="due_day"),
    path("<int:pk>/<int:number>/word/", summaries.word, name="word"),
    path("<int:pk>/<int:number>/print/", summaries.printed, name="print"),
]
