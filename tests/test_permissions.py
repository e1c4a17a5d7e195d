"""Belt three: every URL and its roles in one table. A URL that is not in it fails, and each one is really asked for.

A line is the name, an address to ask for (absent objects will do: the guard speaks before the fetch), and who may.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve

from tenancy.roles import APPLICANTS, Role
from tests.cast import client_of
from tests.doors_of_accounts import ACCOUNTS
from tests.doors_of_certificates import CERTIFICATES
from tests.doors_of_reporting import REPORTING
from tests.factories.days import THIS_YEAR
from tests.factories.tenancy import UserFactory
from tests.isolation import document
from tests.visitors import Door, answer, bare, judged, patterns_of, someone, unprotected

R = Role
ANYONE, SIGNED_IN = "anyone", "signed in"
MEMBERS = frozenset(Role)
BUREAUS = frozenset({R.PROVINCE_ADMIN, R.PROVINCE_OFFICER, R.CITY_OFFICER, R.COUNTY_OFFICER})
CONFIRMERS = frozenset({R.PROVINCE_ADMIN, R.PROVINCE_OFFICER, R.CITY_OFFICER})
PROVINCE_ADMIN = frozenset({R.PROVINCE_ADMIN})
PROVINCE = PROVINCE_ADMIN | {R.PROVINCE_OFFICER}
PUBLISHERS = frozenset({R.PROVINCE_OFFICER})
ANSWERERS = PUBLISHERS | {R.CITY_OFFICER}
NATION = frozenset({R.NATION_STAFF})
MANAGERS = frozenset({R.PROVINCE_ADMIN, R.ORGANISATION_ADMIN})
OWN_ADMINISTRATORS = frozenset({R.ORGANISATION_ADMIN, R.INDIVIDUAL})
ORGANISATION_ADMIN = frozenset({R.ORGANISATION_ADMIN})
DECIDERS = frozenset({R.CHECKER, R.CENTRE_OFFICER, R.CITY_OFFICER})
RETURNERS = DECIDERS | PUBLISHERS
RECORDERS = frozenset({R.CITY_OFFICER, R.PROVINCE_OFFICER})
GUIDES = frozenset({R.CENTRE_OFFICER, R.COUNTY_OFFICER})
CASE_READERS = BUREAUS | DECIDERS
LICENCE_HOLDERS = APPLICANTS | BUREAUS | {R.NATION_STAFF, R.READER}

pytestmark = pytest.mark.usefixtures("on_https")

# fmt: off
DOORS = REPORTING | CERTIFICATES | ACCOUNTS | {
    # the public side
    "start": Door("/", ANYONE),
    "window": Door("/ln/", ANYONE),
    "guides": Door("/guides/", ANYONE),
    "guide": Door("/guides/declare/", ANYONE),
    "glossary": Door("/glossary/", ANYONE),
    "about": Door("/about/", ANYONE),
    "gallery": Door("/gallery/", ANYONE),
    "language": Door("/language/", ANYONE, "POST"),
    "large_text": Door("/large-text/", ANYONE, "POST"),
    "policy:overview": Door("/policy/", ANYONE),
    "policy:workdays": Door("/policy/workdays/", ANYONE),
    "policy:rules": Door("/ln/policy/", ANYONE),
    "policy:compare": Door("/ln/policy/compare/zj/", ANYONE),
    "policy:document": Door("/ln/policy/documents/plan/", ANYONE),
    "policy:rule": Door("/ln/policy/min_term_months/", ANYONE),
    "metrics": Door("/metrics", ANYONE),
    "alarms": Door("/alarms/", PROVINCE_ADMIN | NATION),
    "healthz": Door("/healthz", ANYONE),
    "readyz": Door("/readyz", ANYONE),
    "captcha-image": Door("/captcha/image/abc/", ANYONE),
    "captcha-image-2x": Door("/captcha/image/abc@2/", ANYONE),
    # the public register
    "publication:records": Door("/records/", ANYONE),
    "publication:export": Door("/records/export.csv", ANYONE),
    "publication:atom": Door("/records/atom.xml", ANYONE),
    "publication:record": Door(f"/records/LN{THIS_YEAR}000001/", ANYONE),
    "publication:contact": Door(f"/records/LN{THIS_YEAR}000001/contact/", ANYONE, "POST"),
    "publication:corrections": Door(f"/records/LN{THIS_YEAR}000001/corrections/", ANYONE),
    "publication:sources": Door("/sources/", ANYONE),
    "publication:corrections_waiting": Door("/corrections/", ANSWERERS),
    "publication:answer_correction": Door("/corrections/1/", ANSWERERS, of="correction"),
    "publication:qr": Door(f"/records/LN{THIS_YEAR}000001/qr.svg", ANYONE),
    "publication:poster": Door(f"/records/LN{THIS_YEAR}000001/poster/", ANYONE),
    "publication:announcements": Door("/announcements/", ANYONE),
    "publication:announcement": Door(f"/announcements/LN-GG-{THIS_YEAR}-0001/", ANYONE),
    "publication:verify": Door("/verify/", ANYONE),
    "publication:platforms": Door("/platforms/", ANYONE),
    "publication:register_platform": Door("/platforms/register/", PUBLISHERS),
    "publication:renew_platform_key": Door("/platforms/1/key/", PUBLISHERS, "POST", of="platform"),
    "publication:end_platform": Door("/platforms/1/end/", PUBLISHERS, "POST", of="platform"),
    "publication:pushes": Door("/pushes/", ANSWERERS | {R.COUNTY_OFFICER}),
    "publication:open_push": Door("/pushes/1/", APPLICANTS, of="push"),
    "publication:embed": Door("/embed/", ANYONE),
    "publication:api_records": Door("/api/v1/records/", ANYONE),
    "publication:api_record": Door(f"/api/v1/records/LN{THIS_YEAR}000001/", ANYONE),
    "publication:api_changes": Door("/api/v1/changes/", ANYONE),
    "publication:api_schema": Door("/api/v1/schema/", ANYONE),
    "publication:api_docs": Door("/api/v1/docs/", ANYONE),
    # rules of the provinces
    "policy:changes": Door("/policy/changes/", PROVINCE),
    "policy:change": Door("/policy/changes/1/", PROVINCE, of="proposed rule"),
    "policy:approve": Door("/policy/changes/1/approve/", PROVINCE, "POST", of="proposed rule"),
    "policy:decline": Door("/policy/changes/1/decline/", PROVINCE, "POST", of="proposed rule"),
    "policy:set_value": Door("/policy/set/min_term_months/", PROVINCE_ADMIN),
    "policy:add_document": Door("/policy/documents/add/", PROVINCE_ADMIN),
    "policy:add_year": Door("/policy/workdays/add/", frozenset({R.NATION_STAFF})),
    # declarations
    "declarations:show": Door("/declarations/1/", MEMBERS, of="declaration"),
    "declarations:filing": Door("/declarations/filing/", PUBLISHERS),
    "declarations:preview": Door("/declarations/filing/preview/", PUBLISHERS),
    "declarations:publish": Door("/declarations/filing/publish/", PUBLISHERS, "POST"),
    "declarations:filed": Door(f"/declarations/filed/LN-GG-{THIS_YEAR}-0001/", PUBLISHERS),
    "declarations:releases": Door("/declarations/releases/", PUBLISHERS),
    "declarations:release": Door("/declarations/releases/1/", PUBLISHERS, of="release"),
    "declarations:channels": Door("/declarations/channels/", PUBLISHERS),
    "declarations:end_channel": Door("/declarations/channels/1/end/", PUBLISHERS, "POST", of="channel"),
    "declarations:published": Door("/declarations/1/published/", APPLICANTS, of="declaration"),
    "declarations:change": Door("/declarations/1/change/", APPLICANTS, of="declaration"),
    "declarations:carry_over": Door("/declarations/1/carry-over/", APPLICANTS | PUBLISHERS, of="declaration"),
    "declarations:withdraw": Door("/declarations/1/withdraw/", APPLICANTS, of="declaration"),
    "declarations:change_decision": Door("/declarations/changes/1/", PUBLISHERS, of="change request"),
    "declarations:withdrawal": Door("/declarations/withdrawals/1/", MEMBERS, of="withdrawal request"),
    "declarations:withdrawal_decision": Door(
        "/declarations/withdrawals/1/decide/", PUBLISHERS, of="withdrawal request"
    ),
    "declarations:withdrawal_form": Door("/declarations/withdrawals/1/form/page/", MEMBERS, of="withdrawal request"),
    "declarations:work": Door("/declarations/caseload/", CASE_READERS),
    "declarations:review": Door("/declarations/1/review/", CASE_READERS, of="declaration"),
    "declarations:decision": Door("/declarations/decisions/1/", CASE_READERS, of="decision"),
    "declarations:forecast": Door("/declarations/1/forecast/", MEMBERS, of="declaration"),
    "declarations:share": Door("/declarations/1/share/", APPLICANTS, "POST", of="declaration"),
    "declarations:answer_advice": Door("/declarations/advice/1/answer/", APPLICANTS, "POST", of="advice"),
    "declarations:advise": Door("/declarations/1/advise/", RETURNERS, "POST", of="declaration"),
    "declarations:drafts": Door("/declarations/drafts/", GUIDES),
    "declarations:draft": Door("/declarations/drafts/1/", GUIDES, of="shared draft"),
    "declarations:register_copy": Door("/declarations/1/register-copy/", RETURNERS, of="declaration"),
    "declarations:intentions": Door("/declarations/intentions/", BUREAUS),
    "declarations:questions": Door("/declarations/questions/", ANSWERERS),
    "declarations:ask_province": Door("/declarations/1/questions/", frozenset({R.CITY_OFFICER}), of="declaration"),
    "declarations:answer_city": Door("/declarations/questions/1/", PUBLISHERS, of="question"),
    "declarations:unread": Door("/declarations/notices/", PROVINCE),
    "declarations:settle_notice": Door("/declarations/notices/1/", PROVINCE),
    "declarations:hold": Door("/declarations/1/hold/", RETURNERS, "POST", of="declaration"),
    "declarations:let_go": Door("/declarations/1/let-go/", RETURNERS, "POST", of="declaration"),
    "declarations:decide": Door("/declarations/1/decide/", DECIDERS, "POST", of="declaration"),
    "declarations:send_back": Door("/declarations/1/send-back/", RETURNERS, "POST", of="declaration"),
    "declarations:progress": Door("/declarations/progress/", ANYONE),
    "declarations:consent": Door("/declarations/consent/21.abc/", ANYONE),
    "declarations:simulator": Door("/declarations/simulator/", ANYONE),
    "declarations:price_tables": Door("/declarations/prices/", PROVINCE_ADMIN),
    "declarations:blank": Door("/declarations/blank/ln/page/", ANYONE),
    "declarations:sample": Door("/declarations/sample/ln/page/", ANYONE),
    "declarations:mine": Door("/declarations/", APPLICANTS),
    "declarations:start": Door("/declarations/new/", APPLICANTS),
    "declarations:intention": Door("/declarations/intention/", APPLICANTS),
    "declarations:internal_rule": Door("/declarations/internal/", ORGANISATION_ADMIN),
    "declarations:fee_preview": Door("/declarations/fee-preview/", APPLICANTS, "POST"),
    "declarations:batches": Door("/declarations/batch/", APPLICANTS),
    "declarations:batch_template": Door("/declarations/batch/template/", APPLICANTS),
    "declarations:import_records": Door("/declarations/batch/records/", RECORDERS),
    "declarations:batch": Door("/declarations/batch/1/", APPLICANTS | RECORDERS, of="batch"),
    "declarations:batch_columns": Door("/declarations/batch/1/columns/", APPLICANTS | RECORDERS, of="batch"),
    "declarations:batch_result": Door("/declarations/batch/1/result/", APPLICANTS | RECORDERS, of="batch"),
    "declarations:cancel_batch": Door("/declarations/batch/1/cancel/", APPLICANTS | RECORDERS, "POST", of="batch"),
    "declarations:one": Door("/declarations/1/own/", APPLICANTS, of="declaration"),
    "declarations:tasks": Door("/declarations/1/tasks/", APPLICANTS, of="declaration"),
    "declarations:page": Door("/declarations/1/write/fee/", APPLICANTS, of="declaration"),
    "declarations:discard": Door("/declarations/1/discard/", APPLICANTS, of="declaration"),
    "declarations:restore": Door("/declarations/1/restore/", APPLICANTS, "POST", of="declaration"),
    "declarations:owners": Door("/declarations/1/owners/", APPLICANTS, of="declaration"),
    "declarations:ask_owner": Door("/declarations/1/owners/1/ask/", APPLICANTS, "POST", of="co-owner"),
    "declarations:paper_of_owner": Door("/declarations/1/owners/1/paper/", APPLICANTS, "POST", of="co-owner"),
    "declarations:remove_owner": Door("/declarations/1/owners/1/remove/", APPLICANTS, "POST", of="co-owner"),
    "declarations:materials": Door("/declarations/1/materials/", APPLICANTS, of="declaration"),
    "declarations:paper": Door("/declarations/1/materials/1/", MEMBERS, of="paper of a declaration"),
    "declarations:detach": Door("/declarations/1/materials/1/remove/", APPLICANTS, "POST", of="paper of a declaration"),
    "declarations:answers": Door("/declarations/1/answers/", APPLICANTS, of="declaration"),
    "declarations:promises": Door("/declarations/1/promises/", APPLICANTS, of="declaration"),
    "declarations:submit": Door("/declarations/1/submit/", APPLICANTS, of="declaration"),
    "declarations:submitted": Door("/declarations/1/submitted/", APPLICANTS, of="declaration"),
    "declarations:rate": Door("/declarations/1/rate/", APPLICANTS, "POST", of="declaration"),
    "declarations:agree": Door("/declarations/1/agree/", ORGANISATION_ADMIN, "POST", of="declaration"),
    "declarations:object": Door("/declarations/1/objections/", APPLICANTS, of="declaration"),
    "declarations:decide_objection": Door("/declarations/1/objections/1/", ORGANISATION_ADMIN, of="objection"),
    "declarations:form": Door("/declarations/1/form/page/", MEMBERS, of="declaration"),
    # signs of suspicion
    "flags:board": Door("/flags/", BUREAUS),
    "flags:show": Door("/flags/1/", BUREAUS, of="flag"),
    "flags:decide": Door("/flags/1/decide/", ANSWERERS, "POST", of="flag"),
    # licences
    "licensing:ledger": Door("/licences/", LICENCE_HOLDERS),
    "licence_chain": Door("/licences/1/chain/", LICENCE_HOLDERS, of="licence"),
    "licensing:responses": Door("/licences/responses/", LICENCE_HOLDERS),
    "licensing:export": Door("/licences/export/", LICENCE_HOLDERS),
    "licensing:accept": Door(f"/licences/accept/LN{THIS_YEAR}000001/", APPLICANTS),
    "licensing:enter": Door(f"/licences/accept/LN{THIS_YEAR}000001/enter/", APPLICANTS, "POST"),
    "licensing:show": Door("/licences/1/", LICENCE_HOLDERS, of="licence"),
    "licensing:contract_pdf": Door("/licences/1/contract.pdf", LICENCE_HOLDERS, of="licence"),
    "licensing:contract_word": Door("/licences/1/contract.docx", LICENCE_HOLDERS, of="licence"),
    "licensing:evidence": Door("/licences/1/evidence.zip", LICENCE_HOLDERS, of="licence"),
    "licensing:file": Door("/licences/1/filing/", LICENCE_HOLDERS, of="licence"),
    "licensing:filing_paper": Door("/licences/1/filing/paper/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:filing_package": Door("/licences/1/filing/package.zip", LICENCE_HOLDERS, of="licence"),
    "licensing:power": Door("/licences/1/filing/power.pdf", LICENCE_HOLDERS, of="licence"),
    "licensing:signed_packet": Door("/licences/1/signed.zip", LICENCE_HOLDERS, of="licence"),
    "licensing:signing": Door("/licences/1/signing/", LICENCE_HOLDERS, of="licence"),
    "licensing:sign_act": Door("/licences/1/signing/1/", LICENCE_HOLDERS, "POST", of="signature"),
    "licensing:sign_scan": Door("/licences/1/signing/1/scan/", LICENCE_HOLDERS, "POST", of="signature"),
    "licensing:signing_file": Door("/licences/1/signing/files/1/", LICENCE_HOLDERS, of="signing file"),
    "licensing:text": Door("/licences/1/text/", LICENCE_HOLDERS, of="licence"),
    "licensing:propose": Door("/licences/1/text/propose/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:propose_word": Door("/licences/1/text/word/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:answer_proposal": Door("/licences/1/text/1/", LICENCE_HOLDERS, "POST", of="proposal"),
    "licensing:official_text": Door("/licences/texts/", PROVINCE_ADMIN),
    "licensing:check": Door("/licences/check/", ANYONE),
    "licensing:answer": Door("/licences/1/answer/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:follow_ups": Door("/licences/follow-ups/", LICENCE_HOLDERS),
    "licensing:follow_up": Door("/licences/1/follow-up/", LICENCE_HOLDERS, of="licence"),
    "licensing:ending": Door("/licences/1/ending/", LICENCE_HOLDERS, of="licence"),
    "licensing:ending_act": Door("/licences/1/ending/agree/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:formalities": Door("/licences/1/formalities/", LICENCE_HOLDERS, of="licence"),
    "licensing:close_formalities": Door("/licences/1/formalities/close/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:dues": Door("/licences/dues/", LICENCE_HOLDERS),
    "licensing:money": Door("/licences/1/money/", LICENCE_HOLDERS, of="licence"),
    "licensing:money_act": Door("/licences/1/money/pay/", LICENCE_HOLDERS, "POST", of="licence"),
    "licensing:receipt": Door("/licences/1/receipts/1/", LICENCE_HOLDERS, of="receipt"),
    "licensing:voucher": Door("/licences/1/vouchers/1/", LICENCE_HOLDERS, of="voucher"),
    # the desk, the log, the jobs
    "desk": Door("/desk/", MEMBERS),
    "desk_tab": Door("/desk/todo/", MEMBERS),
    "urge": Door("/desk/urge/registrations/1/", MEMBERS, "POST", of="registration"),
    "notices": Door("/desk/notices/", SIGNED_IN),
    "notices_read": Door("/desk/notices/read/", SIGNED_IN, "POST"),
    "notice": Door("/desk/notices/21/1/", SIGNED_IN, of="notice"),
    "registrations": Door("/desk/registrations/", CONFIRMERS),
    "registration": Door("/desk/registrations/1/", CONFIRMERS, of="registration"),
    "registration_answer": Door("/desk/registrations/1/answer/", CONFIRMERS, of="registration"),
    "registration_confirm": Door("/desk/registrations/1/confirm/", CONFIRMERS, "POST", of="registration"),
    "join": Door("/desk/joins/1/", ORGANISATION_ADMIN, of="request to join"),
    "audit:log": Door("/log/", BUREAUS),
    "audit:export": Door("/log/export/", BUREAUS, "POST"),
    "audit:event": Door("/log/1/", BUREAUS, of="event"),
    "outbox:troubled": Door("/jobs/", PROVINCE_ADMIN),
    "outbox:retry": Door("/jobs/1/retry/", PROVINCE_ADMIN, "POST", of="job"),
    # the register of organisations
    "tenancy:register": Door("/organisations/", BUREAUS),
    "tenancy:organisation": Door("/organisations/1/", BUREAUS, of="organisation"),
    "tenancy:change": Door("/organisations/1/change/", CONFIRMERS, of="organisation"),
    "tenancy:award": Door("/organisations/1/award/", CONFIRMERS, of="organisation"),
    "tenancy:revoke": Door("/organisations/1/revoke/", CONFIRMERS, of="organisation"),
    "tenancy:enter": Door("/organisations/1/enter/", CONFIRMERS, of="organisation"),
    "tenancy:leave": Door("/organisations/1/leave/", CONFIRMERS, of="organisation"),
    "invite_administrator": Door("/invite/organisation/1/", CONFIRMERS, of="organisation"),
    # offices
    "tenancy:offices": Door("/offices/", BUREAUS),
    "tenancy:contacts": Door("/offices/contacts/", BUREAUS),
    "tenancy:import_contacts": Door("/offices/contacts/import/", BUREAUS, "POST"),
    "tenancy:contacts_workbook": Door("/offices/contacts.xlsx", BUREAUS),
    "tenancy:office": Door("/offices/1/", BUREAUS, of="office"),
    "tenancy:assign": Door("/offices/1/assign/", BUREAUS, of="office"),
    "tenancy:open_office": Door("/offices/open/", PROVINCE_ADMIN),
    "tenancy:card": Door("/offices/card/", PROVINCE_ADMIN),
    "tenancy:accredit": Door("/offices/1/accredit/", PROVINCE_ADMIN, of="office"),
    "invite_officer": Door("/invite/office/1/", PROVINCE_ADMIN, of="office"),
    # people
    "tenancy:roles": Door("/roles/", SIGNED_IN),
    "tenancy:own": Door("/organisation/", APPLICANTS),
    "tenancy:hand_in_again": Door("/organisation/hand-in-again/", OWN_ADMINISTRATORS),
    "tenancy:change_role": Door("/people/1/role/", MANAGERS, of="membership"),
    "tenancy:end": Door("/people/1/end/", MANAGERS, of="membership"),
    "tenancy:cancel_invitation": Door("/invitations/1/cancel/", MANAGERS, "POST", of="invitation"),
    "invite_colleague": Door("/invite/", ORGANISATION_ADMIN),
}
# fmt: on
GUARDED = {name: door for name, door in DOORS.items() if door.may != ANYONE}


def all_doors(patterns=None, space: str = ""):
    """Every URL the project knows, by name; one without a name by its address."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from all_doors(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}"


