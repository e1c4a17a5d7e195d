"""Who declared a record, as registered here. A record keeps its owners by value, and no code tells individuals apart;
the room that took the declaration knows, and registers the way to ask it.
"""

from collections.abc import Callable, Sequence

Asked = Callable[[Sequence[str]], dict[str, int]]
_rooms: list[Asked] = []


def tells_declarants(ask: Asked) -> Asked:
    """Register a function that knows them: numbers of records → keys of organisations."""
    _rooms.append(ask)
    return ask


def declarants(numbers: Sequence[str]) -> dict[str, int]:
    """Number of the record → key of the organisation that declared it; what came from a listing has none."""
    return {number: key for ask in _rooms if numbers for number, key in ask(numbers).items()}
