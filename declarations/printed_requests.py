"""撤回专利开放许可信息表: the withdrawal form as page, PDF and Word (LN-77)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.clauses import say
from declarations.local_rules import rules_today
from declarations.models import WithdrawalRequest
from declarations.printed import Part, Sheet
from declarations.snapshot import said
from tenancy.policy import Policy


def withdrawal_sheet(asked: WithdrawalRequest) -> Sheet:
    """The request as it stands, with the decision once there is one."""
    declaration = asked.declaration
    policy = rules_today(declaration)
    about = [
        (_("公告编号"), declaration.record_number),
        (_("专利号"), said("patent_number", declaration.patent_number)),
        (_("发明名称"), declaration.title),
        (_("专利权人"), "、".join(owner.name for owner in declaration.owners.all())),
    ]
    wish = [
        (_("撤回事由"), ground_of(asked, policy)),
        (_("撤回理由"), asked.reason),
        (_("提请日期"), day(asked.asked_at)),
    ]
    decision = [
        (_("决定"), asked.get_outcome_display() if asked.decided_at else ""),
        (_("决定意见"), asked.opinion),
        (_("决定日期"), day(asked.decided_at)),
        (_("生效时间"), moment(asked.takes_effect_at)),
    ]
    return Sheet(
        title=policy.withdrawal_template,
        province=declaration.province.name,
        basis=say(policy.explain("withdrawal_template")),
        draft=not policy.templates_official,
        number=declaration.number,
        parts=[Part(_("专利信息"), about), Part(_("撤回提请"), wish), Part(_("省级部门决定"), decision)],
        made_at=moment(timezone.now()),
    )


def ground_of(asked: WithdrawalRequest, policy: Policy) -> str:
    """The ground in the words of the province's list."""
    return next((each.text for each in policy.withdrawal_grounds if each.name == asked.ground), asked.ground)


def day(at: object) -> str:
    return moment(at)[:10]


def moment(at: object) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]
