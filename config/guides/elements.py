"""What a guide says: the standard elements of a service guide (DB63/T 1755—2019)."""

from dataclasses import dataclass, field

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Material:
    """One line of the list of materials. `need`: 必交 or 容缺."""

    name: Words
    need: Words
    form: Words


@dataclass(frozen=True)
class Question:
    asked: Words
    answer: Words


@dataclass(frozen=True)
class Guide:
    """The nine elements; `basis` names document and clause."""

    key: str
    name: Words
    summary: Words
    basis: tuple[Words, ...]
    conditions: tuple[Words, ...]
    materials: tuple[Material, ...]
    steps: tuple[Words, ...]
    time_limit: Words
    fee: Words
    contact: Words
    questions: tuple[Question, ...]
    effect: Words = ""
    start_at: str = ""  # the address where the matter begins, if it begins on this platform
    start_word: Words = field(default="")
