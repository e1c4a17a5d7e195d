"""The list of requirements and the markers of the tests agree."""

from config.requirements import OUT_OF_SOFTWARE, PLANNED, PROVED, as_proved, listed, proofs

ROOMS = {"tenancy", "audit", "outbox", "verification", "publication", "declarations", "licensing", "reporting"}
LATER_ROOMS = {"matching", "disputes", "incentives", "applications", "zhejiang", "content"}


def test_all_368_requirements_are_listed_once():
    assert len({item.id for item in listed()}) == len(listed()) == 368


def test_every_requirement_says_its_room_in_words():
    assert {item.room for item in listed()} <= ROOMS | LATER_ROOMS | {"config"}
    assert not [item.id for item in listed() if len(item.summary) < 10]


def test_what_the_list_calls_proved_a_test_proves():
    """What is proved since then stands as planned until `manage.py requirements --write`."""
    assert {item.state for item in listed()} <= {PROVED, PLANNED, OUT_OF_SOFTWARE}
    known = proofs()
    assert not [item.id for item in listed() if item.state == PROVED and item.id not in known]


def test_the_state_of_a_requirement_is_what_the_tests_say():
    first = next(item for item in listed() if item.state != OUT_OF_SOFTWARE)
    assert [as_proved([first], ids)[0].state for ids in ([first.id], [])] == [PROVED, PLANNED]


def test_a_marker_names_a_requirement_that_exists_and_is_software():
    software = {item.id for item in listed() if item.state != OUT_OF_SOFTWARE}
    ground_rules, expectations = {f"A{n}" for n in range(1, 11)}, {f"U{n:02d}" for n in range(1, 49)}
    features = {f"F{n:03d}" for n in range(1, 131)}
    assert not set(proofs()) - software - ground_rules - expectations - features
