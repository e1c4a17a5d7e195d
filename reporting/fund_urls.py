"""Addresses of the ledger of public money; who may open what stands in tests/doors_of_reporting.py."""

from django.urls import path

from reporting.views import funds

app_name = "funds"
urlpatterns = [
    path("", funds.board, name="board"),
    path("new/", funds.claim, name="claim"),
    path("<int:pk>/", funds.show, name="show"),
    path("<int:pk>/act/", funds.act, name="act"),
]
