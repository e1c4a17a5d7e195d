"""The rules of the form and of the first check for a thousand rows at once: the same functions, in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.batch.mapping import Plan
from declarations.batch.remarks import Level as Weight
from declarations.batch.remarks import Remark, fault, note
from declarations.batch.rows import Entry
from declarations.checking import NOBODY_ASKED, Beside, dossier_of, elsewhere_of, rules_of
from declarations.fee_figures import asked_fee
from declarations.models import Batch, Declaration, Owner
from declarations.models.batches import Outcome
from declarations.readiness import Missing, missing_answers
from declarations.registers import ask_registers_about
from declarations.workflow import OPEN, Status
from tenancy.models import Organisation
from tenancy.models.organisations import OwnerType
from tenancy.policy import Policy
from verification.checking import findings
from verification.checks.duplicates import once_in_a_province
from verification.dossier import Elsewhere
from verification.findings import Finding, Item, Level
from verification.many import among
from verification.numbers import PatentNumber
from verification.registers.combining import Combined

# Consent and papers come after the drafts; everything else is judged now.
CHECKED = tuple(item for item in Item if item not in (Item.OWNERS,))
KEY_OF = {Item.TERM: "ends_on", Item.FEE: "fee.kind", Item.PLEDGE: "pledgee_consents"}
LOOKED_UP = frozenset({Item.NUMBER, Item.VALIDITY, Item.LICENCE, Item.PLEDGE, Item.DISPUTE})  # at a register
ON_A_REGISTER = (Item.LICENCE, Item.PLEDGE, Item.DISPUTE)
LATER = "attachments"
LONGEST_PERSON = 4  # signs of a name; a body has more
BUSY = OPEN | {Status.PUBLISHED, Status.RETURNED, Status.DRAFT}
# Where a remark is shown when the sheet has no column of its own for it.
STANDS_FOR = {
    "fee.kind": ("fee_mode", "amount", "fee_detail"),
    "ends_on": ("period",),
    "starts_on": ("period", "published_at"),
    "contact_phone": ("contact_email", "contact_name"),
    "owners": ("all_owners",),
    "all_owners": ("owners",),
}


@dataclass(frozen=True)
class Known:
    """What the database knows of the patents of a portion."""

    registers: dict[PatentNumber, Combined]
    elsewhere: dict[str, tuple[Elsewhere, ...]]
    declared: dict[str, list[dict[str, Any]]]
    above: dict[str, tuple[int, int]]  # patent → row and part of this file that has it already


def look_up(entries: Iterable[Entry], batch: Batch, *, declared: bool = True) -> Known:
    """As many queries for a thousand patents as for one."""
    patents = {entry.patent.normal: entry.patent for entry in entries if entry.patent}
    return Known(
        registers=ask_registers_about(patents.values()),
        elsewhere=elsewhere_of(patents, batch.province_id),
        declared=_declared(patents) if declared else {},
        above=_above(batch, patents),
    )


def _above(batch: Batch, patents: Iterable[str]) -> dict[str, tuple[int, int]]:
    """In the portions before this one; the uppermost row counts."""
    lines = batch.lines.filter(among("patent_number", patents)).order_by("-number", "-part")
    return {patent: (number, part) for patent, number, part in lines.values_list("patent_number", "number", "part")}


def _declared(patents: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    rows = Declaration.objects.filter(among("patent_number", patents), status__in=BUSY)
    told: Any = rows.values("patent_number", "status", "organisation_id", "record_number")
    for row in told:
        found.setdefault(row["patent_number"], []).append(row)
    return found


class Checker:
    """Judges the rows of one organisation's batch. `judge` adds what it finds to the entry."""

    def __init__(self, policy: Policy, organisation: Organisation, promised: frozenset[str], form: str) -> None:
        self.policy, self.organisation, self.promised, self.form = policy, organisation, promised, form
        self.rules, self.today = rules_of(policy), timezone.localdate()
        self.row = self._blank()
        self.blank = dict(vars(self.row))

    def judge(self, entry: Entry, known: Known) -> Declaration:
        """What the row would become, unsaved; the next row is written over it."""
        declaration = self._refilled(entry)
        number = declaration.patent_number
        elsewhere = known.elsewhere.get(number, ())
        around = Beside(self._owners(entry), promises=self.promised, elsewhere=elsewhere, terms=entry.terms)
        faulty = entry.faulty
        for missing in missing_answers(declaration, self.policy, around):
            if (key := key_of(missing)) not in faulty and not (key == "fee.kind" and _fee_is_faulty(faulty)):
                entry.remarks.append(_said(key, missing))
        if entry.patent:
            entry.remarks += self._findings(declaration, entry, known, around)
            entry.remarks += repeated(entry, known)
            entry.remarks += self._declared(known.declared.get(number, ()))
        return declaration

    def _owners(self, entry: Entry) -> tuple[Owner, ...]:
        """Only where the province publishes their codes is anything asked of the owners before they consent."""
        if "credit_code" not in self.policy.public_items:
            return ()
        own = Owner(name=self.organisation.name, credit_code=self.organisation.credit_code)
        own.owner_type = self.organisation.owner_type
        people = {name for name, _mail, code in entry.owners if not code and len(name) <= LONGEST_PERSON}
        return (
            own,
            *(
                Owner(name=name, credit_code=code, owner_type=OwnerType.INDIVIDUAL if name in people else "")
                for name, _mail, code in entry.owners
            ),
        )

    def _refilled(self, entry: Entry) -> Declaration:
        said = vars(self.row)
        said.update(self.blank)
        said.update(entry.offer, patent_number=entry.patent.normal if entry.patent else entry.as_written[:16])
        return self.row

    def _blank(self) -> Declaration:
        """One declaration for all rows: making one for each costs more than all its checks."""
        mode = {"mode": self.policy.modes[0]} if len(self.policy.modes) == 1 else {}
        return Declaration(
            organisation=self.organisation,
            region_id=self.organisation.region_id,
            province_id=self.organisation.province_id,
            form_version=self.form,
            saved_at=timezone.now(),
            **mode,
        )

    def _findings(self, declaration: Declaration, entry: Entry, known: Known, around: Beside) -> list[Remark]:
        """Where no register answered, what an officer would look up by hand is no news to the declarant."""
        assert entry.patent
        told = known.registers[entry.patent]
        items = items_for("fee" in entry.offer, told.facts == NOBODY_ASKED)
        fee = asked_fee(entry.terms) if entry.terms else None
        dossier = dossier_of(declaration, told.facts, told.register_answer, around=around, fee=fee, on=self.today)
        return [
            remark_of(item, finding)
            for item, finding in findings(dossier, self.rules, items=items)
            if is_news(item, finding, told.register_answer)
        ]

    def _declared(self, rows: Sequence[dict[str, Any]]) -> list[Remark]:
        told = {"clause": once_in_a_province(self.rules)}
        for row in rows:
            if row["organisation_id"] == self.organisation.pk:
                told["status"] = str(Status(row["status"]).label)
                sentence = _("本单位已有这件专利的声明（%(status)s），不能重复填报（%(clause)s）")
                return [fault("patent_number", sentence % told)]
            if row["status"] in OPEN | {Status.PUBLISHED} and not row["record_number"]:
                sentence = _("该专利在本省已有办理中的声明，不能重复声明（%(clause)s）")
                return [fault("patent_number", sentence % told)]
        return []


