"""Signatures and texts of contracts, through the verbs. Call inside the scope of a province."""

from io import BytesIO

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from factory.django import DjangoModelFactory

from licensing.contract import Clause
from licensing.models import ContractText, Proposal, Signature, SigningNote
from licensing.services import negotiation, signing, texts
from licensing.services.papers import contract_for
from tenancy.policy import policy_of
from tests.factories.licensing import LicenceFactory, PaperFactory, member_of
from tests.factories.tenancy import OrganisationFactory, platform


class SignatureFactory(DjangoModelFactory):
    """Of the licensee, who is asked first."""

    class Meta:
        model = Signature

    @classmethod
    def _create(cls, model_class, **more):
        return signing.begin(PaperFactory(**more), by=platform())[0]


class SigningNoteFactory(DjangoModelFactory):
    """Signing has begun."""

    class Meta:
        model = SigningNote

    @classmethod
    def _create(cls, model_class, **more):
        return SignatureFactory(**more).paper.signing_notes.first()


def word_file(clauses, name="合同.docx") -> SimpleUploadedFile:
    """A Word file with these clauses, as people write one."""
    paper, written = Document(), BytesIO()
    for number, clause in enumerate(clauses, 1):
        paper.add_paragraph(f"第{number}条 {clause.title}")
        for line in clause.text:
            paper.add_paragraph(line)
    paper.save(written)
    return SimpleUploadedFile(name, written.getvalue())


def official_clauses() -> list[Clause]:
    """What an office might publish, with the marks that a licence fills in."""
    asked = policy_of(platform().province).contract_clauses
    marks = "【许可使用费】【许可地域】【许可期限起】【许可期限止】"
    return [Clause(title, (f"本省关于{title}的约定。{marks}",)) for title in asked]


class ContractTextFactory(DjangoModelFactory):
    """The province's official text, in force from today."""

    class Meta:
        model = ContractText

    version = factory.Sequence(lambda n: f"{2026 + n}年版")

    @classmethod
    def _create(cls, model_class, version):
        said = {"title": "专利开放许可（试点）合同", "document": "示例文件", "in_force_from": timezone.localdate()}
        return texts.install(word_file(official_clauses()), by=platform(), version=version, **said)


class ProposalFactory(DjangoModelFactory):
    """The licensee wants another clause on disputes."""

    class Meta:
        model = Proposal

    @classmethod
    def _create(cls, model_class, **more):
        licensee = member_of(OrganisationFactory())
        licence = LicenceFactory(by=licensee, **more)
        clauses = [*contract_for(licence).clauses, Clause("保密", ("双方对技术资料保密。",))]
        return negotiation.propose(licence, clauses, by=licensee)
