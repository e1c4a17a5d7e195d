"""The room's addresses; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from declarations.views import shared

app_name = "declarations"
urlpatterns = [path("<int:pk>/", shared.show, name="show")]
