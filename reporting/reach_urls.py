"""Addresses of the reach of records; who may open what stands in tests/doors_of_reporting.py."""

from django.urls import path

from reporting.views import reach

app_name = "reach"
urlpatterns = [
    path("", reach.board, name="board"),
    path("export.csv", reach.export, name="export"),
]
