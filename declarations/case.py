"""A case as it lies before an officer: the record, what the checks saw, earlier rounds, and what a decision does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Flag, FlagQuerySet
from declarations import snapshot
from declarations.bars import not_looked_up, words_of_gaps
from declarations.checking import by_whom_until
from declarations.local_rules import rules_when_begun
from declarations.models import Attachment, CheckRun, Declaration, Question, Review
from declarations.models.reviews import Verdict
from declarations.prices import Prices, prices_of
from declarations.readiness import patent_number
from declarations.sealed import as_of_now
from declarations.services import review
from declarations.services.drafts import as_seen
from declarations.services.looking_up import refuse_unless_known_to
from declarations.services.moves import next_stage
from declarations.snapshot import Line
from declarations.workflow import PROVINCE, STAGE_OF, Status, is_on_desk_of
from tenancy.actors import Actor
from tenancy.policy import Policy
from tenancy.policy.workdays import add_working_days
from tenancy.refusals import Refused
from verification.findings import ItemResult, Report
from verification.numbers import Kind


@dataclass
class Case:
    """Everything the desk shows of one declaration to one officer."""

    declaration: Declaration
    actor: Actor

    @cached_property
    def policy(self) -> Policy:
        return rules_when_begun(self.declaration)

    @cached_property
    def reviews(self) -> list[Review]:
        return list(self.declaration.reviews.order_by("-id"))

    @cached_property
    def questions(self) -> list[Question]:
        """What a city asked the province on it (LN-65)."""
        return list(self.declaration.questions.all())

    @property
    def flags(self) -> FlagQuerySet:
        """疑点 of it, for the offices that decide them (LN-72)."""
        return Flag.objects.visible_to(self.actor).of([self.declaration], Declaration).with_outcome()

    @cached_property
    def earlier(self) -> Review | None:
        """The last time it was sent back: what differs since then is marked."""
        return next((each for each in self.reviews if each.verdict == Verdict.RETURNED), None)

    @cached_property
    def lines(self) -> list[Line]:
        return snapshot.lines_of(as_seen(self.declaration), self.policy, self.earlier.seen if self.earlier else None)

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @cached_property
    def run(self) -> CheckRun | None:
        return self.declaration.check_runs.order_by("-id").first()

    @property
    def pending(self) -> str:
        """Which desk looks the patent up, and until when, where it lies today and no register has answered."""
        if not (self.run and self.run.pending and self.declaration.is_on_a_desk):
            return ""
        who, until = by_whom_until(self.declaration, self.policy)
        return _("登记信息尚未取得，由%(who)s在%(until)s前补查。") % {"who": who, "until": until}

    @property
    def may_bring_a_copy(self) -> bool:
        """On one's desk, or public in one's place: a better word of the register is welcome at any time."""
        return not refusal_of(refuse_unless_known_to, self.declaration, by=self.actor)

    @property
    def prices(self) -> Prices:
        """The fee beside the published tables, as the declarant saw it (LN-41)."""
        return prices_of(self.declaration.industry, self.declaration.fee, self.policy)

    @property
    def checks(self) -> tuple[ItemResult, ...]:
        return findings_of(self.run)

    @cached_property
    def papers(self) -> list[Attachment]:
        """To be held beside the record (U10)."""
        return as_of_now(self.declaration.attachments.filter(removed_at=None), self.declaration)

    @property
    def is_mine(self) -> bool:
        """It waits for a decision of this officer's role."""
        return is_on_desk_of(self.actor.role, self.declaration.status)

    @property
    def is_for_filing(self) -> bool:
        return self.declaration.status == Status.APPROVED and self.actor.role in PROVINCE

    @property
    def is_held_by_me(self) -> bool:
        held_until, user = self.declaration.held_until, self.actor.user
        return bool(user and self.declaration.held_by == user.pk and held_until and held_until > timezone.now())

    @property
    def held_by_another(self) -> bool:
        user = self.actor.user
        return user is not None and self.declaration.is_held_by_another(user.pk, timezone.now())

    @cached_property
    def obstacles(self) -> list[str]:
        """Why this officer cannot decide it now, in the words of the refusal."""
        if not self.is_mine:
            return []
        found = refusal_of(review.refuse_unaccredited, self.declaration, by=self.actor)
        found += refusal_of(review.refuse_own_case, self.declaration, by=self.actor)
        if self.policy.four_eyes:
            found += refusal_of(review.refuse_same_eyes, self.declaration, by=self.actor)
        if self.held_by_another:
            found.append(_("%s正在办理这份声明。") % self.declaration.held_by_name)
        return found + refusal_of(review.refuse_barred, self.declaration)

    @cached_property
    def gaps(self) -> str:
        """What this officer has to look up, because no register answers it."""
        gaps = not_looked_up(self.declaration) if self.is_mine else {}
        return words_of_gaps(gaps.values()) if gaps else ""

    @property
    def obstacles_to_return(self) -> list[str]:
        return refusal_of(review.refuse_more_rounds, self.declaration)

    @property
    def stage_rule(self) -> str:
        """Why it lies here (F019)."""
        titles = [str(s) for s in self.policy.stages if STAGE_OF.get(s.who) == self.declaration.status]
        return "、".join(titles) or str(self.declaration.get_status_display())

    @property
    def effect_of_pass(self) -> str:
        following = next_stage(self.declaration)
        if following == Status.APPROVED:
            return _("通过后进入“待备案”，由省级知识产权局备案并公告；声明内容不再变动，今天还不会公开。")
        return _("通过后转入“%s”环节，由下一岗位的另一人办理；今天还不会公开。") % following.label

    @property
    def effect_of_return(self) -> str:
        day = add_working_days(timezone.localdate(), self.policy.correction_working_days)  # type: ignore[arg-type]
        most = self.policy.return_rounds
        limit = _("，本省至多%s次") % most if most else ""
        words = {"day": day.day, "round": self.declaration.rounds + 1, "limit": limit}
        return _("退回后权利人一次收到全部理由，应于%(day)s前补正；这是第%(round)s次退回%(limit)s。") % words

    @property
    def report_sentence(self) -> str:
        """Where policy leaves the report to the office, the sentence that asks for it (CN-25)."""
        number = patent_number(self.declaration)
        unexamined = number is not None and number.kind in (Kind.UTILITY_MODEL, Kind.DESIGN)
        if not unexamined or self.policy.evaluation_report != "on_request":
            return ""
        return _("请提供专利权评价报告或检索分析报告（%s）") % self.policy.cite("evaluation_report")


