"""Lay down quotas, state figures from outside, tell and confirm experiences."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from reporting.boards.key_patents import Weights, ranking
from reporting.models import Experience, Focus, KeyPatentList, Quota, StatedFigure
from reporting.periods import Instant
from reporting.quota_book import read_quotas
from reporting.units import LADDER, units_beneath
from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.models.regions import Level
from tenancy.policy import policy_of
from tenancy.policy.rows import Target
from tenancy.refusals import Refused
from tenancy.roles import Right


def targets_of(region: Region) -> Sequence[Target]:
    """The targets that hold for a place today."""
    return policy_of(region.province_id, region=region).targets


def units_of(region: Region) -> tuple[Region, ...]:
    """Those to whom a place divides its targets."""
    return units_beneath(region, list(LADDER), timezone.localdate())


@transaction.atomic
def import_quotas(content: bytes, *, source: str, by: Actor) -> list[Quota]:
    """导入指标分解表 (LN-14): all rows or none. What held before stays on record."""
    by.must(Right.COLLECT_RETURNS)
    if not source.strip():
        raise Refused(_("请填写依据（文件名称和文号）。"))
    lines = read_quotas(content, units_of(by.region), targets_of(by.region))
    digest, now = hashlib.sha256(content).hexdigest(), timezone.now()
    quotas = Quota.objects.bulk_create(
        Quota(
            target=line.target.name,
            region=line.region,
            number=line.number,
            until=line.until,
            source=source.strip()[:200],
            file_digest=digest,
            effective_at=now,
            recorded_by=by.user.pk if by.user else None,
            recorded_by_name=by.name,
        )
        for line in lines
    )
    log.record("quota.import", by.province, by=by, payload={"rows": len(quotas), "sha256": digest, "source": source})
    return quotas


@transaction.atomic
def state_figure(name: str, number: int, counted_on: date, source: str, *, by: Actor) -> StatedFigure:
    """登记外部数量 (ZJ-10), with the day it was counted and who says so."""
    by.must(Right.COLLECT_RETURNS)
    if by.region.level not in (Level.PROVINCE, Level.NATION):
        raise Refused(_("外部数量由省级登记。"))
    figure = StatedFigure(
        name=name,
        number=number,
        counted_on=counted_on,
        source=source.strip(),
        effective_at=timezone.now(),
        recorded_by=by.user.pk if by.user else None,
        recorded_by_name=by.name,
    )
    figure.full_clean(exclude=["province", "recorded_by_name"])
    figure.save()
    log.record("figure.state", figure, by=by, payload={"number": number, "counted_on": counted_on, "source": source})
    return figure


@transaction.atomic
def choose_focus(classes: Sequence[str], note: str, *, by: Actor) -> Focus:
    """确定主体类别 (LN-13): by the city itself, at least one."""
    by.must(Right.FILE_RETURNS)
    if by.region.level != Level.CITY:
        raise Refused(_("主体类别由各市确定。"))
    if not classes:
        raise Refused(_("每个市结合本地资源至少确定一类主体（辽知办字〔2022〕4号）。"))
    focus = Focus.objects.create(
        region=by.region,
        classes=list(classes),
        note=note.strip(),
        effective_at=timezone.now(),
        recorded_by=by.user.pk if by.user else None,
        recorded_by_name=by.name,
    )
    log.record("focus.choose", focus, by=by, payload={"classes": focus.classes})
    return focus


@transaction.atomic
def keep_key_patents(name: str, weights: Weights, *, by: Actor) -> KeyPatentList:
    """保存重点专利名录 (ZJ-41): the ranking of this moment under a name, with its weights."""
    by.must(Right.COLLECT_RETURNS)
    if not name.strip():
        raise Refused(_("请填写名录名称。"))
    now = timezone.now()
    ranked = ranking(by.province.pk, by.region.path, Instant(now, now), weights)
    if not ranked:
        raise Refused(_("还没有达成许可的专利，不能形成名录。"))
    kept = KeyPatentList.objects.create(
        region=by.region,
        name=name.strip()[:120],
        weights=weights.plain(),
        rows=[one.plain() for one in ranked],
        effective_at=now,
        made_by_name=f"{by.place_name} {by.name}".strip(),
    )
    log.record("key_patents.keep", kept, by=by, payload={"weights": weights.plain(), "rows": len(ranked)})
    return kept


@transaction.atomic
def tell_experience(experience: Experience, *, by: Actor) -> Experience:
    """报送经验: `experience` is unsaved; the office says whose it is."""
    by.must(Right.FILE_RETURNS, Right.COLLECT_RETURNS)
    experience.region, experience.told_at = by.region, timezone.now()
    experience.told_by_name = f"{by.place_name} {by.name}".strip()
    experience.save()
    log.record("experience.tell", experience, by=by)
    return experience


@transaction.atomic
def confirm_experience(experience: Experience, *, by: Actor) -> Experience:
    """确认经验 (LN-15): by the province; once."""
    by.must(Right.COLLECT_RETURNS)
    experience = Experience.objects.select_for_update(of=("self",)).select_related("region").get(pk=experience.pk)
    if by.region.level != Level.PROVINCE:
        raise Refused(_("经验由省级确认。"))
    if experience.confirmed_at:
        raise Refused(_("“%s”已经确认。") % experience)
    experience.confirmed_at, experience.confirmed_by = timezone.now(), by.place_name
    experience.save(update_fields=["confirmed_at", "confirmed_by"])
    log.record("experience.confirm", experience, by=by)
    return experience
