"""Who is who, made as people make it. Call inside the scope of a province (`with acting(province=21)`)."""

import functools
from datetime import timedelta

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from tenancy import credit_codes, scope
from tenancy.actors import Actor, system_actor
from tenancy.models import (
    Accreditation,
    ContactCard,
    DirectoryEntry,
    Duty,
    Invitation,
    Membership,
    Office,
    Organisation,
    OrganisationFact,
    Province,
    Region,
    RoleChange,
    SignUp,
    User,
)
from tenancy.models.directories import Directory
from tenancy.models.offices import DutyKind, OfficeKind
from tenancy.models.organisations import ENTERPRISES, OwnerType, SizeClass, Tag, TagLevel
from tenancy.models.regions import Level
from tenancy.roles import Role
from tenancy.services import directories, invitations, memberships, offices, organisations, sign_ups, standings

PASSWORD = "Kaifang-Xuke-2022"


@functools.cache
def hashed(password: str) -> str:
    """Hashing is slow on purpose; the cast shares one password."""
    return make_password(password)


def platform() -> Actor:
    """The platform itself in the province of the scope."""
    return system_actor(here())


def here() -> Province:
    return Province.objects.get(pk=scope.current().province)


def a_city() -> Region:
    return Region.objects.filter(province=here(), level=Level.CITY).order_by("position")[0]


def the_province() -> Region:
    return Region.objects.get(province=here(), level__in=[Level.PROVINCE, Level.NATION])


class ProvinceFactory(DjangoModelFactory):
    """A made-up province outside the real keys."""

    class Meta:
        model = Province

    id = factory.Sequence(lambda n: 80 + n)
    slug = factory.LazyAttribute(lambda made: f"x{made.id}")
    name = factory.LazyAttribute(lambda made: f"新设省{made.id}")
    name_en = factory.LazyAttribute(lambda made: f"New Province {made.id}")


class RegionFactory(DjangoModelFactory):
    """The provincial unit of a made-up province; children by `parent=` and `level=`."""

    class Meta:
        model = Region

    province = factory.SubFactory(ProvinceFactory)
    code = factory.Sequence(lambda n: f"X{n:05d}")
    name = factory.Sequence(lambda n: f"新设单位{n}")
    name_en = factory.Sequence(lambda n: f"New Unit {n}")
    level = Level.PROVINCE


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.cn")
    name = factory.Sequence(lambda n: f"人员{n}")
    phone = factory.Sequence(lambda n: f"138{n:08d}")

    @classmethod
    def _create(cls, model_class, *args, password=PASSWORD, **kwargs):
        return model_class.objects.create(password=hashed(password), **kwargs)


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    region = factory.LazyFunction(a_city)
    kind = OfficeKind.BUREAU
    name = factory.Sequence(lambda n: f"知识产权局{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return offices.open_office(by=platform(), **kwargs)


class OrganisationFactory(DjangoModelFactory):
    """A private firm by default; `confirmed=False` leaves it waiting for its office."""

    class Meta:
        model = Organisation

    confirmed = True
    name = factory.Sequence(lambda n: f"新材料技术有限公司{n}")
    region = factory.LazyFunction(a_city)
    owner_type = OwnerType.PRIVATE_ENTERPRISE
    size = factory.LazyAttribute(lambda made: SizeClass.SMALL if made.owner_type in ENTERPRISES else "")
    number = factory.Sequence(lambda n: f"{n:08d}")

    @factory.lazy_attribute
    def credit_code(self):
        if self.owner_type == OwnerType.INDIVIDUAL:
            return ""
        kind = "91" if self.owner_type in ENTERPRISES else "12"
        return credit_codes.complete(kind, self.region.division_code or "210000", self.number)

    @classmethod
    def _create(cls, model_class, *args, number="", confirmed=True, **stated):
        made = organisations.register(organisations.Particulars(**stated), by=platform())
        return standings.confirm(made, by=platform()) if confirmed else made


class OrganisationFactFactory(DjangoModelFactory):
    """A tag."""

    class Meta:
        model = OrganisationFact

    organisation = factory.SubFactory(OrganisationFactory)
    tag = Tag.HIGH_TECH
    level = TagLevel.NATIONAL
    certificate = factory.Sequence(lambda n: f"GR2022{n:08d}")
    effective_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda made: made.effective_at + timedelta(days=3 * 365))

    @classmethod
    def _create(cls, model_class, organisation, **given):
        return organisations.award(organisation, organisations.Award(**given), by=platform())


class MembershipFactory(DjangoModelFactory):
    """The administrator of an organisation by default; `place=` an office or organisation, `role=` one it has."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    place = factory.SubFactory(OrganisationFactory)
    role = Role.ORGANISATION_ADMIN

    @classmethod
    def _create(cls, model_class, user, place, role, **kwargs):
        return memberships.begin(user, place, role, by=platform())


class RoleChangeFactory(DjangoModelFactory):
    class Meta:
        model = RoleChange

    membership = factory.SubFactory(MembershipFactory)

    @classmethod
    def _create(cls, model_class, membership, **kwargs):
        return RoleChange.objects.filter(membership=membership).latest("id")


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    place = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"guest{n}@example.cn")
    role = Role.HANDLER

    @classmethod
    def _create(cls, model_class, place, email, role, **kwargs):
        return invitations.invite(place, email, role, by=platform()).invitation


class AccreditationFactory(DjangoModelFactory):
    class Meta:
        model = Accreditation

    office = factory.SubFactory(OfficeFactory, kind=OfficeKind.CHECKING_BODY, region=factory.LazyFunction(the_province))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda made: made.starts_on + timedelta(days=365))
    document = "关于认可核查机构的通知"

    @classmethod
    def _create(cls, model_class, office, **given):
        return offices.accredit(office, by=platform(), **given)


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    office = factory.SubFactory(OfficeFactory)
    kind = DutyKind.CONTACT
    name = "周敏"
    title = "科长"
    office_phone = "024-86916031"
    mobile = "13812341234"
    email = "zhoumin@example.cn"

    @classmethod
    def _create(cls, model_class, office, **columns):
        return offices.assign(office, Duty(**columns), by=platform())


class DirectoryEntryFactory(DjangoModelFactory):
    class Meta:
        model = DirectoryEntry

    organisation = factory.SubFactory(OrganisationFactory)
    directory = Directory.PILOT_UNITS

    @classmethod
    def _create(cls, model_class, organisation, directory, **given):
        return directories.enter(organisation, directory, by=platform(), **given)


class ContactCardFactory(DjangoModelFactory):
    class Meta:
        model = ContactCard

    sponsor = "辽宁省知识产权局"
    department = "知识产权运用促进处"
    phone = "024-86916031"
    email = "yunyong@example.cn"

    @classmethod
    def _create(cls, model_class, **columns):
        return offices.publish_card(ContactCard(**columns), by=platform())


class SignUpFactory(DjangoModelFactory):
    """A newcomer's statement, before their address is confirmed."""

    class Meta:
        model = SignUp

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"新注册单位{n}")
    region = factory.LazyFunction(a_city)
    owner_type = OwnerType.PRIVATE_ENTERPRISE
    size = SizeClass.SMALL
    credit_code = factory.Sequence(lambda n: credit_codes.complete("91", "210200", f"9{n:07d}"))

    @classmethod
    def _create(cls, model_class, user, **stated):
        return sign_ups.state(user, organisations.Particulars(**stated))
