"""Django's migrate, which then brings tree and policy packs up to their files: no installation is without them."""

from typing import Any

from django.core.management.commands import migrate

from tenancy.policy.install import install_all
from tenancy.policy.workdays import install_calendar
from tenancy.regions import load_reference


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
            load_reference()
            install_all()
            install_calendar()
