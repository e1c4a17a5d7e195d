from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reporting.workflow import Action


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("统计报送")
    acts = {f"return.{action.value}": action.label for action in Action}
    jobs = {
        "reporting.prepare": _("生成上月月报"),
        "reporting.prepare_units": _("生成试点单位当月报备任务"),
        "reporting.remind": _("提醒报送月报"),
    }
