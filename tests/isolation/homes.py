"""The homes of the world of the matrix: where matters live, whose hands make them, and how far they carry them."""

from dataclasses import dataclass, field

from declarations.models import Declaration
from declarations.services import publishing, review, submission
from declarations.workflow import Status
from licensing.models import Licence
from licensing.services import acceptance, answers
from publication.models import Record
from tenancy.actors import Actor
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import platform
from tests.isolation import marks
from tests.isolation.kinds import Matter
from tests.isolation.people import ORGANISATIONS


@dataclass
class Home:
    """Where a set of matters lives, and the people whose hands make them."""

    name: str
    owner: str
    licensee: str
    city: str
    centre: str
    county: str
    province: str
    by: dict[str, Actor] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """Stands in the texts of this home and nowhere else."""
        return marks.BIRD + self.owner[:2]

    @property
    def province_key(self) -> int:
        return ORGANISATIONS[self.owner][0]

    def matter(self, kind: str, state: str = "", unit: str = "", holder: str = "", maker: str = "", **where) -> Matter:
        unit = unit or ORGANISATIONS[self.owner][1]
        return Matter(kind, self.name, state, where, self.owner, self.licensee, unit, self.province_key, holder, maker)


HOMES = [
    Home("here", "沈阳甲大学", "大连戊公司", "沈阳市局", "沈阳保护中心", "和平区局", "辽宁省局"),
    Home("other city", "大连丁大学", "大连戊公司", "大连市局", "大连保护中心", "中山区局", "辽宁省局"),
    Home("other province", "杭州己大学", "杭州庚公司", "杭州市局", "杭州保护中心", "", "浙江省局"),
]
OWNERS = {"here": "owner's administrator", "other city": "administrator in another city"}
OWNERS["other province"] = "administrator in another province"


def carried(home: Home, status: str, **more) -> Declaration:
    """A declaration of this home on its way through this home's own offices."""
    owner = home.by[home.owner]
    one = DeclarationFactory(by=owner, **more)
    if status == Status.DRAFT:
        return one
    one = submission.record_findings(submission.submit(one, by=owner), by=platform())
    desks = {Status.SECOND_CHECK: home.centre, Status.REVIEWING: home.city}
    while one.status != status and one.status in desks:
        one = review.decide(one, by=home.by[desks[Status(one.status)]], items=ALL_FINE, opinion=LOOKED_UP)
    if status == Status.PUBLISHED:
        publishing.publish([one], by=home.by[home.province], channels=[ChannelFactory()])
        one.refresh_from_db()
    return one


def licence_of(home: Home, state: str, **more) -> Licence:
    """A licence of this home, and so far; `more` is said in its declaration."""
    record = Record.objects.get(number=carried(home, Status.PUBLISHED, **more).record_number)
    made = acceptance.accept(acceptance_of(record), by=home.by[home.licensee])
    if state == "confirmed":
        answers.confirm(made, by=home.by[home.owner])
    if state == "objected":
        answers.object_to(made, by=home.by[home.owner], ground="right", reason="专利权已转移")
    return Licence.objects.get(pk=made.pk)
