"""What boards measure progress against: the province's targets divided among its units, and what some learned."""

from dataclasses import dataclass

from reporting.boards.goals import COUNTED_BY
from reporting.models import Experience
from reporting.models.targets import ExperienceKind
from reporting.quota_book import draw_template
from reporting.services import targets as verbs
from tenancy.actors import Actor, actor_of
from tenancy.models import Membership, Province
from tenancy.roles import Role

LARGEST = (4, 3)  # shares of the first units; each of the others has one
SOURCE = "演示数据：试点目标分解表"
LEARNED = (
    (ExperienceKind.RULE, "按年递减的一次总付定价办法", "首年全额，此后每续一年减两成，被许可人提前知道总价。"),
    (ExperienceKind.POLICY, "首次接受开放许可的小微企业使用费补贴", "凭备案通知书在线登记，核实后一次拨付。"),
    (ExperienceKind.CASE, "高校专利批量公开后的县域企业集中对接", "按产业分组推送，两个月内达成多份许可。"),
)


@dataclass(frozen=True)
class Goals:
    """Of one province. Call inside its scope, when its people have their places."""

    province: Province

    def fill(self) -> None:
        for officer in self._people(Role.PROVINCE_OFFICER)[:1]:
            self._divide(officer)
            told = [self._learn(city, *what) for city, what in zip(self._tellers(officer), LEARNED, strict=False)]
            for experience in told[:-1]:  # the last one waits for the province
                verbs.confirm_experience(experience, by=officer)

    def _people(self, role: Role) -> list[Actor]:
        members = Membership.objects.active().filter(role=role, office__isnull=False).order_by("id")
        return list(map(actor_of, members.select_related("user", "province", "office__region")))

    def _tellers(self, officer: Actor) -> list[Actor]:
        """Officers of cities, in turn; without any the province itself."""
        return (self._people(Role.CITY_OFFICER) or [officer]) * len(LEARNED)

    def _divide(self, officer: Actor) -> None:
        units = verbs.units_of(officer.region)
        goals = [target for target in verbs.targets_of(officer.region) if target.name in COUNTED_BY]
        if not (units and goals):
            return
        shares = [*LARGEST, *[1] * len(units)][: len(units)]
        numbers = {
            (goal.name, unit.pk): max(1, int(goal.number) * share // sum(shares))
            for goal in goals
            for unit, share in zip(units, shares, strict=True)
        }
        verbs.import_quotas(draw_template(units, goals, numbers), source=SOURCE, by=officer)

    @staticmethod
    def _learn(by: Actor, kind: ExperienceKind, title: str, text: str) -> Experience:
        body = f"{by.region.name}知识产权运营中心"
        return verbs.tell_experience(Experience(kind=kind, body=body, title=title, text=text), by=by)
