"""What officers and administrators type about organisations, offices and people."""

import hashlib
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.days import DayField
from tenancy.models import ContactCard, Duty, Organisation, Region
from tenancy.models.directories import Directory, DirectoryEntry, Ground
from tenancy.models.offices import OfficeKind
from tenancy.models.organisations import (
    ENTERPRISES,
    Aspect,
    OrganisationQuerySet,
    OwnerType,
    SizeClass,
    Standing,
    Tag,
    TagLevel,
)
from tenancy.models.regions import Level
from tenancy.roles import Role
from tenancy.services import memberships
from tenancy.services.organisations import Award, size_faults

ANY = [("", _("全部"))]


class DayInput(forms.DateInput):
    input_type = "date"


def start_of(day: Any) -> datetime:
    """The day begins at midnight in Shanghai."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class RegisterFilter(forms.Form):
    """What the register can be narrowed to; every field is optional."""

    q = forms.CharField(label=_("名称或统一社会信用代码"), required=False, max_length=120)
    city = forms.ModelChoiceField(
        Region.objects.none(), label=_("所在市"), required=False, to_field_name="code", empty_label=_("全部")
    )
    owner_type = forms.ChoiceField(label=_("权利主体类型"), required=False, choices=ANY + OwnerType.choices)
    size = forms.ChoiceField(label=_("企业规模"), required=False, choices=ANY + SizeClass.choices)
    tag = forms.ChoiceField(label=_("标签"), required=False, choices=ANY + Tag.choices)
    directory = forms.ChoiceField(label=_("名录"), required=False, choices=ANY + Directory.choices)
    standing = forms.ChoiceField(label=_("登记状态"), required=False, choices=ANY + Standing.choices)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = Region.objects.current().under(region).filter(level=Level.CITY).order_by("position")
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]

    def narrow(self, organisations: OrganisationQuerySet) -> OrganisationQuerySet:
        """Those that fit; none while a field is wrong."""
        if not self.is_valid():
            return organisations.none()
        told, now = self.cleaned_data, timezone.now()
        if told["q"]:
            named = organisations.filter(name__contains=told["q"])
            organisations = named | organisations.filter(credit_code__startswith=told["q"].upper())
        if told["city"]:
            organisations = organisations.filter(region__path__startswith=told["city"].path)
        if told["tag"]:
            organisations = organisations.tagged(told["tag"], now)
        if told["directory"]:
            entries = DirectoryEntry.objects.standing(told["directory"], now)
            organisations = organisations.filter(pk__in=entries.values("organisation"))
        exact = {name: told[name] for name in ("owner_type", "size", "standing") if told[name]}
        return organisations.filter(**exact)


class StatedForm(forms.Form):
    """What is registered of an organisation; a field left as it is says that nothing changed."""

    name = forms.CharField(label=_("名称"), max_length=120)
    region = forms.ChoiceField(label=_("所在地"))
    owner_type = forms.ChoiceField(label=_("权利主体类型"), choices=OwnerType.choices)
    size = forms.ChoiceField(label=_("企业规模"), choices=[("", _("不适用")), *SizeClass.choices], required=False)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    clauses = {"size": _("企业规模按统计上大中小微型企业划分办法，许可统计按许可当时的规模计。")}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        stated = {
            "name": organisation.name,
            "region": organisation.region.code,
            "owner_type": organisation.owner_type,
            "size": organisation.size,
        }
        self.mark = hashlib.sha256("\n".join(stated.values()).encode()).hexdigest()[:16]
        kwargs["initial"] = stated | {"seen": self.mark}
        super().__init__(*args, **kwargs)
        units = Region.objects.current().filter(province=organisation.province).exclude(level=Level.PROVINCE)
        choices = [(unit.code, f"{unit.parent or ''} {unit.name}") for unit in units.select_related("parent")]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who becomes an enterprise states a size; who ceases to be one has none without saying so."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("seen", "") not in ("", self.mark):
            self.add_error(None, _("登记在您打开本页之后已变动，请重新打开本页，核对后再提交。"))
        if given.get("owner_type") in ENTERPRISES and "size" in given:
            for fault in size_faults(given["owner_type"], given["size"]):
                self.add_error("size", fault)
        return given

    def changes(self) -> dict[Aspect, str]:
        """The owner type first: the size depends on it, and goes with it where there is none any more."""
        order = (Aspect.OWNER_TYPE, Aspect.SIZE, Aspect.NAME, Aspect.REGION)
        said = {aspect: self.cleaned_data[aspect] for aspect in order if aspect in self.changed_data}
        if Aspect.OWNER_TYPE in said and not said.get(Aspect.SIZE):
            said.pop(Aspect.SIZE, None)
        return said


class ChangeForm(StatedForm):
    """What is different from now on, and why."""

    reason = forms.CharField(label=_("变更理由"), max_length=200, help_text=_("例如：2023年5月工商变更登记。"))


class AnswerRegistrationForm(forms.Form):
    """When the office does not confirm."""

    answer = forms.ChoiceField(
        label=_("答复"),
        choices=[
            (Standing.RETURNED, _("退回补正：对方更正后再次提交")),
            (Standing.REFUSED, _("不予登记：账号不能再代表该单位，信用代码可由真正的单位登记")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("对方会看到这段话。")
    )


class AwardForm(forms.Form):
    tag = forms.ChoiceField(label=_("标签"), choices=Tag.choices)
    level = forms.ChoiceField(label=_("级别"), choices=TagLevel.choices, widget=forms.RadioSelect)
    certificate = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    since = DayField(label=_("有效期自"), widget=DayInput)
    until = DayField(label=_("有效期至（不含当日）"), widget=DayInput, required=False)

    def award(self) -> Award:
        told = self.cleaned_data
        until = start_of(told["until"]) if told["until"] else None
        return Award(Tag(told["tag"]), TagLevel(told["level"]), told["certificate"], start_of(told["since"]), until)


class RevokeForm(forms.Form):
    tag = forms.ChoiceField(label=_("标签"), choices=Tag.choices)
    reason = forms.CharField(label=_("取消理由"), max_length=200)


class EnterForm(forms.Form):
    """Into a directory; ground and document only for the subjects of public implementation."""

    directory = forms.ChoiceField(label=_("名录"), choices=Directory.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("依据（只用于专利公开实施主体名录）"), choices=[("", _("无")), *Ground.choices], required=False
    )
    document = forms.CharField(label=_("批准、认定或指导文件"), max_length=120, required=False)
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)


class LeaveForm(forms.Form):
    directory = forms.ChoiceField(label=_("名录"), choices=Directory.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("移出理由"), max_length=200)


class InviteForm(forms.Form):
    """Whom, and as what; only the roles that exist at the place."""

    email = forms.EmailField(label=_("电子邮箱"), help_text=_("邀请发到这个邮箱，7天内有效，只能使用一次。"))
    role = forms.ChoiceField(label=_("角色"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, place: memberships.Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = memberships.roles_at(place)
        self.fields["role"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["role"].initial = roles[0]


class RoleForm(forms.Form):
    """Another role at the same place."""

    role = forms.ChoiceField(label=_("新角色"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, place: memberships.Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r, Role(r).label) for r in memberships.roles_at(place)]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class DutyForm(forms.ModelForm):
    class Meta:
        model = Duty
        fields = ["kind", "name", "title", "office_phone", "mobile", "email"]
        widgets = {"kind": forms.RadioSelect}


class ContactsForm(forms.Form):
    """The filled-in contact table (XY-57)."""

    workbook = forms.FileField(label=_("联系人表"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class AccreditForm(forms.Form):
    starts_on = DayField(label=_("认可起始日"), widget=DayInput)
    ends_on = DayField(label=_("认可截止日（含当日，可不填）"), widget=DayInput, required=False)
    document = forms.CharField(label=_("认可文件"), max_length=120)

    clauses = {"ends_on": _("期满后不能再核查（国知办函运字〔2022〕448号）。")}


class OfficeForm(forms.Form):
    name = forms.CharField(label=_("机构名称"), max_length=80)
    kind = forms.ChoiceField(label=_("机构类型"), choices=OfficeKind.choices, widget=forms.RadioSelect)
    region = forms.ModelChoiceField(Region.objects.none(), label=_("所在地"), to_field_name="code")

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.current().under(region)  # type: ignore[attr-defined]


class ContactCardForm(forms.ModelForm):
    class Meta:
        model = ContactCard
        fields = ["sponsor", "department", "person", "phone", "email", "address"]


def card_fields(card: ContactCard | None) -> dict[str, str]:
    """What the card says now, to begin with."""
    return {name: getattr(card, name) for name in ContactCardForm.Meta.fields} if card else {}
