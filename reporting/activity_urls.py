"""Addresses of trainings, inspections and publicity; who may open what stands in tests/doors_of_reporting.py."""

from django.urls import path

from reporting.views import activities

app_name = "activities"
urlpatterns = [
    path("", activities.board, name="board"),
    path("workbook.xlsx", activities.workbook, name="workbook"),
    path("new/", activities.tell, name="tell"),
    path("<int:pk>/", activities.show, name="show"),
    path("<int:pk>/correct/", activities.correct, name="correct"),
    path("<int:pk>/strike-out/", activities.strike_out, name="strike_out"),
    path("<int:pk>/papers/", activities.add_paper, name="add_paper"),
    path("<int:pk>/papers/<int:key>/", activities.paper, name="paper"),
]
