"""发布许可声明."""

from django.utils.translation import gettext_lazy as _

from config.guides.elements import (
    BY_PROVINCE,
    LAW,
    LIAONING,
    NATION_INFORMATION,
    NO_STATUTE,
    REQUIRED,
    Guide,
    Material,
    Question,
    Ruled,
)

DECLARE = Guide(
    key="declare",
    name=_("发布许可声明"),
    summary=_("公开写明许可费、期限和条件，愿意许可给所有接受条件的人。"),
    who=_("专利权人；部分省份也接受专利申请人。"),
    basis=(LAW, NATION_INFORMATION, LIAONING),
    conditions=(
        Ruled(_("专利权有效，声明人就是登记的权利人；共有专利已取得全体共有人同意。"), "checks"),
        Ruled(_("专利不在独占或排他实施许可的有效期限内。"), "checks"),
        Ruled(_("承诺在许可期限内维持专利权有效。"), "promises"),
        Ruled(_("许可期限不短于所在省的最低年限。"), "min_term_months"),
    ),
    materials=(
        Material(_("许可信息表"), REQUIRED, _("网上填写，自动生成")),
        Material(_("盖章的承诺"), _("容缺，可以后补"), _("打印、签字或盖章后上传扫描件，PDF 或图片")),
        Material(_("共有人同意书"), _("共有专利必交"), _("PDF 或图片")),
        Material(_("专利权评价报告或检索分析报告"), _("实用新型、外观设计按所在省的规定"), _("PDF")),
    ),
    steps=(
        Ruled(_("填写：专利、权利人、许可费、期限、地域、联系人。草稿自动保存。"), "public_items"),
        _("核对：逐项看一遍，需要时修改。"),
        Ruled(_("承诺盖章：打印承诺页，盖章后上传。"), "promises"),
        Ruled(_("提交：平台核验专利状态、权属、在先许可和质押，并提示明显偏离的费用。"), "checks"),
        Ruled(_("审核：所在市知识产权管理部门一次说清全部需要补正的地方。"), "stages"),
        Ruled(_("公告：审核通过后发布，取得登记编号和永久页面。"), "channels"),
    ),
    statutory_limit=NO_STATUTE,
    promised_limit=BY_PROVINCE,
    effect=_("发布后，任何单位和个人接受条件，专利权人原则上不得拒绝。已被接受的条件以接受时的版本为准。"),
    questions=(
        Question(
            _("许可费可以怎样写？"),
            _("一次总付、分期、提成、入门费加提成、阶段性免费、先试用后付费都可以，须写清基数、比例和支付时间。"),
        ),
        Question(
            _("发布后还能改价吗？"),
            _("按所在省的规定。修改产生新的版本，已经取得的许可不受影响。"),
        ),
        Question(
            _("质押的专利能声明吗？"),
            _("可以提出，但须如实说明；核验会查质押登记，审核时一并考虑。"),
        ),
    ),
)
