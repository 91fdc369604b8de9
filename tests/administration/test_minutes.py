"""Minutes of drug administration, and the hours that they support."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.administration.minutes import (
    Span,
    additional_hours,
    first_minutes,
    joined,
    left_over,
)

MORNING = datetime(2025, 8, 1, 6)  # noqa: DTZ001 - a chart has local times


def at(start: int, stop: int) -> Span:
    """A span by minutes after six in the morning."""
    return Span(MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=stop))


def minutes_of(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    """Every minute of any of the spans."""
    return {
        minute
        for span in spans
        for minute in range(
            int((span.start - MORNING) / timedelta(minutes=1)),
            int((span.stop - MORNING) / timedelta(minutes=1)),
        )
    }


SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 120)).map(lambda pair: at(pair[0], sum(pair))),
    max_size=6,
)


@pytest.mark.parametrize(
    ("minutes", "hours"), [(16, 0), (60, 0), (90, 0), (91, 1), (150, 1), (151, 2), (240, 3)]
)
def test_an_additional_hour_takes_31_minutes_beyond_the_last(minutes: int, hours: int) -> None:
    """administration.md 3.2, the formula and its checks."""
    assert additional_hours(minutes) == hours
    beyond = max(minutes - 60, 0)
    assert hours == beyond // 60 + (1 if beyond % 60 >= 31 else 0)


def test_a_minute_more_never_removes_an_hour() -> None:
    """For every length up to a day; and the formula of the rule gives the same."""
    hours = [additional_hours(minutes) for minutes in range(24 * 60)]
    assert hours == sorted(hours)
    for minutes, found in enumerate(hours):
        beyond = max(minutes - 60, 0)
        assert found == beyond // 60 + (1 if beyond % 60 >= 31 else 0)


@given(SPANS)
def test_joined_spans_include_every_minute_once(spans: list[Span]) -> None:
    """In order, with a pause between any two."""
    whole = joined(spans)
    assert minutes_of(whole) == minutes_of(spans)
    assert sum(span.minutes for span in whole) == len(minutes_of(spans))
    assert all(one.stop < other.start for one, other in itertools.pairwise(whole))


@given(SPANS, SPANS)
def test_what_is_left_over_is_outside_all_the_others(spans: list[Span], others: list[Span]) -> None:
    """Minute by minute."""
    for span in spans:
        left = list(left_over(span, others))
        assert minutes_of(left) == minutes_of([span]) - minutes_of(others)


@given(SPANS, st.integers(0, 400), st.integers(0, 400))
def test_the_first_minutes_are_the_first_ones(spans: list[Span], most: int, after: int) -> None:
    """Counted through the pauses."""
    whole = joined(spans)
    every = sorted(minutes_of(whole))
    found = first_minutes(whole, most, after=after)
    assert sorted(minutes_of(found)) == every[after:most]


def test_spans_that_only_touch_share_no_time() -> None:
    """A drug that stops when another starts does not overlap it."""
    assert at(0, 30).overlap(at(30, 60)) is None
    assert at(0, 30).overlap(at(20, 60)) == at(20, 30)


def test_a_span_of_days_is_counted_in_minutes() -> None:
    """And one of no length has none."""
    assert at(0, 31 * 24 * 60).minutes == 44640
    assert at(5, 5).minutes == 0


def test_what_two_spans_share_is_the_same_either_way() -> None:
    """One inside the other, one after the other, one of no length."""
    for one, other, shared in (
        (at(0, 60), at(20, 30), at(20, 30)),
        (at(0, 60), at(0, 60), at(0, 60)),
        (at(0, 30), at(29, 60), at(29, 30)),
        (at(0, 30), at(30, 60), None),
        (at(0, 30), at(31, 60), None),
        (at(0, 30), at(10, 10), None),
    ):
        assert one.overlap(other) == shared
        assert other.overlap(one) == shared


def test_spans_that_touch_are_joined_and_a_minute_apart_they_are_not() -> None:
    """Whatever their order; a shorter one inside a longer ends nothing."""
    assert joined([at(30, 60), at(0, 30)]) == [at(0, 60)]
    assert joined([at(31, 60), at(0, 30)]) == [at(0, 30), at(31, 60)]
    assert joined([at(0, 60), at(10, 20), at(60, 61)]) == [at(0, 61)]


def test_nothing_is_left_of_what_is_covered() -> None:
    """And of what is covered in the middle two parts, in order."""
    assert left_over(at(0, 60), [at(0, 60)]) == []
    assert left_over(at(0, 60), [at(20, 30)]) == [at(0, 20), at(30, 60)]
    assert left_over(at(0, 60), [at(30, 40), at(10, 20)]) == [at(0, 10), at(20, 30), at(40, 60)]
    assert left_over(at(0, 60), [at(60, 90), at(90, 91)]) == [at(0, 60)]


def test_the_first_minutes_go_on_after_a_pause() -> None:
    """An hour that begins before the pause and ends after it has two times."""
    spans = [at(0, 40), at(100, 180)]
    assert first_minutes(spans, 60) == (at(0, 40), at(100, 120))
    assert first_minutes(spans, 120, after=60) == (at(120, 180),)
    assert first_minutes(spans, 40) == (at(0, 40),)
    assert first_minutes(spans, 41, after=40) == (at(100, 101),)


def test_what_was_counted_before_is_a_keyword() -> None:
    """Two numbers of minutes side by side would not say which is which."""
    counted: Any = first_minutes
    with pytest.raises(TypeError):
        counted((), 60, 60)
