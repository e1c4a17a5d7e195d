"""备案材料: the seven papers in their order as one file. What the platform knows it draws; the rest the sides add.

The order is that of the record filing of an open licence (专利审查指南 第五部分第十一章): application, the licensee's
written notice, proof of payment, who applies, power of attorney, who handles it, others (here the contract itself).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.contract import Contract, fee_of
from licensing.models import Evidence, FilingPaper, Licence, Payment, SigningNote
from licensing.models.filings import Stage
from licensing.pdf import Sheet, as_sheet
from licensing.services.papers import contract_for, pdf_for
from licensing.services.signing import is_complete, signed_file
from licensing.signing import SignAction
from licensing.verify_packet import packed, sha256
from licensing.workflow import FELL_THROUGH
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Right


@dataclass(frozen=True)
class Wanted:
    """One of the seven: its name, where it comes from, and whether it may be left out."""

    kind: str
    title: str | Promise
    help: str | Promise
    drawn: bool = False
    required: bool = True


PAPERS = (
    Wanted("application", gettext_lazy("专利实施许可合同备案申请表"), gettext_lazy("平台按合同填好，双方签章。"), True),
    Wanted("notice", gettext_lazy("被许可人接受许可条件的书面通知"), gettext_lazy("平台按接受记录生成。"), True),
    Wanted(
        "payment",
        gettext_lazy("许可使用费支付凭证或者收据"),
        gettext_lazy("已登记的付款凭证自动列入；免费许可不需要。"),
    ),
    Wanted("identity", gettext_lazy("备案申请人的身份证明"), gettext_lazy("营业执照、事业单位法人证书或者身份证。")),
    Wanted(
        "power", gettext_lazy("专利代理委托书"), gettext_lazy("委托他人办理的提交；可下载空表签章。"), required=False
    ),
    Wanted("handler", gettext_lazy("办理人身份证明"), gettext_lazy("到窗口或者网上办理的人的身份证。")),
    Wanted(
        "other", gettext_lazy("其他材料：许可合同"), gettext_lazy("各方签署完成的合同；未完成的为合同原文件。"), True
    ),
)
KINDS = {paper.kind: paper for paper in PAPERS}
PERSONAL = ("identity", "power", "handler")  # they show somebody's own papers


@dataclass(frozen=True)
class Piece:
    """A file of the package; its bytes are read when the package is made."""

    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class Place:
    """One of the seven as it stands for this licence."""

    number: int
    wanted: Wanted
    pieces: tuple[Piece, ...]
    needless: str = ""  # why it is not needed here

    @property
    def is_missing(self) -> bool:
        return self.wanted.required and not self.pieces and not self.needless


def places_of(licence: Licence) -> list[Place]:
    """The seven in order, with what there is of each."""
    found = []
    for number, wanted in enumerate(PAPERS, 1):
        needless = _("免费许可，没有使用费") if wanted.kind == "payment" and licence.is_free else ""
        found.append(Place(number, wanted, tuple(_pieces(licence, number, wanted)), needless))
    return found


def missing_to_hand_over(licence: Licence) -> list[str]:
    """What is still lacking, as page and verb say it. Empty: it can go."""
    return [_("缺少：%s") % place.wanted.title for place in places_of(licence) if place.is_missing]


def may_see_persons(licence: Licence, actor: Actor) -> bool:
    """Both sides and the office of the place, and who needs to know whom to reach; not who only reads figures (U21)."""
    return bool(licence.sides_of(actor)) or actor.may(Right.SEE_CONTACTS)


def vouchers_for(licence: Licence, actor: Actor) -> QuerySet[Evidence]:
    """The files of a licence that this person may open."""
    if may_see_persons(licence, actor):
        return licence.evidence.all()
    return licence.evidence.exclude(pk__in=licence.filing_papers.filter(kind__in=PERSONAL).values("evidence"))


def package_of(licence: Licence) -> bytes:
    """One archive: the list, the papers numbered in their order, and the hash of each. Refused before the contract."""
    if licence.concluded_at is None or licence.status in FELL_THROUGH:
        raise Refused(_("许可尚未达成，没有备案材料。"))
    with translation.override("zh-hans"):
        places = places_of(licence)
        files = {piece.name: piece.content() for place in places for piece in place.pieces}
        rows = [(f"{place.number} {place.wanted.title}", _listed(place, files)) for place in places]
        sheet = Sheet(_("备案材料目录"), licence.number, tuple(rows))
    return packed({"00-目录.pdf": as_sheet(sheet)} | files)


def blank_power(licence: Licence) -> bytes:
    """委托书 with the parties filled in, to be sealed by whoever entrusts somebody."""
    contract = contract_for(licence)
    rows = [
        ("委托人", ""),
        ("受托人（专利代理机构或者个人）", ""),
        ("受托人证件号码、联系电话", ""),
        *_matter(contract),
    ]
    lines = ("兹委托上述受托人办理本合同的专利实施许可合同备案手续，包括提交材料、补正和领取备案证明。",)
    return as_sheet(
        Sheet("专利实施许可合同备案委托书", licence.number, tuple(rows), lines, ("委托人（签章）", "受托人（签章）"))
    )


def _listed(place: Place, files: dict[str, bytes]) -> str:
    said = [f"{piece.name}\nSHA-256 {sha256(files[piece.name])}" for piece in place.pieces]
    return "\n".join(said) or place.needless or (_("缺") if place.is_missing else _("不适用"))


def _pieces(licence: Licence, number: int, wanted: Wanted) -> list[Piece]:
    own = _drawn(licence, number, wanted) if wanted.drawn else []
    kept: list[Evidence | SigningNote] = [paper.evidence for paper in _brought(licence, wanted)]
    if wanted.kind == "other":
        kept = [*_sealed_on_paper(licence), *kept]
    if wanted.kind == "payment":
        stands = Payment.objects.filter(due__licence=licence, corrected_by=None)
        paid = stands.filter(evidence__isnull=False).select_related("evidence")
        kept = [*(payment.evidence for payment in paid if payment.evidence), *kept]
    unique = {one.sha256: one for one in kept}.values()
    return own + [_kept(number, place, wanted, one) for place, one in enumerate(unique, 1)]


def _sealed_on_paper(licence: Licence) -> list[SigningNote]:
    """Scans of the contract that another side has compared and found right."""
    log = SigningNote.objects.filter(paper=licence.papers.last())
    agreed = log.filter(action=SignAction.AGREE).values("sha256")
    return list(log.filter(action=SignAction.SCAN, sha256__in=agreed))


def _brought(licence: Licence, wanted: Wanted) -> list[FilingPaper]:
    """What the sides added; what they bring after a return takes the place of what was sent back."""
    brought = list(licence.filing_papers.filter(kind=wanted.kind).select_related("evidence"))
    returned = licence.filings.filter(stage=Stage.RETURNED).last()
    anew = [paper for paper in brought if returned and paper.effective_at > returned.effective_at]
    return anew or brought


def _kept(number: int, place: int, wanted: Wanted, one: Evidence | SigningNote) -> Piece:
    ending = one.name.rsplit(".", 1)[-1]

    def content() -> bytes:
        with one.file.open("rb") as file:
            return bytes(file.read())

    return Piece(f"{number:02d}-{place}-{str(wanted.title).split('：')[0]}.{ending}", content)


def _drawn(licence: Licence, number: int, wanted: Wanted) -> list[Piece]:
    draw = {"application": _application, "notice": _notice, "other": _contract}[wanted.kind]
    return [Piece(f"{number:02d}-{str(wanted.title).replace('：', '-')}.pdf", lambda: draw(licence))]


def _matter(contract: Contract) -> list[tuple[str, str]]:
    names = [(one.role, f"{one.name}　{one.credit_code}　{one.place}") for one in contract.signatories]
    patents = "\n".join(f"{one.number} {one.title}" for one in contract.patents)
    return [("合同编号", contract.number), *names, ("许可的专利", patents)]


def _application(licence: Licence) -> bytes:
    contract, patents = contract_for(licence), list(licence.patents.all())
    territory = "；".join(dict.fromkeys(patent.territory for patent in patents))
    rows: list[tuple[str, Any]] = [
        *_matter(contract),
        ("许可种类", licence.get_mode_display()),
        ("许可范围（地域）", f"{territory}；使用地域 {licence.use_place}；用于 {licence.scope}"),
        ("许可期限", f"{licence.starts_on} 至 {licence.ends_on}"),
        ("使用费支付方式和标准", fee_of(patents)),
        ("合同生效日", f"{timezone.localdate(licence.concluded_at)}"),
        ("办理机构", policy_of(licence.province).contract_filing_body or ""),
        ("办理人和联系电话", ""),
    ]
    lines = ("上列合同已经生效，申请备案。所附材料真实、有效。",)
    return as_sheet(
        Sheet("专利实施许可合同备案申请表", licence.number, tuple(rows), lines, ("许可人（签章）", "被许可人（签章）"))
    )


def _notice(licence: Licence) -> bytes:
    contract, when = contract_for(licence), timezone.localtime(licence.accepted_at)
    rows = [
        *_matter(contract),
        (
            "接受的公开信息",
            "\n".join(f"{one.record} 第{one.version}版　SHA-256 {one.digest}" for one in contract.patents),
        ),
        ("接受时间（平台记录）", f"{when:%Y-%m-%d %H:%M:%S}"),
        ("经办人", licence.accepted_by_name),
        ("使用地域和范围", f"{licence.use_place}；{licence.scope}"),
    ]
    lines = ("被许可人于上列时间在平台接受公布的许可条件，平台即时以书面形式通知专利权人。特此证明。",)
    return as_sheet(Sheet("接受专利开放许可条件的书面通知", licence.number, tuple(rows), lines, ("被许可人（签章）",)))


def _contract(licence: Licence) -> bytes:
    paper = licence.papers.last()
    return signed_file(paper) if paper and is_complete(paper) else pdf_for(licence)
