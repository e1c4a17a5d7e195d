"""Who may declare what, with which items, promises and forms."""

from django.utils.translation import gettext_lazy as _

from tenancy.models.organisations import OwnerType
from tenancy.policy.kinds import Choices, Flag, Table, Text, Texts, Whole
from tenancy.policy.rows import FormField, Promise

PUBLIC_ITEMS = {
    "patent_number": _("专利号"),
    "owner_name": _("专利权人名称"),
    "title": _("发明名称"),
    "fee": _("许可使用费支付方式和标准"),
    "term": _("许可期限"),
    "contact": _("专利权人联系方式"),
    "credit_code": _("统一社会信用代码"),
    "territory": _("许可区域"),
    "mode": _("专利实施方式"),
}
NATIONAL_ITEMS = ("patent_number", "owner_name", "title", "fee", "term", "contact")  # 448号三（一）3
NATIONAL_PROMISES = ("no_exclusive_licence", "keep_in_force")  # 448号三（一）1


class DeclaringRules:
    title = _("声明")

    declarants = Choices(
        {"patentee": _("专利权人"), "applicant": _("专利申请人")},
        default=("patentee",),
        title=_("可以声明的人"),
        source="Table B: who may declare; LN-31",
    )
    owner_types = Choices(
        dict(OwnerType.choices),
        default=tuple(OwnerType.values),
        title=_("可以声明的主体类型"),
        help=_("未列入的类型不能提交声明。"),
        source="Table B: who may declare; LN-24, ZJ-48",
    )
    directory_required = Flag(
        default=False,
        title=_("须列入主体名录"),
        help=_("主体须先列入省级主体名录。"),
        source="ZJ-50, ZJ-51",
    )
    applications_accepted = Flag(
        default=False,
        title=_("接受未授权的专利申请"),
        help=_("可以用专利申请号声明。"),
        source="Table B: pending applications accepted; LN-31, LN-44, ZJ-55",
    )
    intention_intake = Flag(
        default=False,
        title=_("常态化意向征集"),
        help=_("可以先登记意向，再补成声明。"),
        source="XY-17; table B: who may declare (意向征集)",
    )
    draft_days = Whole(
        least=60,
        default=365,
        title=_("草稿保留期限"),
        unit=_("天"),
        help=_("没有提交的草稿连续这么多天没有改动的，提前30天提醒后转入“已结束”，内容和附件保留；未作规定即不到期。"),
        source="F002",
    )
    min_term_months = Whole(
        least=1,
        most=240,
        title=_("许可期限最低年限"),
        unit=_("个月"),
        help=_("许可期限短于此的声明不予受理；未作规定即不设下限。"),
        source="Table B: minimum licence term; LN-38, CN-20",
    )
    term_within_patent = Flag(
        default=True,
        title=_("许可期限不超过专利权期限"),
        help=_(
            "发明20年、实用新型10年、外观设计15年（2021年6月1日前申请的10年），自申请日起算；经登记的期限补偿顺延。"
        ),
        fixed=True,
        source="G11",
    )
    territory_required = Flag(
        default=False, title=_("须填许可区域"), help=_("信息表和合同载明许可区域。"), source="HB-13"
    )
    public_items = Choices(
        PUBLIC_ITEMS,
        default=NATIONAL_ITEMS,
        floor=NATIONAL_ITEMS,
        title=_("公开数据项"),
        help=_("缺任一项不得公布；国家规定的六项只能增加不能减少。"),
        source="CN-28, LN-29, LN-44, ZJ-17",
    )
    promises = Table(
        Promise,
        floor=NATIONAL_PROMISES,
        title=_("承诺事项"),
        help=_("逐项勾选，缺一不可提交；国家规定的两项只能增加不能减少。"),
        source="CN-22, LN-33",
    )
    acknowledgement = Text(
        title=_("知悉政策法规的声明"),
        help=_("提交时确认，所见文字版本随声明留存。"),
        source="LN-31",
    )
    form_fields = Table(
        FormField,
        title=_("本省增加的填报项"),
        help=_("在国家信息表之外增加。"),
        source="LN-29, HB-13, ZJ-63",
    )
    form_template = Text(
        default="专利许可信息表",
        title=_("信息表名称"),
        help=_("按名称引用，不按附件序号。"),
        source="G1, G2, CN-65, LN-76, HB-13",
    )
    contract_template = Text(
        default="专利开放许可（试点）合同",
        title=_("合同名称"),
        help=_("按名称引用，不按附件序号。"),
        source="G1, G2, CN-66, LN-78, HB-13",
    )
    withdrawal_template = Text(
        default="撤回专利开放许可信息表",
        title=_("撤回表名称"),
        help=_("按名称引用，不按附件序号。"),
        source="G1, G2, LN-77",
    )
    templates_official = Flag(
        default=False,
        title=_("正式表格已载入"),
        help=_("未载入前，表格标明“草拟，待官方表格替换”。"),
        source="G2",
    )
    internal_approval = Flag(
        default=False, title=_("单位内部审批与异议期"), help=_("声明离开单位前须内部批准。"), source="ZJ-28"
    )
    screening_criteria = Texts(
        title=_("筛选标准"), help=_("逐条判断是否适合参与试点，供筛选和检索。"), told_only=True, source="LN-48, CN-31"
    )
    industry_tags = Texts(
        title=_("本省产业分类"), help=_("专利和企业可打的本省产业标签。"), told_only=True, source="HB-02"
    )
