"""Addresses of the offices' pages and of what follows publication; part of the room's own list."""

from django.urls import path

from declarations.views import advice, bureau, looking_up, notices, prices, province, questions, requests

urlpatterns = [
    path("caseload/", bureau.work, name="work"),
    path("<int:pk>/review/", bureau.review, name="review"),
    path("<int:pk>/hold/", bureau.hold, name="hold"),
    path("<int:pk>/let-go/", bureau.let_go, name="let_go"),
    path("<int:pk>/decide/", bureau.decide, name="decide"),
    path("<int:pk>/send-back/", bureau.send_back, name="send_back"),
    path("<int:pk>/advise/", advice.advise, name="advise"),
    path("drafts/", advice.drafts, name="drafts"),
    path("drafts/<int:pk>/", advice.draft, name="draft"),
    path("<int:pk>/register-copy/", looking_up.register_copy, name="register_copy"),
    path("decisions/<int:key>/", bureau.decision, name="decision"),
    path("intentions/", questions.intentions, name="intentions"),
    path("questions/", questions.questions, name="questions"),
    path("<int:pk>/questions/", questions.ask, name="ask_province"),
    path("questions/<int:key>/", questions.answer, name="answer_city"),
    path("notices/", notices.unread, name="unread"),
    path("notices/<int:key>/", notices.settle, name="settle_notice"),
    path("prices/", prices.tables, name="price_tables"),
    path("filing/", province.filing, name="filing"),
    path("filing/preview/", province.preview, name="preview"),
    path("filing/publish/", province.publish, name="publish"),
    path("filed/<str:number>/", province.filed, name="filed"),
    path("releases/", province.release_list, name="releases"),
    path("releases/<int:key>/", province.release, name="release"),
    path("channels/", province.channels, name="channels"),
    path("channels/<int:key>/end/", province.end_channel, name="end_channel"),
    path("<int:pk>/published/", requests.published, name="published"),
    path("<int:pk>/change/", requests.change, name="change"),
    path("<int:pk>/carry-over/", requests.carry_over, name="carry_over"),
    path("<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("changes/<int:key>/", requests.change_decision, name="change_decision"),
    path("withdrawals/<int:key>/", requests.withdrawal, name="withdrawal"),
    path("withdrawals/<int:key>/decide/", requests.withdrawal_decision, name="withdrawal_decision"),
    path("withdrawals/<int:key>/form/<slug:kind>/", requests.withdrawal_form, name="withdrawal_form"),
]
