"""Telling which code system a text belongs to, before it is looked up in the wrong one."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Identification, codeset, identify
from hcpcs_jcodes.tables import ledger
from tests.strategies import texts

SYSTEMS = {
    "unknown",
    "HCPCS Level II",
    "CPT",
    "CDT",
    "NDC",
    "revenue code",
    "ICD-10-CM",
    "modifier",
}


@pytest.mark.parametrize(
    ("text", "system", "family"),
    [
        ("J9312", "HCPCS Level II", "drugs that are not self-administered"),
        ("A9270", "HCPCS Level II", "transport, supplies"),
        ("C9399", "HCPCS Level II", "hospital outpatient"),
        ("Q5115", "HCPCS Level II", "biosimilars are Q5"),
        ("96360", "CPT", "hydration, infusion, injection"),
        ("96365", "CPT", "hydration, infusion, injection"),
        ("96379", "CPT", "hydration, infusion, injection"),
        ("96413", "CPT", "complex drug administration"),
        ("96549", "CPT", "complex drug administration"),
        ("90281", "CPT", "immune globulins"),
        ("90378", "CPT", "immune globulins"),
        ("90471", "CPT", "giving a vaccine"),
        ("90480", "CPT", "giving a vaccine"),
        ("96380", "CPT", "giving a vaccine or an RSV antibody"),
        ("90686", "CPT", "vaccines and toxoids"),
        ("00100", "CPT", "anesthesia"),
        ("01999", "CPT", "anesthesia"),
        ("99213", "CPT", "category I procedure"),
        ("3074F", "CPT", "category II"),
        ("0042T", "CPT", "category III"),
        ("0241U", "CPT", "proprietary laboratory"),
        ("0002M", "CPT", "multianalyte assay"),
        ("0001A", "CPT", "COVID-19 vaccine"),
        ("D0120", "CDT", "dental"),
        ("5024-2004-01", "NDC", "4-4-2"),
        ("50242-004-01", "NDC", "5-3-2"),
        ("50242-0040-1", "NDC", "5-4-1"),
        ("50242-0040-01", "NDC", "5-4-2"),
        ("50242004001", "NDC", "5-4-2"),
        ("5024200401", "NDC", "three readings are possible"),
        ("0636", "revenue code", "institutional"),
        ("636", "revenue code", "institutional"),
        ("J93.12", "ICD-10-CM", "diagnosis"),
        ("c50.911", "ICD-10-CM", "diagnosis"),
        ("JW", "modifier", "two characters"),
        ("jz", "modifier", "two characters"),
        ("59", "modifier", "two characters"),
    ],
)
def test_a_text_is_told_by_its_shape(text: str, system: str, family: str) -> None:
    """Each system has its shapes; spaces around and the case do not matter."""
    for typed in (text, f"  {text} ", text.lower(), text.upper()):
        answer = identify(typed)
        assert answer.system == system
        assert family in answer.family
        assert answer.code == text.upper()
        assert answer.given == typed
        assert answer.modifiers == ()


@pytest.mark.parametrize("text", ["", "   ", "rituximab", "10 mg", "J", "1234567", "\x00", "W0000"])
def test_a_text_of_no_known_shape_is_unknown(text: str) -> None:
    """What belongs to no system is said to belong to none."""
    answer = identify(text)
    assert (answer.system, answer.code, answer.known) == ("unknown", "", False)
    assert answer.given == text


@given(texts() | st.from_regex(r"[A-Z][0-9]{4}[A-Z0-9]{0,8}"))
def test_any_text_is_identified_as_something(text: str) -> None:
    """No text raises, and every answer can be read."""
    answer = identify(text)
    assert answer.system in SYSTEMS
    assert answer.known <= (answer.system == "HCPCS Level II")
    assert answer.is_j_code <= answer.known
    assert set(answer.near) <= set(ledger().jcodes)
    assert str(answer).startswith(answer.code or repr(answer.given))


@pytest.mark.parametrize("value", [9312, None, b"J9312", 5.0])
def test_what_is_no_text_is_refused(value: object) -> None:
    """A number that was read from a spreadsheet is no code."""
    with pytest.raises(TypeError, match="is not a text"):
        identify(value)  # type: ignore[arg-type]


def test_ten_megabytes_are_identified_as_nothing_and_not_repeated() -> None:
    """A text beyond reason costs nothing and is shown cut."""
    answer = identify("J9312" * 2_000_000)
    assert answer.system == "unknown"
    assert len(str(answer)) < 200


# --- HCPCS codes ---------------------------------------------------------------


@given(st.sampled_from(sorted(codeset(2025))))
def test_every_j_code_is_known_as_one(code: str) -> None:
    """A J code of the table is known, with its newest wording and when it is valid."""
    answer = identify(code)
    assert (answer.code, answer.is_j_code, answer.known) == (code, True, True)
    assert answer.validity.startswith("valid from ")
    newest = ledger().version(ledger().jcodes[code][-1])
    assert answer.meaning == (newest.long_description or "")
    assert answer.near == ()


def test_an_ended_code_is_known_with_its_end() -> None:
    """J9310 is still identified, and as valid until 2018."""
    answer = identify("J9310")
    assert answer.known
    assert answer.validity == "valid from 1999-01-01 to 2018-12-31"


def test_a_neighbour_is_known_but_no_j_code() -> None:
    """Q5115 is held, with its wording, outside J."""
    answer = identify("q5115")
    assert (answer.code, answer.is_j_code, answer.known) == ("Q5115", False, True)
    assert "rituximab-abbs" in answer.meaning


def test_a_hcpcs_code_that_is_not_held_is_told_by_its_letter_alone() -> None:
    """A4206 has the shape of HCPCS, of which only drugs are held here."""
    answer = identify("A4206")
    assert (answer.system, answer.known, answer.meaning, answer.validity) == (
        "HCPCS Level II",
        False,
        "",
        "",
    )


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [
        ("J1745-JW", ("JW",)),
        ("J1745JW", ("JW",)),
        ("j1745 jz 59", ("JZ", "59")),
        ("J1745-JW-59-XU-25", ("JW", "59", "XU", "25")),
    ],
)
def test_modifiers_glued_to_a_code_are_told_apart(text: str, modifiers: tuple[str, ...]) -> None:
    """Up to four modifiers behind a code are not part of it."""
    answer = identify(text)
    assert (answer.code, answer.modifiers, answer.known) == ("J1745", modifiers, True)
    assert f"with modifier {', '.join(modifiers)}" in str(answer)


@pytest.mark.parametrize(
    ("text", "near"), [("JO129", ("J0129",)), ("J93l2", ("J9312",)), ("J93122", ("J9312",))]
)
def test_a_mistyped_j_code_is_unknown_and_the_right_one_offered(
    text: str, near: tuple[str, ...]
) -> None:
    """A letter for a digit makes no code; what was meant is named, not assumed."""
    answer = identify(text)
    assert (answer.code, answer.known, answer.near) == ("", False, near)
    assert f"did you mean {near[0]}?" in str(answer)


def test_a_number_that_is_no_j_code_offers_those_near_it() -> None:
    """J9132 has the shape of a code and is none; the exchanged digits are mended."""
    answer = identify("J9132")
    assert (answer.code, answer.is_j_code, answer.known) == ("J9132", False, False)
    assert "J9312" in answer.near


def test_only_j_codes_are_offered_for_what_begins_with_j() -> None:
    """No J code is offered for a text of another letter."""
    assert identify("KO129").near == ()
    assert identify("Q9999").near == ()


# --- collisions ----------------------------------------------------------------


def test_j9312_without_its_point_is_also_a_diagnosis() -> None:
    """J93.12 is a pneumothorax; the characters of J9312 are both."""
    answer = identify("J9312")
    (collision,) = answer.collisions
    assert collision.startswith("ICD-10-CM J93.12: ")
    assert f"also {collision}" in str(answer)
    assert identify("J1745").collisions == ()


def test_a_diagnosis_without_its_point_is_pointed_out_by_its_shape() -> None:
    """C50911 is no HCPCS code, but C50.911 would be a diagnosis."""
    answer = identify("C50911")
    assert answer.system == "unknown"
    assert answer.collisions == ("C50.911 of ICD-10-CM, by its shape",)


# --- shown ---------------------------------------------------------------------


def test_an_identification_reads_in_a_few_lines() -> None:
    """Code and system come first, then what is known of it."""
    assert str(identify("J1745")).splitlines()[0] == "J1745: HCPCS Level II"
    assert str(identify("nothing")) == "'nothing': unknown"


def test_a_notebook_runs_nothing_that_was_identified() -> None:
    """Whatever was typed is shown, not obeyed."""
    attack = "<script>alert('& co')</script>"
    html = identify(attack)._repr_html_()
    assert "<script" not in html
    assert attack in unescape(unescape(html)).replace("\\", "")
    assert Identification("x", meaning=attack)._repr_html_().count("<script") == 0


@pytest.mark.parametrize("text", ["J1745 x 2", "J1745 10 mg", "J1745 5 units"])
def test_an_amount_behind_a_code_is_no_modifier(text: str) -> None:
    """Units that somebody typed behind the code are not read as modifiers."""
    found = identify(text)
    assert found.modifiers == ()
    assert found.near == ("J1745",)
