"""The boards' addresses; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from reporting.boards import views

app_name = "boards"
urlpatterns = [
    path("", views.board, name="board"),
    path("screen/", views.screen, name="screen"),
    path("rows/<slug:measure>/", views.rows, name="rows"),
    path("targets/", views.targets, name="targets"),
    path("targets/quotas/", views.quotas, name="quotas"),
    path("targets/quotas.xlsx", views.quota_template, name="quota_template"),
    path("targets/performance.xlsx", views.performance, name="performance"),
    path("targets/focus/", views.focus, name="focus"),
    path("targets/figures/", views.figures, name="figures"),
    path("key-patents/", views.key_patents, name="key_patents"),
    path("key-patents/keep/", views.keep_key_patents, name="keep_key_patents"),
    path("key-patents/<int:pk>.xlsx", views.key_patents_file, name="key_patents_file"),
    path("experiences/", views.experiences, name="experiences"),
    path("experiences/new/", views.tell_experience, name="tell_experience"),
    path("experiences/<int:pk>/", views.experience, name="experience"),
    path("experiences/<int:pk>/confirm/", views.confirm_experience, name="confirm_experience"),
]
