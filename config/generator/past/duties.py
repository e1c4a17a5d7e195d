"""What offices held beside their files in months that have passed, and who looked at what was published.

Trainings, inspections and publicity events (LN-69) by every bureau of a city and of the province; looks at the public
pages by the week (LN-46).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from config.generator.past.clock import working_moment
from config.generator.past.sheaf import Sheaf, keys_for
from publication.audience import DIRECT, SITE
from publication.models import Channel, Record, ViewCount
from reporting.models import Activity
from reporting.models.activities import ActivityKind
from reporting.periods import BEIJING, Month
from tenancy.actors import Actor
from tenancy.models import Office, Province, User
from tenancy.models.regions import Level
from tenancy.roles import Role

TOPICS = {
    ActivityKind.PUBLICITY: ("专利开放许可政策进园区", "高校院所政策宣讲", "开放许可试点媒体通气会"),
    ActivityKind.TRAINING: ("声明填报和费用估算培训", "许可合同备案业务培训", "中小企业专利实施培训"),
    ActivityKind.INSPECTION: ("试点工作督导检查", "已公开专利法律状态抽查", "许可实施情况回访"),
}
PLACES = ("高新技术产业园", "市政务服务中心", "大学科技园", "知识产权保护中心")
PERSONS = {ActivityKind.PUBLICITY: (60, 240), ActivityKind.TRAINING: (25, 110), ActivityKind.INSPECTION: (3, 9)}
MONTHLY = 0.4  # of a bureau: how often it holds something
WEEKS_WITH_VIEWS = 0.35
EPOCH = "past"


@dataclass
class Duties:
    """One province; call inside its scope, when its records stand."""

    province: Province
    sheaf: Sheaf
    chance: Random

    def play(self, months: Sequence[Month]) -> None:
        bureaus = Office.objects.filter(kind="bureau", region__level__in=(Level.PROVINCE, Level.CITY))
        held = [self._hold(office, month) for office in bureaus.select_related("region") for month in months]
        activities = sorted((one for one in held if one), key=lambda one: one.recorded_at)
        keys_for(Activity, activities)
        self.sheaf.add(*activities)
        for activity in activities:
            self._tell(activity)
        self.sheaf.add(*self._views(months[-1].ends.date()))
        self.sheaf.write()

    def _hold(self, office: Office, month: Month) -> Activity | None:
        if self.chance.random() > MONTHLY:
            return None
        kind = self.chance.choice(list(TOPICS))
        on = working_moment(self.chance, month.starts, month.ends - timedelta(days=4)).astimezone(BEIJING)
        return Activity(
            province=self.province,
            region=office.region,
            kind=kind,
            topic=self.chance.choice(TOPICS[kind]),
            place=self.chance.choice(PLACES),
            persons=self.chance.randint(*PERSONS[kind]),
            effective_at=on.replace(hour=0, minute=0, second=0, microsecond=0),
            recorded_at=on + timedelta(days=1),
            told_by_name=f"{office.name} 经办人",
        )

    def _tell(self, activity: Activity) -> None:
        role = Role.PROVINCE_OFFICER if activity.region.level == Level.PROVINCE else Role.CITY_OFFICER
        by = Actor(User(pk=0, name="经办人"), self.province, role)
        said = {"kind": activity.kind, "persons": activity.persons}
        at: datetime = activity.recorded_at
        self.sheaf.tell("activity.tell", activity, by=by, at=at, place=activity.region.path, payload=said)

    def _views(self, last: date) -> Iterator[ViewCount]:
        """Some weeks of each record in public, on one day of them."""
        ways = [SITE, DIRECT, *Channel.objects.order_by("pk").values_list("name", flat=True)[:1]]
        for record in Record.objects.order_by("pk").only("pk", "published_at", "withdrawn_from").iterator():
            day = record.published_at.astimezone(BEIJING).date()
            until = min(last, record.withdrawn_from.astimezone(BEIJING).date() if record.withdrawn_from else last)
            while (day := day + timedelta(days=7)) < until:
                if self.chance.random() < WEEKS_WITH_VIEWS:
                    yield ViewCount(
                        province=self.province,
                        record=record,
                        day=day,
                        source=self.chance.choice(ways),
                        epoch=EPOCH,
                        n=self.chance.randint(1, 14),
                    )
