"""Ways of implementing beyond the one-to-many licence, and the list of patents that must be offered."""

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choices, Flag, Number, Table, Whole
from tenancy.policy.rows import Ground

MODES = {
    "open_licence": _("开放许可（“一对多”普通许可）"),
    "ordinary_licence": _("普通许可"),
    "exclusive_licence": _("独占许可"),
    "sole_licence": _("排他许可"),
    "transfer": _("转让"),
    "contribution": _("作价入股"),
    "incubation": _("孵化企业"),
    "other": _("其他实施方式"),
}
OFFER_KINDS = {
    "standing": _("不限数量"),
    "limited": _("定量实施"),
    "directed": _("定向实施"),
    "bundle": _("组合报价"),
}


class ImplementingRules:
    title = _("实施方式与清单")

    modes = Choices(MODES, default=("open_licence",), title=_("实施方式"), source="Table B: implementing modes; ZJ-49")
    modes_closing_offer = Choices(
        MODES,
        default=("exclusive_licence", "sole_licence", "transfer", "contribution"),
        title=_("达成后不再接受他人的实施方式"),
        help=_("以所列方式达成的，该声明即停止接受；许可终止后恢复，转让和作价入股的不恢复。"),
        source="Table B: implementing modes; ZJ-49",
    )
    counted_results = Choices(
        MODES,
        title=_("另行统计的转化方式"),
        help=_("登记并单独统计，不计入许可。"),
        told_only=True,
        source="Table B: implementing modes; XY-65",
    )
    offer_kinds = Choices(OFFER_KINDS, default=("standing",), title=_("报价方式"), told_only=True, source="ZJ-23")
    venue_required = Flag(default=False, title=_("须在知识产权交易场所进行"), source="ZJ-48, ZJ-52")
    state_asset_step = Flag(default=False, title=_("国有资产处置须附单独意见"), source="ZJ-15, ZJ-72")
    mandatory_after_months = Whole(
        title=_("应当列入清单的未实施期间"),
        unit=_("个月"),
        help=_("财政性资金项目形成的专利自授权公告之日起满此期间无正当理由未实施的，应当列入。"),
        told_only=True,
        source="Table D: mandatory entry; ZJ-54",
    )
    suggestion_answer_working_days = Whole(
        title=_("建议清单答复时限"),
        unit=_("个工作日"),
        help=_("自收到建议清单之日起。"),
        told_only=True,
        source="Table D: suggestion list answered; ZJ-60",
    )
    exemption_grounds = Table(
        Ground, title=_("暂不列入清单的情形"), help=_("须经主管部门书面同意。"), told_only=True, source="ZJ-61, G4"
    )
    ban_months = Whole(
        title=_("限期未改正的限制期间"),
        unit=_("个月"),
        help=_("禁止承担省财政资金设立的科技项目。"),
        told_only=True,
        source="Table D: ban after non-compliance; ZJ-45",
    )
    service_fee_percent = Number(
        default=None,
        title=_("促成机构服务费下限"),
        unit="%",
        help=_("占实际合作合同金额的比例。"),
        told_only=True,
        source="ZJ-31",
    )
