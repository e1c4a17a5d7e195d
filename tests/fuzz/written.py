"""B7: the fields of the main forms: who writes where, what the platform keeps of it, and where it is read again."""

import html
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote, quote_from_bytes

from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config.plain_text import UNFIT
from declarations.models import Advice, Declaration, Objection, Owner, WithdrawalRequest
from licensing.models import Licence, Turn
from licensing.services import acceptance
from publication.models import Correction
from reporting.models import ReturnTurn
from tenancy.actors import Actor
from tenancy.models import Organisation, OrganisationFact
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.reporting import ReturnFactory
from tests.licensing.conftest import offered_by

FORM = "application/x-www-form-urlencoded"
Typed = str | bytes
PLACES = (f"198.51.{number // 250 % 250}.{number % 250}" for number in count())  # each may write a few times an hour


@dataclass(frozen=True)
class Field:
    """One question of a form; `said` are the other answers, `rows` and `column` where its words are kept."""

    name: str
    label: str
    browser: Client
    address: str
    rows: models.QuerySet
    column: str
    read_at: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    back: str = ""  # the page that the form stands on, where it is another
    reader: Client | None = None  # who reads it, where it is somebody else
    unsaid: str = ""  # what is kept where nothing is typed

    def __str__(self) -> str:
        return f"{self.address} {self.name}"

    def write(self, typed: Typed) -> HttpResponse:
        """Sent as a browser sends it, or, of bytes, as some other programme might."""
        sent = {**{name: quote(str(value)) for name, value in self.said.items()}, self.name: quoted(typed)}
        self.browser.raise_request_exception = False
        body = "&".join(f"{name}={value}" for name, value in sent.items())
        return self.browser.generic(
            "POST", self.address, body, content_type=FORM, HTTP_REFERER=self.back, REMOTE_ADDR=next(PLACES)
        )

    def kept(self) -> list[str]:
        return sorted(self.rows.values_list(self.column, flat=True))

    def page(self) -> str:
        """The words of the page that shows it, mostly of the newest row."""
        newest = self.rows.order_by("pk").last()
        return words((self.reader or self.browser).get((self.read_at or self.address).format(pk=newest and newest.pk)))

    def answer(self, answered: HttpResponse) -> str:
        """What the person reads next."""
        return words(self.browser.get(answered["Location"])) if "Location" in answered else words(answered)


def quoted(typed: Typed) -> str:
    return quote_from_bytes(typed if isinstance(typed, bytes) else typed.encode())


