"""The figures of all units of a province at a month's end: counted once, kept, brought up to date by what came late.

They equal a fresh roll-up at any time; if the rules of counting or the units have changed since, they are one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from audit.seals import horizon
from reporting.facts import Counting
from reporting.loading import counting_of
from reporting.measures import MEASURES
from reporting.models import KeptFigures
from reporting.periods import Instant, Month
from reporting.rollup import MONEY, NOTHING, Figures, Question, answer
from reporting.rollup_changes import advance
from reporting.units import followed, places_of

AT_ONCE = timedelta(0)
RENEWED = timedelta(hours=1)  # so that what is looked through for late changes stays short
KEPT = "SELECT * FROM reporting_keptfigures WHERE month = %s"  # composing this query cost more than the answer
MEANT = "\n".join(f"{one.key} {one.unit} {one.words}" for one in MEASURES.values())


@transaction.atomic(savepoint=False)
def figures_at(province: int, month: Month, instant: Instant) -> dict[str, Figures]:
    """Of each unit by its path, as of an instant not before the end of the month. Call inside the province's scope."""
    end, counting = Instant.end_of(month, instant.known_at), counting_of(province, instant)
    rules = counting if instant.at == end.at else counting_of(province, end)
    paths, ended = places_of(province)
    then = followed(province, end) if ended else {}
    moved = followed(province, instant) if ended else {}
    base, asked = _base(Question(province, paths, end, rules, then), month)
    if asked.instant == instant:
        return base
    if (counting, moved) != (rules, then):
        return answer(Question(province, paths, instant, counting, moved))
    return advance(base, asked, instant)


def _base(question: Question, month: Month) -> tuple[dict[str, Figures], Question]:
    """Figures of the month's end, and what they answer: as known when they were kept, or the question, if settled.

    What is kept was known when nothing older was under way, and is renewed when what came since grows long.
    """
    kept = next(iter(KeptFigures.objects.raw(KEPT, [month.starts.date()])), None)
    fits = kept is not None and _fits(kept, question)
    known_at = question.instant.known_at or horizon(AT_ONCE)
    if kept and fits and AT_ONCE <= known_at - kept.known_at < RENEWED:
        return _read(kept.figures), replace(question, instant=Instant.end_of(month, kept.known_at))
    known_at = min(known_at, horizon(AT_ONCE))
    question = replace(question, instant=Instant.end_of(month, known_at))
    if known_at < month.ends:  # asked before it was over: more than what is learned late may still change
        return answer(question), question
    if kept is None or not fits:
        figures = answer(question)
    elif kept.known_at > known_at:  # the past as it was known in between: nothing to keep
        return answer(question), question
    else:
        then = replace(question, instant=Instant.end_of(month, kept.known_at))
        figures = advance(_read(kept.figures), then, question.instant)
    _keep(question, month, figures)
    return figures, question


def _fits(kept: KeptFigures, question: Question) -> bool:
    same_rules = Counting(**kept.counting) == question.counting and kept.definitions == _definitions(question)
    return same_rules and set(kept.figures) == set(question.paths)


def _definitions(question: Question) -> str:
    """What is kept lacks a measure that is new, or holds it as it was meant before, or where it counted before."""
    return hashlib.sha256(f"{MEANT} {sorted(question.moved.items())}".encode()).hexdigest()


def _keep(question: Question, month: Month, figures: Mapping[str, Figures]) -> None:
    written = {path: {key: _plain(v) for key, v in told.items() if v != NOTHING[key]} for path, told in figures.items()}
    rules = {"counting": asdict(question.counting), "definitions": _definitions(question)}
    values = {"known_at": question.instant.known_at, "figures": written, **rules}
    if not KeptFigures.objects.filter(month=month.starts.date()).update(**values):
        KeptFigures.objects.update_or_create(month=month.starts.date(), defaults=values)


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _read(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Figures]:
    """Money was written as text, so that no float ever touches it."""
    return {
        path: {**NOTHING, **told, **{key: Decimal(told[key]) for key in MONEY if key in told}}
        for path, told in figures.items()
    }
