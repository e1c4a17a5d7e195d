"""Addresses of the flags; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from audit import flag_views

app_name = "flags"
urlpatterns = [
    path("", flag_views.board, name="board"),
    path("<int:pk>/", flag_views.show, name="show"),
    path("<int:pk>/decide/", flag_views.decide, name="decide"),
]
