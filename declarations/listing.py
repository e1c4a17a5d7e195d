"""我的声明: the declarant's own list, by where each stands."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.models import Declaration
from declarations.workflow import Status
from tenancy.actors import Actor
from verification.numbers import number_fragment


@dataclass(frozen=True)
class Group:
    """One tab."""

    key: str
    word: str | Promise
    statuses: frozenset[Status]


S = Status
GROUPS = (
    Group("all", _("全部"), frozenset(set(S) - {S.DISCARDED})),
    Group("draft", _("草稿箱"), frozenset({S.DRAFT, S.INTERNAL})),
    Group("returned", _("退回补正"), frozenset({S.RETURNED})),
    Group("office", _("办理中"), frozenset({S.CHECKING, S.SECOND_CHECK, S.REVIEWING, S.APPROVED})),
    Group("published", _("已发布"), frozenset({S.PUBLISHED, S.NOTICE})),
    Group("over", _("已结束"), frozenset({S.WITHDRAWN, S.ENDED, S.DISCARDED})),
)


def group_of(key: str) -> Group:
    return next((group for group in GROUPS if group.key == key), GROUPS[0])


def own_declarations(actor: Actor, group: Group, text: str = "") -> QuerySet[Declaration]:
    """Those of a tab, newest first; `text` is part of a title, a patent number or an acceptance number."""
    rows = Declaration.objects.visible_to(actor).filter(organisation=actor.organisation, status__in=group.statuses)
    if not text.strip():
        return rows
    wanted = Q(title__icontains=text.strip()) | Q(number__iexact=text.strip())
    digits = number_fragment(text)
    if digits and len(digits) >= 4:
        wanted |= Q(patent_number__startswith=digits[:12])
    return rows.filter(wanted)


def counts(actor: Actor) -> list[dict[str, object]]:
    """Each tab with how many lines it has."""
    rows = Declaration.objects.visible_to(actor).filter(organisation=actor.organisation)
    counted = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    return [
        {"key": group.key, "word": group.word, "count": sum(counted.get(status, 0) for status in group.statuses)}
        for group in GROUPS
    ]
