from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("待办作业")
    # Kind of job to words, as its administrator reads it; each room lists its own.
    jobs = {"outbox.mail": _("寄发邮件")}

    def ready(self) -> None:
        """Every room's tasks.py registers what it can do, in each process alike."""
        autodiscover_modules("tasks")
