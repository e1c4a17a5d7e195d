"""The whole course of one licence: declaration, published version, acceptance, contract, filing, money, follow-up, end.

Declarations and licences do not know each other; the chain is drawn here, where all rooms meet (LN-54).
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.models import Declaration
from licensing.formalities import FILED_MODES
from licensing.models import Due, Ending, Filing, Formality, Licence, LicensedPatent
from licensing.models.formalities import FormalityKind
from licensing.models.money import DueState
from licensing.services import formalities
from publication.models import Version
from publication.money import yuan
from tenancy.actors import Actor

ELSEWHERE = (FormalityKind.CONTRACT, FormalityKind.FILING)  # stations of their own


def chain_page(licence: Licence, actor: Actor) -> dict[str, Any]:
    """Each station with what is known of it and the page behind it, in the order in which things happened."""
    patents = list(licence.patents.select_related("record"))
    stations = [
        *_declarations(patents, actor),
        *_versions(patents),
        _acceptance(licence),
        _contract(licence),
        *_filings(licence),
        *_formalities(licence),
        _money(licence),
        _follow_up(licence),
        *_endings(licence),
    ]
    columns = [{"word": _("环节")}, {"word": _("情况")}, {"word": _("时间"), "kind": "date"}]
    return {"licence": licence, "columns": columns, "rows": stations}


def _declarations(patents: list[LicensedPatent], actor: Actor) -> list[list[Any]]:
    """The declaration of each patent; a link for whoever may see it, words for others, imported ones have none."""
    numbers = [patent.record_number for patent in patents]
    found = {each.record_number: each for each in Declaration.objects.filter(record_number__in=numbers)}
    mine = set(Declaration.objects.visible_to(actor).filter(record_number__in=numbers).values_list("pk", flat=True))
    rows = []
    for patent in patents:
        declaration = found.get(patent.record_number)
        if declaration is None:
            rows.append([_("声明"), _("%s：既往公开信息导入") % patent.record_number, "—"])
            continue
        text = f"{declaration.number} {declaration.organisation.name}"
        cell: Any = {"text": text, "href": declaration.get_absolute_url()} if declaration.pk in mine else text
        rows.append([_("声明"), cell, _moment(declaration.submitted_at)])
    return rows


def _versions(patents: list[LicensedPatent]) -> list[list[Any]]:
    wanted = {(patent.record_id, patent.version): patent for patent in patents}
    rows = []
    versions = Version.objects.filter(record__in=[patent.record_id for patent in patents])
    for version in versions.order_by("record", "number"):
        patent = wanted.get((version.record_id, version.number))
        if patent:
            words = {"number": patent.record_number, "version": version.number, "patent": patent.patent_number}
            text = _("%(number)s 第%(version)s版（%(patent)s）") % words
            href = reverse("publication:record", args=[patent.record_number]) + f"?version={version.number}"
            rows.append([_("公开的版本"), {"text": text, "href": href}, _moment(version.effective_at)])
    return rows


def _acceptance(licence: Licence) -> list[Any]:
    words = {"who": licence.licensee_name, "name": licence.accepted_by_name, "status": licence.get_status_display()}
    text = _("%(who)s（%(name)s）；%(status)s") % words
    return [_("接受"), {"text": text, "href": licence.get_absolute_url()}, _moment(licence.accepted_at)]


def _contract(licence: Licence) -> list[Any]:
    paper = licence.papers.last()
    if paper is None:
        return [_("合同"), _("正在生成"), "—"]
    href = reverse("licensing:contract_pdf", args=[licence.pk])
    text = _("%(template)s，摘要%(hash)s") % {"template": paper.template, "hash": paper.sha256[:16]}
    return [_("合同"), {"text": text, "href": href}, _moment(paper.effective_at)]


def _filings(licence: Licence) -> list[list[Any]]:
    rows = list(licence.filings.all())
    if not rows and licence.mode in FILED_MODES:
        return [[_("备案"), _("未备案"), "—"]]
    return [[_("备案"), _words_of(filing), str(filing.filed_on or _moment(filing.effective_at))] for filing in rows]


def _words_of(filing: Filing) -> str:
    return f"{filing.get_stage_display()} {filing.number or filing.reason}".strip()


def _formalities(licence: Licence) -> list[list[Any]]:
    """What a way of implementing needs beside the contract, done or not (ZJ-65)."""
    done = {each.kind: each for each in licence.formalities.all()}
    href = reverse("licensing:formalities", args=[licence.pk])
    wanted = [kind for kind in formalities.needed(licence) if kind not in ELSEWHERE]
    return [
        [_("手续"), {"text": f"{kind.label} {_done_words(done.get(kind))}", "href": href}, _day_of(done.get(kind))]
        for kind in wanted
        if licence.formalities_by
    ]


def _done_words(done: Formality | None) -> str:
    return f"{done.body} {done.number}".strip() if done else _("未办")


def _day_of(done: Formality | None) -> str:
    return str(done.done_on) if done else "—"


def _money(licence: Licence) -> list[Any]:
    """What no longer falls due is not counted; what came in on it before is."""
    lines: list[Any] = list(Due.objects.filter(licence=licence).with_sums())
    dues = [due for due in lines if due.state != DueState.VOID]
    settled = sum(due.state == DueState.SETTLED for due in dues)
    received = sum((due.received_sum for due in lines), start=type(licence.amount)(0))
    late = sum(due.is_overdue for due in dues)
    words = {"settled": settled, "all": len(dues), "sum": yuan(received), "late": late}
    told = _("%(all)s项，已结%(settled)s项，超期%(late)s项；确认收到%(sum)s") % words
    text = told if dues or received else _("没有应付款项")
    return [_("使用费"), {"text": text, "href": reverse("licensing:money", args=[licence.pk])}, "—"]


def _follow_up(licence: Licence) -> list[Any]:
    periods = list(licence.follow_ups.all())
    over = [each for each in periods if each.period_to < timezone.localdate()]
    told = sum(each.answered_at is not None for each in over)
    words = {"told": told, "asked": len(over), "late": sum(each.is_overdue for each in over)}
    text = _("应填%(asked)s期，已填%(told)s期，超期%(late)s期") % words
    last = max((each.answered_at for each in over if each.answered_at), default=None)
    return [_("实施跟踪"), {"text": text, "href": reverse("licensing:follow_up", args=[licence.pk])}, _moment(last)]


def _endings(licence: Licence) -> list[list[Any]]:
    href = reverse("licensing:ending", args=[licence.pk])
    return [
        [_("终止"), {"text": _("%(stage)s（%(ground)s）") % _of_ending(step), "href": href}, _moment(step.effective_at)]
        for step in licence.endings.order_by("id")
    ]


def _of_ending(step: Ending) -> dict[str, str]:
    return {"stage": step.get_stage_display(), "ground": step.get_ground_display()}


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"
