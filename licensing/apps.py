from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from licensing.workflow import Action


class LicensingConfig(AppConfig):
    name = "licensing"
    verbose_name = _("许可")

    # What the log says of this room's verbs.
    acts = {f"licence.{action.value}": action.label for action in Action} | {
        "licence.schedule": _("列出应付款项"),
        "licence.payment": _("登记付款"),
        "licence.receipt": _("确认收款"),
        "licence.royalty": _("报送提成报告"),
        "licence.trial": _("试用答复"),
        "licence.evidence": _("上传凭证"),
        "licence.announce_due": _("预告款项和转换"),
        "licence.move_on": _("期限遇休假日顺延"),
        "licence.overdue": _("提示超期"),
        "licence.switch": _("免费期满转为收费"),
        "licence.result": _("填报实施成效"),
        "licence.result_overdue": _("实施成效逾期未填"),
        "licence.ending_proposed": _("提出终止许可"),
        "licence.ending_agreed": _("同意终止许可"),
        "licence.ending_objected": _("不同意终止许可"),
        "licence.ending_recalled": _("撤回终止通知"),
        "licence.ending_patent_gone": _("专利权消灭"),
        "licence.ending_took_effect": _("许可终止"),
        "licence.formality": _("登记手续"),
        "licence.export": _("导出许可台账"),
        "licence.contract": _("生成合同"),
        "certificate.issue": _("出具许可成效证明"),
        "certificate.revoke": _("撤销许可成效证明"),
    }
    # What waits at /jobs/, as its administrator reads it.
    jobs = {
        "publication.tell_takers": _("告知被许可人法律状态变化"),
        "licensing.announce_filings": _("按公告登记合同备案"),
        "licensing.begin_signing": _("请双方签署合同"),
        "licensing.draw_contract": _("制作合同"),
        "licensing.escalate": _("上报逾期未答复的接受"),
        "licensing.remind_filing": _("提醒备案合同"),
        "licensing.remind_signers": _("提醒签署合同"),
        "licensing.seal": _("为合同加盖电子签名"),
        "licensing.tell_accepted": _("寄发接受回执"),
        "licensing.schedule": _("列出应付款项"),
        "licensing.remind": _("预告和催办使用费"),
        "licensing.follow_up": _("安排和催办实施跟踪"),
        "licensing.end": _("终止到期的许可"),
        "licensing.count_deals": _("统计已达成许可的使用费"),
    }