def findings_of(run: CheckRun | None) -> tuple[ItemResult, ...]:
    """The lines of the check sheet as they were found."""
    return Report.from_plain(run.findings).items if run else ()


def refusal_of(check: Callable[..., None], *args: Any, **kwargs: Any) -> list[str]:
    """The reasons of a check, to be shown before anything is pressed."""
    try:
        check(*args, **kwargs)
    except Refused as refused:
        return refused.reasons
    return []


RULES_SHOWN = (
    "stages",
    "checks",
    "four_eyes",
    "evaluation_report",
    "applications_accepted",
    "min_term_months",
    "fee_low_factor",
    "fee_high_factor",
    "return_rounds",
)


@dataclass
class Replay:
    """A past decision with what the officer saw: data, evidence and rules of that moment (F024)."""

    review: Review

    @cached_property
    def policy(self) -> Policy:
        """The rules of the declaration, as far as they were known when it was decided."""
        return rules_when_begun(self.review.declaration, known_at=self.review.decided_at)

    @property
    def rules(self) -> list[Any]:
        return [self.policy.explain(key) for key in RULES_SHOWN]

    @property
    def lines(self) -> list[Line]:
        return snapshot.lines_of(self.review.seen, self.policy)

    @property
    def checks(self) -> tuple[ItemResult, ...]:
        return findings_of(self.review.check_run)

    @property
    def sheet(self) -> list[dict[str, Any]]:
        """The four items with their results."""
        items = self.review.items
        return [
            {"title": title, "result": items[key], "word": review.Result(items[key]).label}
            for key, title in review.ITEMS.items()
            if key in items
        ]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        labels = snapshot.labels_of(self.policy)
        return [
            {"label": labels.get(each["field"], each["field"]), "sentence": each["sentence"]}
            for each in self.review.reasons
        ]
