"""`python3 manage.py lint`: form, faults, types, templates, migrations, catalogues."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

TOOLS = Path(sys.executable).parent
CHECKS = {
    "formatter": ["ruff", "format", "--check", "--quiet", "."],
    "linter": ["ruff", "check", "--quiet", "."],
    "types": ["mypy", "--no-error-summary", "."],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "migrations": ["python", "-W", "ignore::RuntimeWarning", "-m", "django", "makemigrations", "--check", "--dry-run"],
}


class Command(BaseCommand):
    help = "Check form, faults, types, templates, migrations and catalogues; change nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues = sorted(settings.BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"))
        checks = {name: [str(TOOLS / command[0]), *command[1:]] for name, command in CHECKS.items()}
        checks |= {
            f"catalogue {path.parent.parent.name}": ["msgfmt", "--check", "--output-file", os.devnull, str(path)]
            for path in catalogues
        }
        failed = [name for name, command in checks.items() if not self._passes(name, command)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}")

    def _passes(self, name: str, command: list[str]) -> bool:
        told = subprocess.run(
            command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        passed = told.returncode == 0
        self.stdout.write(f"{'ok    ' if passed else 'FAILED'} {name}")
        if not passed:
            self.stdout.write(told.stdout.decode(errors="replace"))
        return passed
