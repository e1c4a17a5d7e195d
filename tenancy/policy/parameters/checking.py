"""What is checked before and after publication, by whom, how often."""

from django.utils.translation import gettext_lazy as _

from tenancy.policy.kinds import Choice, Choices, Flag, Table, Texts, Whole
from tenancy.policy.rows import Channel, Stage, SuspicionSign

CHECKS = {
    "validity": _("专利有效性"),
    "exclusive_or_sole": _("是否存在排他许可或独占许可"),
    "pledge": _("是否进行了质押登记"),
    "licence_state": _("当前许可状态"),
    "fee": _("许可使用费"),
    "eligibility": _("主体资格"),
    "screening": _("征集审核"),
}
NATIONAL_CHECKS = ("validity", "exclusive_or_sole", "pledge")  # 448号三（一）2
CHECKERS = {
    "automatic": _("系统自动"),
    "accredited_body": _("经认可的核查机构"),
    "centre": _("知识产权保护中心"),
    "county": _("县级部门"),
    "city": _("市级部门"),
    "province": _("省级部门"),
    "platform": _("信息发布平台"),
    "department": _("行业主管部门"),
}


class CheckingRules:
    title = _("核查与公布")

    checks = Choices(
        CHECKS,
        default=NATIONAL_CHECKS,
        floor=NATIONAL_CHECKS,
        title=_("公布前核查项目"),
        help=_("任一项未查或未通过不得公布；国家规定的三项只能增加不能减少。"),
        source="Table B: checks before publication; CN-24, LN-30, LN-71, HB-16",
    )
    stages = Table(
        Stage,
        title=_("核查和审核环节"),
        help=_("依次进行：由谁、查什么。"),
        source="Table B: stages of checking; CN-23, LN-25, LN-71, HB-16, HB-17",
    )
    four_eyes = Flag(
        default=True,
        title=_("不同环节须不同人"),
        help=_("同一人不得办理前后两个环节。"),
        source="HB-17",
    )
    evaluation_report = Choice(
        {"off": _("不要求"), "on_request": _("可以要求"), "required": _("必须提供")},
        default="off",
        title=_("专利权评价报告或检索分析报告"),
        help=_("适用于实用新型、外观设计专利；专利类型由专利号得出。"),
        source="Table B: evaluation or search report; CN-25, LN-42",
    )
    checking_bodies = Texts(
        title=_("可以依托的核查机构"),
        help=_("须经省局认可并在有效期内。"),
        told_only=True,
        source="CN-23, HB-17, HB-16",
    )
    register_sources = Texts(
        title=_("登记数据来源"),
        help=_(
            "本省核验时查询的联机数据源名称，可信的在前；未作规定即查询平台已接入的全部来源。导入的登记数据和公报总是一并使用。"
        ),
        source="LN-40, HB-08, HB-16",
    )
    recheck_days = Whole(
        needed=True,
        least=1,
        title=_("公布后定期复核间隔"),
        unit=_("天"),
        help=_("逾期未复核的记录标明并停止各渠道展示。"),
        source="Table D: periodic re-check; HB-18, LN-40",
    )
    return_rounds = Whole(
        least=1,
        title=_("退回补正次数上限"),
        unit=_("次"),
        help=_("超过次数须重新提交；未作规定即不限次数。"),
        source="LN-25, LN-71",
    )
    review_working_days = Whole(
        needed=True,
        least=1,
        default=5,
        title=_("每一审核环节的办理期限"),
        unit=_("个工作日"),
        help=_("自到达该环节之日起；逾期列入工作台“超期”。"),
        source="LN-71, U06",
    )
    public_correction_working_days = Whole(
        needed=True,
        least=1,
        default=10,
        title=_("更正请求的答复期限"),
        unit=_("个工作日"),
        help=_("任何人对已公开信息提出更正请求的，自收到之日起此期限内答复；文件未作规定，为平台缺省值。"),
        source="F130, HB-19",
    )
    correction_working_days = Whole(
        needed=True,
        least=1,
        default=15,
        title=_("补正期限"),
        unit=_("个工作日"),
        help=_("自退回之日起；逾期未补正的声明仍可补正后重新提交，但会标明逾期。"),
        source="LN-25, U08",
    )
    suspicion_holds = Flag(
        default=True,
        title=_("疑点未排除的暂缓公布和奖补"),
        help=_("按规则提示的疑点由所在地管理部门核实；未核实或者认定属实的，声明不予公布，许可不予奖补。"),
        source="LN-72, HB-56, CN-45",
    )
    suspicion_signs = Table(
        SuspicionSign,
        title=_("疑点规则"),
        help=_("提示疑点的规则和界限；文件未规定方法，为平台缺省值，可由各省改写。疑点只作提示，由人核实。"),
        source="LN-72, HB-56; table E",
    )
    channels = Table(
        Channel,
        title=_("信息发布渠道"),
        help=_("渠道登记簿的起始内容。"),
        source="LN-34, HB-20, XY-02, ZJ-16",
    )
