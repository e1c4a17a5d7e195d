from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LicensingConfig(AppConfig):
    name = "licensing"
    verbose_name = _("许可")
    jobs = {"publication.tell_takers": _("告知被许可人法律状态变化")}
