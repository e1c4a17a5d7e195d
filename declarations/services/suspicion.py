"""Look at a declaration that goes to the desks: what the rules see becomes a flag before publication (LN-72, HB-56)."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.flags import Piece, Sign, holding_of, raise_flags
from audit.models import Flag
from declarations.local_rules import rules_today
from declarations.models import Declaration
from declarations.workflow import Status
from publication.models import Record
from tenancy.actors import Actor
from tenancy.policy.rows import SuspicionSign
from verification.suspicion import Habits, Limit, signs_of

YEAR = 365
MOST_ROWS = 50  # of evidence


def look(declaration: Declaration, *, by: Actor) -> list[Flag]:
    """Raise what is new; safe to call again."""
    policy = rules_today(declaration)
    limits = {sign.name: sign for sign in policy.suspicion_signs}
    clause = "；".join(filter(None, [policy.cite("suspicion_holds"), policy.cite("suspicion_signs")]))
    plain = {name: Limit(sign.number, sign.days) for name, sign in limits.items()}
    signs = [
        Sign(
            finding.code,
            limits[finding.code].title,
            finding.sentence,
            finding.clause,
            tuple(Piece(piece.name, piece.value) for piece in finding.evidence),
        )
        for finding in signs_of(_habits(declaration, limits), plain, clause)
    ]
    return raise_flags(declaration, signs, region=declaration.region, by=by)


def held_back(batch: Sequence[Declaration]) -> dict[int, list[str]]:
    """Key of a declaration → why it is not published: flags that are open or were found true (HB-56)."""
    found = holding_of(batch)
    return {
        each.pk: [_("%(why)s（%(clause)s）") % {"why": why, "clause": policy.cite("suspicion_holds")} for why in whys]
        for each in batch
        if (whys := found.get(each.pk)) and (policy := rules_today(each)).suspicion_holds
    }


def _habits(declaration: Declaration, limits: dict[str, SuspicionSign]) -> Habits:
    return Habits(
        same_offers=_same(declaration, limits.get("same_offers")),
        withdrawn_early=_withdrawn(declaration, limits.get("withdrawn_early")),
    )


def _same(declaration: Declaration, limit: SuspicionSign | None) -> tuple[tuple[str, str], ...]:
    """Other declarations of the same hand that say the same of another patent."""
    if limit is None:
        return ()
    since = timezone.now() - timedelta(days=limit.days)
    own = Declaration.objects.filter(organisation=declaration.organisation_id, submitted_at__gte=since)
    same = own.filter(title=declaration.title, fee=declaration.fee).exclude(pk=declaration.pk)
    rows = same.exclude(status=Status.DISCARDED).order_by("-id").values_list("number", "patent_number")
    return tuple(rows[:MOST_ROWS])


def _withdrawn(declaration: Declaration, limit: SuspicionSign | None) -> tuple[tuple[str, str], ...]:
    """Records of the same hand whose withdrawal took effect soon after they were published, over a year."""
    if limit is None:
        return ()
    own = Declaration.objects.filter(organisation=declaration.organisation_id, status=Status.WITHDRAWN)
    numbers = list(own.order_by("-id").values_list("record_number", flat=True)[:MOST_ROWS])
    soon = Record.objects.filter(
        number__in=numbers,
        withdrawn_from__gte=timezone.now() - timedelta(days=YEAR),
        withdrawn_from__lt=F("published_at") + timedelta(days=limit.days),
    )
    return tuple((each.number, _("%(first)s公布，%(last)s撤回") % _days(each)) for each in soon.order_by("number"))


def _days(record: Record) -> dict[str, str]:
    assert record.withdrawn_from
    last = timezone.localdate(record.withdrawn_from)
    return {"first": timezone.localdate(record.published_at).isoformat(), "last": last.isoformat()}