@cache
def items_for(has_fee: bool, nothing_known: bool) -> tuple[Item, ...]:
    """Where nobody has told anything of a patent, there is nothing against it on a register."""
    left_out = {item for item in ON_A_REGISTER if nothing_known} | ({Item.FEE} if not has_fee else set())
    return tuple(item for item in CHECKED if item not in left_out)


def repeated(entry: Entry, known: Known) -> list[Remark]:
    """The same patent further up in the file; the first one counts."""
    assert entry.patent
    place = (entry.number, entry.part)
    first = known.above.setdefault(entry.patent.normal, place)
    if first == place:
        return []
    return [fault("patent_number", _("与第%s行是同一件专利，只保留一行") % first[0])]


def is_news(item: Item, finding: Finding, answer: str) -> bool:
    """Without an answer of a register it is no news, row for row, that it has not answered; a bar always is."""
    if finding.level is Level.STOP or answer == "found":
        return True
    return finding.level is Level.NOTE and item not in LOOKED_UP


def remark_of(item: Item, finding: Finding) -> Remark:
    if finding.level is Level.STOP and item is not Item.REPORT:
        return fault(KEY_OF.get(item, "patent_number"), finding.sentence, finding.clause)
    sentence = _("%s（导入后在“附件材料”中上传）") % finding.sentence if item is Item.REPORT else finding.sentence
    return note(KEY_OF.get(item, "patent_number"), sentence, finding.clause)


def key_of(missing: Missing) -> str:
    return "fee.kind" if missing.field == "fee" else missing.field


def _fee_is_faulty(faulty: set[str]) -> bool:
    return any(key.startswith("fee.") for key in faulty)


def _said(key: str, missing: Missing) -> Remark:
    if key == LATER:
        return Remark(Weight.NOTE, "", missing.sentence, missing.clause)
    return fault(key, missing.sentence, missing.clause)


def place_of(key: str, plan: Plan) -> int | None:
    """The column of the sheet (from 0) at which a remark is shown; none: beside the row."""
    for name in (key, *STANDS_FOR.get(key, ())):
        if (at := plan.at(name)) is not None:
            return at
    if key.startswith("fee."):
        return place_of("fee.kind", plan) if key != "fee.kind" else None
    return None


def line_of(entry: Entry, batch: Batch, plan: Plan, **more: Any) -> dict[str, Any]:
    """The row of the account, column by column."""
    outcome = Outcome.REFUSED if entry.is_refused else Outcome.REPAIRED if entry.is_repaired else Outcome.FINE
    return {
        "batch_id": batch.pk,
        "province_id": batch.province_id,
        "number": entry.number,
        "part": entry.part,
        "patent_number": entry.patent.normal if entry.patent else entry.as_written,
        "outcome": outcome.value,
        "remarks": [remark.as_data(place_of(remark.key, plan)) for remark in entry.remarks],
        "offer": None,
        "declaration": None,
    } | more
