from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    name = "verification"
    verbose_name = _("专利核验")
    # Tables without row-level security, each with its reason; a test compares this with the catalogue.
    open_tables = {
        "verification_registerrecord": "reference: facts of the public patent register by number, nothing of a tenant",
        "verification_gazettenotice": "reference: announcements of the public gazette by number, nothing of a tenant",
        "verification_unreadnotice": "reference: public announcements that a person must read",
        "verification_referencetable": "reference: fee tables that an authority has published",
        "verification_referencefigure": "reference: rows of those tables",
    }
