from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from config.celery import app


class ConfigConfig(AppConfig):
    name = "config"
    jobs = {"audit.seal": _("封存操作记录"), "outbox.tidy": _("清理半年前的作业")}
    engine = app  # every process that Django runs in can wake the workers
