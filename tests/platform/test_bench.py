"""The table of speed: verdicts and growth, and that the floor keeps to the same rows."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser

from config.bench import kept
from config.bench.accepting import PASSES, PRESSES, TIMES, times_for
from config.bench.command import read as read_options
from config.bench.command import report
from config.bench.load import LONG, SHORT, seconds
from config.bench.measures import EVERY_SIZE, Reading, growths, line_of, measure
from config.bench.visitors import Told, Visit


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
    assert line_of(told(**limits), 100_000, reading).kept is kept


def test_few_records_are_measured_and_not_judged_but_for_what_must_be_exact(capsys):
    few = line_of(told(limit=1.0), 1_000, Reading(3, 1))
    assert (few.kept, "不评判" in few.text()) == (None, True)
    assert line_of(told(limit=1.0, sizes=EVERY_SIZE), 1_000, Reading(3, 1)).kept is False
    assert report([few]) == 0
    assert "0 项未达目标，1 项在此规模只报数" in capsys.readouterr().out
    assert report([line_of(told(limit=1.0), 100_000, Reading(3, 1))]) == 1


@pytest.mark.parametrize("records", [PRESSES, 200, 60])
def test_a_small_register_is_pressed_less_often_and_never_runs_out(records):
    times = times_for(records)
    assert 1 <= times <= TIMES
    assert times * PASSES + 2 <= records


def test_growth_is_judged_from_a_hundred_thousand_on():
    lines = [line_of(told(growth=0.15), size, Reading(ours)) for size, ours in ((10_000, 1), (100_000, 9), (10**6, 18))]
    assert [verdict for _, verdict in growths(lines)] == [None, False]


def test_a_later_reading_takes_the_place_of_an_earlier_one_of_the_same_size(tmp_path):
    file, goal = tmp_path / "readings.json", told(limit=2.0)
    for ours in (1, 3):
        kept.keep(file, [line_of(goal, 10_000, Reading(ours, 2)), line_of(goal, 100_000, Reading(20, 20))])
    assert [(line["size"], line["ours"]) for line in kept.read(file)] == [(10_000, 3), (100_000, 20)]


def test_the_table_tells_how_a_measure_and_its_ratio_grow(tmp_path):
    """Ten times the data: a hundredfold, and its ratio tenfold."""
    lines = [line_of(told(), size, Reading(*read)).as_data() for size, read in ((10_000, (1, 2)), (100_000, (100, 20)))]
    [line] = list(kept.table(lines))[1:]
    assert line.split() == ["P1", "0.500", "5.000", "+2.00", "+1.00", "列表"]


def test_a_measure_without_a_floor_is_told_as_it_is_and_a_missing_size_as_missing():
    lines = [line_of(told(), size, Reading(ours)).as_data() for size, ours in ((10_000, 3), (100_000, 3))]
    other = line_of(measure("L10", "语句", unit="条")(lambda stage: Reading(1)), 10_000, Reading(7)).as_data()
    first, second = list(kept.table([*lines, other]))[1:]
    assert first.split() == ["P1", "3", "ms", "3", "ms", "+0.00", "—", "列表"]
    assert second.split() == ["L10", "7", "条", "—", "—", "—", "语句"]


def test_who_measures_may_ask_for_the_times_of_the_test_plan(monkeypatch):
    assert (read_options([]).long, read_options(["--long"]).long) == (False, True)
    monkeypatch.setenv("BENCH_LONG", "")
    assert seconds() == SHORT
    monkeypatch.setenv("BENCH_LONG", "1")
    assert seconds() == LONG
    assert (LONG.warm, LONG.steady, LONG.crowd) == (60, 600, 60)


def test_a_visitor_sends_a_paper_as_a_browser_does():
    scan = SimpleUploadedFile("说明.jpg", b"\xff\xd8\xff\r\n--", "image/jpeg")
    head, _blank, body = Visit("/materials/", fields={"kind": "other"}, paper=scan).as_bytes("a").partition(b"\r\n\r\n")
    lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    meta = {"CONTENT_TYPE": lines["Content-Type"], "CONTENT_LENGTH": lines["Content-Length"]}
    fields, files = MultiPartParser(meta, BytesIO(body), [MemoryFileUploadHandler()]).parse()
    assert (fields["kind"], files["file"].name, files["file"].read()) == ("other", "说明.jpg", b"\xff\xd8\xff\r\n--")


def test_what_visitors_met_in_two_turns_counts_as_one():
    """Half as many answers in the second turn, one sent away, one fault: a rate over both, and nothing is forgotten."""
    whole, page = Told(seconds=2), Visit("/")
    for _each in range(4):
        whole.note(page, 200, 0.1)
    again = Told(seconds=2)
    for status in (200, 200, 503, 500):
        again.note(page, status, 0.3)
    whole += again
    assert (whole.per_second, whole.percentile(95)) == (1.5, 300)
    assert (whole.busy, whole.faults, whole.first_fault, whole.by_status) == (1, 1, "/: 500", {200: 6, 503: 1, 500: 1})
