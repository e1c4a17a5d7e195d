"""Who acts on one declaration, from every side and from outside."""

import pytest

from tenancy.actors import Actor
from tenancy.models.organisations import OwnerType
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, LIAONING, SHENYANG, ZHEJIANG, office, person, region
from tests.factories.tenancy import OfficeFactory, OrganisationFactory

NINGBO = "330200"


@pytest.fixture
def people(zhang, li, wang, zhao, sun) -> dict[str, Actor]:
    centre = OfficeFactory(name="沈阳保护中心", region=region(SHENYANG), kind="centre")
    officer = person("关", "guan", centre, Role.CENTRE_OFFICER)
    return {"zhang": zhang, "li": li, "wang": wang, "zhao": zhao, "sun": sun, "centre": officer}


@pytest.fixture
def everywhere(people, chen) -> dict[int, dict[str, Actor]]:
    """The same hands in Liaoning, and in Zhejiang, where a department looks instead of a centre."""
    with acting(province=ZHEJIANG):
        owner = OrganisationFactory(region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY)
        firm = OrganisationFactory(region=region(NINGBO))
        in_zhejiang = {
            "zhang": person("吴敏", "wumin", owner, Role.ORGANISATION_ADMIN),
            "sun": person("钱进", "qianjin", firm, Role.ORGANISATION_ADMIN),
            "li": person("周全", "zhouquan", office("杭州市知识产权局", HANGZHOU), Role.CITY_OFFICER),
            "wang": person("郑和", "zhenghe", office("宁波市知识产权局", NINGBO), Role.CITY_OFFICER),
            "zhao": chen,
        }
    in_zhejiang["centre"] = in_zhejiang["wang"]  # no such desk
    return {LIAONING: people, ZHEJIANG: in_zhejiang}
