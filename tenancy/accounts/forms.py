"""What people type to get in."""

from abc import abstractmethod
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.forms import SignupForm as LibrarySignUpForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tenancy import credit_codes
from tenancy.accounts import failures, passwords
from tenancy.accounts.captcha import question_field
from tenancy.accounts.region_field import RegionField
from tenancy.models import User
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.roles import STAFF
from tenancy.services import sign_ups
from tenancy.services.organisations import Particulars

INVITED_AS = "invited_as"  # in the session: the role of the invitation that was opened here


class SignInForm(LoginForm):
    """Address and password; after three failures also a question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("电子邮箱")
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        address = str(self.data.get("login", ""))
        if self.request and failures.asks_question(self.request, address):
            self.fields["question"] = question_field(in_words=self.request.GET.get("question") == "words")

    def clean(self) -> dict[str, Any]:
        """The question comes first: a wrong answer must not try the password."""
        return super().clean() if not self.errors else self.cleaned_data


class PersonForm(LibrarySignUpForm):
    """Whoever opens an account: who they are, how to reach them, a password, an answer to the question."""

    name = forms.CharField(label=_("您的姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        validators=[RegexValidator(r"^1[3-9]\d{9}$", _("请填写11位手机号。"))],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "numeric"}),
    )
    field_order = ["name", "phone", "email", "password1", "password2", "question"]

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["email"].label = _("电子邮箱")
        self.fields["password1"].label = _("密码")
        self.fields["password1"].help_text = "；".join(password_validators_help_texts())
        self.fields["password2"].label = _("再输入一次密码")
        self.fields["question"] = question_field(in_words=request.GET.get("question") == "words")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The rules of passwords by what is told here of their owner, whom the library knows by the address alone."""
        given: dict[str, Any] = super().clean()
        try:
            self.look_at_password(given)
        except forms.ValidationError as weak:
            self.add_error("password1", weak)
        return given

    def look_at_password(self, given: dict[str, Any]) -> None:
        password, told = given.get("password1", ""), {name: given.get(name, "") for name in ("email", "name", "phone")}
        passwords.NotPersonal().validate(password, User(**told))
        is_theirs = get_adapter().is_email_verified(self.request, told["email"])
        if password and is_theirs and self.request.session.get(INVITED_AS) in STAFF:
            passwords.refuse_unmixed(password)


class Stating(forms.Form):
    """For whom somebody will act, by the rules of the register."""

    words = {"credit_code": "信用代码", "size": "企业规模", "organisation": "名称"}

    @abstractmethod
    def particulars(self) -> Particulars:
        """Who it is, as the register will keep it; each kind reads its own fields."""

    def state_faults(self) -> None:
        """The rules of the register, said at the form."""
        given = self.cleaned_data
        if given.get("region"):
            stated = self.particulars()
            for fault in stated.faults(stated.region.province_id):
                self.add_error(self.field_of(fault), fault)

    def field_of(self, fault: str) -> str | None:
        return next((name for name, word in self.words.items() if name in self.fields and word in fault), None)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.state_faults()
        return given


class OrganisationForm(Stating):
    """An organisation, with the person who states it as its first administrator."""

    organisation = forms.CharField(
        label=_("单位名称"),
        max_length=120,
        help_text=_("与营业执照或法人证书一致"),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=40, help_text=_("18位，见营业执照或法人证书"))
    region = RegionField(label=_("单位所在地"))
    owner_type = forms.ChoiceField(
        label=_("权利主体类型"),
        choices=[("", _("请选择"))] + [pair for pair in OwnerType.choices if pair[0] != OwnerType.INDIVIDUAL],
    )
    size = forms.ChoiceField(
        label=_("企业规模"), required=False, choices=[("", _("不是企业")), *SizeClass.choices], help_text=_("企业必选")
    )
    clauses = {"credit_code": "GB 32100-2015"}

    def particulars(self) -> Particulars:
        given = self.cleaned_data
        return Particulars(
            name=" ".join(given["organisation"].split()),
            region=given["region"],
            owner_type=given["owner_type"],
            credit_code=credit_codes.normalise(given["credit_code"]),
            size=given["size"],
        )


class IndividualForm(Stating):
    """A person in their own name."""

    name = forms.CharField(label=_("您的姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    region = RegionField(label=_("常住地"))

    def particulars(self) -> Particulars:
        given = self.cleaned_data
        return Particulars(name=given["name"], region=given["region"], owner_type=OwnerType.INDIVIDUAL)


class StatingPersonForm(Stating, PersonForm):
    """A newcomer who also states for whom they will act."""

    def save(self, request: HttpRequest) -> User:
        user = super().save(request)
        sign_ups.state(user, self.particulars())
        if EmailAddress.objects.is_verified(user.email):  # by the invitation through which they came
            sign_ups.lodge(user)
        return user


class OrganisationSignUpForm(OrganisationForm, StatingPersonForm):
    field_order = ["organisation", "credit_code", "region", "owner_type", "size", *PersonForm.field_order]


class IndividualSignUpForm(IndividualForm, StatingPersonForm):
    field_order = ["name", "region", "phone", "email", "password1", "password2", "question"]
