"""One province while its past is played through: who is there, what stands in public, and whose hands do it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from django.db.models import Model

from config.generator.declarations import FEES
from config.generator.words import Draw
from declarations.services.drafts import form_version
from declarations.workflow import ORDER, STAGE_OF, Status
from publication import numbering
from publication.choices import FeeKind
from publication.models import Channel, Record
from publication.offers import Offer, Place, place_of
from publication.terms import Terms, read_terms
from tenancy.actors import Actor, actor_of, system_actor
from tenancy.models import Membership, Office, Organisation, Province, Region, User
from tenancy.models.organisations import ENTERPRISES, OwnerType
from tenancy.models.regions import Level
from tenancy.policy import Policy, policy_of
from tenancy.roles import Role
from verification.numbers import check_digit

KEYS_AT_ONCE = 200
MOST_CARDS = 1500  # records that something can still become of; older ones make room
FIRST_YEAR, YEARS = 2016, 7  # of filing: old enough to be granted when the past begins, young enough to be in force
LATE_YEAR = 2020
OWES = {OwnerType.UNIVERSITY: 12, OwnerType.INSTITUTE: 5, OwnerType.STATE_ENTERPRISE: 4}  # how much they declare
STAGE_ROLES = {
    Status.SECOND_CHECK: (Role.CHECKER, Role.CENTRE_OFFICER),
    Status.REVIEWING: (Role.CITY_OFFICER,),
    Status.APPROVED: (Role.PROVINCE_OFFICER,),
}


@dataclass
class Body:
    """An organisation of the register with what its declarations and licences copy from it."""

    row: Organisation
    place: Place
    actor: Actor


@dataclass(slots=True)
class Card:
    """A published record that something may still become of."""

    record: Record
    offer: Offer
    body: Body
    declaration: Any
    resumes_from: datetime | None = None  # suspended: not before
    takers: set[int] = field(default_factory=set)

    def is_open_at(self, at: datetime) -> bool:
        record = self.record
        ends = record.withdrawn_from
        return not record.is_over and record.term_to >= at.date() and (ends is None or ends > at)


class Land:
    """Reads the province once; `draw` is its own stream of chance, so that the order of provinces does not matter."""

    def __init__(self, province: Province, seed: int, begins: datetime) -> None:
        self.province, self.begins = province, begins
        self.chance = Random(f"{seed}/{province.slug}/past")  # noqa: S311 -- believable, not secret
        self.draw = Draw(self.chance, set(Organisation.objects.values_list("name", flat=True)))
        self.policy: Policy = policy_of(province)
        self.platform = system_actor(province)
        self.cards: list[Card] = []
        self.keys: dict[type[Model], list[int]] = defaultdict(list)
        self.patents = 0

    def settle_in(self, window: str) -> None:
        """Who is there once the register is filled, and on which channels the province publishes."""
        self.staff = list(self._staff())
        self.channels = self._channels(window)
        self.bodies = list(self._bodies())
        may_declare = [body for body in self.bodies if body.row.owner_type in self.policy.owner_types]
        self.declarants = may_declare
        self.by_code = {body.row.credit_code: body.row for body in self.bodies if body.row.credit_code}
        self.weights = [OWES.get(OwnerType(body.row.owner_type), 1) for body in may_declare]
        self.takers = [body for body in self.bodies if body.row.owner_type in ENTERPRISES] or self.bodies
        self.terms = [terms for kind in self.policy.fee_kinds for terms in _terms_of(FeeKind(kind))]
        self.stages = [s for s in ORDER[1:-1] if s in {STAGE_OF.get(stage.who) for stage in self.policy.stages}]
        self.form_version = form_version(self.policy)
        self.hands: dict[tuple[Status, str], Actor] = {}

    def _bodies(self) -> Iterator[Body]:
        known = {m.organisation_id: actor_of(m) for m in self._members() if m.organisation_id}
        places: dict[int, Place] = {}
        for row in Organisation.objects.select_related("region__parent").order_by("id"):
            row.province = self.province
            place = places.setdefault(row.region_id, place_of(row.region))
            yield Body(row, place, known.get(row.pk) or self._stranger(row))

    def _stranger(self, row: Organisation) -> Actor:
        role = Role.INDIVIDUAL if row.owner_type == OwnerType.INDIVIDUAL else Role.ORGANISATION_ADMIN
        return self._someone(role, organisation=row)

    def _staff(self) -> Iterator[Actor]:
        return (actor_of(membership) for membership in self._members() if membership.office_id)

    def _members(self) -> Any:
        related = ("user", "province", "office__region", "organisation__region")
        return Membership.objects.active().select_related(*related).order_by("-id")

    def _someone(self, role: Role, **place: Any) -> Actor:
        """A person by value: nobody can sign in as them."""
        return Actor(User(pk=0, name=self.draw.person()), self.province, role, **place)

    def hand(self, stage: Status, region: Region) -> Actor:
        """Who decides at a stage about a matter of this place: always the same person."""
        city = region.path if stage == Status.REVIEWING else ""
        if (stage, city) not in self.hands:
            self.hands[stage, city] = self._find_hand(stage, region)
        return self.hands[stage, city]

    def _find_hand(self, stage: Status, region: Region) -> Actor:
        roles = STAGE_ROLES[stage]
        for actor in self.staff:
            if actor.role in roles and region.path.startswith(actor.region.path):
                return actor
        level = Level.CITY if stage == Status.REVIEWING else Level.PROVINCE
        offices = [o for o in self._bureaus() if o.region.level == level and region.path.startswith(o.region.path)]
        return self._someone(roles[0], office=offices[0] if offices else None)

    def _bureaus(self) -> list[Office]:
        return list(Office.objects.filter(kind="bureau").select_related("region").order_by("id"))

    def _channels(self, window: str) -> list[Channel]:
        """As in the policy; the first time they are entered."""
        return [
            Channel.objects.get_or_create(
                province=self.province, name=channel.name, defaults={"url": channel.url or window}
            )[0]
            for channel in self.policy.channels
        ]

    def patent_number(self) -> str:
        """The next of a series in which no number comes twice."""
        turn, self.patents = self.patents, self.patents + 1
        year = FIRST_YEAR + turn % YEARS
        kind = 2 if year >= LATE_YEAR and self.chance.random() < 0.5 else 1  # a utility model lasts ten years only
        serial = (turn // YEARS * 48_271 + 1_234_567 + self.province.pk * 9_973) % 10**7
        body = f"{year}{kind}{serial:07d}"
        return f"{body}.{check_digit(body)}"

    def office_of(self, region: Region) -> Actor:
        """Who answers at the city's office for a matter of this place."""
        return self.hand(Status.REVIEWING, region)

    def key_of(self, model: type[Model]) -> int:
        """A key ahead of its row; they are fetched by the hundred."""
        if not self.keys[model]:
            self.keys[model] = numbering.next_ids(model, KEYS_AT_ONCE)[::-1]
        return self.keys[model].pop()

    def keep(self, card: Card) -> None:
        """Remember it among those that something may become of; one of the others makes room."""
        if len(self.cards) < MOST_CARDS:
            self.cards.append(card)
        else:
            self.cards[self.chance.randrange(MOST_CARDS)] = card

    def forget_ended(self, at: datetime) -> None:
        """Nothing becomes any more of what has ended by an instant."""
        self.cards = [card for card in self.cards if card.is_open_at(at)]


def _terms_of(kind: FeeKind) -> Iterator[Terms]:
    """Every combination of the amounts that the published lists show."""
    choices: list[dict[str, Any]] = [{}]
    for name, values in FEES.get(kind, {}).items():
        choices = [{**chosen, name: value} for chosen in choices for value in values]
    if kind in FEES:
        yield from (read_terms({"kind": kind.value, **chosen}) for chosen in choices)
    else:
        yield read_terms(INSTALMENTS)


INSTALMENTS = {
    "kind": FeeKind.INSTALMENTS.value,
    "total_amount": "60000",
    "first_amount": "20000",
    "parts": 2,
    "part_amount": "20000",
}
