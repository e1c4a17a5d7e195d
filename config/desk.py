"""The desk: which queues there are, whose they are, and one list made of many.

Rooms say their queues in `<room>/waiting.py` (tenancy/queues.py explains how); here they are listed in the order shown.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from audit.waiting import FLAG_LIST, FLAGS
from declarations.waiting import CHANGES, DUTIES, FILINGS, QUESTIONS, REVIEWS, WITHDRAWALS
from declarations.waiting_declarants import CARRY_OVER, DECLARING, DECLINED, DRAFTS, INSIDE, RETURNED
from declarations.workflow import CHECKER, CITY, PROVINCE
from licensing.waiting import ANSWERS, CASES, LEDGER
from licensing.waiting_follow_ups import ENDINGS, FOLLOW_UP_LIST, FOLLOW_UPS, FORMALITIES, LATE_FOLLOW_UPS
from licensing.waiting_money import DUE_LIST, DUES, RECEIPTS
from licensing.waiting_signing import PROPOSED, SCANS, SIGNING, TEXTS, UNSIGNED
from outbox.waiting import NOTICES
from publication.waiting import CORRECTIONS
from reporting.waiting import (
    ACTIVITIES,
    BOARD,
    FIGURES,
    FUNDS,
    NATION,
    PACKAGES,
    REACH,
    SUMMARIES,
    SUMMARIES_TO_TAKE,
    SUMMARIES_TO_WRITE,
    TO_FILE,
    TO_GATHER,
)
from tenancy.actors import Actor
from tenancy.guards import BUREAUS
from tenancy.policy.waiting import PROPOSALS
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import APPLICANTS, Right, Role, holders
from tenancy.waiting import INVITATIONS, JOINS, REGISTRATIONS, SECOND_FACTORS

QUEUES: tuple[Queue, ...] = (
    *(REVIEWS, FILINGS, CHANGES, WITHDRAWALS, QUESTIONS, DUTIES, CORRECTIONS),
    FLAGS,
    *(TO_FILE, TO_GATHER, SUMMARIES_TO_WRITE, SUMMARIES_TO_TAKE),
    *(CASES, ANSWERS),
    *(DUES, RECEIPTS),
    *(UNSIGNED, SIGNING, SCANS, PROPOSED),
    *(FOLLOW_UPS, LATE_FOLLOW_UPS, ENDINGS, FORMALITIES),
    *(REGISTRATIONS, JOINS, INVITATIONS, PROPOSALS, SECOND_FACTORS),
    *(RETURNED, INSIDE, DECLINED, DRAFTS, CARRY_OVER),
    NOTICES,
)


# The nine duties of a city office (LN-26: 指导、发布、征集、审核、备案、服务、对接、调节、总结) and what others do.
ENTRIES: tuple[Entry, ...] = (
    DECLARING,
    LEDGER,
    DUE_LIST,
    FOLLOW_UP_LIST,
    FLAG_LIST,
    Entry(_("加强业务指导"), _("就具体声明向省局的请示和省局的答复。"), "declarations:questions", CITY | PROVINCE),
    Entry(_("规范许可发布"), _("本辖区已经发布的声明。"), "declarations:work", CITY, "?state=published"),
    Entry(_("征集许可项目"), _("本辖区权利人登记的开放许可意向。"), "declarations:intentions", BUREAUS),
    Entry(
        _("加强许可审核"),
        _("本辖区的声明：待审、超期、已退回、已发布，按期限排列。"),
        "declarations:work",
        BUREAUS | CHECKER,
    ),
    Entry(_("及时备案专利"), _("本辖区审核通过、等待省局备案的声明。"), "declarations:work", CITY, "?state=approved"),
    Entry(_("促进供需对接"), _("本辖区达成的许可和等待答复的接受。"), "licensing:ledger", CITY),
    Entry(
        _("做好纠纷调节"),
        _("公众对本辖区已公开信息提出的更正请求，在期限内答复。"),
        "publication:corrections_waiting",
        CITY | PROVINCE,
    ),
    Entry(
        _("定向推送"),
        _("把已公开的专利推送给本辖区可能需要的企业，记录送达和打开。"),
        "publication:pushes",
        holders(Right.FILE_RETURNS, Right.COLLECT_RETURNS),
    ),
    Entry(_("备案和发布"), _("成批备案、公告和定时发布。"), "declarations:filing", PROVINCE),
    Entry(_("发布平台"), _("登记信息同步发布的平台。"), "declarations:channels", PROVINCE),
    Entry(_("取用平台"), _("登记通过开放接口取用信息的平台，发给密钥。"), "publication:register_platform", PROVINCE),
    Entry(
        _("提供便利服务"),
        _("确认本辖区单位的登记，使其可以办理。"),
        "registrations",
        holders(Right.CONFIRM_ORGANISATIONS),
    ),
    BOARD,
    SUMMARIES,
    ACTIVITIES,
    FUNDS,
    REACH,
    FIGURES,
    NATION,
    PACKAGES,
    Entry(
        _("识读法律状态公告"),
        _("导入的公告中程序不能识读的，由人逐条决定。"),
        "declarations:unread",
        frozenset({Role.PROVINCE_ADMIN, Role.PROVINCE_OFFICER}),
    ),
    Entry(
        _("指导申请材料"),
        _("权利人请求指导的草稿，提交前提出意见。"),
        "declarations:drafts",
        holders(Right.GUIDE),
    ),
    Entry(
        _("定价参考表"),
        _("导入有关部门公布的同行业许可金额和费率。"),
        "declarations:price_tables",
        frozenset({Role.PROVINCE_ADMIN}),
    ),
    Entry(_("查看单位登记簿"), _("本辖区单位的登记、标签、名录和历史。"), "tenancy:register", BUREAUS),
    Entry(_("管理机构和人员"), _("责任到人、联系人表、核查机构的认可期。"), "tenancy:offices", BUREAUS),
    Entry(_("查看本单位"), _("本单位的登记、标签、人员和角色。"), "tenancy:own", APPLICANTS),
    Entry(
        _("调整政策参数"),
        _("按文件调整本省规则，一人录入，另一人批准。"),
        "policy:changes",
        holders(Right.SET_POLICY, Right.APPROVE_POLICY),
    ),
    TEXTS,
    Entry(_("操作记录"), _("谁在什么时候办了什么、依据什么理由。"), "audit:log", holders(Right.READ_LOG)),
    Entry(
        _("运行告警"),
        _("作业、记录、备份、证书和越权访问有没有异常。"),
        "alarms",
        frozenset({Role.PROVINCE_ADMIN, Role.NATION_STAFF}),
    ),
    Entry(_("后台作业"), _("停止重试和等候过久的作业。"), "outbox:troubled", frozenset({Role.PROVINCE_ADMIN})),
)


class Tab(StrEnum):
    TODO = "todo"
    OVERDUE = "overdue"
    READ = "read"
    DONE = "done"
    URGE = "urge"


TITLES = {
    Tab.TODO: _("待办"),
    Tab.OVERDUE: _("超期"),
    Tab.READ: _("待阅"),
    Tab.DONE: _("已办"),
    Tab.URGE: _("催办"),
}


@dataclass(frozen=True)
class Line:
    """A task on the desk, with the queue it came from and the row behind it."""

    queue: Queue
    key: int
    task: Task
    overdue: bool


Source = tuple[Queue, QuerySet[Any]]
Question = tuple[QuerySet[Any], str]  # rows, and where their day stands
Numbers = tuple[int, int]  # of a queue: how many wait, how many of them are late


class Lines(Sequence[Line]):
    """Several queues as one list in one order, read only as far as it is shown. Its length is the sum of theirs."""

    def __init__(self, sources: list[Source], *, newest_first: bool = False, is_overdue: bool = False) -> None:
        self.sources = sources
        self.newest_first = newest_first
        self.is_overdue = is_overdue

    def overdue(self) -> "Lines":
        """Of these the ones whose day has passed."""
        return Lines(self.sources, is_overdue=True)

    @cached_property
    def numbers(self) -> list[Numbers]:
        return counted(self.questions)

    @property
    def questions(self) -> list[Question]:
        """What is to be counted; of what is done nothing is late any more."""
        return [(rows, "" if self.newest_first else queue.due) for queue, rows in self.sources]

    @property
    def sizes(self) -> list[int]:
        """How many rows each queue has."""
        return [late if self.is_overdue else waiting for waiting, late in self.numbers]

    def __len__(self) -> int:
        return sum(self.sizes)

    def __getitem__(self, wanted: Any) -> Any:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        filled = [source for source, size in zip(self.sources, self.sizes, strict=True) if size]
        streams = [self._stream(queue, self._ordered(queue, rows)[: wanted.stop]) for queue, rows in filled]
        merged = heapq.merge(*streams, key=self._order)
        return [line for _moment, line in islice(merged, wanted.start, wanted.stop)]

    def _ordered(self, queue: Queue, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.newest_first:
            return rows.order_by(F(queue.finished).desc(), "-pk")
        chosen = rows.filter(is_late(queue.due)) if self.is_overdue else rows
        due = [F(queue.due).asc(nulls_last=True)] if queue.due else []
        return chosen.order_by(*due, queue.since, "pk")

    def _stream(self, queue: Queue, rows: QuerySet[Any]) -> Iterator[tuple[datetime | None, Line]]:
        now = timezone.now()
        for row in rows:
            task = queue.task(row)
            moment = getattr(row, queue.finished) if self.newest_first else task.due_at
            yield moment, Line(queue, row.pk, task, bool(task.due_at and task.due_at < now and not self.newest_first))

    def _order(self, pair: tuple[datetime | None, Line]) -> tuple[bool, float]:
        moment = pair[0]
        stamp = moment.timestamp() if moment else 0.0
        return moment is None, -stamp if self.newest_first else stamp


def lines(tab: Tab, actor: Actor) -> Lines:
    """What lies under a tab for this person."""
    if tab == Tab.DONE:
        return Lines([(q, q.done(actor)) for q in QUEUES if actor.role in q.roles and q.done], newest_first=True)
    if tab == Tab.URGE:
        return Lines([(q, q.watched(actor)) for q in QUEUES if actor.role in q.watchers and q.watched])
    if tab == Tab.OVERDUE:
        return lines(Tab.TODO, actor).overdue()
    return Lines([(q, q.pending(actor)) for q in QUEUES if actor.role in q.roles and q.to_read == (tab == Tab.READ)])


def tabs(actor: Actor) -> dict[Tab, Lines]:
    """What lies under each tab, counted with one question; the one for urging only for those who may."""
    shown = [tab for tab in Tab if tab != Tab.URGE or any(actor.role in queue.watchers for queue in QUEUES)]
    asked = {tab: lines(tab, actor) for tab in shown if tab != Tab.OVERDUE}
    numbers = iter(counted([question for each in asked.values() for question in each.questions]))
    for each in asked.values():
        each.numbers = list(islice(numbers, len(each.sources)))
    late = asked[Tab.TODO].overdue()
    late.numbers = asked[Tab.TODO].numbers
    return {tab: late if tab == Tab.OVERDUE else asked[tab] for tab in shown}


def is_late(due: str) -> Q:
    """The day that stands there has passed."""
    return Q(**{f"{due}__lt": timezone.now()})


def counted(questions: Sequence[Question]) -> list[Numbers]:
    """By one statement."""
    parts = [_as_numbers(rows, due) for rows, due in questions]
    if not parts:
        return []
    with connection.cursor() as cursor:
        given = [value for _sql, params in parts for value in params]
        cursor.execute(f"SELECT {', '.join(sql for sql, _params in parts)}", given)
        return [(waiting, late) for waiting, late in cursor.fetchone()]


def _as_numbers(rows: QuerySet[Any], due: str) -> tuple[str, tuple[Any, ...]]:
    """As a value of a SELECT; a list that is empty by its very words is not asked about."""
    late = "count(*) FILTER (WHERE is_late)" if due else "0"
    told = rows.annotate(is_late=is_late(due)).values("pk", "is_late") if due else rows.values("pk")
    try:
        sql, params = told.order_by().query.sql_with_params()
    except EmptyResultSet:
        return "ARRAY[0, 0]", ()
    return f"(SELECT ARRAY[count(*), {late}] FROM ({sql}) AS listed)", params  # noqa: S608 -- a queryset's own statement


def entries(actor: Actor) -> list[Entry]:
    return [entry for entry in ENTRIES if actor.role in entry.roles]


def watched(name: str, key: int, actor: Actor) -> tuple[Queue, Any]:
    """The matter that this actor wants to urge; 404 when it is not theirs to urge."""
    for queue in QUEUES:
        if queue.name == name and actor.role in queue.watchers and queue.watched:
            row = queue.watched(actor).filter(pk=key).first()
            if row is not None:
                return queue, row
    raise Http404
