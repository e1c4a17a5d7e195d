"""The list of requirements and the markers of the tests agree."""

from config.requirements import OUT_OF_SOFTWARE, listed, proofs

ROOMS = {"tenancy", "audit", "outbox", "verification", "publication", "declarations", "licensing", "reporting"}
LATER_ROOMS = {"matching", "disputes", "incentives", "applications", "zhejiang", "content"}


def test_all_368_requirements_are_listed_once():
    assert len({item.id for item in listed()}) == len(listed()) == 368


def test_every_requirement_says_its_room_in_words():
    assert {item.room for item in listed()} <= ROOMS | LATER_ROOMS | {"config"}
    assert not [item.id for item in listed() if len(item.summary) < 10]


def test_a_marker_names_a_requirement_that_exists_and_is_software():
    software = {item.id for item in listed() if item.state != OUT_OF_SOFTWARE}
    ground_rules, expectations = {f"A{n}" for n in range(1, 11)}, {f"U{n:02d}" for n in range(1, 49)}
    features = {f"F{n:03d}" for n in range(1, 131)}
    assert not set(proofs()) - software - ground_rules - expectations - features
