"""The world of the isolation matrix: in three homes, of each kind of matter one, of some kinds one in each state."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.flags import raise_flags
from declarations.batch.portions import keep_result
from declarations.services import advice, changes, internal, publishing, questions
from declarations.services import withdrawals as withdrawal_verbs
from declarations.workflow import Status
from licensing.contract import Clause
from licensing.services import (
    certificates,
    evidence,
    filings,
    follow_ups,
    negotiation,
    papers,
    payments,
    scans,
    scheduling,
    signing,
)
from licensing.services.papers import contract_for
from licensing.workflow import Side
from publication import pushes
from publication.models import Record
from publication.register_of_platforms import register_platform
from reporting.boards.key_patents import Weights
from reporting.models import Experience, Return, Summary
from reporting.periods import Month
from reporting.services import filing, packages, packing, rounds, summaries, summary_papers, targets
from tenancy.actors import Actor
from tenancy.models import Membership, User
from tenancy.policy import policy_of
from tenancy.roles import Role
from tenancy.scope import acting
from tests.factories.activities import ActivityPaperFactory, sheet
from tests.factories.declarations import (
    AttachmentFactory,
    BatchFactory,
    OwnerFactory,
)
from tests.factories.flags import SIGN
from tests.factories.funds import ClaimFactory
from tests.factories.ground_floor import EventFactory, JobFactory, NoticeFactory
from tests.factories.licensing import a_voucher, paid
from tests.factories.policy import PolicyProposalFactory
from tests.factories.publication import ChannelFactory, CorrectionFactory
from tests.factories.tenancy import InvitationFactory, OrganisationFactory, SignUpFactory, platform
from tests.isolation import further, marks
from tests.isolation.homes import HOMES, OWNERS, Home, carried, licence_of
from tests.isolation.kinds import Matter
from tests.isolation.people import LN, OFFICES, PRINCIPALS, Principal, settle

People = dict[str, Actor]
Maker = Callable[[Home, People], Iterator[Matter]]


def build(homes: list[Home] | None = None, makers: Iterable[Maker] | None = None) -> tuple[People, list[Matter]]:
    """The people, and every matter with whose it is; or some homes, or what some makers make."""
    _places, people = settle()
    hands = {actor.place_name: actor for actor in reversed(people.values()) if actor.role != Role.READER}
    matters: list[Matter] = []
    for home in homes or HOMES:
        home.by = hands
        with acting(province=home.province_key):
            for make in makers or MAKERS:
                with marks.born(home.word):
                    matters += make(home, people)
    for name, actor in people.items():
        if PRINCIPALS[name].is_out:
            put_out(actor, PRINCIPALS[name])
    return people, matters


def put_out(actor: Actor, who: Principal) -> None:
    """The role is over, or the account is suspended."""
    if who.suspended:
        User.objects.filter(pk=actor.person.pk).update(is_active=False)
    if who.ended:
        with acting(province=actor.province.pk):
            Membership.objects.filter(pk=actor.membership_id).update(ended_at=timezone.now())


def declarations(home: Home, _people) -> Iterator[Matter]:
    for status in (Status.DRAFT, Status.SECOND_CHECK, Status.REVIEWING, Status.APPROVED, Status.PUBLISHED):
        yield home.matter("declaration", status.value, pk=carried(home, status).pk)
    shown = advice.share(carried(home, Status.DRAFT), True, by=home.by[home.owner])
    yield home.matter("shared draft", "draft", pk=shown.pk)
    yield home.matter("co-owner", "draft", pk=shown.pk, owner=OwnerFactory(declaration=shown).pk)
    for one in (shown, carried(home, Status.REVIEWING)):
        paper = AttachmentFactory(declaration=one, file=SimpleUploadedFile("评价报告.pdf", b"%PDF-1.7"))
        yield home.matter("paper of a declaration", str(one.status), pk=one.pk, key=paper.pk)
    raised = internal.object_to(shown, by=home.by[home.owner], raised_by_name="发明人", ground="尚有后续专利未申请")
    yield home.matter("objection", "draft", pk=shown.pk, key=raised.pk)


def cases(home: Home, _people) -> Iterator[Matter]:
    officer = home.by[home.city]
    one = carried(home, Status.REVIEWING)
    yield home.matter("decision", key=carried(home, Status.APPROVED).reviews.first().pk)
    yield home.matter("advice", key=advice.guide(one, words="费用偏高，请说明依据。", by=officer).pk)
    yield home.matter("question", key=questions.ask_province(one, by=officer, text="费用如何指导？").pk)
    [flag] = raise_flags(one, [SIGN], region=one.region, by=platform())
    yield home.matter("flag", pk=flag.pk)
    batch = BatchFactory(by=home.by[home.owner])
    keep_result(batch, taken=False)
    yield home.matter("batch", str(batch.state), pk=batch.pk)


def requests(home: Home, _people) -> Iterator[Matter]:
    owner = home.by[home.owner]
    one, other = carried(home, Status.PUBLISHED), carried(home, Status.PUBLISHED)
    if home.province_key == LN:  # terms are locked elsewhere
        asked = changes.ask_change(one, by=owner, reason="市场行情变化", fee={"kind": "free"})
        yield home.matter("change request", key=asked.pk)
    record, to = Record.objects.get(number=one.record_number), owner.organisation
    [sent] = pushes.push(record, [to], "主营产品与分类号相符", by=home.by[home.city])
    yield home.matter("push", key=sent.pk)
    grounds = policy_of(other.province).withdrawal_grounds
    said = {"ground": grounds[0].name if grounds else "", "reason": "专利权已转移"}
    yield home.matter("withdrawal request", key=withdrawal_verbs.ask_withdrawal(other, by=owner, **said).pk)
    planned = publishing.plan(
        [carried(home, Status.APPROVED)],
        by=home.by[home.province],
        channels=[ChannelFactory()],
        at=timezone.now() + timedelta(hours=1),
        title="集中发布",
    )
    yield home.matter("release", key=planned.pk)
    yield home.matter("channel", key=ChannelFactory(name=f"{home.city}网站").pk)
    record = Record.objects.get(number=one.record_number)
    asking = CorrectionFactory(record=record, reach=f"来电{home.word}")
    yield home.matter("correction", key=asking.pk)
    platform_, _key = register_platform(
        by=home.by[home.province], name=f"{home.city}运营平台", url="https://market.example.cn/", per_minute=60
    )
    yield home.matter("platform", key=platform_.pk)


def licences(home: Home, _people) -> Iterator[Matter]:
    for state in ("concluded", "confirmed", "objected") if home.province_key == LN else ("confirmed",):
        yield home.matter("licence", state, pk=licence_of(home, state).pk)
    signed = licence_of(home, "confirmed")
    signature = signing.begin(papers.make_contract(signed, by=platform()), by=platform())[0]
    yield home.matter("signature", pk=signed.pk, key=signature.pk)
    by = home.by[home.licensee if signature.party.side == Side.LICENSEE else home.owner]
    scans.scan(signature, SimpleUploadedFile("盖章合同.pdf", b"%PDF-1.7"), by=by)
    yield home.matter("signing file", pk=signed.pk, key=signature.notes.exclude(file="").get().pk)
    yield home.matter("licence", "signing", pk=signed.pk)
    other = licence_of(home, "confirmed")
    clauses = [*contract_for(other).clauses, Clause("保密", (f"双方对技术资料保密。{home.word}",))]
    proposal = negotiation.propose(other, clauses, by=home.by[home.licensee])
    yield home.matter("proposal", pk=other.pk, key=proposal.pk)
    yield home.matter("certificate", pk=certificates.issue(by=home.by[home.owner]).pk)


def money(home: Home, _people) -> Iterator[Matter]:
    owed = licence_of(home, "confirmed")
    scheduling.schedule(owed, by=platform())
    follow_ups.plan(owed)
    filings.enter(owed, by=platform(), stage="handed_in")
    due, licensee = owed.dues.first(), home.by[home.licensee]
    voucher = evidence.keep(owed, a_voucher(), by=licensee)
    receipt = payments.confirm(payments.state(due, paid(due.amount), by=licensee), paid(due.amount), by=platform())
    yield home.matter("voucher", pk=owed.pk, key=voucher.pk)
    yield home.matter("receipt", pk=owed.pk, key=receipt.pk)
    yield home.matter("licence", "paid", pk=owed.pk)


def register(home: Home, people) -> Iterator[Matter]:
    owner, officer = home.by[home.owner], home.by[home.city]
    yield home.matter("organisation", "confirmed", number=owner.organisation.pk)
    region = owner.region
    waiting = OrganisationFactory(name=f"{home.name}新单位", region=region, confirmed=False)
    yield home.matter("registration", "registered", key=waiting.pk)
    asking = SignUpFactory(name=owner.organisation.name, credit_code=owner.organisation.credit_code, region=region)
    asking.organisation, asking.state = owner.organisation, "asked"
    asking.save()
    yield home.matter("request to join", key=asking.pk)
    for place in (home.city, home.province):
        yield home.matter("office", place, unit=OFFICES[place][1], number=home.by[place].office.pk)
    yield home.matter("membership", "organisation", number=owner.membership_id)
    yield home.matter("membership", "office", unit=OFFICES[home.city][1], number=officer.membership_id)
    yield home.matter("invitation", number=InvitationFactory(place=owner.organisation).pk)
    yield home.matter("event", number=EventFactory(subject=owner.organisation).pk)
    yield home.matter("job", number=JobFactory(last_error=f"没有回答{home.word}").pk)
    if home.name != "other city":  # one open change of a rule at a time in a province
        yield home.matter("proposed rule", pk=PolicyProposalFactory().pk)


def letters(home: Home, people) -> Iterator[Matter]:
    holder = OWNERS[home.name]
    reader = people[holder]
    told = NoticeFactory(user=reader.user)
    yield home.matter("notice", holder=holder, province=home.province_key, key=told.pk)
    guest = InvitationFactory(place=home.by[home.licensee].organisation, email=reader.user.email)
    yield home.matter("own invitation", holder=holder, province=home.province_key, key=guest.pk)


def duties(home: Home, _people) -> Iterator[Matter]:
    month = Month.of(timezone.now()).previous()
    city, province = home.by[home.city], home.by[home.province]
    unit = OFFICES[home.city][1]
    rounds.prepare_offices(month, by=platform())
    for mine in Return.objects.of(month).filter(region=city.region, organisation=None):
        packing.make_package(filing.submit(mine, by=city))
        yield home.matter("return", "submitted", unit=unit, pk=mine.pk)
        yield home.matter("told return", "submitted", unit=unit, pk=mine.pk, number=1)
    yield home.matter("package", pk=packages.make_package(month, by=province).pk)
    summaries.prepare_summaries(by=platform())
    for one in Summary.objects.filter(region=city.region, serial=1)[:1]:
        summaries.write(one, {heading: f"{heading}正常{home.word}。" for heading in one.headings}, by=city)
        enclosed = summary_papers.enclose(one, sheet(), by=city)
        yield home.matter("paper of a summary", unit=unit, pk=one.pk, key=enclosed.pk)
        summaries.submit(one, by=city)
        yield home.matter("summary", "submitted", unit=unit, pk=one.pk)
        yield home.matter("told summary", "submitted", unit=unit, pk=one.pk, number=1)


def boards(home: Home, _people) -> Iterator[Matter]:
    city, unit = home.by[home.city], OFFICES[home.city][1]
    kept = targets.keep_key_patents("名录", Weights(), by=city)
    yield home.matter("list of key patents", unit=unit, pk=kept.pk)
    held = ActivityPaperFactory(by=city)
    yield home.matter("activity", unit=unit, pk=held.activity.pk)
    yield home.matter("paper of an activity", unit=unit, pk=held.activity.pk, key=held.pk)
    yield home.matter("claim", pk=ClaimFactory(licence=licence_of(home, "confirmed"), by=city).pk)
    told = targets.tell_experience(
        Experience(kind="rule", body="交易中心", title="定价规则", text="按年递减。"), by=city
    )
    yield home.matter("experience", unit=unit, pk=told.pk)


MAKERS = (declarations, cases, requests, licences, money, register, letters, duties, boards, *further.MAKERS)
WITHOUT_PAPERS = (declarations, cases, requests, money, register, letters)  # what takes no PDF and no workbook to make
