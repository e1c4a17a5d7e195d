"""The room's addresses; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from reporting.views import returns

app_name = "reporting"
urlpatterns = [
    path("", returns.board, name="board"),
    path("<int:pk>/", returns.show, name="show"),
    path("<int:pk>/act/", returns.act, name="act"),
    path("<int:pk>/rows/<slug:measure>/", returns.rows, name="rows"),
    path("<int:pk>/<int:number>/workbook/", returns.workbook, name="workbook"),
    path("<int:pk>/<int:number>/print/", returns.printed, name="print"),
    path("<int:pk>/<int:number>/package/", returns.package, name="package"),
]
