"""Which requirements are proved by a test, which are not, and which are not software."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.requirements import OUT_OF_SOFTWARE, listed, proofs


class Command(BaseCommand):
    help = "Print the requirements: proved (with the tests), open, out of software; and the counts."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--open", action="store_true", help="only those that no test proves yet")

    def handle(self, *args: Any, **options: Any) -> None:
        proved, counts = proofs(), Counter[str]()
        for item in listed():
            state = "proved" if item.id in proved else "out" if item.state == OUT_OF_SOFTWARE else "open"
            counts[state] += 1
            if state == "open" or not options["open"]:
                tests = "; ".join(proved.get(item.id, []))
                self.stdout.write(f"{item.id}  {state:6}  {item.room:13} {item.summary}  {tests}".rstrip())
        self.stdout.write(
            f"\n{sum(counts.values())} requirements: {counts['proved']} proved, {counts['open']} open, "
            f"{counts['out']} out of software"
        )
