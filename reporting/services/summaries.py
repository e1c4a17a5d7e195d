"""Prepare the reports that policy asks for, write them, tell them, take or return them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

import audit.record as log
from outbox.notices import notify
from reporting.loading import load
from reporting.measures import MEASURES
from reporting.models import Summary, SummaryEdition, Supplement
from reporting.models.summaries import SECTIONS, SupplementPart
from reporting.periods import Instant, Month
from reporting.services.moving import move
from reporting.tables import as_printed
from reporting.units import existing_on
from reporting.waiting import summary_writers
from reporting.workflow import OVERDUE, TO_CORRECT, Action, Status, why_not
from tenancy.actors import Actor
from tenancy.clock import database_now
from tenancy.models import Region
from tenancy.models.regions import Level
from tenancy.policy import Policy, policy_of
from tenancy.policy.rows import ReportDue
from tenancy.refusals import Refused
from tenancy.roles import Right

ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
WRITERS = {"county": Level.COUNTY, "city": Level.CITY, "province": Level.PROVINCE}  # units write elsewhere
NOTHING_TO_WRITE = {"contacts"}  # a table, filed as such (XY-57)
FIGURES = (
    "owners_university_institute",
    "owners_enterprise",
    "patents_opened",
    "patents_in_force",
    "smes_benefited",
    "licences",
    "licences_free",
    "licences_paid",
    "paid_amount",
    "patents_implemented",
    "implementations",
)


@transaction.atomic
def prepare_summaries(*, by: Actor) -> int:
    """Every expected report exists, the silent ones too. Safe to run twice. Returns how many were missing."""
    today = timezone.localdate()
    places = Region.objects.filter(province=by.province, level__in=WRITERS.values()).filter(existing_on(today))
    wanted = [one for place in places.select_related("parent") for one in _expected(place, today)]
    before = Summary.objects.count()
    Summary.objects.bulk_create(wanted, ignore_conflicts=True)
    return Summary.objects.count() - before


def _expected(place: Region, today: date) -> Iterable[Summary]:
    rules = policy_of(place.province_id, at=today, region=place)
    for due, source in _dues(rules).values():
        if WRITERS.get(due.who) == place.level and due.name not in NOTHING_TO_WRITE:
            yield _summary(due, source, place)


def _dues(rules: Policy) -> dict[str, tuple[ReportDue, str]]:
    """What the place's own level asks for and what those above it ask for besides, each with its source."""
    nearest = rules.explain("reports_due")
    asked: dict[str, tuple[ReportDue, str]] = {}
    for rule in (nearest, *nearest.chain):
        for due in rule.value:
            asked.setdefault(due.name, (due, rule.citation))
    return asked


def _summary(due: ReportDue, source: str, place: Region, serial: int = 1) -> Summary:
    rule = "；".join(filter(None, [source, due.alternative]))
    return Summary(
        task=due.name,
        title=due.title,
        serial=serial,
        region=place,
        collector=None if place.level == Level.PROVINCE else place.parent,
        due_on=due.due,
        due_rule=rule,
        headings=list(due.sections or SECTIONS),
    )


@transaction.atomic
def begin_another(summary: Summary, *, by: Actor) -> Summary:
    """再报一份: a further stage report, once the one before it was told (XY-12)."""
    kin = Summary.objects.filter(task=summary.task, region=summary.region)
    _check(summary, Action.SUBMIT, by, status=Status.PREPARED)
    if kin.open().exists():
        raise Refused(_("“%s”还没有报送，请先报送。") % kin.open().first())
    rules = policy_of(summary.province, region=summary.region)
    if summary.task not in (asked := _dues(rules)):
        raise Refused(_("现行参数不再要求这份报告。"))
    last = kin.aggregate(last=Max("serial"))["last"]
    another = _summary(*asked[summary.task], summary.region, serial=last + 1)
    if another.due_on and another.due_on < timezone.localdate():
        another.due_on = None  # that day was the first one's
    another.save()
    return another


