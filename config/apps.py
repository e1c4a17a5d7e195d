from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from config.celery import app


class ConfigConfig(AppConfig):
    name = "config"
    jobs = {
        "audit.seal": _("封存操作记录"),
        "outbox.tidy": _("清理半年前的作业"),
        "config.lost_patents": _("终止专利权已消灭的许可"),
    }
    engine = app  # every process that Django runs in can wake the workers
