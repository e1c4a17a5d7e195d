"""The register of platforms that take records: a key once, an allowance of their own, ended but not forgotten."""

import re

import pytest
from django.test import Client

from audit.models import Event
from publication import announce, register_of_platforms
from publication.models import Consumer
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.publication import ConsumerFactory, RecordFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "知识产权运营平台", "url": "https://market.example.cn/", "per_minute": "900"}
REGISTER, CHANGES = "/platforms/register/", "/api/v1/changes/"


def registered(zhao):
    """The key as 赵 reads it on the page."""
    page = client_of(zhao).post(REGISTER, ANSWERS)
    return re.search(r"<code[^>]*>([\w-]{40,})</code>", page.content.decode()).group(1)


@pytest.mark.requirement("LN-45", "HB-22")
def test_a_registered_platform_pulls_changes_and_withdrawals_and_each_leads_to_its_page(zhao):
    key, platform = registered(zhao), Client()
    record = RecordFactory()
    announce.withdraw(record.number, by=zhao, ground="own_wish", sentence="自愿撤回")
    answer = platform.get(CHANGES, {"since": "0"}, headers={"X-Api-Key": key})
    assert answer["RateLimit-Limit"] == "900"
    assert [row["op"] for row in answer.json()["results"]] == ["published", "withdrawn"]
    for row in answer.json()["results"]:
        assert platform.get(row["url"].split("8000")[-1]).status_code == 200


def test_the_key_is_shown_once_and_kept_as_a_hash(zhao):
    key = registered(zhao)
    assert key not in client_of(zhao).get(REGISTER).content.decode()
    assert Consumer.objects.get().key_hash == register_of_platforms.hash_of(key)
    assert key not in str(list(Event.objects.values_list("payload", flat=True)))


def test_a_new_key_replaces_the_old_one_and_an_ended_platform_is_a_stranger(zhao):
    old, officer = registered(zhao), client_of(zhao)
    platform = Consumer.objects.get()
    page = officer.post(f"/platforms/{platform.pk}/key/").content.decode()
    new = re.search(r"<code[^>]*>([\w-]{40,})</code>", page).group(1)
    assert allowance(old) == allowance("") != allowance(new) == "900"
    officer.post(f"/platforms/{platform.pk}/end/", {"reason": "合作期满"})
    assert allowance(new) == allowance("")
    assert Event.objects.filter(verb="publication.end_platform", reason="合作期满").exists()


def allowance(key):
    return Client().get(CHANGES, headers={"X-Api-Key": key})["RateLimit-Limit"]


def test_the_public_reads_who_takes_the_records(zhao):
    registered(zhao)
    ended = ConsumerFactory(province=zhao.province)
    register_of_platforms.end_platform(ended.pk, by=zhao, reason="合作期满")
    page = Client().get("/platforms/").content.decode()
    assert "知识产权运营平台</a>" in page
    assert "辽宁省" in page
    assert ended.name not in page


def test_another_province_does_not_touch_it(zhao, chen):
    registered(zhao)
    with pytest.raises(Refused, match="本省没有登记"):
        register_of_platforms.renew_key(Consumer.objects.get().pk, by=chen)


def test_a_name_is_registered_once(zhao):
    registered(zhao)
    with pytest.raises(Refused, match="已登记名为"):
        register_of_platforms.register_platform(by=zhao, per_minute=1, name=ANSWERS["name"], url=ANSWERS["url"])
    assert "请" in client_of(zhao).post(REGISTER, {"name": "", "url": "x", "per_minute": "-1"}).content.decode()