@transaction.atomic
def write(
    summary: Summary, sections: Mapping[str, str], *, by: Actor, seen: Mapping[str, str] | None = None
) -> Summary:
    """Save what is written so far; nothing need be complete. `seen`: the marks of what stood on the page before.

    What somebody left as it was stays as others wrote it meanwhile, and nobody's words are written over.
    """
    summary = locked(summary, Action.SUBMIT, by)
    said = {heading: sections.get(heading, "").strip() for heading in summary.headings}
    kept = {heading: summary.sections.get(heading, "") for heading in summary.headings}
    written = [heading for heading in said if seen is None or mark_of(said[heading]) != seen.get(heading)]
    _refuse_overwriting(kept, said, written, seen)
    summary.sections = kept | {heading: said[heading] for heading in written}
    summary.save(update_fields=["sections"])
    return summary


def mark_of(text: str) -> str:
    """Names a section as it stands, however its lines end."""
    return hashlib.sha256("\n".join(text.strip().splitlines()).encode()).hexdigest()[:16]


def _refuse_overwriting(
    kept: Mapping[str, str], said: Mapping[str, str], written: Iterable[str], seen: Mapping[str, str] | None
) -> None:
    reasons = [
        _("“%s”部分在您填写期间已由他人修改，您填写的没有保存：请返回上一页复制您写的内容，刷新后合并。") % heading
        for heading in written
        if seen is not None and mark_of(kept[heading]) not in (seen.get(heading), mark_of(said[heading]))
    ]
    if reasons:
        raise Refused(*reasons)


def missing_to_submit(summary: Summary) -> list[str]:
    """The sections that are still empty, as the page says it (LN-20)."""
    return [
        _("缺少“%s”部分") % heading for heading in summary.headings if not summary.sections.get(heading, "").strip()
    ]


@transaction.atomic
def submit(summary: Summary, *, by: Actor, notes: str = "") -> Summary:
    """报送: all sections are there; the figures are those of the last month that ended, frozen with what was known."""
    summary = locked(summary, Action.SUBMIT, by)
    if missing := missing_to_submit(summary):
        raise Refused(*missing)
    known_at, month = database_now(), last_month()
    SummaryEdition.objects.create(
        summary=summary,
        number=summary.editions + 1,
        sections=[[heading, summary.sections[heading]] for heading in summary.headings],
        figures=figures_of(summary.region, Instant.end_of(month, known_at)),
        papers=[[paper.name, paper.sha256, paper.size] for paper in summary.papers.standing()],
        month=month.starts.date(),
        known_at=known_at,
        effective_at=known_at,
    )
    now = summary.filed_at or timezone.now()
    return move(summary, Action.SUBMIT, by=by, reason=notes, editions=summary.editions + 1, filed_at=now)


@transaction.atomic
def accept(summary: Summary, *, by: Actor, notes: str = "") -> Summary:
    """审收."""
    return move(locked(summary, Action.ACCEPT, by), Action.ACCEPT, by=by, reason=notes)


@transaction.atomic
def send_back(summary: Summary, *, by: Actor, notes: str = "") -> Summary:
    """退回 with the reason that the writers read."""
    summary = move(locked(summary, Action.SEND_BACK, by), Action.SEND_BACK, by=by, reason=notes)
    key = f"summary:{summary.pk}:returned:{summary.editions}"
    sentence = _("%(what)s被退回：%(why)s") % {"what": summary, "why": notes}
    notify(summary_writers(summary), sentence=sentence, link=summary.get_absolute_url(), key=key, by=by)
    return summary


@transaction.atomic
def reopen(summary: Summary, *, by: Actor, notes: str = "") -> Summary:
    """重开 for a further edition; what was told stays."""
    return move(locked(summary, Action.REOPEN, by), Action.REOPEN, by=by, reason=notes)


VERBS = {Action.SUBMIT: submit, Action.ACCEPT: accept, Action.SEND_BACK: send_back, Action.REOPEN: reopen}


