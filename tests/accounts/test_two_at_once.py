"""Two people who confirm their addresses at the same instant for one and the same organisation."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from tenancy.models import SignUp
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.models.sign_ups import SignUpState
from tenancy.scope import acting
from tenancy.services import sign_ups
from tenancy.services.organisations import Particulars
from tests.cast import LIAONING, SHENYANG, region
from tests.factories.tenancy import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
CODE, PATIENCE = "9121010011774357X7", 0.7  # seconds the second gets to overtake; with the lock it cannot


def stated(email):
    user = UserFactory(email=email)
    firm = Particulars("沈阳新风机械有限公司", region(SHENYANG), OwnerType.PRIVATE_ENTERPRISE, CODE, SizeClass.SMALL)
    sign_ups.state(user, firm)
    return user


def lodge(user):
    """As another web process does it."""
    try:
        sign_ups.lodge(user)
    finally:
        connection.close()


def test_the_second_asks_to_join_what_the_first_has_registered():
    first, second = stated("first@example.cn"), stated("second@example.cn")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            sign_ups.lodge(first)
            following = pool.submit(lodge, second)
            wait([following], timeout=PATIENCE)
        following.result()
    with acting(province=LIAONING), transaction.atomic():
        states = dict(SignUp.objects.values_list("user", "state"))
    assert states == {first.pk: SignUpState.REGISTERED, second.pk: SignUpState.ASKED}
