"""What of the monthly round waits on desks: to file, to gather, and what the office above may urge."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reporting.models import Return, Summary
from reporting.workflow import OPEN, Status
from tenancy.actors import Actor
from tenancy.models import Membership, User
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import Right, Role, holders

COLLECTORS = holders(Right.COLLECT_RETURNS)
REPORTERS = holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS, Right.DECLARE)


def to_file(actor: Actor) -> QuerySet[Return]:
    """The own table of an office, or a unit's own confirmation; the province's own is filed by who gathers."""
    own = Q(organisation=actor.organisation) if actor.organisation else Q(organisation=None, region=actor.region)
    highest = Q() if actor.organisation or actor.may(Right.FILE_RETURNS) else Q(collector=None)
    return _seen(actor).filter(own & highest, status__in=OPEN)


def to_gather(actor: Actor) -> QuerySet[Return]:
    return _seen(actor).filter(collector=actor.region, status=Status.SUBMITTED)


def at_the_lower_level(actor: Actor) -> QuerySet[Return]:
    """What is still to be filed to this office."""
    return _seen(actor).filter(collector=actor.region, status__in=OPEN)


def return_task(filing: Return) -> Task:
    return Task(
        title=str(filing),
        url=filing.get_absolute_url(),
        due_at=filing.due_at,  # type: ignore[attr-defined]  # with_due_time
        note=filing.get_status_display(),
    )


def filers(filing: Return) -> Iterable[User]:
    """Everybody who can file it; the highest table is that of who gathers the others."""
    place = {"organisation": filing.organisation_id} if filing.organisation_id else {"office__region": filing.region_id}
    rights = [Right.FILE_RETURNS] if filing.collector_id else [Right.FILE_RETURNS, Right.COLLECT_RETURNS]
    roles = holders(Right.DECLARE) if filing.organisation_id else holders(*rights)
    members = Membership.objects.active().filter(role__in=roles, **place).select_related("user")
    return [one.user for one in members]


def _seen(actor: Actor) -> QuerySet[Return]:
    return Return.objects.visible_to(actor).with_due_time().select_related("region", "organisation")


def summaries_to_write(actor: Actor) -> QuerySet[Summary]:
    return _summaries(actor).filter(region=actor.region, status__in=OPEN) if actor.office else Summary.objects.none()


def summaries_to_take(actor: Actor) -> QuerySet[Summary]:
    return _summaries(actor).filter(collector=actor.region, status=Status.SUBMITTED)


def _summaries(actor: Actor) -> QuerySet[Summary]:
    return Summary.objects.visible_to(actor).with_due_time().select_related("region")


def summary_task(summary: Summary) -> Task:
    due = summary.due_at  # type: ignore[attr-defined]  # with_due_time
    return Task(title=str(summary), url=summary.get_absolute_url(), due_at=due, note=summary.get_status_display())


def summary_writers(summary: Summary) -> Iterable[User]:
    """Everybody of the office who can tell it."""
    roles = holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS)
    members = Membership.objects.active().filter(role__in=roles, office__region=summary.region_id)
    return [one.user for one in members.select_related("user")]


SUMMARIES_TO_WRITE = Queue(
    name="summaries_to_write",
    title=_("待报总结报告"),
    roles=holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS),
    pending=summaries_to_write,
    task=summary_task,
    due="due_at",
    holders=summary_writers,
)
SUMMARIES_TO_TAKE = Queue(
    name="summaries_to_take",
    title=_("待审收总结报告"),
    roles=COLLECTORS,
    pending=summaries_to_take,
    task=summary_task,
    due="due_at",
    since="filed_at",
)
TO_FILE = Queue(
    name="returns_to_file",
    title=_("待报月报"),
    roles=REPORTERS,
    pending=to_file,
    task=return_task,
    due="due_at",
    watched=at_the_lower_level,
    watchers=COLLECTORS,
    holders=filers,
)
TO_GATHER = Queue(
    name="returns_to_gather",
    title=_("待审收月报"),
    roles=COLLECTORS,
    pending=to_gather,
    task=return_task,
    due="due_at",
    since="filed_at",
)
FIGURES = Entry(
    _("看板"),
    _("本辖区的实时数字：指标、漏斗、趋势、排名、地图和目标进度。"),
    "boards:board",
    holders(Right.READ_FIGURES),
)
NATION = Entry(
    _("全国汇总表"),
    _("逐省进入后汇总，去重重新计数，列出与各省上报的差异。"),
    "reporting:nation",
    frozenset({Role.NATION_STAFF}),
)
PACKAGES = Entry(
    _("报国家局的汇总包"),
    _("制作、下载和登记报送开放许可专利信息汇总。"),
    "reporting:packages",
    frozenset({Role.PROVINCE_OFFICER}),
)
SUMMARIES = Entry(
    _("总结报告"),
    _("阶段和总结报告：应报、已报、缺报，数字由系统填入。"),
    "summaries:board",
    holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS, Right.READ_FIGURES) - {Role.NATION_STAFF},
)
ACTIVITIES = Entry(
    _("培训、检查和宣传"),
    _("每年每市的业务培训、督导检查和政策宣传：次数、人数、材料，没有登记的单位列出。"),
    "activities:board",
    holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS, Right.READ_FIGURES) - {Role.NATION_STAFF},
)
FUNDS = Entry(
    _("奖补资金台账"),
    _("奖补资金的申报、审核、公示、拨付、绩效评价和收回：每个数字可打开各行。"),
    "funds:board",
    holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS, Right.READ_FIGURES) - {Role.NATION_STAFF},
)
REACH = Entry(
    _("浏览、询问和接受"),
    _("每件已公布专利的浏览、询问和接受次数，成交率和来源，可导出。"),
    "reach:board",
    holders(Right.READ_FIGURES, Right.DECLARE) - {Role.NATION_STAFF},
)
BOARD = Entry(_("做好统计总结"), _("本月应报、已报、零报告和逾期，逐级汇总上报。"), "reporting:board", REPORTERS)
