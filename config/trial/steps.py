"""The steps of a trial, each by the verb of its page, in the name of the bureau of the province's first city."""

import hashlib
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.generator.organisations import Register
from config.generator.words import Draw
from config.trial.agreeing import detail, differing, rows_unaccounted, unreported
from declarations.batch import services
from declarations.batch.mapping import Plan
from declarations.batch.remarks import Level as Weight
from declarations.models import Batch
from declarations.models.batches import BatchState, Outcome, Purpose
from declarations.rechecks import recheck_now
from licensing.models import Licence
from licensing.services.acceptance import Acceptance, accept
from outbox.runner import work
from publication import search
from publication.choices import ACCEPTING_STATES
from publication.models import Channel, Record
from publication.query import read_query
from tenancy.actors import Actor, actor_of, system_actor
from tenancy.models import Office, Province, Region, User
from tenancy.models.offices import OfficeKind
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.models.regions import Level
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import memberships, offices

PATIENCE_SECONDS = 600
UNITS_OF_ACCOUNT = re.compile(r"[（(][^（）()]*[）)]|“[^”]*”|[:：].*$|\d[\d.,X-]*")


@dataclass(frozen=True)
class Wish:
    """What the officer says of the listing, where it is silent, and how many offers are to be accepted."""

    file: Path
    province: Province
    period: str
    untitled: str
    accepted: int
    folder: Path


@dataclass
class Account:
    """Counts and seconds of each step, in order."""

    lines: list[tuple[str, str, float]] = field(default_factory=list)
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)  # what does not agree, a sentence each

    def tell(self, step: str, result: str, since: float) -> None:
        self.lines.append((step, result, time.monotonic() - since))

    def as_markdown(self) -> Iterator[str]:
        yield "| Step | Result | Seconds |"
        yield "|---|---|---|"
        yield from (f"| {step} | {result} | {seconds:.1f} |" for step, result, seconds in self.lines)
        yield ""
        yield "| What was said of a row | How often | |"
        yield "|---|---|---|"
        yield from (f"| {words} | {n:,} | {level} |" for (level, words), n in self.remarks.most_common())


def play(wish: Wish) -> Account:
    """All steps, each in transactions of its own as the pages have it."""
    account = Account()
    with acting(province=wish.province.pk):
        officer = officer_of(wish.province)
        batch = taken_in(wish, officer, account)
        rechecked(wish, account)
        numbers = found(wish, batch, account)
        accepted(wish, numbers, officer, account)
    reported(wish, batch, account)
    return account


@transaction.atomic
def officer_of(province: Province) -> Actor:
    """Somebody appointed to the bureau of the first city, which is opened when there is none."""
    by = system_actor(province)
    office = bureau_of(province, by)
    email = f"trial-officer-{office.pk}@trial.example.cn"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name="试办经办人")
    held = office.memberships.active().filter(user=user, role=Role.CITY_OFFICER).first()
    return actor_of(held or memberships.begin(user, office, Role.CITY_OFFICER, by=by))


def bureau_of(province: Province, by: Actor) -> Office:
    """With the province's own platform as the place where the listing stood."""
    city = Region.objects.filter(province=province, level=Level.CITY).order_by("position").first()
    if city is None:
        raise Refused(f"{province.name}还没有市：请在省份包里列出各市再开通（docs/new-province.md）。")
    there = Office.objects.filter(region=city, kind=OfficeKind.BUREAU).first()
    office = there or offices.open_office(f"{city.name}知识产权局", city, OfficeKind.BUREAU, by=by)
    channel = {"name": f"{province.name}知识产权一体化服务平台", "url": f"{settings.SITE_URL}/{province.slug}/"}
    Channel.objects.get_or_create(province=province, name=channel["name"], defaults={"url": channel["url"]})
    return office


def taken_in(wish: Wish, by: Actor, account: Account) -> Batch:
    """Uploaded, columns as proposed confirmed, then left to the workers; rows in order go in."""
    since = time.monotonic()
    with transaction.atomic():
        content = wish.file.read_bytes()
        batch, again = services.receive(content, "listing.xlsx", by=by, purpose=Purpose.RECORDS, partly=True)
        if again:
            raise Refused("这份表已经导入过；请用新的演示数据再试。")
        plan, channel = Plan.read(batch.plan), Channel.objects.filter(province=wish.province).order_by("pk")[0]
        fixed = {"channel": str(channel.pk), "period": wish.period, "untitled": wish.untitled, "alone": "lump_sum"}
        fixed |= {"territory": "全国", "contact_name": by.place_name, "contact_phone": "12330"}
        services.confirm(batch, plan.columns, plan.fixed | fixed, plan.unit, by=by)
    account.tell("read, columns recognised", f"{batch.rows} rows, {len(plan.columns)} columns, {plan.unit}", since)
    since = time.monotonic()
    batch = when_done(batch)
    if batch.state != BatchState.DONE:
        raise Refused(batch.sentence)
    told = f"{batch.taken} in (of these {batch.repaired} repaired), {batch.refused} refused with reasons"
    account.tell("checked and published", told, since)
    with transaction.atomic():
        for remarks in batch.lines.values_list("remarks", flat=True).iterator(500):
            account.remarks.update({(each["level"], plain(each["sentence"])) for each in remarks})
        account.differences += rows_unaccounted(batch)
    return batch


