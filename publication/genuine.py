"""Is this printed record genuine, and what is its state now? (F037, HB-20)"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from publication.choices import State
from publication.models import Record, Version
from publication.standing import state_now

CODE = re.compile(r"[0-9A-F]{12,64}")


@dataclass(frozen=True)
class Verdict:
    """What the page says. Without a code a record is only found, not proved."""

    record: Record | None
    version: Version | None = None  # the one the code belongs to
    code_given: bool = False
    state: State | None = None
    now: datetime | None = None

    @property
    def is_genuine(self) -> bool:
        return self.version is not None

    @property
    def is_superseded(self) -> bool:
        return self.version is not None and self.record is not None and self.version.pk != self.record.current_id


def verify(number: str, code: str) -> Verdict:
    """A record by number, and the version whose digest begins with the code (check code or full hash)."""
    record = Record.objects.select_related("current", "province").filter(number=number.strip().upper()[:20]).first()
    typed = re.sub(r"[\s\-]", "", code).upper()[:64]
    if record is None:
        return Verdict(None, code_given=bool(typed))
    version = None
    if CODE.fullmatch(typed):
        version = record.versions.filter(digest__startswith=typed.lower()).first()
    now = timezone.now()
    return Verdict(record, version, bool(typed), state_now(record, now), now)
