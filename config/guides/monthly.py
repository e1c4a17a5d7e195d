"""每月报备."""

from django.utils.translation import gettext_lazy as _

from config.guides.elements import LIAONING, NO_STATUTE, REQUIRED, Basis, Guide, Material, Question, Ruled

MONTHLY = Guide(
    key="monthly",
    name=_("每月报备"),
    summary=_("县、市按月核对声明和许可情况，汇总后报省。"),
    who=_("县级、市级和省级知识产权管理部门的经办人。"),
    basis=(LIAONING, Basis(_("信市监〔2023〕56号 附件（专利开放许可试点工作统计表）"), "ha/xinyang")),
    conditions=(
        Ruled(_("到了所在省规定的报送日，或本级提前开始核对。"), "reports_due"),
        Ruled(_("下级报表已全部收到，或写明未收到的原因。"), "filing_levels"),
    ),
    materials=(
        Material(_("统计表"), REQUIRED, _("平台按登记自动生成的 Excel，与页面数字一致")),
        Material(_("盖章扫描件"), _("所在省要求时"), _("PDF")),
    ),
    steps=(
        Ruled(_("查看：打开本月报表，每个数字都能点开看到对应的记录。"), "monthly_filing"),
        _("核对：平台列出互相矛盾或与上月相差很大的地方。"),
        _("提交：写明说明后上报；上报的版本固定下来。"),
        _("审收：上级接收或退回；更正作为新版本报送。"),
        Ruled(_("汇总：省级表由各市表汇总，去重数单独重算并说明差异。"), "filing_levels"),
    ),
    statutory_limit=NO_STATUTE,
    promised_limit=_("以所在省规定的报送日为准，一般为每月底。"),
    effect=_("上报的数字按当时所知固定；以后的更正不改动已报的版本。"),
    questions=(
        Question(
            _("为什么本月数和上月报的累计数接不上？"),
            _("有更正在上月报送之后记入。报表页会逐条列出这些更正。"),
        ),
        Question(
            _("同一单位在两个市都有声明，怎么算？"),
            _("各市各计一次，省级按统一社会信用代码去重后计一次。"),
        ),
    ),
)
