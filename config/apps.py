from django.apps import AppConfig

from config.celery import app


class ConfigConfig(AppConfig):
    name = "config"
    engine = app  # every process that Django runs in can wake the workers
