"""A month is a calendar month in Beijing, half-open (A6)."""

from datetime import UTC, date, datetime

import pytest

from reporting.periods import Instant, Month


@pytest.mark.requirement("A6")
def test_a_month_ends_at_midnight_in_beijing():
    assert Month(2023, 4).ends.isoformat() == "2023-05-01T00:00:00+08:00"
    assert Month(2023, 4).last_day == date(2023, 4, 30)


@pytest.mark.requirement("A6")
def test_the_last_second_belongs_and_midnight_does_not():
    assert Month.of(datetime(2023, 4, 30, 15, 59, 59, tzinfo=UTC)) == Month(2023, 4)
    assert Month.of(datetime(2023, 4, 30, 16, 0, tzinfo=UTC)) == Month(2023, 5)


def test_december_is_followed_by_january():
    assert Month(2022, 12).next() == Month(2023, 1)
    assert Month(2023, 1).previous() == Month(2022, 12)
    assert Month(2023, 3).shifted(-14) == Month(2022, 1)


def test_it_has_ended_only_when_its_last_day_is_over():
    assert not Month(2023, 4).has_ended(datetime(2023, 4, 30, 15, 59, tzinfo=UTC))
    assert Month(2023, 4).has_ended(datetime(2023, 4, 30, 16, 0, tzinfo=UTC))


def test_it_is_written_and_read_back():
    assert str(Month.read("2023-04")) == "2023-04"
    assert Month(2023, 4).as_of_words == "截至2023年4月底"


@pytest.mark.parametrize("text", ["2023", "2023-13", "2023-00", "四月", "", "1890-01", "2023-04-30"])
def test_what_is_no_month_is_refused_with_the_text_it_came_in(text):
    with pytest.raises(ValueError, match=f"现为“{text}”"):
        Month.read(text)


def test_the_end_of_a_month_is_an_instant_with_open_knowledge():
    assert Instant.end_of(Month(2023, 4)) == Instant(datetime(2023, 4, 30, 16, tzinfo=UTC))
