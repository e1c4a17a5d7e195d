"""What the pages of a licence say, as rows of the components."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Flag
from licensing.contract import in_order
from licensing.formalities import FILED_MODES
from licensing.forms.acceptance import AcceptanceForm
from licensing.forms.answers import AnswerForm
from licensing.models import Licence
from licensing.models.filings import CLOSED
from licensing.reach import why_only_request
from licensing.services import acceptance, filings
from licensing.services.answers import VERBS
from licensing.signing_pages import signing_word
from licensing.workflow import CONCLUDED_STATES, FELL_THROUGH, STEPS, Action, Side, Status, open_to
from publication.models import Record
from publication.money import yuan
from tenancy.actors import Actor
from tenancy.days import due_word
from tenancy.policy import policy_of


def row(term: str, value: Any) -> dict[str, Any]:
    return {"term": term, "value": str(value)}


def terms_of(record: Record) -> list[dict[str, Any]]:
    """The published terms of one record, word for word, with their version."""
    version = record.current
    return [
        row(
            _("公开编号和版本"), _("%(number)s 第%(version)s版") % {"number": record.number, "version": version.number}
        ),
        row(_("专利号"), record.patent_number),
        row(_("发明名称"), version.title),
        row(_("专利权人"), record.owner_names),
        row(_("支付方式和标准"), version.fee_sentence),
        row(_("许可期限"), _span(version.term_from, version.term_to)),
        row(_("许可地域"), version.territory),
        row(_("实施方式"), record.get_mode_display()),
        row(_("制度"), record.get_scheme_display()),
        *_beside(version),
    ]


def _beside(version: Any) -> list[dict[str, Any]]:
    """What one may take besides, and need not (F128)."""
    if not version.service:
        return []
    words = {"service": version.service, "price": version.service_price}
    said = _("%(service)s（价格：%(price)s）。自愿选择，由双方另行约定，不是许可的条件，价格不计入许可使用费。") % words
    return [row(_("可另行选择的技术服务"), said)]


def _span(first: Any, last: Any) -> str:
    return _("%(first)s 至 %(last)s") % {"first": first, "last": last}


def steps(current: int) -> list[dict[str, str]]:
    words = [_("条件与使用范围"), _("法律效果与确认"), _("办理完成")]
    states = ["done"] * current + ["current"] + ["todo"] * (len(words) - current - 1)
    return [{"word": word, "state": state} for word, state in zip(words, states, strict=True)]


def terms_page(record: Record, form: AcceptanceForm, actor: Actor) -> dict[str, Any]:
    return {
        "record": record,
        "form": form,
        "terms": terms_of(record),
        "steps": steps(0),
        "no": "；".join(acceptance.bars([record], by=actor)),
    }


def review_page(record: Record, form: AcceptanceForm, actor: Actor) -> dict[str, Any]:
    """What will be accepted, what follows in law, from when, and why the button may have to wait (U29)."""
    assert actor.organisation
    stated = form.acceptance()
    records = list(Record.objects.filter(number__in=stated.seen).select_related("current").order_by("number"))
    why = why_only_request(
        records,
        policy_of(record.province),
        home=actor.organisation.region,
        use_region=stated.use_region,
        use_place=stated.use_place,
    )
    return {
        "record": record,
        "form": form,
        "patents": [terms_of(each) for each in records],
        "stated": [
            row(_("被许可人"), f"{actor.organisation.name} {actor.organisation.credit_code}"),
            row(_("经办人"), actor.name),
            row(_("使用地域"), stated.use_place),
            row(_("使用范围"), stated.scope),
            row(_("许可期限"), _span(stated.starts_on, stated.ends_on)),
        ],
        "why": why,
        "effect": effect_of(record, why),
        "effective": _("您按下按钮、系统记录的时刻") if not why else _("专利权人同意之时"),
        "waits": acceptance.faults(stated, records, by=actor),
        "label": acceptance.button_of(why),
        "steps": steps(1),
    }


def effect_of(record: Record, why: list[str]) -> str:
    days = policy_of(record.province).answer_working_days
    if why:
        return _(
            "%(why)s。因此这是一项许可请求：专利权人应在%(days)s个工作日内答复，可以说明理由谢绝；同意后许可达成。"
        ) % {"why": "；".join(why), "days": days}
    return _(
        "接受公布的许可条件后，许可即告达成，对双方有约束力，原则上专利权人不得拒绝；专利权人应在%(days)s个工作日内确认合同。"
        "今后条件变更、声明撤回都不影响本次许可。许可使用费按上列条件支付。"
    ) % {"days": days}


def done_sentence(licence: Licence) -> str:
    words = {"number": licence.number, "day": licence.answer_by}
    if licence.is_binding:
        return _("已接受，许可已达成，编号%(number)s。专利权人应于%(day)s前确认合同。") % words
    return _("已提出许可请求，编号%(number)s。专利权人应于%(day)s前答复。") % words


def licence_page(licence: Licence, actor: Actor) -> dict[str, Any]:
    actions = [action for action in open_to(licence.sides_of(actor), licence.status) if action in VERBS]
    return {
        "licence": licence,
        "fell_through": licence.status in FELL_THROUGH,
        "facts": facts_of(licence),
        "patents": [_patent(patent) for patent in licence.patents.all()],
        "parties": [_party(party) for party in sorted(licence.parties.all(), key=in_order)],
        "events": [_event(turn) for turn in licence.turns.order_by("-id")],
        "signing": dict(zip(("state", "word"), signing_word(licence), strict=True)),
        "answers": [_answer(action, licence) for action in actions],
        "flags": Flag.objects.visible_to(actor).of([licence], Licence).with_outcome(),
    }


def _concluded(licence: Licence) -> str:
    """What was objected to with right has never been a licence, whatever stood there until the office decided."""
    if licence.status in CONCLUDED_STATES:
        return _stamp(licence.concluded_at)
    return _("尚未达成") if licence.status == Status.REQUESTED else _("未达成")


def facts_of(licence: Licence) -> list[dict[str, Any]]:
    rows = [
        row(_("使用费金额"), yuan(licence.amount) + (f"（{licence.remark}）" if licence.remark else "")),
        row(_("使用地域"), licence.use_place),
        row(_("使用范围"), licence.scope),
        row(_("许可期限"), _span(licence.starts_on, licence.ends_on)),
        row(_("接受时间"), _stamp(licence.accepted_at)),
        row(_("达成时间"), _concluded(licence)),
        row(_("专利权人答复期限"), f"{due_word(licence.answer_by)}（{licence.answer_rule}）"),
        row(_("实施方式"), licence.get_mode_display()),
        row(_("制度"), licence.get_scheme_display()),
    ]
    rows += _filing(licence)
    if paper := licence.papers.first():
        rows.append(row(_("证据包摘要（SHA-256）"), paper.packet_sha256))
    if licence.why_request:
        rows.append(row(_("为何是请求"), licence.why_request))
    return rows


def _filing(licence: Licence) -> list[dict[str, Any]]:
    if licence.mode not in FILED_MODES or licence.status in FELL_THROUGH:
        return []
    last, due = licence.filings.last(), filings.file_by(licence)
    if last and last.stage in CLOSED:
        return [row(_("合同备案"), _("%(number)s，%(day)s") % {"number": last.number, "day": last.filed_on})]
    rows = [row(_("合同备案期限"), f"{due_word(due.day)}（{due.explanation}）")] if due else []
    said = f"{last.get_stage_display()} {last.reason}".strip() if last else _("未备案")
    return [*rows, row(_("合同备案"), said)]


def _patent(patent: Any) -> list[dict[str, Any]]:
    version = {"number": patent.record_number, "version": patent.version}
    return [
        row(_("公开编号和版本"), _("%(number)s 第%(version)s版") % version),
        row(_("专利号"), patent.patent_number),
        row(_("发明名称"), patent.title),
        row(_("支付方式和标准"), patent.fee_sentence),
        row(_("内容摘要（SHA-256）"), patent.digest),
    ]


def _party(party: Any) -> dict[str, Any]:
    side = _("许可人（专利权人）") if party.side == Side.LICENSOR else _("被许可人")
    parts = [party.name, party.credit_code, party.get_size_display(), party.region_name]
    return row(side, "  ".join(part for part in parts if part))


def _event(turn: Any) -> dict[str, Any]:
    who = f"{turn.place_name} {turn.done_by_name}".strip()
    ground = f"{turn.get_ground_display()}：" if turn.ground else ""
    word = turn.get_action_display()
    return {"word": word, "when": turn.effective_at, "who": who, "text": ground + turn.reason, "status": turn.status}


def _answer(action: Action, licence: Licence) -> dict[str, Any]:
    """A button with what follows from it; the form asks for ground and reason where the table wants them."""
    step = STEPS[action]
    form = AnswerForm(auto_id=f"{action}_%s", initial={"action": action})
    if not step.needs_ground:
        del form.fields["ground"]
    if not step.needs_reason:
        del form.fields["reason"]
    for field in form.fields.values():
        field.required = True  # what the table wants; the verb refuses without it
    return {"action": action, "label": action.label, "form": form, "effect": effect_of_answer(action, licence)}


def effect_of_answer(action: Action, licence: Licence) -> str:
    agrees = _("确认即同意请求，许可自此时达成，进入合同签署，不能撤销。")
    signs = _("许可自接受时已达成；确认合同后进入签署，不能撤销。")
    return {
        Action.CONFIRM: signs if licence.concluded_at else agrees,
        Action.DECLINE: _("谢绝后本次请求结束；类别和理由告知对方，并计入拒绝率。"),
        Action.OBJECT: _("许可已达成，提出异议不等于拒绝：由所在地管理部门核实后决定，决定前许可继续有效。"),
        Action.UPHOLD: _("认定后本次许可视为未达成，双方收到通知。"),
        Action.DISMISS: _("认定后许可继续有效，专利权人重新开始计算确认合同的期限。"),
        Action.CANCEL: _("撤回后专利权人不再答复，本次请求结束。"),
    }[action]


def _stamp(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
