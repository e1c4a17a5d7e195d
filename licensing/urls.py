"""The room's addresses; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from licensing.views import filing, follow_ups, formalities, licensee, money, papers, shared, signing, texts

app_name = "licensing"
urlpatterns = [
    path("", shared.ledger, name="ledger"),
    path("export/", shared.export, name="export"),
    path("responses/", shared.responses, name="responses"),
    path("accept/<slug:number>/", licensee.accept, name="accept"),
    path("accept/<slug:number>/enter/", licensee.enter, name="enter"),
    path("<int:pk>/", shared.show, name="show"),
    path("<int:pk>/contract.pdf", papers.contract_pdf, name="contract_pdf"),
    path("<int:pk>/contract.docx", papers.contract_word, name="contract_word"),
    path("<int:pk>/evidence.zip", papers.evidence, name="evidence"),
    path("<int:pk>/signed.zip", signing.packet, name="signed_packet"),
    path("<int:pk>/signing/", signing.show, name="signing"),
    path("<int:pk>/signing/<int:key>/", signing.act, name="sign_act"),
    path("<int:pk>/signing/<int:key>/scan/", signing.scan, name="sign_scan"),
    path("<int:pk>/signing/files/<int:key>/", signing.file, name="signing_file"),
    path("<int:pk>/text/", texts.text, name="text"),
    path("<int:pk>/text/propose/", texts.propose, name="propose"),
    path("<int:pk>/text/word/", texts.propose_word, name="propose_word"),
    path("<int:pk>/text/<int:key>/", texts.answer, name="answer_proposal"),
    path("texts/", texts.official, name="official_text"),
    path("check/", papers.check, name="check"),
    path("<int:pk>/filing/", filing.file, name="file"),
    path("<int:pk>/filing/paper/", filing.paper, name="filing_paper"),
    path("<int:pk>/filing/package.zip", filing.package, name="filing_package"),
    path("<int:pk>/filing/power.pdf", filing.power, name="power"),
    path("<int:pk>/answer/", shared.answer, name="answer"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("<int:pk>/follow-up/", follow_ups.follow_up, name="follow_up"),
    path("<int:pk>/ending/", follow_ups.ending, name="ending"),
    path("<int:pk>/ending/<slug:act>/", follow_ups.ending_act, name="ending_act"),
    path("<int:pk>/formalities/", formalities.formalities, name="formalities"),
    path("<int:pk>/formalities/close/", formalities.close, name="close_formalities"),
    path("dues/", money.dues, name="dues"),
    path("<int:pk>/money/", money.money, name="money"),
    path("<int:pk>/money/<slug:act>/", money.money_act, name="money_act"),
    path("<int:pk>/receipts/<int:key>/", money.receipt, name="receipt"),
    path("<int:pk>/vouchers/<int:key>/", money.voucher, name="voucher"),
]
