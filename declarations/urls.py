"""The room's addresses; who may open what stands in tests/test_permissions.py."""

from django.urls import path

from declarations import office_urls
from declarations.views import (
    advice,
    batch,
    fees,
    handing_in,
    materials,
    owners,
    patentee,
    prices,
    printing,
    public,
    shared,
)

app_name = "declarations"
urlpatterns = [
    # anyone
    path("progress/", public.progress, name="progress"),
    path("consent/<str:token>/", public.consent, name="consent"),
    path("simulator/", prices.simulator, name="simulator"),
    path("blank/<slug:slug>/<slug:kind>/", printing.blank, name="blank"),
    path("sample/<slug:slug>/<slug:kind>/", printing.sample, name="sample"),
    # the declarant
    path("", patentee.mine, name="mine"),
    path("new/", patentee.start, name="start"),
    path("intention/", patentee.intention, name="intention"),
    path("internal/", handing_in.internal_rule, name="internal_rule"),
    path("fee-preview/", fees.preview, name="fee_preview"),
    path("batch/", batch.batches, name="batches"),
    path("batch/template/", batch.batch_template, name="batch_template"),
    path("batch/records/", batch.import_records, name="import_records"),
    path("batch/<int:pk>/", batch.batch, name="batch"),
    path("batch/<int:pk>/columns/", batch.batch_columns, name="batch_columns"),
    path("batch/<int:pk>/result/", batch.batch_result, name="batch_result"),
    path("batch/<int:pk>/cancel/", batch.cancel_batch, name="cancel_batch"),
    path("<int:pk>/own/", patentee.one, name="one"),
    path("<int:pk>/tasks/", patentee.tasks, name="tasks"),
    path("<int:pk>/write/<slug:section>/", patentee.page, name="page"),
    path("<int:pk>/share/", advice.share, name="share"),
    path("advice/<int:key>/answer/", advice.answer, name="answer_advice"),
    path("<int:pk>/discard/", patentee.discard, name="discard"),
    path("<int:pk>/restore/", patentee.restore, name="restore"),
    path("<int:pk>/owners/", owners.owners, name="owners"),
    path("<int:pk>/owners/<int:owner>/ask/", owners.ask, name="ask_owner"),
    path("<int:pk>/owners/<int:owner>/paper/", owners.paper, name="paper_of_owner"),
    path("<int:pk>/owners/<int:owner>/remove/", owners.remove, name="remove_owner"),
    path("<int:pk>/materials/", materials.materials, name="materials"),
    path("<int:pk>/materials/<int:key>/", materials.paper, name="paper"),
    path("<int:pk>/materials/<int:key>/remove/", materials.detach, name="detach"),
    path("<int:pk>/answers/", handing_in.answers, name="answers"),
    path("<int:pk>/promises/", handing_in.promises, name="promises"),
    path("<int:pk>/submit/", handing_in.submit, name="submit"),
    path("<int:pk>/submitted/", handing_in.submitted, name="submitted"),
    path("<int:pk>/rate/", handing_in.rate, name="rate"),
    path("<int:pk>/agree/", handing_in.agree, name="agree"),
    path("<int:pk>/objections/", handing_in.object_to, name="object"),
    path("<int:pk>/objections/<int:key>/", handing_in.decide_objection, name="decide_objection"),
    path("<int:pk>/form/<slug:kind>/", printing.filled, name="form"),
    # the offices
    *office_urls.urlpatterns,
    # everyone whom it concerns
    path("<int:pk>/forecast/", shared.forecast, name="forecast"),
    path("<int:pk>/", shared.show, name="show"),
]
