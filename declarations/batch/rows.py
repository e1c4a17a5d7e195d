"""One row of a sheet as an offer: each cell judged by the field of the form, the fee and the owners as a whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from declarations.batch.columns import FEE, YES, Column, column_keys
from declarations.batch.fees import UnclearFee, read_fee
from declarations.batch.mapping import Plan
from declarations.batch.reader import text_of
from declarations.batch.remarks import Level, Remark, fault, note, repair
from declarations.forms.patent import dates_fault
from publication.choices import FeeKind
from publication.fee_fields import fee_fields
from publication.terms import KINDS, FaultyTerms, Terms, read_terms
from tenancy import credit_codes
from tenancy.policy import Policy
from verification.checks.identity import plain_words
from verification.classes import industry_section
from verification.gazette import read_day
from verification.numbers import PatentNumber, Status, read_cell
from verification.terms import last_day_of_term

AFFIRMED, DENIED = {YES, "√", "✓", "y", "yes", "true", "1", "有"}, {"否", "×", "n", "no", "false", "0", "无"}
APART = re.compile(r"[;；、|｜\n\r\t]+|[,，](?!\s*(?:Ltd|LTD|Inc|INC|LLC|Co)\b)")
BLANKS = re.compile(r"\s+")
BODY = re.compile(r"(?:大学|学院|公司|厂|院|所|中心|学校|集团|企业|医院|局|站|社)$")
FIRST_SERIAL, LAST_SERIAL, SERIAL_ZERO = 18264, 109574, date(1899, 12, 30)  # days as Excel counts them, 1950 to 2199
PERIOD = re.compile(r"(\d+(?:\.\d+)?)\s*(年|个月|月)?")
MOST_OWNERS = 30
MOST_KNOWN = 300  # answers remembered of a column
KEPT = (str, date)  # and of these kinds only: 1, 1.0 and True are one key
BLANK = ("", None)


CoOwner = tuple[str, str, str]  # name, mail, credit code


@dataclass
class Entry:
    """What a row says, and what there is to say about it."""

    number: int
    part: int = 0
    patent: PatentNumber | None = None
    as_written: str = ""
    offer: dict[str, Any] = field(default_factory=dict)
    owners: list[CoOwner] = field(default_factory=list)  # the others
    remarks: list[Remark] = field(default_factory=list)
    listed: dict[str, str] = field(default_factory=dict)  # what a listing says beside the form
    terms: Terms | None = None

    @property
    def faulty(self) -> set[str]:
        return {each.key for each in self.remarks if each.level is Level.FAULT} if self.remarks else set()

    @property
    def is_refused(self) -> bool:
        return bool(self.remarks) and any(each.level is Level.FAULT for each in self.remarks)

    @property
    def is_repaired(self) -> bool:
        return bool(self.remarks) and any(each.level is Level.REPAIR for each in self.remarks)


class _Asked:
    """A question of the form at a column of the sheet."""

    def __init__(self, at: int, column: Column) -> None:
        self.at, self.column = at, column
        self.is_extra = column.field is not None and column.key not in OFFERED
        self.known: dict[Any, tuple[Any, list[Remark]]] = {}

    def take(self, entry: Entry, cell: Any) -> None:
        """Judge one answer; blank cells are left to the questions of readiness."""
        value, faults = self.known.get(cell) or self._judge(cell)
        if faults:
            entry.remarks += faults
        elif value is not None and self.is_extra:
            entry.offer.setdefault("extra", {})[self.column.key] = str(value)
        elif value is not None:
            entry.offer[self.column.key] = value

    def _judge(self, cell: Any) -> tuple[Any, list[Remark]]:
        """Value or faults; what the rows above said in the same words is not judged again."""
        column = self.column
        judged: tuple[Any, list[Remark]]
        try:
            judged = answer(column, cell), []
        except ValidationError as error:
            judged = None, [fault(column.key, f"“{column.label}”：{sentence}") for sentence in error.messages]
        if len(self.known) < MOST_KNOWN and isinstance(cell, KEPT):
            self.known[cell] = judged
        return judged


class RowReader:
    """Reads the rows of one sheet by its plan, in one province."""

    def __init__(self, plan: Plan, policy: Policy, *, own_name: str = "") -> None:
        self.plan, self.policy, self.own_name = plan, policy, plain_words(own_name)
        keys = column_keys(policy)
        self.at = {key: at for at, key in reversed(plan.columns.items())}  # the first of two
        self.number_at = self.at.get("patent_number")
        asked = [(at, keys[key]) for at, key in plan.columns.items() if key in keys and keys[key].field]
        self.asked = [_Asked(at, column) for at, column in asked if at != self.number_at]
        blanks = [(at, key) for at, key in plan.columns.items() if key.startswith(FEE)]
        self.blanks = [(at, key.removeprefix(FEE), keys[key]) for at, key in blanks]
        self.fixed = [(_Asked(-1, keys[key]), said) for key, said in plan.fixed.items() if key in keys and said]

    def read(self, number: int, row: Sequence[Any]) -> list[Entry]:
        """One entry; of a listing one for each patent in the cell."""
        entry = Entry(number)
        for asked in self.asked:
            if asked.at < len(row) and (cell := row[asked.at]) not in BLANK:
                asked.take(entry, cell)
        for asked, said in self.fixed:
            if asked.column.key not in entry.offer and asked.column.key not in entry.faulty:
                asked.take(entry, said)
        if not self.plan.own:
            self._read_listed(entry, row)
        self._read_term(entry)
        self._read_fee(entry, row)
        self._read_owners(entry, row)
        if said := dates_fault(entry.offer.get("filed_on"), entry.offer.get("granted_on")):
            entry.remarks.append(fault("granted_on", said))
        return self._with_numbers(entry, row)

    def _read_listed(self, entry: Entry, row: Sequence[Any]) -> None:
        for key in ("patent_type", "owner_type", "period", "published_at", "title"):
            at = self.at.get(key)
            if at is not None and at < len(row):
                entry.listed[key] = text_of(row[at])

    def _read_term(self, entry: Entry) -> None:
        """A term told in years begins where it is said to, and ends with the day before."""
        period = entry.listed.get("period", "") or self.plan.fixed.get("period", "")
        starts = entry.offer.get("starts_on")
        if not period or "ends_on" in entry.offer or starts is None:
            return
        months = months_in(period)
        if months:
            entry.offer["ends_on"] = last_day_of_term(starts, months)
        else:
            entry.remarks.append(fault("period", _("“%s”不是许可年限，请写年数，例如 3") % period[:20]))

    def _read_fee(self, entry: Entry, row: Sequence[Any]) -> None:
        if self.plan.own:
            self._read_blanks(entry, row)
            return
        cells = {key: self._cell(row, key) for key in ("fee_mode", "amount", "fee_detail")}
        try:
            reading = read_fee(
                cells["fee_mode"],
                cells["amount"],
                cells["fee_detail"],
                unit=self.plan.unit,
                alone=self.plan.fixed.get("alone", ""),
            )
            self._keep(entry, read_terms(reading.data))
        except UnclearFee as error:
            entry.remarks.append(fault("fee.kind", str(error), self.policy.cite("public_items")))
        except FaultyTerms as faulty:
            entry.remarks += [fault("fee.kind", sentence) for sentence in faulty.reasons]
        else:
            if reading.said:
                entry.remarks.append(repair("fee.kind", reading.said))

    def _read_blanks(self, entry: Entry, row: Sequence[Any]) -> None:
        """The fee of our own template: a column for the kind, one for each blank of any kind."""
        width = len(row)
        cells = [(name, column, row[at]) for at, name, column in self.blanks if at < width and row[at] != ""]
        said = {name: chosen(column, text) for name, column, cell in cells if (text := text_of(cell))}
        if not said:
            return
        kind = KINDS.get(str(said.get("kind", "")))
        own = fee_fields(kind) if kind else said
        for name, column, _cell in cells:
            if name in said and name != "kind" and name not in own:
                words = {"kind": FeeKind(said["kind"]).label, "blank": column.label}
                sentence = _("“%(kind)s”没有“%(blank)s”一项，请删去，或改选支付方式") % words
                entry.remarks.append(fault(column.key, sentence))
        try:
            self._keep(entry, read_terms(said))
        except FaultyTerms as faulty:
            entry.remarks += [fault(FEE + name, sentence) for name, sentence in faulty.faults.items()]

    def _keep(self, entry: Entry, terms: Terms) -> None:
        entry.terms, entry.offer["fee"] = terms, terms.as_data()

    def _read_owners(self, entry: Entry, row: Sequence[Any]) -> None:
        if "all_owners" not in self.at:
            names = [name for name in split_owners(self._cell(row, "owners")) if name not in DASHES]
            entry.owners = self._paired(entry, names, self._listed(row, "emails"), self._listed(row, "codes"))
            return
        names = split_owners(self._cell(row, "all_owners"))
        if not names:
            entry.remarks.append(fault("all_owners", _("专利权人为空")))
        elif self.own_name and self.own_name not in map(plain_words, names):
            sentence = _("专利权人“%s”中没有本单位，只能由权利人自己声明") % "、".join(names)
            entry.remarks.append(fault("all_owners", sentence))
        entry.owners = [(name, "", "") for name in names if plain_words(name) != self.own_name]

    def _listed(self, row: Sequence[Any], key: str) -> list[str]:
        said = self._cell(row, key)
        return [each.strip() for each in APART.split(said) if each.strip()] if said else []

    def _paired(self, entry: Entry, names: list[str], mails: list[str], codes: list[str]) -> list[CoOwner]:
        """Each co-owner with the mail and the code at the same place; a dash stands for none."""
        if not (names or mails or codes):
            return []
        mails, codes = _without_dashes(mails), [credit_codes.normalise(code) for code in _without_dashes(codes)]
        if max(len(mails), len(codes)) > len(names):
            entry.remarks.append(fault("emails", _("共有人的邮箱或信用代码多于共有专利权人，请一一对应")))
        if len(names) > MOST_OWNERS or any(len(name) > 120 for name in names):
            entry.remarks.append(fault("owners", _("共有专利权人最多%s个，每个名称最多120字") % MOST_OWNERS))
            return []
        if any(plain_words(name) == self.own_name for name in names):
            entry.remarks.append(note("owners", _("本单位已是声明人，不必再列为共有人")))
        entry.remarks += [fault("codes", said) for code in codes if code and (said := credit_codes.fault(code))]
        for mail in filter(None, mails):
            try:
                EMAIL.clean(mail)
            except ValidationError:
                entry.remarks.append(fault("emails", _("“%s”不是邮箱地址") % mail[:60]))
        found = zip_longest(names, mails[: len(names)], codes[: len(names)], fillvalue="")
        return [each for each in found if plain_words(each[0]) != self.own_name]

    def _cell(self, row: Sequence[Any], key: str) -> str:
        at = self.at.get(key)
        return text_of(row[at]) if at is not None and at < len(row) else ""

    def _with_numbers(self, entry: Entry, row: Sequence[Any]) -> list[Entry]:
        at = self.number_at
        cell = row[at] if at is not None and at < len(row) else ""
        readings = read_cell(cell) if text_of(cell) else ()
        entry.as_written = text_of(cell)[:100]
        if len(readings) > 1 and not self.plan.own and all(reading.number for reading in readings):
            said = repair("patent_number", _("一格内有%s个号码，拆成各自一件") % len(readings))
            return [
                replace(entry, part=part, patent=reading.number, remarks=[*entry.remarks, said])
                for part, reading in enumerate(readings)
            ]
        if len(readings) > 1:
            entry.remarks.append(fault("patent_number", _("这里只能填一个号码，读到%s个") % len(readings)))
        elif readings and readings[0].number is None:
            entry.remarks.append(fault("patent_number", readings[0].sentence, "ZC 0006-2003"))
        elif readings:
            entry.patent = readings[0].number
            if readings[0].status is Status.RECOVERED:
                entry.remarks.append(repair("patent_number", readings[0].sentence))
        return [entry]


def _without_dashes(said: list[str]) -> list[str]:
    return ["" if each in DASHES else each for each in said]


EMAIL = forms.EmailField(max_length=254)
DASHES = {"-", "—", "－", "/", "无"}
# Columns of the declaration; what else a row says belongs to the items that the province adds.
OFFERED = frozenset(
    {
        *(
            "patent_number",
            "is_application",
            "title",
            "filed_on",
            "granted_on",
            "classification",
            "industry",
            "summary",
        ),
        *("mode", "fee_basis", "starts_on", "ends_on", "territory", "contact_name", "contact_phone", "contact_email"),
        *("contact_public", "pledgee_consents", "state_asset", "service", "service_price"),
    }
)


def answer(column: Column, cell: Any) -> Any:
    """What a cell answers to the question of its column; None when blank. Raises ValidationError."""
    text = text_of(cell)
    if not text:
        return None
    if isinstance(column.field, forms.BooleanField):
        return _yes_or_no(column, text)
    if column.words:
        return chosen(column, text, strict=True)
    assert column.field
    if column.kind == "date":
        return column.field.clean(_day(cell, text))
    return column.field.clean(text)


def chosen(column: Column, text: str, *, strict: bool = False) -> str:
    """The value behind a word of a drop-down; people also write the letter or the number alone."""
    if text in column.words:
        return column.values[column.words.index(text)]
    if text in column.values or not column.words:
        return text
    if column.key == "industry" and (letter := industry_section(text)):
        return letter
    alike = [
        value for word, value in zip(column.words, column.values, strict=True) if plain_words(word) == plain_words(text)
    ]
    if alike:
        return alike[0]
    if strict:
        raise ValidationError(_("“%(text)s”不在可选项中，请从下拉列表选择") % {"text": text[:40]})
    return text


def _yes_or_no(column: Column, text: str) -> bool:
    said = text.casefold()
    if said in AFFIRMED:
        return True
    if said in DENIED:
        return False
    raise ValidationError(_("请填“是”或“否”，现为“%s”") % text[:20])


def _day(cell: Any, text: str) -> date | str:
    """A date cell, a date as text in any usual spelling, or the number that a spreadsheet keeps for it."""
    if isinstance(cell, int | float) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return SERIAL_ZERO + timedelta(days=int(cell))
    return read_day(cell if isinstance(cell, date) else text) or text


def months_in(text: str) -> int:
    """3, 3年, 36个月; zero when it is no period."""
    found = PERIOD.fullmatch("".join(text.split()))
    if not found:
        return 0
    months = float(found[1]) * (12 if found[2] in (None, "年") else 1)
    return int(months) if 0 < months <= 600 and months == int(months) else 0


def split_owners(text: str) -> list[str]:
    """Names between ; ； 、 ， , | or line ends; at blanks only where bodies stand on both sides."""
    names: list[str] = []
    for part in filter(None, (each.strip() for each in APART.split(text))):
        words = BLANKS.split(part)
        names += words if len(words) > 1 and all(BODY.search(word) for word in words) else [" ".join(words)]
    return list(dict.fromkeys(names))
