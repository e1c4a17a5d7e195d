"""Earlier published listings of a city or province, taken over with their original date and channel (XY-02, F040)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.batch.checks import Known, is_news, remark_of, repeated
from declarations.batch.mapping import Plan
from declarations.batch.remarks import fault, note, repair
from declarations.batch.rows import Entry, months_in
from declarations.checking import rules_of
from declarations.fee_figures import fee_of
from declarations.models import Batch
from declarations.models.batches import Outcome
from declarations.prefill import registered
from publication import announce
from publication.choices import AnnouncementKind
from publication.models import Channel
from publication.offers import Offer, Owner, Place, Reach, place_of, read_offer
from publication.terms import read_terms
from tenancy import recusal
from tenancy.actors import Actor
from tenancy.models.organisations import OwnerType
from tenancy.policy import Policy
from tenancy.refusals import Refused
from verification.checking import check
from verification.dossier import Dossier, PatentFacts
from verification.findings import Item
from verification.gazette import read_day
from verification.numbers import PatentNumber
from verification.terms import last_day_at_most, last_day_of_patent, last_day_of_term

CHECKED = (Item.NUMBER, Item.VALIDITY, Item.TERM, Item.FEE, Item.DUPLICATE)
TYPE_WORDS = (
    (OwnerType.UNIVERSITY, ("大学", "学院", "高校", "高等学校", "学校")),
    (OwnerType.INSTITUTE, ("研究院", "研究所", "科研", "科学院", "设计院", "实验室")),
    (OwnerType.STATE_ENTERPRISE, ("国有", "国企")),
    (OwnerType.PRIVATE_ENTERPRISE, ("公司", "企业", "厂", "集团")),
    (OwnerType.PUBLIC_INSTITUTION, ("事业", "中心", "医院", "局", "站")),
)


class Judge:
    """Rows of a listing as offers that were public before. One query for all owners of a portion."""

    def __init__(self, policy: Policy, plan: Plan, entries: Sequence[Entry], *, by: Actor) -> None:
        self.policy, self.plan, self.by = policy, plan, by
        self.rules = replace(rules_of(policy), min_term_months=0)  # what was public stays as it was
        self.registered = registered(list({owner[0] for entry in entries for owner in entry.owners}))
        self.mine = recusal.houses_of(by)
        self.place: Place | None = place_of(by.region) if by.office or by.organisation else None

    def offer(self, entry: Entry, known: Known) -> Offer | None:
        """What will be public; none when something keeps the row out."""
        facts = known.registers[entry.patent].facts if entry.patent else PatentFacts()
        published = self._published_at(entry)
        title, owners = self._title(entry, facts), self._owners(entry, facts)
        starts, ends = self._term(entry, published, facts)
        if any(there.pk in self.mine for one in owners if (there := self.registered.get(one.name))):
            entry.remarks.append(fault("all_owners", recusal.sentence()))
        if entry.patent is None:
            _missing_number(entry)
            return None
        self._check(entry, entry.patent, facts, known, (title, starts, ends))
        entry.remarks += repeated(entry, known)
        if entry.is_refused or not (published and starts and ends and owners and "fee" in entry.offer):
            return None
        offer = Offer(
            patent_number=entry.patent.normal,
            patent_type=entry.patent.kind.value,
            title=title,
            owners=owners,
            place=self._place_of(owners),
            terms=read_terms(entry.offer["fee"]),
            term_from=starts,
            term_to=ends,
            contact=self._reach(entry),
            publisher=self.policy.publisher_name or self.by.place_name or self.by.province.name,
            territory=entry.offer.get("territory") or "全国",
            ipc=entry.offer.get("classification", ""),
            industry=entry.offer.get("industry", ""),
            summary=entry.offer.get("summary", ""),
            original_at=published,
        )
        entry.remarks += [fault("", sentence) for sentence in offer.missing()]
        return None if entry.is_refused else offer

    def _published_at(self, entry: Entry) -> datetime | None:
        said = entry.listed.get("published_at", "") or self.plan.fixed.get("published_on", "")
        day = read_day(said)
        if day is None:
            entry.remarks.append(
                fault("published_at", _("没有原公布日期，或日期无法识别：%s") % (said[:30] or _("空")))
            )
            return None
        moment = timezone.make_aware(datetime.combine(day, _clock(said)))
        if moment > timezone.now():
            entry.remarks.append(fault("published_at", _("原公布日期%s还没有到") % day))
            return None
        return moment

    def _title(self, entry: Entry, facts: PatentFacts) -> str:
        if title := str(entry.offer.get("title", "")):
            return title
        if facts.title:
            entry.remarks.append(repair("title", _("发明名称按登记信息补入：%s") % facts.title.value))
            return facts.title.value
        if title := self.plan.fixed.get("untitled", ""):
            entry.remarks.append(repair("title", _("原表没有发明名称，写作“%s”") % title))
            return title
        entry.remarks.append(fault("title", _("没有发明名称"), self.policy.cite("public_items")))
        return ""

    def _owners(self, entry: Entry, facts: PatentFacts) -> tuple[Owner, ...]:
        names = [owner[0] for owner in entry.owners]
        if not names and facts.owners:
            names = list(facts.owners.value)
            entry.remarks = [each for each in entry.remarks if each.key != "all_owners"]
            entry.remarks.append(repair("all_owners", _("专利权人按登记信息补入：%s") % "、".join(names)))
        if not names and "all_owners" not in entry.faulty:
            entry.remarks.append(fault("all_owners", _("专利权人为空"), self.policy.cite("public_items")))
        said = entry.listed.get("owner_type", "")
        return tuple(self._owner(name, said if place == 0 else "") for place, name in enumerate(names))

    def _owner(self, name: str, said: str) -> Owner:
        if there := self.registered.get(name):
            return Owner(name, there.owner_type, there.credit_code)
        return Owner(name, owner_type_of(name, said).value)

    def _place_of(self, owners: tuple[Owner, ...]) -> Place:
        """Where the first owner is registered, if that is this officer's to say; otherwise the officer's own place."""
        there = self.registered.get(owners[0].name)
        if there and self.by.answers_for(there.region):
            return place_of(there.region)
        assert self.place
        return self.place

    def _term(self, entry: Entry, published: datetime | None, facts: PatentFacts) -> tuple[date | None, date | None]:
        starts = entry.offer.get("starts_on") or (timezone.localdate(published) if published else None)
        ends = entry.offer.get("ends_on")
        period = entry.listed.get("period", "") or self.plan.fixed.get("period", "")
        if ends or not starts:
            return starts, ends
        months = months_in(period)
        if not months:
            entry.remarks.append(fault("period", _("没有许可期限，或年限无法识别：%s") % (period[:20] or _("空"))))
            return starts, None
        ends = last_day_of_term(starts, months)
        last = _last_day(entry.patent, facts) if entry.patent else ends
        if starts < last < ends:
            entry.remarks.append(repair("period", _("许可期限超过专利权的期限，止于专利权可能的最后一日%s") % last))
            return starts, last
        return starts, ends

    def _check(
        self,
        entry: Entry,
        patent: PatentNumber,
        facts: PatentFacts,
        known: Known,
        said: tuple[str, date | None, date | None],
    ) -> None:
        title, starts, ends = said
        dossier = Dossier(
            number=patent,
            checked_on=timezone.localdate(),
            facts=facts,
            register_answer=known.registers[patent].register_answer,
            title=title if "title" in entry.offer else "",
            term_start=starts,
            term_end=ends,
            fee=fee_of(entry.offer.get("fee", {})),
            elsewhere=known.elsewhere.get(patent.normal, ()),
        )
        answer = dossier.register_answer
        items = [item for item in CHECKED if item is not Item.FEE or "fee" in entry.offer]
        found = [
            (result.item, each) for result in check(dossier, self.rules, items=items).items for each in result.findings
        ]
        entry.remarks += [remark_of(item, finding) for item, finding in found if is_news(item, finding, answer)]
        if ends and ends < timezone.localdate():
            entry.remarks.append(note("ends_on", _("许可期限已于%s届满，导入后显示为期限届满") % ends))
        kind = entry.listed.get("patent_type", "")
        if kind and kind.removesuffix("专利") != patent.kind.label.removesuffix("专利"):
            words = {"said": kind[:20], "kind": patent.kind.label}
            entry.remarks.append(note("patent_type", _("原表写作“%(said)s”，按号码是%(kind)s") % words))

    def _reach(self, entry: Entry) -> Reach:
        """A contact in the listing may be a person's and goes out masked; that of the office stands in full."""
        fixed = self.plan.fixed
        from_row = any(entry.offer.get(name) not in (None, "", fixed.get(name)) for name in CONTACT)
        name, phone, email = (str(entry.offer.get(each, "")) for each in CONTACT)
        return Reach(name, phone, email, is_person=from_row)


