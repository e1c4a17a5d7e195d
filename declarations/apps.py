from django.apps import AppConfig
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from declarations.workflow import Action

AMONG_THEMSELVES = (Action.OBJECT.value, "objection", "objection_decided", "agree_inside", "set_internal_rule")


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = _("许可声明")

    # What the log says of this room's verbs.
    acts = {f"declaration.{action.value}": action.label for action in Action} | {
        "declaration.begin": _("开始填写声明"),
        "declaration.intend": _("登记意向"),
        "declaration.add_owner": _("增加专利权人"),
        "declaration.remove_owner": _("移除专利权人"),
        "declaration.ask_owner": _("征询共有人"),
        "declaration.owner_answered": _("共有人答复"),
        "declaration.attach": _("上传附件"),
        "declaration.detach": _("移除附件"),
        "declaration.set_internal_rule": _("设定内部审批"),
        "declaration.agree_inside": _("内部同意，待他人同意"),
        "declaration.objection": _("提出内部异议"),
        "declaration.objection_decided": _("处理内部异议"),
        "declaration.advise": _("提出指导意见"),
        "declaration.answer_advice": _("答复指导意见"),
        "declaration.share": _("请求指导"),
        "declaration.unshare": _("停止请求指导"),
        "declaration.prices": _("导入定价参考表"),
        "declaration.register_copy": _("录入登记簿副本"),
        "declaration.ask_province": _("向省局请示"),
        "declaration.answer_city": _("答复请示"),
        "declaration.gazette": _("处理法律状态公告"),
        "declaration.settle_notice": _("识读法律状态公告"),
        "declaration.withdrawal_due": _("产生撤回义务"),
        "declaration.ask_withdrawal": _("提请撤回"),
        "declaration.ask_change": _("提请变更"),
        "declaration.remind_draft": _("提醒草稿将到期"),
        "declaration.restore": _("恢复为新的草稿"),
        "declaration.upload_batch": _("上传批量填报表"),
        "declaration.batch": _("批量导入"),
        "declaration.cancel_batch": _("取消批量导入"),
    }
    jobs = {
        "declarations.ask_about_published": _("向登记簿查询已发布的专利"),
        "declarations.ask_again": _("再次查询提交时没有答复的登记簿"),
        "declarations.batch": _("批量导入"),
        "declarations.check": _("核验声明"),
        "declarations.check_one_of_many": _("核验批量导入的声明"),
        "declarations.compare_scan": _("比较盖章表的页数"),
        "declarations.end": _("终止到期的声明"),
        "declarations.end_drafts": _("处理长期没有改动的草稿"),
        "declarations.follow_gazette": _("按公告更新声明"),
        "declarations.recheck": _("复核已发布的声明"),
        "declarations.remind_owners": _("提醒共有权利人"),
        "declarations.tidy_batches": _("清理批量导入的文件"),
        "publication.offer_again": _("独占许可终止后恢复公开"),
        "publication.release": _("定时发布"),
    }

    def inside(self) -> Q:
        """Events that no office reads: of what was never handed in, and ever what its people say to each other."""
        declaration = self.get_model("Declaration")
        kept = declaration._base_manager.filter(number="", pk=OuterRef("subject_id"))
        said = Q(verb__in=[f"declaration.{verb}" for verb in AMONG_THEMSELVES])
        return said | Q(Exists(kept), subject_type=declaration._meta.label_lower)
