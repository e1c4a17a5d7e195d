"""The closed lists of the register, each word with its Chinese term."""

from django.db import models
from django.utils.translation import gettext_lazy


class FeeKind(models.TextChoices):
    FREE = "free", gettext_lazy("免费")
    LUMP_SUM = "lump_sum", gettext_lazy("一次总付")
    INSTALMENTS = "instalments", gettext_lazy("总付额内分期支付")
    ROYALTY = "royalty", gettext_lazy("提成")
    ENTRY_FEE_ROYALTY = "entry_fee_royalty", gettext_lazy("入门费+提成")
    STAGED_FREE = "staged_free", gettext_lazy("阶段性免费")
    TRIAL_THEN_PAY = "trial_then_pay", gettext_lazy("先试用后付费")


class RoyaltyBase(models.TextChoices):
    """Of what the rate is taken."""

    NET_SALES = "net_sales", gettext_lazy("合同产品净销售额")
    SALES = "sales", gettext_lazy("合同产品销售额")
    PROFIT = "profit", gettext_lazy("合同产品利润")


class Settlement(models.TextChoices):
    """How often a royalty is settled."""

    YEAR = "year", gettext_lazy("年度")
    HALF_YEAR = "half_year", gettext_lazy("半年")
    QUARTER = "quarter", gettext_lazy("季度")
    MONTH = "month", gettext_lazy("月度")


class DayKind(models.TextChoices):
    CALENDAR = "calendar", gettext_lazy("日")
    WORKING = "working", gettext_lazy("个工作日")


class Scheme(models.TextChoices):
    """A pilot licence is not the statutory open licence, and each record says which it is (A3, LN-06)."""

    PILOT = "pilot", gettext_lazy("专利开放许可（试点）")
    STATUTORY = "statutory", gettext_lazy("专利开放许可（法定）")


class PatentType(models.TextChoices):
    INVENTION = "invention", gettext_lazy("发明专利")
    UTILITY_MODEL = "utility_model", gettext_lazy("实用新型专利")
    DESIGN = "design", gettext_lazy("外观设计专利")


class Mode(models.TextChoices):
    """实施方式 (ZJ-49); elsewhere always the open, ordinary licence."""

    OPEN_LICENCE = "open_licence", gettext_lazy("开放许可（普通许可）")
    ORDINARY_LICENCE = "ordinary_licence", gettext_lazy("普通许可")
    EXCLUSIVE_LICENCE = "exclusive_licence", gettext_lazy("独占许可")
    SOLE_LICENCE = "sole_licence", gettext_lazy("排他许可")
    TRANSFER = "transfer", gettext_lazy("转让")
    CONTRIBUTION = "contribution", gettext_lazy("作价入股")
    OTHER = "other", gettext_lazy("其他方式")


class State(models.TextChoices):
    """What a published record is now."""

    ACTIVE = "active", gettext_lazy("公开中")
    NOTICE = "notice", gettext_lazy("撤回公告期")
    SUSPENDED = "suspended", gettext_lazy("已中止")
    WITHDRAWN = "withdrawn", gettext_lazy("已撤回")
    EXPIRED = "expired", gettext_lazy("期限届满")


OPEN_STATES = (State.ACTIVE, State.NOTICE, State.SUSPENDED)
"""Not over: one patent has at most one such record in a province."""

ACCEPTING_STATES = (State.ACTIVE, State.NOTICE)
"""Whoever accepts in these is licensed; also during the days of notice (ZJ-69)."""


class Op(models.TextChoices):
    """What became of a record: the words of the change feed."""

    PUBLISHED = "published", gettext_lazy("发布")
    CHANGED = "changed", gettext_lazy("变更")
    SUSPENDED = "suspended", gettext_lazy("中止")
    RESUMED = "resumed", gettext_lazy("恢复")
    WITHDRAWN = "withdrawn", gettext_lazy("撤回")
    EXPIRED = "expired", gettext_lazy("期限届满")


class AnnouncementKind(models.TextChoices):
    PUBLICATION = "publication", gettext_lazy("发布公告")
    IMPORT = "import", gettext_lazy("导入公告")
    CHANGE = "change", gettext_lazy("变更公告")
    SUSPENSION = "suspension", gettext_lazy("中止公告")
    RESUMPTION = "resumption", gettext_lazy("恢复公告")
    WITHDRAWAL = "withdrawal", gettext_lazy("撤回公告")


class Outcome(models.TextChoices):
    """What a status check found."""

    FINE = "fine", gettext_lazy("专利权有效")
    ATTENTION = "attention", gettext_lazy("法律状态有变化")
    UNREACHABLE = "unreachable", gettext_lazy("未能查询")


class Silence(models.TextChoices):
    """What it means when a trial is over and the licensee has not said whether they go on (LN-58)."""

    ENDS = "ends", gettext_lazy("视为不继续实施")
    CONTINUES = "continues", gettext_lazy("视为继续实施")