CONTACT = ("contact_name", "contact_phone", "contact_email")


def _missing_number(entry: Entry) -> None:
    if "patent_number" not in entry.faulty:
        entry.remarks.append(fault("patent_number", _("没有专利号")))


def _clock(said: str) -> time:
    """The time of day behind a date, where one is written."""
    try:
        return datetime.fromisoformat(said.strip()[:19]).time()
    except ValueError:
        return time()


def _last_day(patent: PatentNumber, facts: PatentFacts) -> date:
    if facts.filing_date is None:
        return last_day_at_most(patent)
    extended = facts.extended_to.value if facts.extended_to else None
    return last_day_of_patent(patent.kind, facts.filing_date.value, extended)


def owner_type_of(name: str, said: str = "") -> OwnerType:
    """The type as the listing says it, else as the name shows it; short names without a body's ending are people."""
    for words in (said, name):
        for kind, signs in TYPE_WORDS:
            if any(sign in words for sign in signs):
                return kind
    return OwnerType.INDIVIDUAL if "个人" in said or 2 <= len(name) <= 4 else OwnerType.OTHER


def publish(batch: Batch, *, by: Actor) -> None:
    """All offers of the batch in one announcement of earlier publications, on the channel where they stood."""
    channel = Channel.objects.filter(
        province=batch.province, ended_at=None, pk=int(Plan.read(batch.plan).fixed.get("channel") or 0)
    ).first()
    if channel is None:
        raise Refused(_("请选择原来公布的平台。"))
    lines: Any = batch.lines.exclude(outcome=Outcome.REFUSED).order_by("pk").values_list("offer", flat=True)
    offers = [read_offer(data) for data in lines.iterator(1000)]
    announce.publish(offers, by=by, channels=[channel], kind=AnnouncementKind.IMPORT)
