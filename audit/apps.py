from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("操作记录")
    # Verb to words, as the log shows it; each room lists its own.
    acts = {
        "audit.export": _("导出操作记录"),
        "flag.raise": _("提示疑点"),
        "flag.clear": _("排除疑点"),
        "flag.confirm": _("认定疑点属实"),
    }
