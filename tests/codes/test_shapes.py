"""What codes look like: each shape at its edges."""

from __future__ import annotations

from typing import get_args

import pytest

from hcpcs_jcodes.codes.shapes import Shape, shape

from ..shipped import table_rows

PATTERNS: dict[Shape, set[str]] = {
    "administration code": {"[0-9]{5}", "[0-9]{4}T", "[A-V][0-9]{4}"},
    "charted code": {"[0-9]{5}", "[A-V][0-9]{4}"},
    "claim line code": {"[0-9]{5}", "[0-9]{4}[A-Z]", "[A-V][0-9]{4}"},
    "drug code": {"[0-9]{5}", "[CGJQS][0-9]{4}"},
    "modifier": {"[A-Z0-9]{2}"},
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_shapes_are_pinned() -> None:
    """A pattern that is added, or that accepts more, is a decision."""
    found: dict[str, set[str]] = {}
    for row in table_rows("code_shapes"):
        found.setdefault(row["shape"], set()).add(row["pattern"])
    assert found == PATTERNS
    assert set(get_args(Shape)) == set(PATTERNS)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("administration code", "ABCDEFGHIJKLMNOPQRSTUV", "T"),
        ("charted code", "ABCDEFGHIJKLMNOPQRSTUV", ""),
        ("claim line code", "ABCDEFGHIJKLMNOPQRSTUV", LETTERS),
        ("drug code", "CGJQS", ""),
    ],
)
def test_a_code_is_five_digits_or_four_and_one_letter(name: Shape, first: str, last: str) -> None:
    """Which letters may stand first, as in HCPCS Level II, and last, as in CPT."""
    fits = shape(name).fullmatch
    assert fits("00000")
    assert fits("99999")
    assert "".join(letter for letter in LETTERS if fits(f"{letter}9312")) == first
    assert "".join(letter for letter in LETTERS if fits(f"9312{letter}")) == last


@pytest.mark.parametrize("name", [name for name in PATTERNS if name != "modifier"])
@pytest.mark.parametrize(
    "text", ["", "9641", "964130", "J931", "J93120", "j9312", "JJ312", "J9312 ", "\u0661\u0662345"]
)
def test_nothing_else_has_the_shape_of_a_code(name: Shape, text: str) -> None:
    """Neither shorter nor longer, in small letters, or in digits of other scripts."""
    assert not shape(name).fullmatch(text)


@pytest.mark.parametrize("text", ["JW", "76", "A1", "1A", "00", "ZZ"])
def test_a_modifier_is_two_capitals_or_digits(text: str) -> None:
    assert shape("modifier").fullmatch(text)


@pytest.mark.parametrize("text", ["", "J", "JWX", "jw", "J-", " W"])
def test_nothing_else_has_the_shape_of_a_modifier(text: str) -> None:
    assert not shape("modifier").fullmatch(text)
