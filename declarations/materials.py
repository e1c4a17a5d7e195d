"""附件材料清单: what is handed in, whether it must be, in which form, how large (U03). And what a file really is."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.models import Declaration
from declarations.readiness import patent_number
from tenancy.policy import Policy
from verification.numbers import Kind

MOST_FILES = 30  # of one declaration
SEALED, CO_OWNER_CONSENT = "sealed_form", "co_owner_consent"


@dataclass(frozen=True)
class Material:
    """One paper of the list."""

    kind: str
    label: str | Promise
    required: bool = False
    help: str | Promise = ""
    has_blank: bool = False  # the empty form can be downloaded

    @property
    def need(self) -> str:
        return _("必交") if self.required else _("容缺（可以后补）")


def materials_of(declaration: Declaration, policy: Policy) -> list[Material]:
    """What this declaration needs in this province."""
    listed = [
        Material(
            SEALED,
            gettext_lazy("签字或盖章的信息表和承诺"),
            help=gettext_lazy("打印填好的表，在盖章处签字或盖章后扫描；有电子印章的，直接盖在下载的 PDF 上后上传。"),
            has_blank=True,
        )
    ]
    if _unexamined(declaration) and policy.evaluation_report != "off":
        required = policy.evaluation_report == "required"
        either = gettext_lazy("与检索分析报告二者有其一即可。")
        listed.append(Material("evaluation_report", gettext_lazy("专利权评价报告"), required, either))
        other = gettext_lazy("没有专利权评价报告的，提供检索分析报告。")
        listed.append(Material("search_report", gettext_lazy("检索分析报告"), False, other))
    if declaration.owners.count() > 1:
        paper = gettext_lazy("共有人网上同意的不必再交；没有邮箱的，在“专利权人”一页登记其纸质同意书。")
        listed.append(Material(CO_OWNER_CONSENT, gettext_lazy("共有人同意书"), False, paper))
    if declaration.pledgee_consents:
        listed.append(Material("pledgee_consent", gettext_lazy("质权人书面同意"), True))
    papers = [item for item in policy.form_fields if item.kind == "file"]
    own = [Material(item.name, item.label, item.required, item.help) for item in papers]
    return [*listed, *own, Material("other", gettext_lazy("其他材料"))]


def _unexamined(declaration: Declaration) -> bool:
    number = patent_number(declaration)
    return number is not None and number.kind in (Kind.UTILITY_MODEL, Kind.DESIGN)
