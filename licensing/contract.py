"""The contract of a licence as plain data: the very version that was accepted, in the clauses of the template.

Nothing here draws: pdf.py and word.py do. The same licence gives the same contract, whoever asks and whenever.
"""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from licensing.models import ContractText, Licence, LicensedPatent, Party
from licensing.workflow import Side
from publication.choices import Mode
from publication.money import sum_of
from tenancy.policy import Policy, policy_of
from tenancy.policy.parameters.licensing import DISPUTE_ROUTES
from tenancy.refusals import Refused

FOLDER = Path(__file__).parent / "clauses"


# What an official text may leave open, in the administrator's words, and what the contract fills in there.
MARKS = {
    "合同名称": "name",
    "制度": "scheme",
    "实施方式": "mode",
    "专利件数": "count",
    "许可地域": "territory",
    "使用地域": "use_place",
    "使用范围": "scope",
    "许可期限起": "starts_on",
    "许可期限止": "ends_on",
    "许可使用费": "fee",
    "金额": "amount",
    "金额备注": "remark",
    "争议解决方式": "routes",
    "接受时间": "accepted_at",
    "成立时间": "concluded",
}

NO_SUB_LICENCE = "未经许可人书面同意，被许可人不得再许可第三人实施。"
ORDINARY = f"许可人保留自己实施和许可他人实施的权利；{NO_SUB_LICENCE}"
# What a way of implementing means for both (专利法实施细则 第十五条; 最高法 技术合同解释 第二十五条).
MODE_DUTIES = {
    Mode.EXCLUSIVE_LICENCE: "合同期内只有被许可人可以在约定的范围内实施，许可人自己不实施，也不许可第三人实施；"
    f"{NO_SUB_LICENCE}",
    Mode.SOLE_LICENCE: f"合同期内许可人可以自己实施，但不许可第三人实施；{NO_SUB_LICENCE}",
    Mode.TRANSFER: "许可人作为让与人，将上述专利权（专利申请权）转让给作为受让人的被许可人；"
    "转让自国务院专利行政部门登记之日起生效，双方应当及时办理著录项目变更登记。在先给予的许可不受影响。",
    Mode.CONTRIBUTION: "许可人以上述专利权作价出资入股，由双方认可的机构评估作价；"
    "双方应当及时办理著录项目变更登记和市场主体变更登记。在先给予的许可不受影响。",
}


@dataclass(frozen=True)
class Template:
    """One version of a province's contract; `mark` says that it is a model, an official text has none."""

    version: str
    title: str
    mark: str
    clauses: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Clause:
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Signatory:
    """A party as the contract names it."""

    role: str
    name: str
    credit_code: str
    place: str


@dataclass(frozen=True)
class PatentLine:
    """One patent with the published terms that the annex repeats word for word."""

    number: str
    title: str
    record: str
    version: int
    territory: str
    term: str
    fee: str
    digest: str


@dataclass(frozen=True)
class Change:
    """A negotiated clause beside the model's."""

    title: str
    word: str
    before: str
    after: str


@dataclass(frozen=True)
class Contract:
    number: str
    title: str
    template: str
    mark: str
    signatories: tuple[Signatory, ...]
    patents: tuple[PatentLine, ...]
    clauses: tuple[Clause, ...]
    made_on: str
    changes: tuple[Change, ...] = ()
    digest: str = field(default="", compare=False)

    @property
    def check_code(self) -> str:
        """防伪码 as printed on each page."""
        return code_of(self.digest)


def code_of(digest: str) -> str:
    """The check code of a paper: the beginning of its digest in three groups of four."""
    code = digest[:12].upper()
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


@lru_cache
def model() -> Template:
    """The platform's own words, marked as such, until an official text takes their place."""
    said = tomllib.loads((FOLDER / "model.toml").read_text())
    return Template(said["version"], said["title"], said.get("mark", ""), tuple(said["clauses"]))


def template_of(licence: Licence) -> Template:
    """The province's official text of the moment of acceptance where there is one, else the model.

    One that came later in the day is not that of a licence which was accepted before it.
    """
    there = ContractText.objects.filter(effective_at__lte=licence.accepted_at)
    text = there.filter(in_force_from__lte=timezone.localdate(licence.accepted_at)).first()
    return Template(text.version, text.title, "", tuple(text.clauses)) if text else model()


def contract_of(licence: Licence, template: Template | None = None) -> Contract:
    """The contract in Chinese, whatever language the reader has. Raises Refused when a mandatory clause is missing."""
    with translation.override("zh-hans"):
        template = template or template_of(licence)
        patents, parties = list(licence.patents.all()), list(licence.parties.all())
        policy = policy_of(licence.province_id, at=licence.accepted_at)  # type: ignore[arg-type]  # never null
        words = _words(licence, patents, policy)
        clauses = tuple(_clause(stated, words, patents, licence.mode) for stated in template.clauses)
        _refuse_incomplete(policy, clauses)
        drawn = Contract(
            number=licence.number,
            title=template.title.format(**words),
            template=template.version,
            mark=template.mark,
            signatories=tuple(_signatory(party) for party in sorted(parties, key=in_order)),
            patents=tuple(_line(patent) for patent in patents),
            clauses=clauses,
            made_on=words["accepted_on"],
        )
    return sealed_by_digest(drawn)


