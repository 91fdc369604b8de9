"""What callers pass is shown in full where it is short, and read as what it can only mean."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import BadArgument
from hcpcs_jcodes.amounts.arguments import checked_flag, is_given, shown, whole_number
from tests.laws.test_hostile import Int64, NaTType, NAType, Refusing, Wordy, nested, recursive


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5 mg", "'5 mg'"),
        ("5\x1bmg", r"'5\x1bmg'"),
        ("\ud800", r"'\ud800'"),
        (b"5 mg", "b'5 mg'"),
        (["x"] * 20, str(["x"] * 20)[:40].__repr__() + "... (100 characters)"),
        (["x"] * 21, "a list of 21 entries"),
        (dict.fromkeys(range(30)), "a dict of 30 entries"),
        ([10**5000], "a list that cannot be printed"),
        (recursive(), "[[...]]"),
        (nested(), "a list that cannot be printed"),
        (Refusing(), "a Refusing that cannot be printed"),
    ],
)
def test_a_value_is_shown_in_one_short_line(value: object, text: str) -> None:
    """Whatever it is: the text of an error never fails, and never fills the screen."""
    assert shown(value) == text


def test_a_value_that_prints_control_characters_is_shown_without_them() -> None:
    """A long one by its beginning, escaped."""
    assert shown(Wordy()).startswith(r"'\x1b[31mxxx")
    assert shown(Wordy()).endswith("... (10000005 characters)")

    class Red:
        def __str__(self) -> str:
            return "\x1b[31mred"

    assert shown(Red()) == r"\x1b[31mred"


@pytest.mark.parametrize("value", [0, 8, -1, 10**40, Int64(8)])
def test_an_integer_is_a_whole_number(value: object) -> None:
    """Also one of NumPy, which is its own index."""
    found = whole_number(value)
    assert type(found) is int
    assert found == getattr(value, "number", value)


@pytest.mark.parametrize("value", [True, 8.0, "8", None, NAType(), NaTType(1, 1, 1), b"8"])
def test_nothing_else_is_a_whole_number(value: object) -> None:
    """A flag is no number, and a float may be one that lost its decimals."""
    assert whole_number(value) is None


def test_a_flag_is_itself_or_refused_by_name() -> None:
    """The text for False is true."""
    assert (checked_flag(True, "nearest"), checked_flag(False, "nearest")) == (True, False)
    with pytest.raises(BadArgument, match=r"^nearest='False' is neither True nor False") as raised:
        checked_flag("False", "nearest")
    assert raised.value.value == "False"


def test_what_pandas_has_for_nothing_is_nothing() -> None:
    """NaT is a datetime that equals nothing, and NA cannot be asked."""
    assert not any(map(is_given, (None, NaTType(1, 1, 1), NAType())))
    assert all(map(is_given, (0, "", False, float("nan"), Refusing(), [])))
