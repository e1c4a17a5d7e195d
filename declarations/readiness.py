"""What is still missing, in the reader's words. The page lists it, the button waits for it, the verb refuses it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from declarations.checking import Beside, beside, dossier_of, rules_of
from declarations.local_rules import rules_when_begun
from declarations.models import Consent, Declaration
from declarations.promises import clause_key, promises_of
from publication.terms import FaultyTerms, read_terms
from tenancy import credit_codes
from tenancy.models import Organisation
from tenancy.models.directories import Directory
from tenancy.models.organisations import OwnerType
from tenancy.policy import Policy
from tenancy.services.directories import is_listed
from verification.checking import check
from verification.findings import Item, Level
from verification.numbers import NumberError, PatentNumber, parse_number

COLUMNS = {"territory", "fee_basis", "summary"}  # items that some provinces add and every form has
# Checks that need no register, and the field each is shown at.
FIELD_OF = {Item.TERM: "ends_on", Item.REPORT: "attachments"}


@dataclass(frozen=True)
class Missing:
    """One thing to do: the field it is about (as the form names it), the sentence, the clause that asks for it."""

    field: str
    sentence: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}（{self.clause}）" if self.clause else self.sentence


def missing_to_submit(declaration: Declaration) -> list[Missing]:
    """Everything that keeps the declaration from being handed in. Empty means ready."""
    policy, around = rules_when_begun(declaration), beside(declaration)
    return [
        *(missing_to_declare(declaration.organisation, policy) if declaration.is_editable else ()),
        *missing_answers(declaration, policy, around),
        *_rules(declaration, policy, around),
        *missing_promises(policy, around),
    ]


def missing_to_declare(house: Organisation, policy: Policy) -> list[Missing]:
    """Whether the house may declare here, as known before anything is written. Where there is a directory, it says."""
    if _is_subject(house, policy):
        return []
    if house.owner_type not in policy.owner_types:
        known = "、".join(str(OwnerType(each).label) for each in policy.owner_types)
        told = {"known": known, "own": house.get_owner_type_display()}
        sentence = _("本省只受理%(known)s的声明，贵单位登记为%(own)s") % told
        return [Missing("owners", sentence, policy.cite("owner_types"))]
    if policy.directory_required:
        sentence = _("贵单位不在%s中，须先由省级部门列入") % Directory.IMPLEMENTING_SUBJECTS.label
        return [Missing("owners", sentence, policy.cite("directory_required"))]
    return []


def _is_subject(house: Organisation, policy: Policy) -> bool:
    """It was entered for its kind and on one of three grounds (ZJ-50, ZJ-51)."""
    return policy.directory_required and is_listed(house, Directory.IMPLEMENTING_SUBJECTS)


def missing_answers(declaration: Declaration, policy: Policy, around: Beside) -> list[Missing]:
    """What the pages of the form still ask for; a batch asks the same of each of its rows."""
    return [
        *_patent(declaration, policy),
        *_owners(policy, around),
        *_offer(declaration, policy, around),
        *_term(declaration, policy),
        *_contact(declaration, policy),
    ]


def _owners(policy: Policy, around: Beside) -> list[Missing]:
    """Where the credit code is published, every owner that is a body has one, and its check digit fits (ZJ-17)."""
    if "credit_code" not in policy.public_items:
        return []
    clause = policy.cite("public_items")
    bodies = [owner for owner in around.owners if owner.owner_type != OwnerType.INDIVIDUAL]
    faults = {owner.name: credit_codes.fault(owner.credit_code) for owner in bodies}
    return [
        Missing("owners", _("请填写“%(owner)s”的统一社会信用代码：%(fault)s") % {"owner": name, "fault": fault}, clause)
        for name, fault in faults.items()
        if fault
    ]


def missing_to_publish(declaration: Declaration) -> list[Missing]:
    """What still keeps an approved declaration from the public register: the consent of every co-owner (F004)."""
    owners = [owner for owner in declaration.owners.all() if not (owner.is_declarant and declaration.is_editable)]
    waiting = [owner.name for owner in owners if owner.consent != Consent.GIVEN]
    if not waiting:
        return []
    sentence = _("共有专利权人尚未同意：%s") % "、".join(waiting)
    return [Missing("owners", sentence, "审查指南第五部分第十一章：须经全体共有人同意")]


def patent_number(declaration: Declaration) -> PatentNumber | None:
    try:
        return parse_number(declaration.patent_number)
    except NumberError:
        return None


def _patent(declaration: Declaration, policy: Policy) -> list[Missing]:
    if not declaration.patent_number:
        return [Missing("patent_number", _("请填写专利号"), policy.cite("public_items"))]
    if patent_number(declaration) is None:
        return [Missing("patent_number", _("专利号有误，请核对校验位"), "ZC 0006-2003")]
    if declaration.is_application and not policy.applications_accepted:
        sentence = _("本省只受理已授权的专利，尚未授权的专利申请不能声明")
        return [Missing("is_application", sentence, policy.cite("applications_accepted"))]
    if not declaration.title.strip():
        return [Missing("title", _("请填写发明名称"), policy.cite("public_items"))]
    return []


def _offer(declaration: Declaration, policy: Policy, around: Beside) -> list[Missing]:
    missing = []
    if declaration.mode not in policy.modes:
        missing.append(Missing("mode", _("请选择本省规定的实施方式"), policy.cite("modes")))
    try:
        if (around.terms or read_terms(declaration.fee)).kind not in policy.fee_kinds:
            missing.append(Missing("fee", _("本省未列入这种支付方式"), policy.cite("fee_kinds")))
    except FaultyTerms as fault:
        missing += [Missing("fee", sentence, policy.cite("public_items")) for sentence in fault.reasons]
    if policy.territory_required and not declaration.territory.strip():
        missing.append(Missing("territory", _("请填写许可区域"), policy.cite("territory_required")))
    return missing + _service(declaration) + _extra(declaration, policy, around)


def _service(declaration: Declaration) -> list[Missing]:
    """A service has a price of its own, so that nobody takes it for a part of the fee (F128)."""
    if bool(declaration.service.strip()) == bool(declaration.service_price.strip()):
        return []
    if declaration.service_price.strip():
        return [Missing("service", _("填写了技术服务价格，请写明是什么服务"))]
    return [Missing("service_price", _("技术服务须单独标明价格，不计入许可使用费"))]


def _extra(declaration: Declaration, policy: Policy, around: Beside) -> list[Missing]:
    """The items that the province adds. One that every form has (许可区域) is looked for there, and asked for once."""
    wanted = [item for item in policy.form_fields if item.required]
    if policy.territory_required:
        wanted = [item for item in wanted if item.name != "territory"]
    clause = policy.cite("form_fields")
    return [
        Missing("attachments", _("请上传%s") % item.label, clause)
        if item.kind == "file"
        else Missing(item.name, _("请填写%s") % item.label, clause)
        for item in wanted
        if (item.name not in around.papers if item.kind == "file" else not said(declaration, item.name))
    ]


def said(declaration: Declaration, name: str) -> str:
    """The answer to an item of the province, wherever it is kept."""
    return str(getattr(declaration, name) if name in COLUMNS else declaration.extra.get(name, "")).strip()


def _term(declaration: Declaration, policy: Policy) -> list[Missing]:
    empty = next((name for name in ("starts_on", "ends_on") if getattr(declaration, name) is None), None)
    return [Missing(empty, _("请填写许可期限的起止日期"), policy.cite("public_items"))] if empty else []


def _rules(declaration: Declaration, policy: Policy, around: Beside) -> list[Missing]:
    """What the checks would stop at, said before anything is handed in."""
    if patent_number(declaration) is None:
        return []
    report = check(dossier_of(declaration, around=around), rules_of(policy), items=FIELD_OF)
    return [
        Missing(FIELD_OF[result.item], finding.sentence, finding.clause)
        for result in report.items
        for finding in result.findings
        if finding.level is Level.STOP
    ]


def _contact(declaration: Declaration, policy: Policy) -> list[Missing]:
    if declaration.contact_name and (declaration.contact_phone or declaration.contact_email):
        return []
    field = "contact_phone" if declaration.contact_name else "contact_name"
    return [Missing(field, _("请填写联系人及电话或邮箱"), policy.cite("public_items"))]


def missing_promises(policy: Policy, around: Beside) -> list[Missing]:
    """Commitments that have not been made."""
    return [
        Missing("commitments", _("请作出承诺：%s") % promise.text, policy.cite(clause_key(promise)))
        for promise in promises_of(policy)
        if promise.name not in around.promises
    ]