def sealed_by_digest(contract: Contract) -> Contract:
    """With the digest of its content, whose beginning is the check code."""
    return Contract(**{**vars(contract), "digest": _digest(contract)})


def read_contract(data: dict[str, Any]) -> Contract:
    """The way back from `asdict`: a contract that was made stays as it was, whatever becomes of template and rules."""
    rows = {
        "signatories": tuple(Signatory(**row) for row in data["signatories"]),
        "patents": tuple(PatentLine(**row) for row in data["patents"]),
        "clauses": tuple(Clause(row["title"], tuple(row["text"])) for row in data["clauses"]),
        "changes": tuple(Change(**row) for row in data.get("changes", [])),
    }
    return Contract(**{**data, **rows})


def missing_clauses(required: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Which of the province's mandatory clauses a text lacks (HB-34)."""
    return [name for name in required if name not in titles]


def _refuse_incomplete(policy: Policy, clauses: Sequence[Clause]) -> None:
    titles = [clause.title for clause in clauses if any(text.strip() for text in clause.text)]
    missing = missing_clauses(policy.contract_clauses, titles)
    if missing:
        words = {"names": "、".join(missing), "clause": policy.cite("contract_clauses")}
        raise Refused(_("合同缺少必备条款：%(names)s（%(clause)s），不能生成。") % words)


def _clause(stated: dict[str, Any], words: dict[str, str], patents: Sequence[LicensedPatent], mode: str) -> Clause:
    """Its paragraphs; some ways of implementing have others instead, some ways of paying have more."""
    kinds = {patent.fee_kind for patent in patents}
    text = next((part["text"] for part in stated.get("instead", []) if mode in part["modes"]), stated["text"])
    more = [line for part in stated.get("more", []) if kinds & set(part["kinds"]) for line in part["text"]]
    return Clause(stated["title"], tuple(line.format(**words) for line in [*text, *more]))


def _words(licence: Licence, patents: Sequence[LicensedPatent], policy: Policy) -> dict[str, str]:
    routes = policy.dispute_routes
    return {
        "name": policy.contract_template,
        "scheme": licence.get_scheme_display(),
        "mode": licence.get_mode_display(),
        "mode_duty": MODE_DUTIES.get(Mode(licence.mode), ORDINARY),
        "count": str(len(patents)),
        "territory": "；".join(dict.fromkeys(patent.territory for patent in patents)),
        "use_place": licence.use_place,
        "scope": licence.scope,
        "starts_on": _day(licence.starts_on),
        "ends_on": _day(licence.ends_on),
        "fee": fee_of(patents),
        "amount": sum_of(licence.amount),
        "total": _total(licence),
        "remark": f"支付方式：{licence.remark}。" if licence.remark else "",
        "routes": "、".join(str(DISPUTE_ROUTES[route]) for route in routes) or "依法向人民法院起诉",
        "accepted_at": f"{timezone.localtime(licence.accepted_at):%Y年%m月%d日%H时%M分}",
        "accepted_on": _day(timezone.localdate(licence.accepted_at)),
        "concluded": "本合同自该时成立并生效" if licence.is_binding else "本合同自许可人同意时成立并生效",
    }


def _total(licence: Licence) -> str:
    """A royalty alone has no sum on the day of the contract; zero would read as free."""
    if licence.is_free or licence.amount:
        return f"按上述条件可以确定的使用费金额合计为{sum_of(licence.amount)}"
    return "使用费按实际发生的计算基数计付，订立合同时不能确定总额"


def fee_of(patents: Sequence[LicensedPatent]) -> str:
    """What is paid for each, or for all alike."""
    if len({patent.fee_sentence for patent in patents}) == 1:
        each = "每件专利均" if len(patents) > 1 else ""
        return each + patents[0].fee_sentence
    return " ".join(f"（{patent.position}）{patent.patent_number}：{patent.fee_sentence}" for patent in patents)


def _signatory(party: Party) -> Signatory:
    role = "许可人（专利权人）" if party.side == Side.LICENSOR else "被许可人"
    return Signatory(role, party.name, party.credit_code, party.region_name)


def in_order(party: Party) -> tuple[bool, int]:
    """As a contract names them: the licensors first."""
    return party.side != Side.LICENSOR, party.position


def _line(patent: LicensedPatent) -> PatentLine:
    return PatentLine(
        number=f"ZL{patent.patent_number}",
        title=patent.title,
        record=patent.record_number,
        version=patent.version,
        territory=patent.territory,
        term=f"{_day(patent.term_from)}至{_day(patent.term_to)}",
        fee=patent.fee_sentence,
        digest=patent.digest,
    )


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _digest(contract: Contract) -> str:
    plain = json.dumps({**vars(contract), "digest": ""}, ensure_ascii=False, sort_keys=True, default=vars)
    return hashlib.sha256(plain.encode()).hexdigest()
