"""撤回声明."""

from django.utils.translation import gettext_lazy as _

from config.guides.elements import (
    BY_PROVINCE,
    LAW,
    LIAONING,
    NATION_TRADE,
    NO_STATUTE,
    REQUIRED,
    ZHEJIANG,
    Guide,
    Material,
    Question,
    Ruled,
)

WITHDRAW = Guide(
    key="withdraw",
    name=_("撤回声明"),
    summary=_("不再对新的人开放许可；已经取得的许可继续有效。"),
    who=_("专利权人；专利权转移的，由提交声明的人提请撤回。"),
    basis=(LAW, NATION_TRADE, LIAONING, ZHEJIANG),
    conditions=(
        _("声明已发布，尚未撤回。"),
        Ruled(_("写明理由；专利权在提交后转移的，应当提请撤回。"), "transfer_requires_withdrawal"),
        Ruled(_("所在省限定撤回情形的，属于其中一种。"), "withdrawal_grounds"),
    ),
    materials=(
        Material(_("撤回信息表"), REQUIRED, _("网上填写，打印盖章后上传")),
        Material(_("理由的证明"), _("转移、终止、无效时必交"), _("PDF 或图片")),
        Material(_("共有人同意书"), _("共有专利必交"), _("PDF 或图片")),
    ),
    steps=(
        _("提出：在我的声明中打开，填写理由。"),
        Ruled(_("核对：页面写明撤回何时生效、影响哪些人。"), "withdrawal_affects_earlier"),
        Ruled(_("审核：省级知识产权管理部门决定。"), "withdrawal_through"),
        Ruled(_("公告：撤回在公告中写明生效时间，登记页面保留并加注。"), "withdrawal_notice_working_days"),
    ),
    statutory_limit=NO_STATUTE,
    promised_limit=BY_PROVINCE,
    effect=_("生效时间按所在省的规定：一般为公告之时，浙江为公告七个工作日后。生效前的接受照样有效。"),
    questions=(
        Question(_("撤回后页面会消失吗？"), _("不会。页面、编号和各个版本永久保留，标记变为灰色并写明撤回日期。")),
        Question(_("撤回能取消吗？"), _("不能。以后仍愿意许可的，重新提交声明。")),
    ),
)
