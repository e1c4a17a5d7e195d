from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "publication"
    verbose_name = _("公开登记")
    # What the log says of what anybody may ask of this room.
    acts: ClassVar[dict[str, object]] = {
        "publication.ask_correction": _("收到更正请求"),
        "publication.answer_correction": _("答复更正请求"),
        "publication.register_platform": _("登记取用平台"),
        "publication.renew_platform_key": _("换发取用平台的密钥"),
        "publication.end_platform": _("停用取用平台"),
        "publication.push": _("定向推送"),
        "publication.carry_over": _("登记法定开放许可声明"),
    }
    jobs: ClassVar[dict[str, object]] = {
        "publication.roll_up_views": _("汇总浏览次数"),
        "publication.settle": _("使撤回和期满生效"),
    }
    # Tables without row-level security, each with its reason; a test compares this with the catalogue.
    open_tables = {
        "publication_announcement": "public by construction",
        "publication_change": "public by construction",
        "publication_channel": "public by construction",
        "publication_channelpresence": "public by construction",
        "publication_consumer": "public: names of platforms; a key is kept as a hash only",
        "publication_contact": "public with consent: the full contact of people who agreed",
        "publication_dealfigure": "public by construction: figures of groups of at least five licences",
        "publication_facetcount": "public by construction: counts of public records",
        "publication_numbercounter": "public: the last number of each series stands on the last record",
        "publication_record": "public by construction",
        "publication_statusnote": "public by construction",
        "publication_version": "public by construction",
    }
