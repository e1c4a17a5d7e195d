"""What happens next, and by when: for the confirmation page, the declarant's page and the public progress query."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Event
from declarations.models import Declaration
from declarations.readiness import missing_to_publish
from declarations.workflow import Action, Status
from tenancy.days import due_word

S = Status
NEXT: dict[str, str | Promise] = {
    S.DRAFT: gettext_lazy("由您继续填写并提交。"),
    S.INTERNAL: gettext_lazy("由本单位管理员同意后提交；有异议的先处理异议。"),
    S.CHECKING: gettext_lazy("系统自动核验专利号、期限、费用和重复声明，通常几分钟内完成。"),
    S.SECOND_CHECK: gettext_lazy("由核查机构核查专利权有效性、在先许可和质押登记。"),
    S.REVIEWING: gettext_lazy("由所在地知识产权管理部门审核。"),
    S.APPROVED: gettext_lazy("由省级部门备案并发布公告。"),
    S.PUBLISHED: gettext_lazy("已公告。任何单位和个人都可以按公布的条件取得许可。"),
    S.RETURNED: gettext_lazy("由您按退回理由补正后重新提交。"),
    S.DISCARDED: gettext_lazy("已作废，不再办理。"),
    S.NOTICE: gettext_lazy("撤回已公告，期满生效；在此之前仍可取得许可。"),
    S.WITHDRAWN: gettext_lazy("已撤回，已达成的许可不受影响。"),
    S.ENDED: gettext_lazy("已终止，已达成的许可不受影响。"),
}


@dataclass(frozen=True)
class Facts:
    """Where it stands, in words that tell nothing of a person."""

    number: str
    state: str
    since: datetime | None
    next_step: str
    by_when: date | None
    by_when_said: str
    waits_for_owners: bool


def facts(declaration: Declaration) -> Facts:
    """State, next step and expected date. No rule of the house fixes a day for the offices: then that is said."""
    status = Status(declaration.status)
    return Facts(
        number=declaration.number,
        state=str(status.label),
        since=declaration.published_at or declaration.submitted_at,
        next_step=str(NEXT[status]),
        by_when=declaration.answer_by if status == S.RETURNED else None,
        by_when_said=_by_when(declaration, status),
        waits_for_owners=status == S.APPROVED and bool(missing_to_publish(declaration)),
    )


def step_of(declaration: Declaration) -> str:
    """Its place in the step bar."""
    status = Status(declaration.status)
    if status in (S.DRAFT, S.RETURNED):
        return "write"
    if status == S.INTERNAL:
        return "submit"
    return "public" if status in (S.PUBLISHED, S.NOTICE, S.WITHDRAWN, S.ENDED) else "office"


def events(declaration: Declaration) -> list[dict[str, object]]:
    """What happened, newest first, as components/timeline.html takes it: the steps of the log, without names."""
    steps = ["declaration.begin", "declaration.intend", *(f"declaration.{action.value}" for action in Action)]
    return [
        {
            "word": event.act,
            "when": event.recorded_at,
            "status": event.payload.get("to", ""),
            "who": event.place_name or event.actor_name,
            "text": event.reason,
        }
        for event in Event.objects.of(declaration).filter(verb__in=steps)
    ]


def _by_when(declaration: Declaration, status: Status) -> str:
    if status == S.RETURNED and declaration.answer_by:
        return _("请在%s前补正") % due_word(declaration.answer_by)
    if status == S.CHECKING:
        return _("通常当日")
    if status in (S.SECOND_CHECK, S.REVIEWING, S.APPROVED):
        return _("文件未规定审核期限；状态一有变化即发消息和邮件通知")
    return ""
