"""The doors of certificates, benefits and sealed evidence; part of the table of tests/test_permissions.py."""

from tenancy.guards import BUREAUS
from tenancy.roles import APPLICANTS, Role
from tests.visitors import Door

ANYONE = "anyone"
LICENCE_HOLDERS = APPLICANTS | BUREAUS | {Role.NATION_STAFF, Role.READER}
CERTIFICATES = {
    "licensing:sealed_evidence": Door("/licences/1/evidence-sealed.zip", LICENCE_HOLDERS, of="licence"),
    "licensing:certificates": Door("/licences/certificates/", LICENCE_HOLDERS),
    "licensing:issue_certificate": Door("/licences/certificates/issue/", LICENCE_HOLDERS, "POST"),
    "licensing:check_certificate": Door("/licences/certificates/check/", ANYONE),
    "licensing:certificate": Door("/licences/certificates/1/", LICENCE_HOLDERS, of="certificate"),
    "licensing:revoke_certificate": Door("/licences/certificates/1/revoke/", LICENCE_HOLDERS, "POST", of="certificate"),
    "licensing:certificate_pdf": Door("/licences/certificates/1/certificate.pdf", LICENCE_HOLDERS, of="certificate"),
    "licensing:certificate_zip": Door("/licences/certificates/1/certificate.zip", LICENCE_HOLDERS, of="certificate"),
}
