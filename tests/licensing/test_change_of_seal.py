"""A province takes up an electronic seal of its own while contracts are being signed."""

from tempfile import TemporaryDirectory

import pytest
from django.test import override_settings

from licensing import sealing
from licensing.services import signing
from licensing.verify_signed import report
from tests.licensing.conftest import work

pytestmark = pytest.mark.django_db


class Provincial(sealing.PlatformSeal):
    """With a certificate of its own."""

    def __init__(self):
        with TemporaryDirectory() as folder, override_settings(SEAL_FOLDER=folder):
            super().__init__()


def signed_by(paper, actor):
    signing.sign(paper.signatures.get(party__organisation=actor.organisation), by=actor)
    work(signing.SEAL)


def test_a_contract_half_signed_under_the_seal_of_the_platform_is_completed_under_the_provinces(
    paper, sun, zhang, settings
):
    signed_by(paper, sun)
    settings.ELECTRONIC_SEALS = {"ln": f"{__name__}.Provincial"}
    signed_by(paper, zhang)
    assert signing.is_complete(paper)
    both = [sealing.seal_of(paper.province).certificate(), sealing.stamper().certificate()]
    assert len(set(both)) == 2
    assert report(signing.signed_file(paper), both).is_genuine
