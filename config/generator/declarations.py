"""Declarations at every stage of a province, handed in and decided by the demonstration's people with their verbs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from config.generator.registers import put_on_file
from config.generator.titles import invent
from config.generator.words import Draw
from declarations.models import Declaration
from declarations.promises import promises_of
from declarations.services import drafts, publishing, review, submission
from declarations.services.review import Reason
from declarations.workflow import Status
from publication.choices import FeeKind, Mode
from publication.models import Channel
from tenancy.actors import Actor, actor_of
from tenancy.models import Membership
from tenancy.policy import Policy, policy_of
from tenancy.roles import Role
from verification.numbers import check_digit

# Where they end up, per ten: most are public, some lie on each desk.
ENDS = (Status.PUBLISHED,) * 6 + (Status.REVIEWING, Status.SECOND_CHECK, Status.APPROVED, Status.RETURNED)
DESK_ROLES = {
    Status.SECOND_CHECK: (Role.CHECKER, Role.CENTRE_OFFICER),
    Status.REVIEWING: (Role.CITY_OFFICER,),
    Status.APPROVED: (Role.PROVINCE_OFFICER,),
}
FINE = dict.fromkeys(review.ITEMS, "ok")
LOOKED_UP = "登记数据和登记簿副本已核对，未见异常。"
FEES: dict[FeeKind, Any] = {
    FeeKind.FREE: {},
    FeeKind.LUMP_SUM: {"amount": ("20000", "50000", "100000", "180000")},
    FeeKind.ROYALTY: {"rate": ("3", "5", "8")},
    FeeKind.ENTRY_FEE_ROYALTY: {"entry_fee": ("10000", "30000"), "rate": ("2", "3", "5")},
    FeeKind.STAGED_FREE: {"free_months": ("12",), "yearly_amount": ("10000", "20000")},
    FeeKind.TRIAL_THEN_PAY: {"trial_months": ("6",), "amount": ("30000", "60000")},
}
SERVICE = {"service": "现场安装调试和操作培训", "service_price": "每人每天2000元，差旅费另计"}


@dataclass
class Drafting:
    """Files the declarations of one province for the organisations that its people act for."""

    by: Actor
    draw: Draw

    def fill(self, number: int) -> None:
        """`number` declarations; the public ones leave in batches, as a province does it."""
        self.policy = policy_of(self.by.province)
        self.officers = list(self._members(office__isnull=False))
        declarants = [actor for actor in self._members(organisation__isnull=False) if self._may_declare(actor)]
        approved = [
            declaration
            for index in range(number)
            if (declaration := self._file(declarants[index % len(declarants)], ENDS[index % len(ENDS)], index))
        ]
        if approved:
            self._publish(approved)

    def ready(self, by: Actor, number: int) -> Iterator[Declaration]:
        """So many drafts of one declarant that only wait to be handed in."""
        self.policy = policy_of(self.by.province)
        for _each in range(number):
            yield self._draft(by)

    def _mode(self, turn: int) -> str:
        """Every third shows another way of implementing, where the province knows several (ZJ-49)."""
        others = [mode for mode in self.policy.modes if mode not in (Mode.OPEN_LICENCE, Mode.OTHER)]
        return others[turn // 3 % len(others)] if others and turn % 3 == 0 else Mode.OPEN_LICENCE.value

    def _draft(self, by: Actor, **more: Any) -> Declaration:
        declaration = drafts.begin(by=by, **self._offer(by) | more)
        drafts.commit_to(declaration, {promise.name for promise in promises_of(self.policy)}, by=by)
        return declaration

    def _members(self, **where: Any) -> Iterator[Actor]:
        related = ("user", "province", "office__region", "organisation__region")
        for membership in Membership.objects.filter(ended_at=None, **where).select_related(*related):
            yield actor_of(membership)

    def _may_declare(self, actor: Actor) -> bool:
        assert actor.organisation is not None  # asked for by _members
        return actor.organisation.owner_type in self.policy.owner_types and actor.role != Role.HANDLER

    def _file(self, by: Actor, end: Status, turn: int) -> Declaration | None:
        """Carry one to its place; those that are to be public come back approved."""
        draft = self._draft(by, mode=self._mode(turn), **(SERVICE if turn % 5 == 0 else {}))
        put_on_file(draft, turn)
        declaration = submission.submit(draft, by=by)
        declaration = submission.record_findings(declaration, by=self.by)
        goal = Status.APPROVED if end in (Status.PUBLISHED, Status.RETURNED) else end
        while declaration.status in DESK_ROLES and declaration.status not in (goal, Status.APPROVED):
            if end == Status.RETURNED:
                reasons = [Reason("summary", "请补充技术简介，说明适用的产品和条件")]
                review.send_back(declaration, by=self._officer(declaration), reasons=reasons)
                return None
            declaration = review.decide(declaration, by=self._officer(declaration), items=FINE, opinion=LOOKED_UP)
        return declaration if end == Status.PUBLISHED else None

    def _officer(self, declaration: Declaration) -> Actor:
        roles = DESK_ROLES[Status(declaration.status)]
        if declaration.status == Status.SECOND_CHECK and any(s.who == "accredited_body" for s in self.policy.stages):
            roles = (Role.CHECKER,)  # accredited when the offices were opened
        return next(
            officer
            for officer in self.officers
            if officer.role in roles and declaration.region.path.startswith(officer.region.path)
        )

    def _publish(self, approved: list[Declaration]) -> None:
        officer = next(officer for officer in self.officers if officer.role == Role.PROVINCE_OFFICER)
        half = len(approved) // 2
        for number, batch in enumerate((approved[:half], approved[half:]), start=1):
            if batch:
                title = f"{self.by.province.name}{self.policy.scheme_name}第{number}批信息公告"
                publishing.publish(batch, by=officer, channels=self._channels(), title=title)

    def _channels(self) -> list[Channel]:
        window = f"{settings.SITE_URL}/{self.by.province.slug}/"
        return [
            Channel.objects.get_or_create(
                province=self.by.province, name=channel.name, defaults={"url": channel.url or window}
            )[0]
            for channel in self.policy.channels
        ]

    def _offer(self, by: Actor) -> dict[str, Any]:
        title, ipc, section = invent(self.draw)
        filed = date(self.draw.chance.randrange(2015, 2024), self.draw.chance.randrange(1, 13), 11)
        starts = timezone.localdate().replace(day=1)
        assert by.organisation is not None
        return {
            "patent_number": self._number(filed.year),
            "title": title,
            "filed_on": filed,
            "granted_on": filed + timedelta(days=self.draw.chance.randrange(500, 900)),
            "classification": ipc,
            "industry": section,
            "fee": self._fee(self.policy),
            "starts_on": starts,
            "ends_on": starts.replace(year=starts.year + self.draw.chance.choice((2, 3, 5))) - timedelta(days=1),
            "territory": "全国",
            "contact_name": by.name,
            "contact_phone": self.draw.mobile(),
            "contact_public": True,
            "extra": {item.name: (item.options or ("见附页",))[0] for item in self.policy.form_fields},
        }

    def _number(self, year: int) -> str:
        body = f"{year}1{self.draw.chance.randrange(10**7):07d}"
        return f"{body}.{check_digit(body)}"

    def _fee(self, policy: Policy) -> dict[str, str]:
        kind = self.draw.chance.choice([kind for kind in FEES if kind in policy.fee_kinds])
        return {"kind": kind.value} | {name: self.draw.chance.choice(values) for name, values in FEES[kind].items()}
