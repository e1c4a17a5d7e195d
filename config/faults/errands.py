"""What people leave to the worker: the package of a told table, and the letters of an acceptance."""

import email
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from itertools import cycle

from config.faults.acts import Accepting
from config.faults.matters import Matters
from config.faults.people import Town
from config.faults.posting import LETTERS
from config.faults.reports import asking
from licensing.models import Licence
from outbox.mail import MAIL, message_id
from outbox.models import Job
from reporting.models import EditionPackage
from reporting.package import pack
from reporting.services.packing import PACK

BETWEEN_LETTERS = b"\n" + b"-" * 79 + b"\n"


class Packing:
    """制作报送包: asked for again and again, made once, and the same bytes as without any fault."""

    name, people, kinds = "制作报送包", 2, (PACK,)

    def __init__(self, matters: Matters, first: int) -> None:
        self.requests = cycle([asking(told) for told in matters.told[first:]])

    def present(self) -> Counter[str]:
        """By edition; a package of other bytes than an undisturbed one counts twice."""
        made = EditionPackage.objects.select_related("edition")
        return Counter({str(one.edition_id): 1 if bytes(one.content) == pack(one.edition) else 2 for one in made})


class Writing(Accepting):
    """接受 and its letters: each leaves once; a copy after a crash has the same Message-ID (outbox/mail.py)."""

    name, people, kinds = "接受许可后的信件", 2, (MAIL,)

    def __init__(self, town: Town) -> None:
        """From the last record on: those who only accept begin with the first."""
        super().__init__(replace(town, records=town.records[::-1]))

    def present(self) -> Counter[str]:
        """Acceptances all letters of which have left; one of which a letter left under two names counts twice."""
        known, asked = posted(), defaultdict[str, list[Job]](list)
        for job in Job.objects.filter(kind=MAIL, key__startswith="notice:licence:"):
            asked[job.key.split(":")[2]].append(job)
        return Counter({str(key): told(asked[str(pk)], known) for key, pk in Licence.objects.values_list("key", "pk")})


def told(letters: list[Job], known: dict[str, set[str]]) -> int:
    """0 when one is missing or none was written, 2 when one went out under another name too."""
    names = [known.get(message_id(job), set()) for job in letters]
    return min(max(map(len, names)), 2) if names and all(names) else 0


def posted() -> dict[str, set[str]]:
    """Message-ID -> the Message-IDs of all letters with the same words to the same address."""
    alike = defaultdict[tuple[str, str], set[str]](set)
    for letter in letters():
        alike[str(letter["To"]), str(letter.get_payload())].add(str(letter["Message-ID"]))
    return {name: names for names in alike.values() for name in names}


def letters() -> Iterator[Message]:
    """All that have left whole."""
    for file in LETTERS.glob("*.log"):
        *whole, _torn = file.read_bytes().split(BETWEEN_LETTERS)
        yield from map(email.message_from_bytes, whole)
