"""What people do while processes die, and how to find in the database what became of it."""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from config.faults.clients import Request
from config.faults.people import LATEST, Town
from declarations.workflow import Action
from licensing.models import Licence


class Accepting:
    """接受：each firm takes each record once, with a key of its own."""

    name = "接受许可"

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


class HandingIn:
    """提交：each draft is handed in once; it then has a number, and its history says so once."""

    name = "提交声明"

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