@transaction.atomic
def move_due_day(summary: Summary, day: date, reason: str, *, by: Actor) -> Summary:
    """调整期限 with its reason (CN-55), by who gathers the report."""
    by.must(Right.COLLECT_RETURNS)
    summary = Summary.objects.select_for_update(of=("self",)).select_related("region").get(pk=summary.pk)
    if (summary.collector_id or summary.region_id) != by.region.pk:
        raise Refused(_("期限由收报告的机构调整。"))
    if not reason.strip():
        raise Refused(_("请写明调整期限的理由。"))
    before, summary.due_on = summary.due_on, day
    summary.due_rule = _("%(rule)s；期限调整为%(day)s：%(why)s") % {
        "rule": summary.due_rule.split("；期限调整为")[0],
        "day": day,
        "why": reason.strip()[:100],
    }
    summary.save(update_fields=["due_on", "due_rule"])
    log.record("summary.due_day", summary, by=by, reason=reason, payload={"before": before, "after": day})
    return summary


@transaction.atomic
def add_supplement(part: SupplementPart, text: str, *, by: Actor) -> Supplement:
    """第一时间补充 (XY-13): any of the four parts, at any time."""
    by.must(Right.FILE_RETURNS, Right.COLLECT_RETURNS)
    if not text.strip():
        raise Refused(_("请填写补充内容。"))
    name = f"{by.place_name} {by.name}".strip()
    told = Supplement(region=by.region, part=part, text=text.strip(), effective_at=timezone.now(), told_by_name=name)
    told.save()
    log.record("supplement.add", told, by=by, payload={"part": part})
    return told


@transaction.atomic
def remind(today: date, *, by: Actor) -> int:
    """A week and a day before the day, and the day after it; each once. A morning that was missed is made up for."""
    waiting = Summary.objects.open().filter(due_on__range=(today - WEEK, today + WEEK))
    for one in (found := list(waiting.select_related("region"))):
        sentence, morning = reminder_of(one, one.due_on, today)  # type: ignore[arg-type]  # has a day
        key = f"summary:{one.pk}:remind:{morning}"
        notify(summary_writers(one), sentence=sentence % {"what": one}, link=one.get_absolute_url(), key=key, by=by)
    return len(found)


def reminder_of(summary: Summary, due_on: date, today: date) -> tuple[str | Promise, date]:
    """What is said of one that is still to be told, and the morning on which it was to be said."""
    if summary.status == Status.REOPENED:
        return TO_CORRECT, due_on + ONE_DAY if due_on < today else due_on - ONE_DAY
    if due_on < today:
        return OVERDUE[summary.status], due_on + ONE_DAY
    if due_on > today + ONE_DAY:
        return _("%(what)s一周内到期，请及时报送"), due_on - WEEK
    return _("%(what)s明天到期，请及时报送") if due_on > today else _("%(what)s今天到期，请及时报送"), due_on - ONE_DAY


def last_month() -> Month:
    """The month at whose end a report's figures stand."""
    return Month.of(timezone.now()).previous()


def figures_of(region: Region, instant: Instant) -> list[list[str]]:
    """Name, value, unit and words: the same as in the tables of that date (CN-63)."""
    facts = load(region.province_id, instant).under(region.path)
    measures = [MEASURES[key].under(facts.counting) for key in FIGURES]
    return [[one.name, as_printed(one.of(facts)), one.unit, one.words] for one in measures]


def _check(summary: Summary, action: Action, by: Actor, status: str) -> None:
    if refusal := why_not(summary.hands_of(by), action, status):
        raise Refused(str(refusal))


def locked(summary: Summary, action: Action, by: Actor) -> Summary:
    """Held until the transaction ends, for hands that may do this now."""
    summary = Summary.objects.select_for_update(of=("self",)).select_related("region").get(pk=summary.pk)
    _check(summary, action, by, summary.status)
    return summary
