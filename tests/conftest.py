"""What holds for all tests: timings are benchmarks, never tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from attrs import evolve
from hypothesis import settings

from hcpcs_jcodes.codes import codesets
from hcpcs_jcodes.codes.periods import coverage
from hcpcs_jcodes.ndc import packages

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def related_to_september(monkeypatch: pytest.MonkeyPatch) -> Iterator[date]:
    """As if the release of October 2026 had J codes alone: the last day of codes outside J."""
    last = date(2026, 9, 30)
    known = evolve(coverage(), related_last=last)
    monkeypatch.setattr(codesets, "coverage", lambda: known)
    # a version that an earlier test asked for would be answered as if nothing had changed
    packages.version_in.cache_clear()
    codesets._version_on.cache_clear()
    yield last
    packages.version_in.cache_clear()
