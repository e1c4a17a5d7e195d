"""How the ledger is narrowed; the address carries it, so that a view can be sent on and exported."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import LAST_SIGN, Flag
from licensing.formalities import FILED_MODES
from licensing.models import Due, FollowUp, Licence, LicensedPatent, Party
from licensing.models.filings import CLOSED
from licensing.workflow import CONCLUDED_STATES, Status
from publication.choices import FeeKind, Mode
from tenancy.actors import Actor
from tenancy.days import DayField
from tenancy.models import Organisation, OrganisationFact, Region
from tenancy.models.organisations import Aspect
from tenancy.models.regions import Level

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ANY = ("", _("全部"))


class LedgerForm(forms.Form):
    q = forms.CharField(label=_("编号、专利号、双方名称"), required=False, max_length=60)
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("地区"), required=False, empty_label=_("全部"), to_field_name="code"
    )
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *Status.choices])
    fee = forms.ChoiceField(label=_("支付方式"), required=False, choices=[ANY, *FeeKind.choices])
    mode = forms.ChoiceField(label=_("实施方式"), required=False, choices=[ANY, *Mode.choices])
    first = DayField(label=_("达成日自"), required=False, widget=DAY)
    last = DayField(label=_("达成日至"), required=False, widget=DAY)
    open = forms.ChoiceField(
        label=_("事项"),
        required=False,
        choices=[
            ANY,
            ("due", _("使用费超期")),
            ("follow_up", _("实施成效超期")),
            ("filing", _("未备案")),
            ("flag", _("疑点未排除")),
        ],
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.organisation:
            del self.fields["region"]
            return
        beneath: Any = self.fields["region"]
        units = Region.objects.current().filter(path__startswith=actor.region.path, province=actor.province.pk)
        beneath.queryset = units.filter(level__in=[Level.CITY, Level.COUNTY]).order_by("path")

    def wanted(self) -> Q:
        """What the rows have to be; fields that could not be read ask for nothing, and the page says so."""
        said = getattr(self, "cleaned_data", {})
        found = Q()
        for name, condition in CONDITIONS.items():
            if value := said.get(name):
                found &= condition(value)
        return found

    def said(self) -> str:
        """The filters in words, for the log."""
        said = getattr(self, "cleaned_data", {})
        return "；".join(f"{self.fields[name].label}：{value}" for name, value in said.items() if value)


def _words(text: str) -> Q:
    """Names are looked up among the few thousand organisations, under every name they had, and these by index.

    A name of the parties themselves is read only where it belongs to nobody registered: beneath row-level security
    the database uses no index for parts of a text.
    """
    text = text.strip()
    once = OrganisationFact.objects.filter(aspect=Aspect.NAME, value__contains=text).values("organisation")
    known = Organisation.objects.filter(Q(name__contains=text) | Q(pk__in=once)).values("pk")
    named = Party.objects.filter(Q(organisation__in=known) | Q(organisation=None, name__contains=text))
    number = text.upper()
    patents = LicensedPatent.objects.filter(Q(record__number=number) | Q(**starting("patent_number", number)))
    return Q(number=number) | Q(pk__in=named.values("licence")) | Q(pk__in=patents.values("licence"))


def starting(column: str, text: str) -> dict[str, str]:
    """A prefix as a range, which an index serves beneath row-level security too."""
    return {f"{column}__gte": text, f"{column}__lt": text + LAST_SIGN}


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


OPEN = {
    "due": lambda: Q(Exists(Due.objects.overdue().filter(licence=OuterRef("pk")))),
    "follow_up": lambda: Q(Exists(FollowUp.objects.overdue().filter(licence=OuterRef("pk")))),
    "flag": lambda: Q(Exists(Flag.objects.beside(Licence))),
    "filing": lambda: Q(status__in=CONCLUDED_STATES, mode__in=FILED_MODES) & ~Q(filings__stage__in=CLOSED),
}
CONDITIONS: dict[str, Any] = {
    "q": _words,
    "region": lambda region: Q(region__path__startswith=region.path),
    "status": lambda status: Q(status=status),
    "fee": lambda kind: Q(Exists(LicensedPatent.objects.filter(licence=OuterRef("pk"), fee_kind=kind))),
    "mode": lambda mode: Q(mode=mode),
    "first": lambda day: Q(status__in=CONCLUDED_STATES, concluded_at__gte=_midnight(day)),
    "last": lambda day: Q(status__in=CONCLUDED_STATES, concluded_at__lt=_midnight(day + timedelta(days=1))),
    "open": lambda what: OPEN[what](),
}