def unlisted(patterns=None) -> set[str]:
    return set(all_doors(patterns)) - DOORS.keys()


def expected(door: Door, role: Role | None) -> str:
    if door.may == ANYONE or (role and (door.may == SIGNED_IN or role in door.may)):
        return "in"
    return "forbidden" if role else "sign in"


def faults(role: Role | None, doors: dict[str, Door], client: Client, again) -> set[str]:
    """The doors that did not receive this visitor as the table says; `again` signs in anew after a sign-out.

    Nor as safely as every answer must be, whatever it says.
    """
    wrong = set()
    for name, door in doors.items():
        found = judged(told := answer(door, client))
        wrong |= {f"{name}: {header}" for header in unprotected(told, door)}
        if name != "accounts:choose" and found != expected(door, role):
            wrong.add(f"{name}: {found}, not {expected(door, role)}")
        if role and "_auth_user_id" not in client.session:
            client = again()
    return wrong


def test_every_url_is_in_the_table():
    assert not unlisted()


def test_the_page_of_permissions_is_drawn_from_the_tables():
    assert document.is_drawn(DOORS), (
        "draw it anew: WRITE_PERMISSIONS=1 python3 manage.py test tests/test_permissions.py"
    )


def test_each_door_to_a_matter_names_its_kind():
    assert document.without_kind(DOORS) == {"declarations:settle_notice"}  # public announcements are nobody's


