"""Which requirements are proved by a test, which are not, and which are not software."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.requirements import OUT_OF_SOFTWARE, PLANNED, PROVED, as_proved, listed, proofs, write


class Command(BaseCommand):
    help = "Print the requirements: proved (with the tests), planned, out of software; and the counts."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--planned", action="store_true", help="only those that no test proves yet")
        parser.add_argument("--write", action="store_true", help="write into the list what is proved now")

    def handle(self, *args: Any, **options: Any) -> None:
        proved = proofs()
        items = as_proved(listed(), proved)
        if options["write"]:
            write(items)
        for item in items:
            if item.state == PLANNED or not options["planned"]:
                tests = "; ".join(proved.get(item.id, []))
                self.stdout.write(f"{item.id}  {item.state:15}  {item.room:13} {item.summary}  {tests}".rstrip())
        counts = Counter(item.state for item in items)
        self.stdout.write(
            f"\n{len(items)} requirements: {counts[PROVED]} proved, {counts[PLANNED]} planned, "
            f"{counts[OUT_OF_SOFTWARE]} out of software"
        )
