"""The words of the field, said plainly (U17): the official term once, its meaning by tap."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    word: str | Promise
    meaning: str | Promise
    source: str | Promise = ""


PILOT_PLAN = _("国家知识产权局办公室《专利开放许可试点工作方案》（国知办函运字〔2022〕448号）")
PATENT_LAW = _("《专利法》第五十条、第五十一条")

GLOSSARY: dict[str, Entry] = {
    "open_licence": Entry(
        _("开放许可"),
        _("专利权人公开说明愿意许可任何单位或者个人实施其专利，并写明许可费和条件；接受条件的人都可以得到许可。"),
        PATENT_LAW,
    ),
    "pilot": Entry(
        _("试点许可"),
        _("地方按国家局试点方案组织的“一对多”许可。它是普通许可，不等于由国务院专利行政部门公告的法定开放许可。"),
        PILOT_PLAN,
    ),
    "sole": Entry(_("独占许可"), _("在约定范围内只有被许可人能实施专利，专利权人自己也不能实施。")),
    "exclusive": Entry(_("排他许可"), _("在约定范围内只许可一家，专利权人自己还可以实施。")),
    "ordinary": Entry(_("普通许可"), _("专利权人可以同时许可多家，自己也可以实施。试点许可都是普通许可。")),
    "entry_fee": Entry(_("入门费"), _("取得许可时先付的一笔固定费用，与以后的销售多少无关。")),
    "royalty": Entry(_("提成"), _("实施后按销售额、利润或产量的约定比例或单价支付的费用。")),
    "lump_sum": Entry(_("一次总付"), _("把全部许可费一次付清。")),
    "instalments": Entry(_("分期支付"), _("许可费总额确定，分几次付清，每次写明金额和日期。")),
    "free": Entry(_("免费许可"), _("在声明写明的期限或阶段内不收许可费；其他条件照样有效。")),
    "declaration": Entry(
        _("声明"), _("专利权人说明愿意许可、许可费、期限和条件的文件。发布后对所有人有效。"), PILOT_PLAN
    ),
    "patentee": Entry(_("专利权人"), _("登记簿上写明的专利所有人。共有专利须全体同意才能声明。"), PATENT_LAW),
    "licensee": Entry(_("被许可人"), _("接受声明条件、取得实施权利的单位或个人。")),
    "evaluation_report": Entry(
        _("专利权评价报告"),
        _("国家知识产权局对实用新型或外观设计专利作出的检索和评价。这两类专利授权前不作实质审查，所以看它是否稳定。"),
        _("《专利法》第六十六条"),
    ),
    "acceptance": Entry(_("接受"), _("被许可人同意已公布的条件。双方从此受该条件约束，以接受时的版本为准。")),
    "withdrawal": Entry(_("撤回"), _("专利权人不再对新的人开放许可。撤回前已取得的许可继续有效。"), PATENT_LAW),
    "filing": Entry(_("备案"), _("把许可合同报知识产权管理部门登记，作为统计和扶持政策的依据。")),
    "check": Entry(_("核验"), _("查专利是否有效、权属是否一致、有没有冲突的许可，以及费用是否明显偏离。"), PILOT_PLAN),
}  # fmt: skip
