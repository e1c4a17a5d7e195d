"""The register of one province: universities, institutes, state and private firms, public bodies and individuals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from config.generator.words import Draw
from tenancy.actors import Actor
from tenancy.models import Organisation, Region
from tenancy.models.directories import Directory, Ground
from tenancy.models.organisations import ENTERPRISES, OwnerType, SizeClass, Tag, TagLevel
from tenancy.models.regions import Level
from tenancy.policy import policy_of
from tenancy.services import directories, organisations, standings
from tenancy.services.organisations import Award, Particulars

# In every ten: who takes part in a pilot, as far as the published lists let one guess.
MIX = (
    OwnerType.UNIVERSITY,
    OwnerType.PRIVATE_ENTERPRISE,
    OwnerType.PRIVATE_ENTERPRISE,
    OwnerType.INSTITUTE,
    OwnerType.PRIVATE_ENTERPRISE,
    OwnerType.STATE_ENTERPRISE,
    OwnerType.PRIVATE_ENTERPRISE,
    OwnerType.INDIVIDUAL,
    OwnerType.PRIVATE_ENTERPRISE,
    OwnerType.PUBLIC_INSTITUTION,
)
SIZES = (SizeClass.SMALL, SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.MICRO)
FIRM_TAGS = (Tag.HIGH_TECH, Tag.TECH_SME, Tag.SPECIALISED, Tag.ADVANTAGE)
WAITING_IN = 12  # one in twelve still waits for its office
SUBJECT_TYPES = directories.SUBJECTS


@dataclass
class Register:
    """Fills the register of the actor's province. The first ten organisations of a city are one of each kind."""

    by: Actor
    draw: Draw

    def fill(self, number: int, cities: list[Region]) -> list[Organisation]:
        """`number` organisations spread over the cities, the first cities getting the most."""
        return [self.add(MIX[index % len(MIX)], city) for index, city in self._places(number, cities)]

    def add(self, owner_type: OwnerType, city: Region, *, size: str = "", sure: bool = False) -> Organisation:
        """One organisation with what the office knows of it; `sure` never leaves it waiting."""
        organisation = organisations.register(self._particulars(owner_type, city, size), by=self.by)
        if not sure and self.draw.chance.randrange(WAITING_IN) == 0:
            return organisation
        organisation = standings.confirm(organisation, by=self.by)
        self._tag(organisation)
        self._enter(organisation)
        return organisation

    def _places(self, number: int, cities: list[Region]) -> Iterator[tuple[int, Region]]:
        weights = [1 / (rank + 1) for rank in range(len(cities))]
        for index in range(number):
            yield index, self.draw.chance.choices(cities, weights)[0]

    def _particulars(self, owner_type: OwnerType, city: Region, size: str) -> Particulars:
        names = {
            OwnerType.UNIVERSITY: self.draw.university,
            OwnerType.INSTITUTE: self.draw.institute,
            OwnerType.STATE_ENTERPRISE: self.draw.state_firm,
            OwnerType.PUBLIC_INSTITUTION: self.draw.public_body,
        }
        if owner_type == OwnerType.INDIVIDUAL:
            return Particulars(self.draw.person(), self._county(city), owner_type)
        firm = owner_type in ENTERPRISES
        if firm and not size:
            size = SizeClass.LARGE if owner_type == OwnerType.STATE_ENTERPRISE else self.draw.chance.choice(SIZES)
        return Particulars(
            name=names.get(owner_type, self.draw.private_firm)(city),
            region=self._county(city),
            owner_type=owner_type,
            credit_code=self.draw.credit_code("91" if firm else "12", city),
            size=size,
        )

    def _county(self, city: Region) -> Region:
        counties = list(city.children.filter(level=Level.COUNTY, valid_to=None).order_by("position"))
        return self.draw.chance.choice(counties) if counties else city

    def _tag(self, organisation: Organisation) -> None:
        chance = self.draw.chance
        tags: list[Tag] = []
        if organisation.owner_type == OwnerType.UNIVERSITY and chance.random() < 0.5:
            tags.append(Tag.MODEL_UNIVERSITY)
        if organisation.owner_type in ENTERPRISES and chance.random() < 0.6:
            tags.append(chance.choice(FIRM_TAGS))
        for tag in tags:
            level = chance.choice((TagLevel.NATIONAL, TagLevel.PROVINCIAL))
            expires = timezone.now() + timedelta(days=chance.randrange(200, 1000))
            certificate = f"{tag[:2].upper()}{chance.randrange(10**8):08d}"
            organisations.award(organisation, Award(tag, level, certificate, expires_at=expires), by=self.by)

    def _enter(self, organisation: Organisation) -> None:
        if organisation.owner_type in SUBJECT_TYPES and policy_of(self.by.province).directory_required:
            document = f"批准文件第{self.draw.chance.randrange(1, 90)}号"
            ground = Ground.EDUCATION if organisation.owner_type == OwnerType.UNIVERSITY else Ground.SCIENCE
            directories.enter(
                organisation, Directory.IMPLEMENTING_SUBJECTS, by=self.by, ground=ground, document=document
            )
        if organisation.owner_type != OwnerType.INDIVIDUAL and self.draw.chance.random() < 0.7:
            directories.enter(organisation, Directory.PILOT_UNITS, by=self.by)
