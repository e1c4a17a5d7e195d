"""What people do while processes die, and how to find in the database what became of it."""

import io
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import Event
from config.faults.clients import Request
from config.faults.matters import Matters
from config.faults.people import LATEST, Town
from declarations.batch import template
from declarations.batch.columns import columns_of
from declarations.models import Batch
from declarations.models.batches import BatchState
from declarations.workflow import Action
from licensing.models import Licence, Payment
from reporting.models import Edition
from tenancy.policy import policy_of
from verification.numbers import check_digit


class Accepting:
    """接受：each firm takes each record once, with a key of its own."""

    name, people = "接受许可", 8

    def __init__(self, town: Town) -> None:
        self.requests = self._requests(town)

    def _requests(self, town: Town) -> Iterator[Request]:
        days = {"starts_on": timezone.localdate() + timedelta(days=1), "ends_on": LATEST}
        stated = {"use_region": town.city.pk, "scope": "演练", "accept": "1", **days}
        for number in town.records:
            for firm in town.firms:
                key = str(uuid.uuid4())
                fields = stated | {"key": key, "main": f"{number}:1"}
                yield Request(key, firm, reverse("licensing:accept", args=[number]), fields)

    def present(self) -> Counter[str]:
        return Counter(str(key) for key in Licence.objects.values_list("key", flat=True))


class Pressing(Accepting):
    """The same people at once and without a pause; where others have left off, for each firm takes a record once."""

    people = 16

    def __init__(self, accepting: Accepting) -> None:
        self.requests = accepting.requests


class HandingIn:
    """提交：each draft is handed in once; it then has a number, and its history says so once."""

    name, people = "提交声明", 4

    def __init__(self, town: Town) -> None:
        self.town = town
        self.requests = iter(
            [
                Request(str(pk), town.owner, reverse("declarations:submit", args=[pk]), {"seen_version": ""})
                for pk in town.drafts
            ]
        )

    def present(self) -> Counter[str]:
        """How often each was handed in, by its history."""
        subjects = Event.objects.filter(verb=f"declaration.{Action.SUBMIT.value}").values_list("subject_id", flat=True)
        return Counter(str(pk) for pk in subjects)


class Publishing:
    """备案公布: two declarations go public together or not at all."""

    name, people = "批量公布", 1

    def __init__(self, town: Town, matters: Matters) -> None:
        pairs = zip(matters.approved[::2], matters.approved[1::2], strict=False)
        path, same = reverse("declarations:publish"), {"channels": matters.channel, "title": ""}
        self.pairs = {f"{one}+{other}": [one, other] for one, other in pairs}
        self.requests = iter(
            [Request(key, town.officer, path, same | {"pick": pair}) for key, pair in self.pairs.items()]
        )

    def present(self) -> Counter[str]:
        """How often; a pair of which only one is public counts as doubled, which no answer allows."""
        subjects = Event.objects.filter(verb=f"declaration.{Action.PUBLISH.value}").values_list("subject_id", flat=True)
        times = Counter(subjects)
        return Counter(
            {key: times[one] if times[one] == times[other] else 2 for key, (one, other) in self.pairs.items()}
        )


class Importing:
    """批量导入: the same workbook sent twice is one batch, and each of its rows becomes one draft."""

    name, people, rows = "批量导入", 3, 4

    def __init__(self, town: Town, first: int = 0) -> None:
        self.town, self.first = town, first
        self.requests = self._requests()

    def _requests(self) -> Iterator[Request]:
        policy = policy_of(self.town.province)
        blank = template.draw(policy, place=self.town.province.name, today=timezone.localdate())
        columns = {each.key: at for at, each in enumerate(columns_of(policy), start=2)}
        said = {"partly": "no", "hands_in": "no"}
        for number in range(self.first, self.first + 10_000):
            importer = self.town.importers[number % len(self.town.importers)]  # a place may have five open
            content = filled(blank, columns, number * self.rows, self.rows)
            yield Request(f"import-{number}", importer, reverse("declarations:batches"), said, content)

    def present(self) -> Counter[str]:
        """Batches by the name of their file; one whose rows did not all become one draft each counts twice."""
        found = Counter[str]()
        for name, state, taken in Batch.objects.values_list("name", "state", "taken"):
            whole = state == BatchState.DONE and taken == self.rows
            found[name.removesuffix(".xlsx")] += 1 if whole else 2
        return found


def filled(blank: bytes, columns: dict[str, int], first: int, rows: int) -> bytes:
    """The template with so many rows that are in order."""
    book, target = load_workbook(io.BytesIO(blank)), io.BytesIO()
    today = timezone.localdate()
    for n in range(first, first + rows):
        digits = f"20188{n:07d}"
        row = {
            "patent_number": f"ZL{digits}.{check_digit(digits)}",
            "title": f"一种演练用的批量装置{n}",
            "filed_on": "2018-05-06",
            "granted_on": "2020-08-03",
            "classification": "H02P21/00",
            "fee.kind": "一次总付",
            "fee.amount": "50000",
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=900)).isoformat(),
            "territory": "全国",
            "contact_name": "张伟",
            "contact_phone": "13812345678",
        }
        for key, value in row.items():
            book[template.SHEET].cell(template.FIRST + 1 + n - first, columns[key], value)
    book.save(target)
    return target.getvalue()


class Paying:
    """登记付款: parts of a sum, each with a note of its own."""

    name, people = "登记付款", 6

    def __init__(self, town: Town, matters: Matters) -> None:
        self.requests = self._requests(matters)

    def _requests(self, matters: Matters) -> Iterator[Request]:
        day = timezone.localdate().isoformat()
        for number in range(100_000):
            firm, licence, due = matters.dues[number % len(matters.dues)]
            path = reverse("licensing:money_act", args=[licence, "pay"])
            note = f"part-{uuid.uuid4()}"
            yield Request(note, firm, path, {"line": due, "amount": "1", "day": day, "note": note})

    def present(self) -> Counter[str]:
        return Counter(Payment.objects.values_list("note", flat=True))


class Telling:
    """上报月报: one edition of each table."""

    name, people = "上报月报", 2

    def __init__(self, town: Town, matters: Matters) -> None:
        said = {"action": "submit", "notes": "演练"}
        self.requests = iter(
            [Request(str(pk), who, reverse("reporting:act", args=[pk]), said) for who, pk in matters.returns]
        )

    def present(self) -> Counter[str]:
        return Counter(str(pk) for pk in Edition.objects.values_list("filing", flat=True))
