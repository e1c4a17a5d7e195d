from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.troubled, name="troubled"),
    path("<int:number>/retry/", views.retry, name="retry"),
]
