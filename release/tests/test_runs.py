"""Things in order, those that adjoin put together."""

from __future__ import annotations

from itertools import chain, pairwise

from hypothesis import given
from hypothesis import strategies as st

from jcodes_release.runs import runs


def follows(before: int, after: int) -> bool:
    return after == before + 1


@given(st.lists(st.integers(0, 9)))
def test_no_item_is_lost_and_none_moves(items: list[int]) -> None:
    """The runs, one behind the other, are what they were made of."""
    assert list(chain(*runs(items, follows))) == items


@given(st.lists(st.integers(0, 9)))
def test_a_run_goes_on_as_long_as_items_adjoin(items: list[int]) -> None:
    """Within a run each item adjoins the one before; the next run begins at the first that does not."""
    found = runs(items, follows)
    assert all(follows(*pair) for run in found for pair in pairwise(run))
    assert not any(follows(before[-1], after[0]) for before, after in pairwise(found))
