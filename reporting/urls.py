"""The room's addresses; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from reporting.views import packages, returns

app_name = "reporting"
urlpatterns = [
    path("", returns.board, name="board"),
    path("nation/", packages.nation, name="nation"),
    path("nation.xlsx", packages.nation_workbook, name="nation_workbook"),
    path("packages/", packages.packages, name="packages"),
    path("packages/make/", packages.make_package, name="make_package"),
    path("packages/<int:pk>/", packages.package_file, name="package_file"),
    path("packages/<int:pk>/send/", packages.send_package, name="send_package"),
    path("<int:pk>/", returns.show, name="show"),
    path("<int:pk>/act/", returns.act, name="act"),
    path("<int:pk>/rows/<slug:measure>/", returns.rows, name="rows"),
    path("<int:pk>/<int:number>/workbook/", returns.workbook, name="workbook"),
    path("<int:pk>/<int:number>/print/", returns.printed, name="print"),
    path("<int:pk>/<int:number>/package/", returns.package, name="package"),
    path("<int:pk>/<int:number>/package/make/", returns.pack, name="pack"),
    path("<int:pk>/<int:number>/package.zip", returns.package_zip, name="package_zip"),
]
