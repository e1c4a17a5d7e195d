"""The register of a province as it filled before the pilot began: organisations with their facts, backdated."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from config.generator.organisations import FIRM_TAGS, MIX, SIZES
from config.generator.past.sheaf import Sheaf, keys_for
from config.generator.words import Draw
from tenancy.models import Organisation, OrganisationFact, Province, Region
from tenancy.models.organisations import ENTERPRISES, Aspect, OwnerType, SizeClass, Standing, Tag, TagLevel
from tenancy.models.regions import Level
from tenancy.services.organisations import sort_key

DAYS_BEFORE = 60  # over which the first registrations are spread
GROWS = {SizeClass.MICRO: SizeClass.SMALL, SizeClass.SMALL: SizeClass.MEDIUM, SizeClass.MEDIUM: SizeClass.LARGE}
PORTION = 2000


class Registrar:
    """Registers the organisations of one province before an instant; some grow afterwards, learned of late."""

    def __init__(self, province: Province, draw: Draw, begins: datetime, now: datetime) -> None:
        self.province, self.draw, self.begins, self.now = province, draw, begins, now
        units = Region.objects.current().filter(province=province).select_related("parent").order_by("position")
        self.cities = [unit for unit in units if unit.level == Level.CITY]
        self.counties = {city.pk: [unit for unit in units if unit.parent_id == city.pk] for city in self.cities}

    def fill(self, number: int) -> None:
        """So many newcomers, a portion at a time; the first cities get the most."""
        weights = [1 / (rank + 1) for rank in range(len(self.cities))]
        for start in range(0, number, PORTION):
            sheaf, count = Sheaf(), min(PORTION, number - start)
            cities = self.draw.chance.choices(self.cities, weights, k=count)
            rows = [self._newcomer(MIX[(start + n) % len(MIX)], city) for n, city in enumerate(cities)]
            keys_for(Organisation, rows)
            for row in rows:
                sheaf.add(row, *self._facts(row))
            sheaf.write()

    def remember(self) -> None:
        """Those registered already were there from the beginning: their facts once more, with the dates of then."""
        sheaf = Sheaf()
        for row in Organisation.objects.select_related("region"):
            since = self._since()
            sheaf.add(*(self._fact(row, aspect, value, since) for aspect, value in _stated(row).items()))
        sheaf.write()

    def _newcomer(self, owner_type: OwnerType, city: Region) -> Organisation:
        draw, chance = self.draw, self.draw.chance
        counties = self.counties[city.pk]
        row = Organisation(
            province=self.province,
            region=chance.choice(counties) if counties else city,
            owner_type=owner_type,
            standing=Standing.CONFIRMED,
        )
        row.name = self._name(owner_type, city)
        row.sort_key = sort_key(row.name)
        if owner_type in ENTERPRISES:
            row.size = SizeClass.LARGE if owner_type == OwnerType.STATE_ENTERPRISE else chance.choice(SIZES)
        if owner_type != OwnerType.INDIVIDUAL:
            row.credit_code = draw.credit_code("91" if row.size else "12", city)
        return row

    def _name(self, owner_type: OwnerType, city: Region) -> str:
        draw = self.draw
        if owner_type == OwnerType.INDIVIDUAL:
            return draw.person()
        named = {
            OwnerType.UNIVERSITY: draw.university,
            OwnerType.INSTITUTE: draw.institute,
            OwnerType.STATE_ENTERPRISE: draw.state_firm,
            OwnerType.PUBLIC_INSTITUTION: draw.public_body,
        }
        return named.get(owner_type, draw.private_firm)(city)

    def _facts(self, row: Organisation) -> Iterator[OrganisationFact]:
        since = self._since()
        for aspect, value in _stated(row).items():
            yield self._fact(row, aspect, Standing.REGISTERED if aspect == Aspect.STANDING else value, since)
        yield self._fact(row, Aspect.STANDING, Standing.CONFIRMED, since + timedelta(days=self.draw.chance.random()))
        yield from self._tag(row, since)
        if row.size in GROWS and self.draw.chance.random() < 0.05:
            yield self._growth(row)

    def _since(self) -> datetime:
        return self.begins - timedelta(days=1 + (DAYS_BEFORE - 2) * self.draw.chance.random())

    def _tag(self, row: Organisation, since: datetime) -> Iterator[OrganisationFact]:
        chance = self.draw.chance
        if row.owner_type == OwnerType.UNIVERSITY and chance.random() < 0.5:
            tag = Tag.MODEL_UNIVERSITY
        elif row.owner_type in ENTERPRISES and chance.random() < 0.6:
            tag = chance.choice(FIRM_TAGS)
        else:
            return
        fact = self._fact(row, Aspect.TAG, tag, since + timedelta(days=1))
        fact.level = chance.choice((TagLevel.NATIONAL, TagLevel.PROVINCIAL))
        fact.certificate = f"{tag[:2].upper()}{chance.randrange(10**8):08d}"
        yield fact

    def _growth(self, row: Organisation) -> OrganisationFact:
        """A firm that is of the next size since some day, told up to a month later."""
        chance = self.draw.chance
        at = self.begins + (self.now - self.begins) * chance.random()
        row.size = GROWS[SizeClass(row.size)]
        fact = self._fact(row, Aspect.SIZE, row.size, at)
        fact.recorded_at = min(at + timedelta(days=30 * chance.random()), self.now)
        fact.reason = "年度规模核定"
        return fact

    def _fact(self, row: Organisation, aspect: Aspect, value: str, at: datetime) -> OrganisationFact:
        return OrganisationFact(
            province=self.province, organisation=row, aspect=aspect, value=value, effective_at=at, recorded_at=at
        )


def _stated(row: Organisation) -> dict[Aspect, str]:
    return {
        Aspect.NAME: row.name,
        Aspect.REGION: row.region.code,
        Aspect.OWNER_TYPE: row.owner_type,
        Aspect.SIZE: row.size,
        Aspect.STANDING: row.standing,
    }
