"""What a stretch has brought forth, kept until it is written: rows by table, history in the order of its recording."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from audit.canonical import plain
from audit.models import Event
from config.generator import bulk
from publication import numbering
from publication.models import Change
from tenancy.actors import Actor


class Sheaf:
    """Rows to insert and rows to update, by model; `write` empties it."""

    def __init__(self) -> None:
        self.new: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.touched: dict[type[models.Model], dict[int, Any]] = defaultdict(dict)

    def add(self, *rows: models.Model) -> None:
        for row in rows:
            self.new[type(row)].append(row)

    def touch(self, row: models.Model) -> None:
        """A row that stands already and has other columns now."""
        self.touched[type(row)][row.pk] = row

    def write(self) -> list[Change]:
        """References are checked at the end of the transaction, so the order of the tables does not matter.

        Returns the rows of the feed unwritten: they go in last (`write_feed`).
        """
        feed = self.new.pop(Change, [])
        for rows in self.new.values():
            bulk.insert(rows)
        for changed in self.touched.values():
            bulk.update(list(changed.values()))
        self.new.clear()
        self.touched.clear()
        return feed

    def tell(
        self,
        verb: str,
        subject: models.Model,
        *,
        by: Actor,
        at: datetime,
        place: str = "",
        effective_at: datetime | None = None,
        reason: str = "",
        payload: dict[str, Any] | None = None,
    ) -> None:
        """The event that audit.record would have written at that time."""
        self.add(
            Event(
                province_id=by.province.pk,
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                subject_label=str(subject)[:200],
                actor_id=by.user.pk if by.user else None,
                actor_name=by.name,
                actor_role=by.role or "",
                office_id=by.office.pk if by.office else None,
                organisation_id=by.organisation.pk if by.organisation else None,
                place_name=by.place_name,
                region_path=place,
                effective_at=effective_at or at,
                recorded_at=at,
                reason=reason,
                payload=plain(payload or {}),
            )
        )


def keys_for(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Keys ahead of the rows, for rows that others point at."""
    rows = list(rows)
    for row, key in zip(rows, numbering.next_ids(model, len(rows)), strict=True):
        row.pk = key


def write_feed(changes: Iterable[Change]) -> None:
    """Numbers of the feed follow the order in which its rows were recorded."""
    numbering.close_feed()
    ordered: list[Change] = sorted(changes, key=lambda change: change.recorded_at)
    bulk.insert(ordered)
