"""How a fee may be set, what it is compared with, and when it may change."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choice, Choices, Flag, Number, Table, Whole
from tenancy.policy.rows import PriceReference

FEE_KINDS = {
    "free": _("免费"),
    "lump_sum": _("一次性付费"),
    "instalments": _("总付额内分期支付"),
    "royalty": _("提成支付"),
    "entry_fee_royalty": _("入门费附加提成支付"),
    "staged_free": _("阶段性免费"),
    "trial_then_pay": _("先试用、后付费"),
}


class FeeRules:
    title = _("许可使用费")

    fee_kinds = Choices(
        FEE_KINDS,
        default=tuple(FEE_KINDS),
        title=_("支付方式"),
        help=_("“面议”不是明确的费用标准，不能选用。"),
        source="Table B: payment methods; CN-36, LN-58, HB-32, ZJ-39, G12",
    )
    fee_low_factor = Number(
        needed=True,
        default=Decimal("0.2"),
        title=_("费用偏低提示倍数"),
        unit=_("倍"),
        help=_("低于同行业平均的此倍数时提示并予以指导，不阻止提交。"),
        source="Table B: obviously unreasonable fee; G9, LN-41, CN-26",
    )
    fee_high_factor = Number(
        needed=True,
        default=Decimal(5),
        title=_("费用偏高提示倍数"),
        unit=_("倍"),
        help=_("高于同行业平均的此倍数时提示并予以指导，不阻止提交。"),
        source="Table B: obviously unreasonable fee; G9, LN-41, CN-26",
    )
    price_references = Table(
        PriceReference,
        title=_("定价参考"),
        help=_("显示在费用填报旁，仅供参考。"),
        source="Table B: price reference; CN-37, LN-57, HB-30, ZJ-21",
    )
    statistics_least_group = Whole(
        needed=True,
        default=5,
        least=3,
        most=100,
        title=_("成交统计的最小份数"),
        unit=_("份"),
        help=_("同一行业、同一支付方式已达成的许可不少于此份数的，才显示统计数字；文件未规定，为平台缺省值。"),
        source="F053, ZJ-21",
    )
    change_rule = Choice(
        {
            "new_version": _("可以调整：生成新版本，先前接受者仍按原条件"),
            "locked_then_lower": _("一经公告原则上不予变更；连续无人达成意向满期后可变更方式或降低费用，再次公告"),
        },
        default="new_version",
        title=_("公布后费用变更"),
        source="Table B: change of price after publication; HB-33, ZJ-22, ZJ-66, ZJ-67",
    )
    change_after_months = Whole(
        least=1,
        title=_("允许变更前的连续无人达成期间"),
        unit=_("个月"),
        help=_("自列入或再次公告起算。"),
        source="Table D: no taker, terms may change; ZJ-22, ZJ-67",
    )
    inventor_pricing = Flag(
        default=False,
        title=_("赋权发明人确认价格"),
        help=_("赋予发明人所有权的专利，由发明人确认价格。"),
        told_only=True,
        source="ZJ-39",
    )