def published_by(batch: Batch) -> QuerySet[Record]:
    """What the listing has become."""
    patents = batch.lines.exclude(outcome=Outcome.REFUSED).values("patent_number")
    mine = Record.objects.filter(province=batch.province_id, is_imported=True, patent_number__in=patents)
    return mine.order_by("pk")


def when_done(batch: Batch) -> Batch:
    """Lends the running workers a hand, or does it alone where none runs."""
    assert batch.province_id
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if not work(batch.province_id):
            time.sleep(0.25)
        with transaction.atomic():
            batch.refresh_from_db()
        if batch.state != BatchState.CHECKING:
            return batch
    raise Refused("后台作业没有办完，请看后台作业的日志。")


def plain(sentence: str) -> str:
    """The rule without whatever belongs to one row."""
    return " ".join(UNITS_OF_ACCOUNT.sub("", sentence).split()) or Weight.FAULT


def rechecked(wish: Wish, account: Account) -> None:
    since = time.monotonic()
    account.tell("looked at again", f"{recheck_now(wish.province, everything=True)} records", since)


def found(wish: Wish, batch: Batch, account: Account) -> list[str]:
    """Each by its number and by its owner, as the public search finds it; those that can be accepted come back."""
    since, everything = time.monotonic(), {"state": "all", "province": wish.province.slug}
    with transaction.atomic():
        records = list(published_by(batch))
        hits = sum(search.find(read_query(everything | {"q": each.patent_number})).total.n > 0 for each in records)
        owners = {each.owner_names.split("、")[0] for each in records}
        known = sum(search.find(read_query(everything | {"q": name})).total.n > 0 for name in owners)
    told = f"{hits} of {len(records)} by number, {known} of {len(owners)} owners by name"
    account.tell("found by the public search", told, since)
    account.differences += differing(rows_in=batch.taken, published=len(records), found_by_number=hits)
    account.differences += differing(owners=len(owners), found_by_name=known)
    today = timezone.localdate()
    return [
        each.number for each in records if each.state in ACCEPTING_STATES and each.term_to > today + timedelta(days=60)
    ]


def accepted(wish: Wish, numbers: list[str], officer: Actor, account: Account) -> None:
    """Spread over the listing; a refusal counts with its reason."""
    since, licensee, refusals = time.monotonic(), licensee_of(officer), Counter[str]()
    chosen = numbers[:: max(1, len(numbers) // wish.accepted)][: wish.accepted] if numbers else []
    for number in chosen:
        try:
            accept(plan_for(number), by=licensee)
        except Refused as refused:
            refusals[plain(str(refused.reasons[0]))] += 1
    told = f"{len(chosen) - refusals.total()} licences of {len(chosen)} asked for, {len(numbers)} still on offer"
    account.tell("accepted in part", "; ".join([told, *(f"{n} × {why}" for why, n in refusals.items())]), since)
    with transaction.atomic():
        licences = Licence.objects.taken_by(licensee.organisation).count()
    account.differences += differing(asked_for=min(wish.accepted, len(numbers)), licences=licences)


@transaction.atomic
def plan_for(number: str) -> Acceptance:
    record = Record.objects.select_related("current").get(number=number)
    return Acceptance(
        seen={number: record.current.number},
        key=uuid.uuid4(),
        use_place="全国",
        scope="试制产品",
        starts_on=timezone.localdate(),
        ends_on=min(record.term_to, timezone.localdate() + timedelta(days=365)),
    )


@transaction.atomic
def licensee_of(officer: Actor) -> Actor:
    """A small firm made for the trial."""
    by, seed = system_actor(officer.province), hashlib.sha256(str(officer.province.pk).encode()).hexdigest()
    register = Register(by, Draw(Random(seed)))  # noqa: S311 -- names, not secrets
    firm = register.add(OwnerType.PRIVATE_ENTERPRISE, officer.region, size=SizeClass.SMALL, sure=True)
    user = User.objects.create_user(f"trial-{firm.pk}@trial.example.cn", name="试办人")
    return actor_of(memberships.begin(user, firm, Role.ORGANISATION_ADMIN, by=by))


def reported(wish: Wish, batch: Batch, account: Account) -> None:
    """The province's workbook of the month in which the listing was published for the most part."""
    with acting(province=wish.province.pk), transaction.atomic():
        top = Region.objects.get(province=wish.province, level=Level.PROVINCE)
        months: dict[str, list[Record]] = {}
        for record in published_by(batch):
            months.setdefault(f"{timezone.localtime(record.published_at):%Y-%m}", []).append(record)
    month, published = max(months.items(), key=lambda each: len(each[1]))
    since = time.monotonic()
    call_command("monthly_report", region=[top.code], month=month, out=wish.folder)
    rows = detail(wish.folder)
    told = f"{month}: {len(published)} published in it; workbook with {len(rows)} rows of detail"
    account.tell("reported for a month", told, since)
    account.differences += unreported(rows, published, month)
