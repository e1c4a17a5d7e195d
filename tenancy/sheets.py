"""Text on its way into a spreadsheet: what would be run as a formula stays a text."""

import re
from typing import Any

# What a spreadsheet would run, also behind blanks and in full width.
FORMULA = re.compile(r"^[\s\u00a0\u3000]*[=+\-@＝＋－＠|%]|^[\t\r\n]")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (U44); all else stays."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
