"""The fixed words of a chart, however they are written."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import ACQUIRED, CONTAINERS, WHY_STOPPED, BadClaimLine, Given
from hcpcs_jcodes.tables import read_table
from hcpcs_jcodes.vials.containers import checked_container
from hcpcs_jcodes.vials.spellings import word_meant
from tests.bills import office

WORDS: dict[str, tuple[str, ...]] = {
    "acquired": ACQUIRED,
    "container": CONTAINERS,
    "why_stopped": WHY_STOPPED,
}
ROWS = [row[:3] for row in read_table("charted_words")][1:]


@pytest.mark.parametrize(("argument", "written", "word"), ROWS)
def test_a_spelling_means_its_word(argument: str, written: str, word: str) -> None:
    """Each row names a fixed word, as it is compared, and is no fixed word itself."""
    assert written == written.casefold().replace("-", " ").strip()
    assert written not in WORDS[argument]
    for text in (written, written.upper(), f" {written.replace(' ', '-')} "):
        assert word_meant(argument, text, WORDS[argument]) == word


@pytest.mark.parametrize("argument", WORDS)
def test_a_fixed_word_is_itself_in_any_case(argument: str) -> None:
    for word in WORDS[argument]:
        for text in (word, word.upper(), word.replace("-", " "), word.replace("'", "\u2019")):
            assert word_meant(argument, text, WORDS[argument]) == word


@pytest.mark.parametrize("text", ["", "vial", "single", "sdv of 5", "x" * 10**6, 5, None, b"sdv"])
def test_what_means_no_word_is_none(text: Any) -> None:
    """A vial may be of any kind."""
    assert word_meant("container", text, CONTAINERS) is None


def test_a_text_is_read_up_to_eighty_characters() -> None:
    assert word_meant("container", "sdv".rjust(80), CONTAINERS) == "single-dose"
    assert word_meant("container", "sdv".rjust(81), CONTAINERS) is None


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Single dose vial", "single-dose"),
        ("SDV", "single-dose"),
        ("MDV", "multi-dose"),
        ("single use", "single-use"),
        ("single\u2010dose", "single-dose"),
        ("Pharmacy bulk package", "bulk"),
    ],
)
def test_a_container_is_read_as_people_write_it(written: Any, kind: str) -> None:
    """For a product and for a bill alike."""
    assert checked_container(written) == kind
    assert Given("1 mg", container=written).container == kind
    by_kind: Any = {"opened": "300 mg", "container": kind}
    assert office("J1745", "300 mg", **by_kind | {"container": written}) == office(
        "J1745", "300 mg", **by_kind
    )


def test_single_patient_use_is_another_kind() -> None:
    """A pen for many doses of one patient is neither single-dose nor multi-dose."""
    other: Any = "single-patient-use"
    with pytest.raises(BadClaimLine, match="is not a kind of container"):
        checked_container(other)
