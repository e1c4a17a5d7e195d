from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reporting.workflow import Action


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("统计报送")
    acts = {f"return.{action.value}": action.label for action in Action} | {
        "package.make": _("制作汇总包"),
        "package.send": _("报送汇总包"),
        "summary.due_day": _("调整报告期限"),
        "summary.enclose": _("上传报告附件"),
        "summary.take_off": _("移除报告附件"),
        "supplement.add": _("补充报送"),
        **{f"summary.{action.value}": action.label for action in Action},
        "quota.import": _("导入指标分解表"),
        "focus.choose": _("确定主体类别"),
        "figure.state": _("登记外部数量"),
        "key_patents.keep": _("保存重点专利名录"),
        "experience.tell": _("报送经验"),
        "experience.confirm": _("确认经验"),
        "reach.export": _("导出浏览、询问和接受情况"),
        "funds.claim": _("登记奖补资金申报"),
        "funds.step": _("办理奖补资金"),
        "activity.tell": _("登记培训、检查或者宣传"),
        "activity.correct": _("更正培训、检查或者宣传"),
        "activity.strike_out": _("作废培训、检查或者宣传"),
        "activity.paper": _("补充培训、检查或者宣传的材料"),
    }
    jobs = {
        "reporting.prepare": _("生成上月月报"),
        "reporting.prepare_units": _("生成试点单位当月报备任务"),
        "reporting.prepare_summaries": _("生成和提醒总结报告"),
        "reporting.remind": _("提醒报送月报"),
        "reporting.pack": _("制作报送包"),
    }
