"""Django's migrate, which then brings the administrative tree up to its files: no installation is without it."""

from typing import Any

from django.core.management.commands import migrate

from tenancy.regions import load_reference


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
            load_reference()
