"""许可合同备案."""

from django.utils.translation import gettext_lazy as _

from config.guides.elements import (
    BY_PROVINCE,
    LIAONING,
    NATION_TRADE,
    REQUIRED,
    Basis,
    Guide,
    Material,
    Question,
    Ruled,
)

FILE_CONTRACT = Guide(
    key="file-contract",
    name=_("许可合同备案"),
    summary=_("把已签署的许可合同报知识产权管理部门备案。"),
    who=_("许可双方，由任一方提交。"),
    basis=(Basis(_("《专利法实施细则》关于专利实施许可合同自生效之日起三个月内备案的规定")), NATION_TRADE, LIAONING),
    conditions=(
        Ruled(_("合同由本平台的接受产生，或写明所依据的声明编号。"), "contract_template"),
        _("双方已签署，专利权有效。"),
    ),
    materials=(
        Material(_("许可合同"), REQUIRED, _("平台生成的 PDF，或签署后的扫描件")),
        Material(_("双方身份证明"), REQUIRED, _("账户已核实的不必重交")),
        Material(_("委托书"), _("委托代理机构时必交"), _("PDF 或图片")),
    ),
    steps=(
        _("选择合同：在我的许可中打开，核对自动填好的内容。"),
        Ruled(_("提交：缺什么材料一次列全。"), "contract_filing"),
        Ruled(_("审核：所在地知识产权管理部门核对合同与声明是否一致。"), "contract_filing"),
        Ruled(_("取得备案号：写入该项许可，并计入当月统计。"), "monthly_filing"),
    ),
    statutory_limit=_("合同生效之日起三个月内提出。"),
    promised_limit=BY_PROVINCE,
    effect=_("备案使许可的内容可以查证，也是申领奖补、纳入统计的依据。备案不改变合同的效力。"),
    questions=(
        Question(_("不备案合同还有效吗？"), _("有效。备案用于公示、统计和享受扶持政策。")),
        Question(_("合同改了怎么办？"), _("提交变更，平台保留前后两个版本。")),
    ),
)
