"""Who acts on one declaration, from every side and from outside."""

import pytest

from tenancy.actors import Actor
from tenancy.roles import Role
from tests.cast import SHENYANG, person, region
from tests.factories.tenancy import OfficeFactory


@pytest.fixture
def people(zhang, li, wang, zhao, sun) -> dict[str, Actor]:
    centre = OfficeFactory(name="沈阳保护中心", region=region(SHENYANG), kind="centre")
    officer = person("关", "guan", centre, Role.CENTRE_OFFICER)
    return {"zhang": zhang, "li": li, "wang": wang, "zhao": zhao, "sun": sun, "centre": officer}
