"""Addresses of the offices' pages; part of the room's own list."""

from django.urls import path

from declarations.views import bureau

urlpatterns = [
    path("work/", bureau.work, name="work"),
    path("<int:pk>/review/", bureau.review, name="review"),
    path("<int:pk>/hold/", bureau.hold, name="hold"),
    path("<int:pk>/let-go/", bureau.let_go, name="let_go"),
    path("<int:pk>/decide/", bureau.decide, name="decide"),
    path("<int:pk>/send-back/", bureau.send_back, name="send_back"),
    path("decisions/<int:key>/", bureau.decision, name="decision"),
]
