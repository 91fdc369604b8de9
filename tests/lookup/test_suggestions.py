"""What a text without a code may have meant: shown to a person, and never another drug."""

from __future__ import annotations

from datetime import date

import pytest

from hcpcs_jcodes import UnknownCode, bill, codeset, identify, resolve

ON = date(2025, 8, 1)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("0.9% NaCl", ("J7050", "J7030", "J7040")),
        ("NS 1000 mL bolus", ("J7030", "J7040", "J7050")),
        ("regular insulin", ("J1815", "S5550", "S5552")),
        ("kcl 20 meq", ("J3480",)),
        ("ceftriaxone 1 g", ("J0696",)),
    ],
)
def test_the_codes_to_which_the_words_of_a_text_lead_are_suggested(
    text: str, codes: tuple[str, ...]
) -> None:
    """As `find` reads them, and only in words: none of them is the answer."""
    found = resolve(text, on=ON)
    assert found.suggestions == codes
    assert found.candidates == ()


@pytest.mark.parametrize(
    "text",
    [
        "1/2 NS",
        "D5 1/2 NS",
        "dextrose 5% 0.45% nacl",
        "dextrose 50%",
        "vitamin c",
        "factor",
        "iron",
        "blood",
        "solution",
        "sodium bicarbonate",
        "packed red cells",
    ],
)
def test_no_code_of_another_drug_is_suggested(text: str) -> None:
    """Half-normal saline is not normal saline, and vitamin C is not vitamin K."""
    assert resolve(text, on=ON).suggestions == ()


def test_a_misspelled_name_is_preferred_to_its_code_and_the_words_of_a_name_to_a_misspelling() -> (
    None
):
    """A name is easier to judge than a code, if both are the same drug."""
    assert resolve("remicad", on=ON).suggestions == ("Remicade",)
    assert resolve("prednison", on=ON).suggestions == ("prednisone",)


def test_an_error_suggests_what_resolve_suggests() -> None:
    with pytest.raises(UnknownCode, match=r"; did you mean J3480\?$"):
        bill(
            "kcl 20 meq",
            on=ON,
            administered="20 meq",
            opened=["20 meq"],
            container="single-dose",
            policy="medicare",
            setting="facility",
        )


@pytest.mark.parametrize("code", ["Q9967", "Q9965", "A9575", "Q0081", "q9967 "])
def test_a_code_of_another_kind_was_not_mistyped(code: str) -> None:
    """CMS lists Q9967, a contrast agent: Q9976 would be another drug."""
    assert resolve(code, on=ON).suggestions == ()
    assert identify(code).near == ()
    with pytest.raises(KeyError) as caught:
        codeset(ON)[code.strip().upper()]
    assert "did you mean" not in str(caught.value)


def test_a_code_that_nothing_lists_may_be_mistyped() -> None:
    assert identify("Q5511").near == ("Q5151",)
    assert resolve("Q9968", on=ON).suggestions != ()