def words(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def as_kept(typed: str) -> str:
    """Without what no document can hold, and without blanks around it (config/plain_text.py)."""
    return UNFIT.sub("", typed).strip()


def fields(people: dict[str, Actor]) -> list[Field]:
    return [*of_a_declaration(people), *of_an_organisation(people), *of_a_licence(people), *of_a_return(people)]


def of_a_declaration(people: dict[str, Actor]) -> list[Field]:
    """Each text of each section, the other owners, an objection; once published the reason of a withdrawal."""
    one, browser = DeclarationFactory(by=people["zhang"]), client_of(people["zhang"])
    rows, root = Declaration.objects.filter(pk=one.pk), f"/declarations/{one.pk}/"
    patent = {"patent_number": one.patent_number, "title": one.title, "filed_on": one.filed_on}
    sections = {
        "patent": (patent, {"title": "发明名称", "summary": "技术简介", "classification": "主分类号"}),
        "term": ({"starts_on": one.starts_on, "ends_on": one.ends_on}, {"territory": "许可区域"}),
        "contact": (
            {"contact_name": "张伟", "contact_phone": "13812345678"},
            {"contact_name": "联系人", "contact_phone": "联系电话", "contact_email": "联系邮箱"},
        ),
        "extra": ({}, {"fee_basis": "计费依据说明", "service": "技术服务", "service_price": "技术服务价格"}),
    }
    told = [
        Field(name, label, browser, f"{root}write/{key}/", rows, name, said=said)
        for key, (said, labels) in sections.items()
        for name, label in labels.items()
    ]
    owners, objections = Owner.objects.filter(declaration=one), Objection.objects.filter(declaration=one)
    why = {"raised_by_name": "王工", "ground": "尚有后续专利"}
    told.append(
        Field("name", "专利权人名称", browser, f"{root}owners/", owners, "name", said={"owner_type": "university"})
    )
    told += [
        Field(name, label, browser, f"{root}objections/", objections, name, f"{root}objections/{{pk}}/", why)
        for name, label in {"raised_by_name": "异议人", "ground": "异议理由"}.items()
    ]
    out = DeclarationFactory(by=people["zhang"], status="published")
    asked, address = WithdrawalRequest.objects.filter(declaration=out), f"/declarations/{out.pk}/withdraw/"
    said = {"ground": "transfer"}
    read_at = "/declarations/withdrawals/{pk}/"
    told.append(Field("reason", "撤回理由", browser, address, asked, "reason", read_at, said))
    case = DeclarationFactory(by=people["zhang"], status="reviewing")
    advice, desk = Advice.objects.filter(declaration=case), f"/declarations/{case.pk}/review/"
    address = reverse("declarations:advise", args=[case.pk])
    return [*told, Field("words", "指导意见", client_of(people["li"]), address, advice, "words", desk, back=desk)]


def of_an_organisation(people: dict[str, Actor]) -> list[Field]:
    firm, browser = people["sun"].organisation, client_of(people["wang"])
    said = {
        "region": firm.region.code,
        "owner_type": firm.owner_type,
        "size": firm.size,
        "name": "新名称",
        "reason": "变更",
    }
    page, address = reverse("tenancy:organisation", args=[firm.pk]), reverse("tenancy:change", args=[firm.pk])
    rows, facts = Organisation.objects.filter(pk=firm.pk), OrganisationFact.objects.filter(organisation=firm)
    return [
        Field("name", "名称", browser, address, rows, "name", page, said, page),
        Field("reason", "变更理由", browser, address, facts, "reason", page, said, page),
    ]


def of_a_licence(people: dict[str, Actor]) -> list[Field]:
    """What a licensee states, and the owner's objection; a visitor's word on the record."""
    record, browser = offered_by(people["zhang"], n=800_001), client_of(people["sun"])
    address = reverse("licensing:accept", args=[record.number])
    form = browser.get(address).context["form"]
    said = {name: form.initial[name] for name in ("key", "main", "starts_on", "ends_on")}
    home = people["sun"].region
    said |= {"use_region": home.pk, "scope": "永磁电机控制器", "accept": "1"}
    made = acceptance.accept(acceptance_of(offered_by(people["zhang"], n=800_002)), by=people["sun"])
    licences = Licence.objects.exclude(pk=made.pk)
    against = {"action": "object", "ground": "right"}
    visitor, wrong = Client(), f"{record.get_absolute_url()}corrections/"
    asked, mine = Correction.objects.filter(record=record), {"item": "owners", "sentence": "已更名", "sender": "某所"}
    return [
        *(
            Field(name, label, browser, address, licences, name, "/licences/{pk}/", said, unsaid=unsaid)
            for name, label, unsaid in (("scope", "使用范围", ""), ("use_place", "具体使用地域", home.name))
        ),
        Field(
            *("reason", "理由", client_of(people["zhang"]), reverse("licensing:answer", args=[made.pk])),
            *(Turn.objects.filter(licence=made), "reason", made.get_absolute_url(), against, made.get_absolute_url()),
        ),
        *(
            Field(name, label, visitor, wrong, asked, name, "/corrections/{pk}/", mine, reader=client_of(people["li"]))
            for name, label in {"sentence": "哪里不对，应当是什么", "sender": "您的姓名或单位"}.items()
        ),
    ]


def of_a_return(people: dict[str, Actor]) -> list[Field]:
    """Why a return goes back."""
    filed = ReturnFactory(status="submitted")
    address, page = reverse("reporting:act", args=[filed.pk]), filed.get_absolute_url()
    turns, said = ReturnTurn.objects.filter(filing=filed), {"action": "send_back"}
    return [Field("notes", "理由", client_of(people["zhao"]), address, turns, "reason", page, said, page)]
