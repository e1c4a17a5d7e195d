"""Records and their versions. A version never changes; the record shows the current one, shaped for finding."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import MD5, Cast, Left
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publication.choices import OPEN_STATES, FeeKind, Mode, PatentType, Scheme, State
from tenancy.models import Province
from tenancy.models.base import Recorded
from tenancy.models.organisations import OwnerType

TERM_BANDS = (10, 5, 3, 1)  # years; a term belongs to the longest band it reaches


class OctetLength(Func):
    """Bytes of a text."""

    function = "octet_length"
    output_field = models.IntegerField()


# What the index of pairs holds of a record; publication/pairs.py asks it.
PAIRS_AND_DAYS = Func(
    F("grams"),
    Func(F("published_at"), function="publication_times"),
    arg_joiner=" || ",  # in the order in which a migration writes it: Django compares the order too
    template="(%(expressions)s)",
    output_field=SearchVectorField(),
)
# An index of the list holds the words of a record up to this length; the few with more have an index of their own.
WORDS_HELD = LessThanOrEqual(OctetLength(F("words")), 2000)


class RecordQuerySet(models.QuerySet["Record"]):
    def owned_by(self, province: Province, names: str) -> "RecordQuerySet":
        """The records of the same owners in the same order; an index answers, however long the names are."""
        hashed = self.alias(owner_hash=MD5("owner_names")).filter(owner_hash=MD5(Value(names)))
        return hashed.filter(province=province, owner_names=names)


class Record(models.Model):
    """One patent on offer in one province, under its permanent number. Only publication.announce writes it."""

    number = models.CharField(_("公开编号"), max_length=20, unique=True)  # LN2026000123
    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+", db_index=False)
    scheme = models.CharField(_("制度"), max_length=10, choices=Scheme, default=Scheme.PILOT)
    statutory_number = models.CharField(_("法定声明编号"), max_length=40, blank=True)
    mode = models.CharField(_("实施方式"), max_length=20, choices=Mode, default=Mode.OPEN_LICENCE)

    patent_number = models.CharField(_("专利号"), max_length=20)  # normal form, 201711193877.7
    patent_type = models.CharField(_("专利类型"), max_length=15, choices=PatentType)
    is_application = models.BooleanField(_("专利申请"), default=False)
    title = models.CharField(_("发明名称"), max_length=300)
    owner_names = models.TextField(_("专利权人"))  # in order, joined by 、
    owner_type = models.CharField(_("权利主体类型"), max_length=20, choices=OwnerType)  # of the first
    region_path = models.CharField(max_length=60)
    region_name = models.CharField(_("所在地"), max_length=60)
    city_code = models.CharField(max_length=12)
    city_name = models.CharField(_("所在市"), max_length=60)
    ipc = models.CharField(_("主分类号"), max_length=20, blank=True)
    industry = models.CharField(_("国民经济行业门类"), max_length=1, blank=True)  # GB/T 4754 section

    fee_kind = models.CharField(_("支付方式"), max_length=20, choices=FeeKind)
    fee_amount = models.DecimalField(_("固定金额"), max_digits=16, decimal_places=2, null=True)  # yuan; null: none
    fee_sentence = models.TextField(_("许可使用费支付方式和标准"))
    term_from = models.DateField(_("许可期限起"))
    term_to = models.DateField(_("许可期限止"))
    term_months = models.PositiveSmallIntegerField()  # whole months
    territory = models.CharField(_("许可地域"), max_length=200)
    contact_shown = models.CharField(_("联系方式"), max_length=300)  # a person's is masked
    publisher = models.CharField(_("发布单位"), max_length=80)

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ACTIVE)
    current = models.OneToOneField("publication.Version", models.PROTECT, related_name="+")
    announcement = models.ForeignKey("publication.Announcement", models.PROTECT, related_name="records")
    published_at = models.DateTimeField(_("公告时间"))
    changed_at = models.DateTimeField(_("最近变动时间"))
    withdrawn_from = models.DateTimeField(_("撤回生效时间"), null=True)
    checked_at = models.DateTimeField(_("最近核查时间"), null=True)
    taken_at = models.DateTimeField(_("最近被接受时间"), null=True)  # the clock of ZJ-22 starts again
    is_imported = models.BooleanField(default=False)  # published elsewhere before; the original date is kept (XY-02)

    listed = models.GeneratedField(
        expression=Case(When(state__in=OPEN_STATES, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    ipc_section = models.GeneratedField(
        expression=Left("ipc", 1), output_field=models.CharField(max_length=1), db_persist=True
    )
    ipc_class = models.GeneratedField(
        expression=Left("ipc", 4), output_field=models.CharField(max_length=4), db_persist=True
    )
    term_band = models.GeneratedField(
        expression=Case(*(When(term_months__gte=n * 12, then=Value(n)) for n in TERM_BANDS), default=Value(0)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    reach = models.GeneratedField(  # publication/territories.py
        expression=Func("territory", "province", "city_name", function="publication_reach"),
        output_field=models.CharField(max_length=6),
        db_persist=True,
    )
    number_key = models.GeneratedField(
        expression=Func(F("patent_number"), Value("."), Value(""), function="replace"),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    words = models.GeneratedField(
        expression=Func("title", "owner_names", "city_name", "region_name", function="publication_words"),
        output_field=models.TextField(),
        db_persist=True,
    )
    grams = models.GeneratedField(
        expression=Func(
            Func("title", "owner_names", "city_name", "region_name", function="publication_words"),
            function="publication_grams",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "patent_number"],
                condition=Q(state__in=OPEN_STATES),
                name="record_once_while_open",
                violation_error_message=_("该专利在本省已有公开的声明"),
            ),
            models.CheckConstraint(
                name="record_has_national_minimum_items",
                condition=~Q(patent_number="")
                & ~Q(owner_names="")
                & ~Q(title="")
                & ~Q(fee_sentence="")
                & ~Q(contact_shown="")
                & ~Q(territory="")
                & ~Q(publisher=""),
                violation_error_message=_("国知办函运字〔2022〕448号 三（一）3规定的公开数据项不能为空"),
            ),
            models.CheckConstraint(
                name="record_term_is_not_empty",
                condition=Q(term_to__gt=F("term_from")),
                violation_error_message=_("许可期限止须晚于许可期限起"),
            ),
            models.CheckConstraint(
                name="record_free_costs_nothing",
                condition=~Q(fee_kind=FeeKind.FREE) | Q(fee_amount=0),
                violation_error_message=_("免费许可的金额须为0"),
            ),
            models.CheckConstraint(
                name="record_withdrawal_has_its_time",
                condition=~Q(state__in=(State.NOTICE, State.WITHDRAWN)) | Q(withdrawn_from__isnull=False),
                violation_error_message=_("撤回须有生效时间"),
            ),
            models.CheckConstraint(
                name="record_statutory_has_its_number",
                condition=Q(scheme=Scheme.PILOT) | ~Q(statutory_number=""),
                violation_error_message=_("法定开放许可须有国务院专利行政部门的声明编号"),
            ),
        ]
        indexes = [
            models.Index(F("province"), MD5("owner_names"), name="record_owner"),
            # Patents with several records are among these: reporting looks for them here.
            models.Index(
                fields=["province", "patent_number"],
                condition=Q(state__in=(State.WITHDRAWN, State.EXPIRED)),
                name="record_over",
            ),
            GinIndex(PAIRS_AND_DAYS, name="record_grams", fastupdate=True, gin_pending_list_limit=1024),
            models.Index(fields=["number_key"], opclasses=["varchar_pattern_ops"], name="record_number_key"),
            models.Index(fields=["-published_at", "-id"], name="record_newest", condition=Q(listed=True)),
            models.Index(fields=["-published_at", "-id"], name="record_newest_all"),
            models.Index(fields=["fee_amount", "-id"], name="record_cheapest", condition=Q(listed=True)),
            models.Index(fields=["-term_to", "-id"], name="record_longest", condition=Q(listed=True)),
            models.Index(fields=["province", "-published_at", "-id"], name="record_province"),
            # The monthly figures read nothing else of all records of a province.
            models.Index(fields=["province", "id"], include=["patent_number", "region_path"], name="record_counted"),
            models.Index(fields=["city_code", "-published_at", "-id"], name="record_city", condition=Q(listed=True)),
            models.Index(
                fields=["city_code", "fee_kind", "-published_at", "-id"],
                name="record_city_fee",
                condition=Q(listed=True),
            ),
            models.Index(
                fields=["city_code", "fee_amount", "-id"], name="record_city_cheapest", condition=Q(listed=True)
            ),
            models.Index(fields=["city_code", "-term_to", "-id"], name="record_city_longest", condition=Q(listed=True)),
            models.Index(fields=["ipc_class", "-published_at", "-id"], name="record_ipc"),
            models.Index(
                fields=["city_code"],
                include=[
                    *("state", "patent_type", "owner_type", "fee_kind", "ipc_section", "industry"),
                    "term_band",
                    "reach",
                ],
                name="record_city_facets",
            ),
            models.Index(fields=["state", "term_to"], name="record_due", condition=Q(listed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("publication:record", args=[self.number])

    @property
    def is_over(self) -> bool:
        return self.state in (State.WITHDRAWN, State.EXPIRED)


class Version(Recorded):
    """What was published, word for word, from `effective_at` until the next version. Append-only."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="versions", db_index=False)  # the constraint has it
    number = models.PositiveSmallIntegerField()
    announcement = models.ForeignKey("publication.Announcement", models.PROTECT, related_name="versions")
    title = models.CharField(max_length=300)
    owners = models.JSONField()  # [{"name", "credit_code", "owner_type"}], in the order of the register
    terms = models.JSONField()  # publication.terms reads it
    fee_sentence = models.TextField()
    term_from = models.DateField()
    term_to = models.DateField()
    territory = models.CharField(max_length=200)
    contact_shown = models.CharField(max_length=300)
    publisher = models.CharField(max_length=80)
    summary = models.TextField(blank=True)
    service = models.TextField(blank=True, default="", db_default="")  # beside the licence (F128)
    service_price = models.CharField(max_length=200, blank=True, default="", db_default="")
    reason = models.CharField(max_length=300, blank=True)  # why it followed the one before
    digest = models.CharField(max_length=64)  # SHA-256 of what was published; the check code is its beginning
    owners_hash = models.GeneratedField(
        expression=Cast(MD5(Cast("owners", models.TextField())), models.UUIDField()),
        output_field=models.UUIDField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            # Who took part is read from this index alone: the versions themselves are ten times as wide.
            models.UniqueConstraint(
                fields=["record", "number"],
                include=["id", "effective_at", "recorded_at", "owners_hash"],
                name="version_number_once",
            ),
            models.CheckConstraint(
                name="version_has_national_minimum_items",
                condition=~Q(title="") & ~Q(fee_sentence="") & ~Q(contact_shown="") & ~Q(owners=[]) & ~Q(terms={}),
            ),
        ]
        indexes = [
            GinIndex(fields=["owners"], opclasses=["jsonb_path_ops"], name="version_of_owner"),
            BrinIndex(fields=["recorded_at", "effective_at"], pages_per_range=16, name="version_since"),
        ]

    def __str__(self) -> str:
        return f"{self.record.number} v{self.number}"

    @property
    def check_code(self) -> str:
        """防伪码 as printed: three groups of four."""
        code = self.digest[:12].upper()
        return f"{code[:4]}-{code[4:8]}-{code[8:]}"


class Contact(models.Model):
    """The full contact of a natural person, kept only while their own consent lasts (个人信息保护法 第二十五条).

    An organisation's office contact is no personal data: it stands in the version and has no row here.
    """

    record = models.OneToOneField(Record, models.PROTECT, related_name="contact")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    consented_at = models.DateTimeField()
    consent_text = models.CharField(max_length=40)  # version of the text shown

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_can_be_reached",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=_("联系方式须有电话或者电子邮箱"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def as_lines(self) -> list[str]:
        return [line for line in (self.name, self.phone, self.email) if line]


def owners_of(data: list[dict[str, Any]]) -> str:
    """The names as one reads them."""
    return "、".join(owner["name"] for owner in data)
