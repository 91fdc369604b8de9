"""Clean claims draw nothing, and a change of one field is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcpcs_jcodes import Claim, Payer, review
from tests.reviews.clean import Clean, clean_claims
from tests.reviews.mutations import FIELDS, mutants

_FEWEST: Final = 60


def drawn(claim: Claim, payer: Payer) -> set[tuple[str, str]]:
    """What is found, without notes."""
    found = review(claim, payer=payer).findings
    return {(each.rule, each.message) for each in found if each.severity != "note"}


def test_there_are_clean_claims_of_many_kinds() -> None:
    assert len(clean_claims()) >= _FEWEST


@pytest.mark.parametrize("clean", clean_claims(), ids=lambda each: each.name)
def test_a_clean_claim_draws_no_error_and_no_warning(clean: Clean) -> None:
    made = review(clean.claim, payer=clean.payer)
    assert [str(each) for each in made.findings if each.severity in {"error", "warning"}] == []
    assert "error" not in made.outcomes.values()


def _tried(field: str, random: Random) -> Iterator[tuple[bool, str]]:
    """Whether each change of a field is found, and what it was."""
    for clean in clean_claims():
        before = drawn(clean.claim, clean.payer)
        for name, changed in mutants(clean.claim, field, random):
            yield bool(drawn(changed, clean.payer) - before), f"{clean.name}: {name}"


@pytest.mark.parametrize("field", FIELDS)
def test_a_change_of_one_field_is_found_nine_times_of_ten(field: str) -> None:
    tried = list(_tried(field, Random(1)))  # noqa: S311 - no secret
    missed = [what for found, what in tried if not found]
    assert len(missed) <= len(tried) / 10, Counter(each.rpartition(": ")[2] for each in missed)


@settings(max_examples=3, deadline=None)
@given(st.integers(min_value=2, max_value=10**6), st.sampled_from(FIELDS))
def test_what_is_found_does_not_hang_on_the_seed(seed: int, field: str) -> None:
    tried = list(_tried(field, Random(seed)))  # noqa: S311 - no secret
    assert sum(found for found, _ in tried) >= 0.85 * len(tried)
