"""From acceptance to contract, filing and follow-up; and how an offer is withdrawn."""

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choice, Choices, Flag, Table, Text, Texts, Whole
from tenancy.policy.rows import Ground

DISPUTE_ROUTES = {
    "negotiation": _("协商"),
    "administrative": _("行政调解"),
    "people": _("人民调解"),
    "arbitration": _("仲裁"),
    "court": _("诉讼"),
}


class LicensingRules:
    title = _("接受、合同与撤回")

    acceptance_region = Choice(
        {"province": _("本省"), "nation": _("全国"), "listed": _("所列区域")},
        default="nation",
        title=_("接受即应许可的区域"),
        help=_("区域内任何单位和个人接受公布条件的，原则上不得拒绝；区域外按请求处理，可以谢绝。"),
        source="Table B: region in which acceptance binds; CN-40",
    )
    acceptance_region_codes = Texts(
        title=_("所列区域"), help=_("行政区划代码；仅在区域为“所列区域”时使用。"), source="CN-40"
    )
    may_refuse = Choice(
        {"not_in_principle": _("原则上不得拒绝"), "agreed_terms": _("按公告条件达成合意"), "not_stated": _("未作规定")},
        default="not_stated",
        title=_("专利权人能否拒绝"),
        source="Table B: may the patentee refuse an acceptor; CN-40, LN-59, ZJ-64",
    )
    answer_working_days = Whole(
        needed=True,
        least=1,
        title=_("专利权人答复接受的时限"),
        unit=_("个工作日"),
        help=_("逾期未答复的转市级部门督促。"),
        source="Table D: patentee's answer to an acceptance; LN-59, CN-40",
    )
    signing_order = Choice(
        {"licensee_first": _("被许可人先签"), "licensor_first": _("许可人先签"), "any": _("不分先后")},
        default="licensee_first",
        title=_("合同签署顺序"),
        help=_("同一方有数人的，同时签署。许可自接受时达成，签署只作凭证。"),
        source="Table D: signing of the contract; CN-41, LN-60, F061",
    )
    signing_working_days = Whole(
        needed=True,
        least=1,
        title=_("合同签署时限"),
        unit=_("个工作日"),
        help=_("自轮到该方起算；逾期未签的告知所在地管理部门。"),
        source="Table D: signing of the contract; LN-60, F061",
    )
    signing_reminder_days = Whole(
        least=1,
        title=_("催签间隔"),
        unit=_("日"),
        help=_("自通知签署起，每隔此日数提醒一次。"),
        source="Table D: signing of the contract; F061",
    )
    withdrawal_through = Choice(
        {"province": _("提请省级部门撤回"), "system": _("通过系统提出，公告后撤回")},
        default="province",
        title=_("撤回途径"),
        source="Table B: withdrawal; CN-42, LN-61, ZJ-69",
    )
    withdrawal_grounds = Table(
        Ground,
        title=_("撤回事由"),
        help=_("撤回时选择；未列事由即须写明理由。"),
        source="Table B: withdrawal; ZJ-68, G4",
    )
    withdrawal_notice_working_days = Whole(
        default=0,
        title=_("撤回公告后生效期"),
        unit=_("个工作日"),
        help=_("自撤回公告起算，期满生效；0即公告时生效。生效前的接受仍然有效。"),
        source="Table B: when withdrawal takes effect; table D; ZJ-69",
    )
    withdrawal_affects_earlier = Flag(
        default=False,
        title=_("撤回影响在先许可"),
        fixed=True,
        source="Table B: effect on earlier licences; ZJ-70",
    )
    transfer_requires_withdrawal = Flag(
        default=False,
        title=_("专利权转移须提请撤回"),
        help=_("提交后转移专利权的，应当提请撤回已公布的信息。"),
        source="CN-42, LN-61",
    )
    contract_filing = Choice(
        {
            "not_stated": _("未作规定"),
            "do": _("做好合同备案"),
            "green_channel": _("绿色通道登记备案"),
            "after_signing": _("签署后及时办理变更登记或备案"),
        },
        default="not_stated",
        title=_("合同备案"),
        source="Table B: contract filing; LN-60, HB-35, ZJ-65",
    )
    contract_filing_body = Text(title=_("备案办理机构"), source="HB-35")
    contract_filing_months = Whole(
        title=_("备案办理期限"),
        unit=_("个月"),
        help=_("自许可合同生效起算。"),
        source="Table B: contract filing; LN-60",
    )
    contract_clauses = Texts(title=_("合同必备条款"), help=_("缺一不能生成合同。"), source="HB-34, HB-13, CN-41")
    follow_up_months = Whole(
        least=1,
        title=_("实施成效跟踪间隔"),
        unit=_("个月"),
        help=_("自许可生效起，每隔此期间向双方了解实施成效。"),
        source="Table D: follow-up of licences; LN-55, CN-35",
    )
    follow_up_answer_days = Whole(
        least=1,
        default=30,
        title=_("实施成效填报期限"),
        unit=_("天"),
        help=_("自跟踪期届满起，双方填报实施情况的时间；逾期列入超期清单。"),
        source="Table D: follow-up of licences; LN-55, CN-35",
    )
    termination_notice_working_days = Whole(
        least=1,
        default=10,
        title=_("单方终止许可的通知期"),
        unit=_("个工作日"),
        help=_("一方提出终止，对方未答复的，通知期满后终止；双方同意的不受此限。"),
        source="LN-60, CN-41",
    )
    payment_reminder_days = Whole(
        default=7,
        title=_("付款提前提醒"),
        unit=_("天"),
        help=_("应付日前提醒双方。"),
        source="Table D: follow-up of licences; CN-35",
    )
    switch_notice_days = Whole(
        least=1,
        default=30,
        title=_("免费期、试用期届满的提前告知"),
        unit=_("天"),
        help=_("转为收费或者须作试用答复之前告知双方。"),
        source="LN-58, CN-39",
    )
    undated_payment_days = Whole(
        least=1,
        default=30,
        title=_("未写明付款期限时的付款时间"),
        unit=_("天"),
        help=_("公布的条件没有写明付款期限的，自该期使用费发生之日起算。"),
        source="LN-58, CN-36",
    )
    dispute_routes = Choices(DISPUTE_ROUTES, title=_("纠纷处理途径"), source="LN-62, HB-36, HB-37, CN-46, ZJ-71")
    mediation_bodies = Texts(title=_("调解机构"), told_only=True, source="HB-36, CN-47")
    incentive_conditions = Texts(
        title=_("奖补条件"),
        help=_("全部满足方可申请。"),
        told_only=True,
        source="Table B: incentive conditions; CN-44, LN-68, HB-42, XY-10",
    )
