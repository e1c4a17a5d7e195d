"""接受许可条件."""

from django.utils.translation import gettext_lazy as _

from config.guides.elements import LAW, NATION_TRADE, NO_STATUTE, REQUIRED, Guide, Material, Question, Ruled

ACCEPT = Guide(
    key="accept",
    name=_("接受许可条件"),
    summary=_("在公开的条件上点“接受”，直接取得普通许可，不必逐家谈判。"),
    who=_("任何单位和个人；接受的地域范围以该声明写明的为准。"),
    basis=(LAW, NATION_TRADE),
    conditions=(
        _("声明处于已发布状态，没有撤回或暂停。"),
        Ruled(_("接受人在声明写明的地域范围内。"), "acceptance_region"),
        _("接受全部条件，不附加新的条件。"),
    ),
    materials=(
        Material(_("单位或个人账户"), REQUIRED, _("单位凭统一社会信用代码注册")),
        Material(_("实施用途说明"), _("声明要求时"), _("网上填写")),
    ),
    steps=(
        _("查询：按专利号、技术词语、专利权人或城市找到声明。"),
        Ruled(_("核对：看许可费、期限、地域、专利状态和最近一次核验时间。"), "recheck_days"),
        Ruled(_("接受：看清法律效果后确认；平台记下时间和所接受的版本。"), "may_refuse"),
        Ruled(_("签署：平台按公布的条件生成合同，双方签署。"), "contract_template"),
        Ruled(_("备案：签署后办理合同备案。"), "contract_filing"),
    ),
    statutory_limit=NO_STATUTE,
    promised_limit=_("接受即时生效；合同即时生成。"),
    effect=_("接受后双方受已公布条件约束，取得的是普通许可。撤回在后、接受在先的，许可有效。"),
    questions=(
        Question(
            _("我取得的是独家权利吗？"),
            _("不是。试点许可是普通许可，专利权人还可以许可别人，自己也可以实施。"),
        ),
        Question(
            _("可以还价吗？"),
            _("不必还价：条件对所有人一样。双方愿意的，可以在合同里另行约定其他事项。"),
        ),
        Question(
            _("专利后来失效了怎么办？"),
            _("平台会重新核验并通知双方；费用按合同和法律处理。"),
        ),
    ),
)