def test_the_table_names_no_url_that_is_gone():
    assert not DOORS.keys() - set(all_doors())


@pytest.mark.parametrize("name", DOORS)
def test_the_address_of_a_line_leads_to_its_url(name):
    found = resolve(DOORS[name].address)
    assert found.view_name == name


def test_a_stranger_is_shown_the_way_to_sign_in(client, db):
    assert not faults(None, DOORS, client, Client)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_doors_and_no_other(db, role):
    actor = someone(role)
    assert not faults(role, GUARDED, client_of(actor), lambda: client_of(actor))


def test_what_anyone_may_open_is_open_to_somebody_signed_in(db):
    actor = someone(R.CITY_OFFICER)
    open_to_all = {name: door for name, door in DOORS.items() if door.may == ANYONE}
    assert not faults(R.CITY_OFFICER, open_to_all, client_of(actor), lambda: client_of(actor))


def test_who_acts_for_nobody_yet_opens_only_their_account(client, db):
    client.force_login(UserFactory(), backend=settings.AUTHENTICATION_BACKENDS[0])
    guarded = [door for door in DOORS.values() if isinstance(door.may, frozenset)]
    assert {judged(answer(door, client)) for door in guarded} == {"choose"}


def test_control_a_url_that_nobody_listed_is_found():
    assert unlisted([path("secret/", lambda request: None, name="secret")]) == {"secret"}


def test_control_a_view_without_its_guard_is_found(db, monkeypatch):
    """Take the guard off one view: the table notices, whatever the other belts do."""
    name = "outbox:troubled"
    pattern = next(each for each in patterns_of("outbox") if each.name == "troubled")
    monkeypatch.setattr(pattern, "callback", bare(pattern.callback))
    handler = someone(R.HANDLER)
    wrong = faults(R.HANDLER, {name: DOORS[name]}, client_of(handler), None)
    assert wrong == {f"{name}: in, not forbidden"}
