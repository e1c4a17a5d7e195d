"""What is told upwards, when, and how it is counted."""

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choice, Choices, Flag, Table, Texts, Whole
from tenancy.policy.rows import ReportDue, Target

FORMS = {
    "city_statistics": _("××市实施开放许可专利统计表"),
    "county_statistics": _("专利开放许可试点情况统计表"),
    "county_statistics_beside": _("专利开放许可试点情况统计表（汇总时另列其他口径）"),
    "project_list": _("专利开放许可达成项目清单"),
    "contact_list": _("专利开放许可试点工作联系人信息表"),
    "key_patents": _("重点专利名录"),
    "national_summary": _("开放许可专利信息汇总"),
}
LEVELS = {"unit": _("试点单位"), "county": _("县级"), "city": _("市级"), "province": _("省级")}


class ReportingRules:
    title = _("报送、统计与目标")

    monthly_filing = Choice(
        {"month_end": _("每月底报备当月信息"), "as_of_month_end": _("持续更新，以月底为截止"), "none": _("不按月报备")},
        default="none",
        title=_("月度报备"),
        source="Table B: reporting rhythm; table D; LN-36, XY-14, XY-37",
    )
    filing_levels = Choices(LEVELS, title=_("报备层级"), help=_("由下而上逐级汇总。"), source="LN-36, LN-37, XY-51")
    nil_report = Flag(default=True, title=_("允许零报告"), help=_("当月没有声明也须确认。"), source="LN-36")
    city_filing_days = Whole(
        title=_("市级汇总报送期限"),
        unit=_("天"),
        help=_("月份结束后此天数内报省；期末遇休息日顺延至下一工作日。"),
        source="Table D: city files with the province; LN-37",
    )
    reports_due = Table(
        ReportDue,
        title=_("总结和专题报告"),
        source="Table D: summary reports; LN-20, HB-67, CN-55, XY-12",
    )
    report_forms = Choices(
        FORMS, title=_("统计表"), help=_("本省使用的官方表式。"), source="LN-79, XY-37, XY-49, XY-57, ZJ-41, HB-21"
    )
    targets = Table(
        Target,
        title=_("目标"),
        help=_("进度由记录计算，点数字可见明细。"),
        source="Table B: targets; LN-12 to LN-15, HB-05, HB-06, HB-11, CN-13, CN-14, ZJ-08 to ZJ-11",
    )
    city_focus = Flag(
        default=False,
        title=_("各市确定试点主体类别"),
        help=_("每个市结合本地资源至少确定一类主体，没有确定的在省级目标页显示。"),
        source="LN-13",
    )
    sme_counted = Choice(
        {"delivered": _("至少收到一次匹配推送"), "opened": _("打开过推送"), "accepted": _("接受了推送的专利")},
        default="delivered",
        title=_("“惠及的中小微企业”口径"),
        help=_("按统一社会信用代码去重，截至该时点累计。"),
        source="G6, XY-44",
    )
    withdrawn_counted = Flag(
        default=True,
        title=_("已开放专利数量含已撤回的"),
        help=_("按曾经公布累计；另列其中有效的。"),
        source="G7, XY-41",
    )
    licences_counted = Choice(
        {"contracts": _("按合同（份）"), "patents": _("按专利（件）"), "pairs": _("按件次")},
        default="contracts",
        title=_("“达成许可总数”口径"),
        help=_("其他口径在旁列出。"),
        source="G8, XY-45, A5",
    )
    benefit_ratio = Choice(
        {"of_all_published": _("有实施效益的许可专利 ÷ 曾经公布的全部专利")},
        default="of_all_published",
        title=_("“产生一定经济效益的专利占比”口径"),
        help=_("效益指跟踪记录中大于0的收益；分子分母取同一时点。"),
        told_only=True,
        source="G10, HB-11",
    )
    ranking_measures = Texts(title=_("重点专利排序维度"), told_only=True, source="ZJ-41")
