"""Which passwords are good enough, and for whom."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "至少10位"),
        ("x" * 129, "最多128位"),
        ("password123", "太常见"),
        ("我是张工 zhang 的密码", "不能包含"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(zhang, password, words):
    with pytest.raises(ValidationError, match=words):
        validate_password(password, zhang)


def test_an_applicant_may_use_a_sentence(zhang):
    validate_password("每天早晨去海边散步半小时", zhang)


def test_an_officer_mixes_kinds_of_signs(li):
    with pytest.raises(ValidationError, match="三类"):
        validate_password("每天早晨去海边散步半小时", li)
    validate_password("每天早晨去海边散步 Half an hour 30", li)
