"""`python -m tests.reporting.cut_off SHARE WORK …`: a process that makes a report and stands still on its way.

Work is counted in calls of functions: at SHARE percent of WORK calls it says so and waits for whoever will end it.
"""

import sys
from types import FrameType
from typing import Any

import django
from django.core.management import call_command


class Progress:
    """How much has been done; `stop_at` calls nothing more is."""

    def __init__(self, stop_at: float = float("inf")) -> None:
        self.calls, self.stop_at = 0, stop_at

    def __call__(self, _frame: FrameType, event: str, _value: Any) -> None:
        self.calls += event == "call"
        if self.calls >= self.stop_at:
            sys.setprofile(None)
            print("here", flush=True)
            sys.stdin.read()

    def over(self, *words: str) -> int:
        """The calls of a command."""
        sys.setprofile(self)
        try:
            call_command(*words)
        finally:
            sys.setprofile(None)
        return self.calls


if __name__ == "__main__":
    share, work, *words = sys.argv[1:]
    django.setup()
    Progress(int(work) * int(share) / 100).over(*words)
