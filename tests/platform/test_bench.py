"""The table of speed: verdicts and growth, and that the floor keeps to the same rows."""

import pytest

from config.bench.measures import Reading, growths, line_of, measure


def told(**limits):
    return measure("P1", "列表", unit="ms", **limits)(lambda stage: Reading(1, 1))


@pytest.mark.parametrize(
    ("limits", "reading", "kept"),
    [
        ({"limit": 1.0}, Reading(0.9, 1), True),
        ({"limit": 1.0}, Reading(1.1, 1), False),
        ({"least": 20}, Reading(30, 1), True),
        ({"least": 20}, Reading(10, 1), False),
        ({"most": 10}, Reading(11), False),
        ({}, Reading(11), None),
        ({"limit": 1.0, "sizes": (10**6, 10**9)}, Reading(2, 1), None),
    ],
)
def test_a_goal_is_kept_or_missed(limits, reading, kept):
    assert line_of(told(**limits), 10_000, reading).kept is kept


def test_growth_is_judged_from_a_hundred_thousand_on():
    lines = [line_of(told(growth=0.15), size, Reading(ours)) for size, ours in ((10_000, 1), (100_000, 9), (10**6, 18))]
    assert [verdict for _, verdict in growths(lines)] == [None, False]
