"""What claims, forms and charts have around a code or an NDC is read, and near misses are offered.

Rows of the public cases, part A: J9113, J2774, "HC:J1745:JW" and "NDC 50242-051-21". The forms
are those of X12 837 (SV101: a qualifier, the code, four modifiers, a description) and of field
24 of the CMS-1500 form (N4, eleven digits, unit of measure and quantity), NUCC manual.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Ndc, UnknownCode, codeset, identify
from hcpcs_jcodes.codes.ledger import code_ledger

# --- codes that do not exist ---------------------------------------------------------


@pytest.mark.parametrize("code", ["J9113", "J2774", "J0000", "J1563"])
def test_a_j_code_of_no_release_is_said_to_be_none(code: str) -> None:
    """The letter J alone says nothing of a drug, so that its family is not printed."""
    found = identify(code)
    first, second, *_ = str(found).splitlines()
    assert first == f"{code}: HCPCS Level II"
    assert second.strip() == "no such code: in no release since 2011 of CMS's HCPCS codes"
    assert "drugs that are not self-administered" not in str(found)
    assert (found.known, found.is_j_code) == (False, False)


def test_one_wrong_digit_or_a_swap_is_offered() -> None:
    """J2774 for J2274, morphine without preservative; J9132 for J9312."""
    assert "J2274" in identify("J2774").near
    assert identify("J9132").near == ("J1932", "J9312")
    assert identify("J9113").near == (
        "J9110", "J9118", "J9119", "J9153", "J9173", "J9183", "J9213", "J9313"
    )  # fmt: skip


def test_a_code_outside_j_is_offered_too() -> None:
    """Q5511 is Q5151 with two digits swapped; and the error of a code set says so."""
    assert identify("Q5511").near == ("Q5151",)
    assert identify("C9I42").near == ("C9142",)
    assert "not included: only J codes and the codes related to them are" in str(identify("Q5511"))
    for wrong, right in (("Q5511", "Q5151"), ("q5151 ", "Q5151"), ("S0l89", "S0189")):
        with pytest.raises(UnknownCode, match=f"did you mean {right}"):
            codeset(2025).related[wrong]
        with pytest.raises(UnknownCode, match=f"did you mean {right}"):
            codeset(2025)[wrong]


def test_a_code_that_cms_prices_without_listing_it_says_so() -> None:
    assert "J1246 (dinutuximab) is in CMS's payment limit" in str(identify("J1246"))


@given(st.sampled_from(sorted(code_ledger().all_codes)), st.integers(1, 4), st.integers(0, 9))
def test_whatever_digit_is_mistyped_the_code_is_offered_or_too_many_are(
    code: str, at: int, digit: int
) -> None:
    """A digit is wrong: the code itself is among those offered, unless a swap explains it."""
    typed = code[:at] + str(digit) + code[at + 1 :]
    found = identify(typed)
    assert len(str(found)) - len(found.meaning) <= 500  # the wording of CMS is what it is
    if not found.known and code in found.near:
        assert len(found.near) <= 12
    if typed == code:
        assert found.known
        assert found.near == ()


# --- as a claim has it ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "modifiers"),
    [
        ("HC:J1745:JW", "J1745", ("JW",)),
        ("HC>J1745>JW", "J1745", ("JW",)),
        ("hc|j1745|jz", "J1745", ("JZ",)),
        ("HC^Q5103^JZ^JA", "Q5103", ("JZ", "JA")),
        ("HC:J1745", "J1745", ()),
        ("HC : J1745 : JW", "J1745", ("JW",)),
        ("HC:J1745:JW:JA:59:RT", "J1745", ("JW", "JA", "59", "RT")),
        ("HC:J1745::JW", "J1745", ("JW",)),
        ("HC:J3490:JZ::::a drug: not classified", "J3490", None),
        ("HC:J3490:JZ::::a drug, not classified", "J3490", ("JZ",)),
        ("HC:J3490:::::a drug", "J3490", ()),
        ("HC:96413:59", "96413", ("59",)),
        ("J1745:JW:JA", "J1745", ("JW", "JA")),
        ("96413-59", "96413", ("59",)),
        ("96413 XU", "96413", ("XU",)),
        ("HC:J1745:J", "J1745", None),
        ("HC:J1745:JW>JA", "J1745", None),
        ("HC:J174:JW", "J174", None),
        ("HC:50242-051-21", "", None),
        ("HC:J1745:ML", "J1745", None),
    ],
)
def test_a_code_of_a_claim_is_read_with_its_modifiers(
    text: str, code: str, modifiers: tuple[str, ...] | None
) -> None:
    found = identify(text)
    if modifiers is None:
        assert (found.system, found.code, found.modifiers) == ("unknown", "", ())
    else:
        assert (found.code, found.modifiers, found.given) == (code, modifiers, text)
        assert found.system == ("CPT" if code[0] == "9" else "HCPCS Level II")
        assert found.known == (found.system != "CPT")


@pytest.mark.parametrize("text", ["9641359", "96413-9", "12345-678-9", "123456-78"])
def test_other_digits_are_no_cpt_code_with_modifiers(text: str) -> None:
    assert identify(text).system == "unknown"


# --- NDCs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "digits", "note"),
    [
        ("NDC 50242-051-21", "50242-051-21", "on a claim 50242-0051-21"),
        ("ndc: 50242-0051-21", "50242-0051-21", ""),
        ("NDC#0002-7510-01", "0002-7510-01", "on a claim 00002-7510-01"),
        ("N4 50242005121", "50242005121", "on a claim 50242-0051-21"),
        ("N450242005121", "50242005121", "on a claim 50242-0051-21"),
        ("N450242005121 UN1", "50242005121", "on a claim 50242-0051-21; quantity UN1"),
        ("N450242005121ML10.5", "50242005121", "on a claim 50242-0051-21; quantity ML10.5"),
        ("N4 50242-0051-21 ML 10", "50242-0051-21", "quantity ML 10"),
        ("50242-051-21", "50242-051-21", "on a claim 50242-0051-21"),
        ("50242005121", "50242005121", "on a claim 50242-0051-21"),
    ],
)
def test_an_ndc_is_read_with_its_label_and_shown_as_a_claim_has_it(
    text: str, digits: str, note: str
) -> None:
    found = identify(text)
    assert (found.system, found.code, found.note, found.given) == ("NDC", digits, note, text)
    assert note in str(found)
    assert Ndc(digits) == Ndc("50242-0051-21") or digits.startswith("0002")


def test_ten_digits_are_an_ndc_of_three_readings() -> None:
    for text in ("NDC 5024205121", "5024205121"):
        found = identify(text)
        assert (found.system, found.code) == ("NDC", "5024205121")
        assert "05024-2051-21 or 50242-0051-21 or 50242-0512-01" in found.note


def test_what_is_labeled_as_an_ndc_is_one_and_what_is_wrong_with_it_is_said() -> None:
    found = identify("NDC 123456789012")
    assert (found.system, found.code, found.family) == ("NDC", "123456789012", "")
    assert "has 12 digits: that is a UPC" in found.note


@pytest.mark.parametrize("text", ["NDC", "NDC of rituximab", "N4", "NDC 5024", "NDC 5024 XX1"])
def test_a_label_without_digits_is_no_ndc(text: str) -> None:
    assert identify(text).system != "NDC"


# --- long texts ----------------------------------------------------------------------


def test_the_whole_text_is_judged_however_many_spaces_are_in_it() -> None:
    """A text was cut at 41 characters: what stood behind was never read."""
    found = identify("J1745" + " " * 100 + "JW")
    assert (found.code, found.modifiers) == ("J1745", ("JW",))
    found = identify("HC:J3490:JZ::::" + "a drug that has a long name " * 4)
    assert (found.code, found.modifiers) == ("J3490", ("JZ",))
    assert identify("J1745-JW" + " " * 40 + "x").code == ""


@pytest.mark.parametrize("text", ["J9312" * 100, "9" * 201, "x" * 10_000])
def test_a_text_that_is_longer_than_any_code_is_said_to_be(text: str) -> None:
    found = identify(text)
    assert (found.system, found.near) == ("unknown", ())
    assert f"no code has {len(text)} characters" in str(found)
    assert len(str(found)) < 200
