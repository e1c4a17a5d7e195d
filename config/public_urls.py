"""The pages of config/views.py. Included last: a province's window takes any single word that is left."""

from django.urls import path

from config import views

urlpatterns = [
    path("", views.start, name="start"),
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:key>/", views.guide, name="guide"),
    path("glossary/", views.glossary, name="glossary"),
    path("about/", views.about, name="about"),
    path("gallery/", views.gallery, name="gallery"),
    path("language/", views.language, name="language"),
    path("large-text/", views.large_text, name="large_text"),
    path("<slug:slug>/", views.window, name="window"),
]
