"""The desk and its notices."""

from django.urls import path

from config import desk_views

urlpatterns = [path("", desk_views.desk, name="desk")]
