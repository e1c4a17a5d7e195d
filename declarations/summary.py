"""All answers as terms and values: for the check page, the confirmation, the declarant's page and the printed form."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from declarations.checking import dossier_of, rules_of
from declarations.forms.simple import own_items
from declarations.local_rules import rules_when_begun
from declarations.models import Declaration
from declarations.offering import is_unpublished
from declarations.readiness import patent_number
from declarations.sections import ALL
from publication.choices import FeeKind
from publication.terms import FaultyTerms, read_terms
from verification.checking import check
from verification.classes import industries
from verification.findings import Finding, Item, Level


@dataclass(frozen=True)
class Group:
    """One section: its title and its answers, as components/summary_list.html takes them."""

    title: str | Promise
    rows: list[dict[str, Any]] = field(default_factory=list)


def groups(declaration: Declaration, *, change: bool = False) -> list[Group]:
    """Every section; with `change` each row has the way to change it and back to the check page."""
    made = []
    for section in ALL:
        href = f"{section.address(declaration)}?back=answers" if change else ""
        pairs = ROWS[section.key](declaration)
        made.append(Group(section.title, [{"term": term, "value": value, "href": href} for term, value in pairs]))
    return made


Rows = list[tuple[Any, Any]]


def label_of(name: str) -> Any:
    """The words of an item."""
    return Declaration._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _patent(declaration: Declaration) -> Rows:
    number = patent_number(declaration)
    shown = number.as_application if number and declaration.is_application else number or declaration.patent_number
    hidden = _("（申请尚未公布，公告中不出现）") if number and is_unpublished(declaration) else ""
    return [
        (label_of("patent_number"), str(shown)),
        (_("专利类型"), number.kind.label if number else ""),
        (label_of("title"), declaration.title),
        (label_of("filed_on"), long_day(declaration.filed_on)),
        (label_of("granted_on"), long_day(declaration.granted_on)),
        (label_of("classification"), f"{declaration.classification}{hidden}" if declaration.classification else ""),
        (label_of("industry"), industries().get(declaration.industry, "")),
        (label_of("summary"), f"{declaration.summary}{hidden}" if declaration.summary else ""),
    ]


def _owners(declaration: Declaration) -> Rows:
    return [
        (
            owner.name,
            _("声明人，统一社会信用代码%s") % (owner.credit_code or _("（个人）"))
            if owner.is_declarant
            else f"{owner.credit_code or _('个人')}；{owner.get_consent_display()}",
        )
        for owner in declaration.owners.all()
    ]


def _fee(declaration: Declaration) -> Rows:
    kind = declaration.fee.get("kind", "")
    return [
        (_("支付方式"), FeeKind(kind).label if kind in FeeKind else ""),
        (_("许可使用费支付方式和标准"), fee_sentence(declaration)),
    ]


def fee_sentence(declaration: Declaration) -> str:
    """The sentence that will be published; empty while the fee is not complete."""
    try:
        return read_terms(declaration.fee).published_sentence()
    except FaultyTerms:
        return ""


def _term(declaration: Declaration) -> Rows:
    until = f"{long_day(declaration.starts_on)}—{long_day(declaration.ends_on)}"
    return [
        (label_of("mode"), declaration.get_mode_display()),
        (_("许可期限"), until if declaration.starts_on and declaration.ends_on else ""),
        (label_of("territory"), declaration.territory or _("全国（未填写，按全国公布）")),
    ]


def _contact(declaration: Declaration) -> Rows:
    return [
        (label_of("contact_name"), declaration.contact_name),
        (label_of("contact_phone"), declaration.contact_phone),
        (label_of("contact_email"), declaration.contact_email),
        (label_of("contact_public"), _("同意") if declaration.contact_public else _("不同意，隐去中间几位")),
    ]


def _extra(declaration: Declaration) -> Rows:
    policy = rules_when_begun(declaration)
    return [
        (label_of("fee_basis"), declaration.fee_basis),
        (label_of("pledgee_consents"), yes_no(declaration.pledgee_consents)),
        (label_of("state_asset"), yes_no(declaration.state_asset)),
        (label_of("service"), declaration.service),
        (label_of("service_price"), declaration.service_price),
        *((item.label, declaration.extra.get(item.name, "")) for item in own_items(policy)),
    ]


def _materials(declaration: Declaration) -> Rows:
    names = [attachment.name for attachment in declaration.attachments.filter(removed_at=None)]
    return [(_("附件"), "\n".join(names))]


ROWS = {
    "patent": _patent,
    "owners": _owners,
    "fee": _fee,
    "term": _term,
    "contact": _contact,
    "extra": _extra,
    "materials": _materials,
}


def blank_items(own: list[str]) -> list[tuple[str, list[str]]]:
    """The items of every section without answers, for the empty form."""
    empty = {"patent": _patent, "fee": _fee, "term": _term, "contact": _contact}
    items = {key: [str(term) for term, _value in rows(Declaration())] for key, rows in empty.items()}
    items["owners"] = [f"{_('专利权人名称和统一社会信用代码')} {place}" for place in (1, 2, 3)]
    asked = ("fee_basis", "pledgee_consents", "state_asset", "service", "service_price")
    items["extra"] = [str(label_of(name)) for name in asked] + own
    items["materials"] = [_("附件")]
    return [(str(section.title), items[section.key]) for section in ALL]


def prompts(declaration: Declaration) -> list[Finding]:
    """What is not forbidden but worth a second look: royalties over the usual cap, published elsewhere."""
    if patent_number(declaration) is None:
        return []
    policy = rules_when_begun(declaration)
    report = check(dossier_of(declaration), rules_of(policy), items=(Item.FEE, Item.DUPLICATE))
    return [finding for finding in report.findings if finding.level is not Level.STOP]


def long_day(day: Any) -> str:
    """2023年4月30日 (U16)."""
    return date_format(day, "Y年n月j日") if day else ""


def yes_no(said: bool) -> str:
    return _("是") if said else _("否")
