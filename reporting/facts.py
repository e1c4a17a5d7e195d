"""What the figures rest on, as plain rows of one instant. loading.py reads them; measures.py counts them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from publication.choices import FeeKind


@dataclass(frozen=True, slots=True)
class Counting:
    """How a province counts where the texts leave it open; its policy says so (G6 to G8)."""

    sme: str = "delivered"  # delivered, opened, accepted: what must have become of a push
    withdrawn: bool = True  # whether withdrawn patents stay among those opened
    licences: str = "contracts"  # contracts (份), patents (件), pairs (件次)


@dataclass(frozen=True, slots=True)
class Opening:
    """A patent was published for open licensing; the first record of its number in the province stands for it."""

    patent_number: str
    record_number: str
    title: str
    owner_names: str
    region_path: str
    opened_at: datetime
    in_force: bool  # neither withdrawn, expired nor suspended at the instant
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Participant:
    """An owner with a declaration handed in or a patent published. `identity` is the credit code, else the name."""

    identity: str
    name: str
    owner_type: str
    region_path: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel on which records of a place are shown."""

    name: str
    url: str
    region_path: str


@dataclass(frozen=True, slots=True)
class Reached:
    """An enterprise to which a record of a place was delivered."""

    credit_code: str
    name: str
    size: str
    region_path: str
    record_number: str
    delivered_at: datetime
    opened: bool
    accepted: bool = False  # the enterprise took the record that it was sent


@dataclass(frozen=True, slots=True)
class Concluded:
    """达成许可: one contract with all its patents (份); the amount is that of annex 2, in yuan."""

    number: str
    licensors: str
    licensee: str
    patent_numbers: tuple[str, ...]
    fee_kinds: tuple[str, ...]
    is_free: bool
    amount: Decimal
    remark: str
    region_path: str
    concluded_at: datetime
    key: int = 0
    taken: tuple[tuple[str, str], ...] = ()  # credit code of a licensee × number of a record

    @property
    def is_royalty_only(self) -> bool:
        return set(self.fee_kinds) == {FeeKind.ROYALTY}


@dataclass(frozen=True, slots=True)
class Matter:
    """Anything else that a board counts: its number, name, in words, where, when, and its page."""

    number: str
    name: str
    words: str
    region_path: str
    at: datetime
    address: str = ""


@dataclass(frozen=True, slots=True)
class Achieved:
    """实施成效 of one interval of a licence, as the licensee or the office last told it; sums in yuan (LN-55)."""

    number: str
    licensee: str
    patent_numbers: tuple[str, ...]
    period: str
    used: bool
    output_value: Decimal | None
    sales: Decimal | None
    jobs: int | None
    region_path: str
    told_for: datetime  # the last day of the interval
    key: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """A sum that an owner confirmed, in yuan."""

    number: str  # of the receipt
    licence: str
    what: str
    amount: Decimal
    region_path: str
    received_at: datetime
    key: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows of a province, or of a part of it, at one instant as known at another."""

    openings: tuple[Opening, ...] = ()
    participants: tuple[Participant, ...] = ()
    channels: tuple[Shown, ...] = ()
    reached: tuple[Reached, ...] = ()
    licences: tuple[Concluded, ...] = ()
    results: tuple[Achieved, ...] = ()
    receipts: tuple[Received, ...] = ()
    counting: Counting = Counting()

    def under(self, path: str) -> Self:
        """Those of a unit and everything that reports to it."""
        return self.only(lambda row: row.region_path.startswith(path))

    def parted(self, paths: Sequence[str]) -> list[Self]:
        """Those of each of these units, as `under` tells them; every row is looked at once."""
        homes: dict[str, list[int]] = {}
        parts: list[dict[str, list[Any]]] = [{name: [] for name in self.parts} for _path in paths]
        for name, rows in self.parts.items():
            for row in rows:
                place = row.region_path
                if place not in homes:
                    homes[place] = [n for n, path in enumerate(paths) if place.startswith(path)]
                for n in homes[place]:
                    parts[n][name].append(row)
        return [self._with({name: tuple(rows) for name, rows in part.items()}) for part in parts]

    def outside(self, paths: Sequence[str]) -> Self:
        """Those of none of these units: of the place itself, or of a unit that has ended without one in its place."""
        beneath = tuple(paths)
        return self.only(lambda row: not row.region_path.startswith(beneath))

    def moved(self, homes: Mapping[str, str]) -> Self:
        """With the rows of each of these units in its new home."""
        if not homes:
            return self
        return self._with({name: tuple(_moved(row, homes) for row in rows) for name, rows in self.parts.items()})

    def only(self, wanted: Callable[[Any], bool]) -> Self:
        """The rows of every kind that are wanted."""
        return self._with({name: tuple(filter(wanted, rows)) for name, rows in self.parts.items()})

    def _with(self, parts: dict[str, Any]) -> Self:
        return replace(self, **parts)

    @property
    def parts(self) -> dict[str, tuple[Any, ...]]:
        """The rows by kind."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, tuple)}

    @property
    def are_empty(self) -> bool:
        return not any(self.parts.values())


def _moved(row: Any, homes: Mapping[str, str]) -> Any:
    home = home_of(row.region_path, homes)
    return row if home == row.region_path else replace(row, region_path=home)


def home_of(path: str, homes: Mapping[str, str]) -> str:
    """Where a place counts: itself, or the unit that came in the place of the one it belonged to."""
    return next((homes[old] for old in homes if path.startswith(old)), path)
