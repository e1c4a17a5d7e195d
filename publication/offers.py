"""An offer: what the owners of a patent put before the public, as plain values. Declarations build it."""

import hashlib
import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from publication.choices import FeeKind, Mode, PatentType
from publication.terms import Terms, read_terms
from tenancy.models import Region
from tenancy.models.organisations import OwnerType
from tenancy.models.regions import Level

MINIMUM_ITEMS = "国知办函运字〔2022〕448号 三（一）3"
ONCE = "国知办函运字〔2022〕448号 三（一）1"  # of a patent in a province
BESIDE = ("service", "service_price")


@dataclass(frozen=True)
class Owner:
    """A patentee or applicant by value, as on the day of publication. An individual has no credit code."""

    name: str
    owner_type: str = OwnerType.OTHER.value
    credit_code: str = ""

    def as_data(self) -> dict[str, str]:
        return {"name": self.name, "owner_type": str(self.owner_type), "credit_code": self.credit_code}


@dataclass(frozen=True)
class Reach:
    """联系方式. A person's number goes out masked, and is kept in full only with their own consent."""

    name: str
    phone: str = ""
    email: str = ""
    is_person: bool = True
    consented_at: datetime | None = None
    consent_text: str = ""  # version of the text the person agreed to

    @property
    def shown(self) -> str:
        """What every page, file and interface shows."""
        if not self.is_person:
            return " ".join(part for part in (self.name, self.phone, self.email) if part)
        return " ".join(part for part in (mask_name(self.name), mask_phone(self.phone), mask_mail(self.email)) if part)

    @property
    def may_be_revealed(self) -> bool:
        return self.is_person and self.consented_at is not None

    def as_data(self) -> dict[str, Any]:
        consented = self.consented_at.isoformat() if self.consented_at else None
        return {**self.__dict__, "consented_at": consented}


@dataclass(frozen=True)
class Place:
    """Where the first owner is registered, by value: later mergers of regions do not change what was published."""

    region_path: str
    region_name: str
    city_code: str
    city_name: str


@dataclass(frozen=True)
class Offer:
    """Everything that is published of one patent. `patent_number` arrives normalised (201711193877.7)."""

    patent_number: str
    patent_type: str
    title: str
    owners: tuple[Owner, ...]
    place: Place
    terms: Terms
    term_from: date
    term_to: date  # included
    contact: Reach
    publisher: str
    territory: str = "全国"
    ipc: str = ""
    industry: str = ""  # GB/T 4754 section letter
    mode: str = Mode.OPEN_LICENCE.value
    is_application: bool = False
    summary: str = ""
    service: str = ""  # know-how and help that one may take beside the licence, never a condition of it (F128)
    service_price: str = ""
    original_at: datetime | None = None  # published elsewhere before, at this time (XY-02)

    @property
    def months(self) -> int:
        return whole_months(self.term_from, self.term_to)

    def missing(self) -> list[str]:
        """What keeps it from being published; a sentence each, with the clause (CN-28, LN-44)."""
        items = {
            _("专利号（专利申请号）"): self.patent_number,
            _("专利权人（专利申请人）名称"): self.owners and all(owner.name for owner in self.owners),
            _("发明名称"): self.title.strip(),
            _("专利权人（专利申请人）联系方式"): self.contact.phone or self.contact.email,
            _("许可地域"): self.territory.strip(),
            _("发布单位"): self.publisher.strip(),
        }
        sentences = [
            _("“%(item)s”不能为空（%(clause)s）") % {"item": item, "clause": MINIMUM_ITEMS}
            for item, value in items.items()
            if not value
        ]
        if self.patent_type not in PatentType.values:
            sentences.append(_("专利类型须为发明、实用新型或者外观设计"))
        if self.term_to <= self.term_from:
            sentences.append(_("许可期限止须晚于许可期限起"))
        return sentences

    def content(self) -> dict[str, Any]:
        """What of it a version keeps word for word."""
        return {
            "title": self.title,
            "owners": [owner.as_data() for owner in self.owners],
            "terms": self.terms.as_data(),
            "fee_sentence": self.terms.published_sentence(),
            "term_from": self.term_from,
            "term_to": self.term_to,
            "territory": self.territory,
            "contact_shown": self.contact.shown,
            "publisher": self.publisher,
            "summary": self.summary,
        } | beside_the_licence(self)

    def face(self) -> dict[str, Any]:
        """The columns of the record that follow from it."""
        kept = {k: v for k, v in self.content().items() if k not in ("owners", "terms", "summary", *BESIDE)}
        return kept | {
            "mode": str(self.mode),
            "owner_names": "、".join(owner.name for owner in self.owners),
            "owner_type": str(self.owners[0].owner_type),
            **self.place.__dict__,
            "ipc": self.ipc.upper(),
            "industry": self.industry,
            "fee_kind": FeeKind(self.terms.kind).value,
            "fee_amount": self.terms.headline,
            "term_months": self.months,
        }

    def as_data(self) -> dict[str, Any]:
        """Plain data for a planned release; `read_offer` is the way back."""
        simple = {k: v for k, v in self.__dict__.items() if isinstance(v, str | bool)}
        return simple | {
            "owners": [owner.as_data() for owner in self.owners],
            "place": self.place.__dict__,
            "terms": self.terms.as_data(),
            "term_from": self.term_from.isoformat(),
            "term_to": self.term_to.isoformat(),
            "contact": self.contact.as_data(),
            "original_at": self.original_at.isoformat() if self.original_at else None,
        }


def beside_the_licence(published: Any) -> dict[str, str]:
    """What an offer or a version names beside the licence; most name nothing, and their digest has no place for it."""
    return {name: getattr(published, name) for name in BESIDE if getattr(published, name)}


def read_offer(data: Mapping[str, Any]) -> Offer:
    contact = dict(data["contact"])
    contact["consented_at"] = _instant(contact["consented_at"])
    return Offer(
        **{
            **data,
            "owners": tuple(Owner(**owner) for owner in data["owners"]),
            "place": Place(**data["place"]),
            "terms": read_terms(data["terms"]),
            "term_from": date.fromisoformat(data["term_from"]),
            "term_to": date.fromisoformat(data["term_to"]),
            "contact": Reach(**contact),
            "original_at": _instant(data["original_at"]),
        }
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def place_of(region: Region) -> Place:
    """A region with its city; a unit that reports to the province directly stands for itself."""
    city = region
    while city.level == Level.COUNTY and city.parent is not None:
        city = city.parent
    return Place(region.path, region.name, city.code, city.name)


def digest_of(record_number: str, version: int, content: Mapping[str, Any]) -> str:
    """SHA-256 of what was published under this number and version; anyone with the page can work it out again."""
    plain = json.dumps(
        {"number": record_number, "version": version, **content}, ensure_ascii=False, sort_keys=True, default=str
    )
    return hashlib.sha256(plain.encode()).hexdigest()


def whole_months(first: date, last: date) -> int:
    """2023-01-01 to 2023-12-31 are 12 (LN-38); both days belong to the term.

    A month without the corresponding day is full with its last (专利法实施细则第五条).
    """
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return max(0, months - (after.day < min(first.day, monthrange(after.year, after.month)[1])))


def mask_name(name: str) -> str:
    return name[:1] + "*" * len(name[1:])


def mask_phone(phone: str) -> str:
    """138****1234; of a short number only the last two digits stay."""
    if len(phone) < 8:
        return "*" * len(phone[:-2]) + phone[-2:]
    return f"{phone[:3]}****{phone[-4:]}"


def mask_mail(mail: str) -> str:
    name, at, host = mail.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""
