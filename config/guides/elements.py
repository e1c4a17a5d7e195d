"""What a guide says: the standard elements of a service guide, and the documents guides rest on."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
NO_FEE = _("不收费。")
SEE_FOOT = _("咨询和监督电话见页脚；各省窗口的页脚是该省的电话。")


@dataclass(frozen=True)
class Basis:
    """What a guide rests on, and the public page of the document (place/key) where the platform has its text."""

    words: Words
    document: str = ""

    @property
    def address(self) -> str:
        return reverse("policy:document", args=self.document.split("/")) if self.document else ""


@dataclass(frozen=True)
class Ruled:
    """A line that a rule governs (`rule`: its key); the page names the clause of every place that laid it down."""

    words: Words
    rule: str


@dataclass(frozen=True)
class Material:
    """One line of the list of materials (U03). `need`: 必交, or when it may come later or not at all."""

    name: Words
    need: Words
    form: Words


@dataclass(frozen=True)
class Question:
    asked: Words
    answer: Words


@dataclass(frozen=True)
class Guide:
    """事项名称、依据、受理条件、申请材料、办理流程、办结时限、收费、咨询监督、常见问题; and what follows in law."""

    key: str
    name: Words
    summary: Words
    who: Words
    basis: tuple[Basis, ...]
    conditions: tuple[Words | Ruled, ...]
    materials: tuple[Material, ...]
    steps: tuple[Words | Ruled, ...]
    statutory_limit: Words
    promised_limit: Words
    effect: Words
    questions: tuple[Question, ...]
    fee: Words = NO_FEE
    contact: Words = SEE_FOOT


LAW = Basis(_("《专利法》第五十条、第五十一条（开放许可的理念和方式）"))
NATION_INFORMATION = Basis(_("国知办函运字〔2022〕448号 三（一）（发布格式、核查内容、发布信息）"), "cn/plan")
NATION_TRADE = Basis(_("国知办函运字〔2022〕448号 三（三）2（接受即应达成、合同样例、转移后撤回）"), "cn/plan")
LIAONING = Basis(_("辽知办字〔2022〕4号 附件（声明不少于1年、月底报备、合同备案、转移后撤回）"), "ln/plan")
ZHEJIANG = Basis(
    _("浙江《关于推进专利公开实施工作的指导意见（征求意见稿）》三（三）（撤回经公告七个工作日后生效）"), "zj/opinions"
)
NO_STATUTE = _("没有法定时限。")
BY_PROVINCE = _("以各省窗口公布的承诺时限为准；进度随时可以查询。")
REQUIRED = _("必交")
