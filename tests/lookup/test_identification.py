"""Identifying the code system of a text, before it is looked up in the wrong one."""

from __future__ import annotations

from collections import Counter
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Identification, codeset, identify
from hcpcs_jcodes.codes.ledger import code_ledger
from tests.strategies import texts

from ..shipped import table_rows

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
        ("90471", "CPT", "administration of a vaccine"),
        ("90480", "CPT", "administration of a vaccine"),
        ("96380", "CPT", "administration of a vaccine or an RSV antibody"),
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
def test_a_text_is_identified_by_its_form(text: str, system: str, family: str) -> None:
    """Each system has its forms; surrounding spaces and case do not matter."""
    for typed in (text, f"  {text} ", text.lower(), text.upper()):
        answer = identify(typed)
        assert answer.system == system
        assert family in answer.family
        assert answer.code == text.upper()
        assert answer.given == typed
        assert answer.modifiers == ()


@pytest.mark.parametrize("text", ["", "   ", "rituximab", "10 mg", "J", "1234567", "\x00", "W0000"])
def test_a_text_of_no_known_form_is_unknown(text: str) -> None:
    """A text that fits no system is reported as unknown."""
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
    assert set(answer.near) <= set(code_ledger().all_codes)
    assert str(answer).startswith(answer.code or repr(answer.given))


@pytest.mark.parametrize("value", [9312, None, b"J9312", 5.0, []])
def test_a_value_that_is_not_a_text_is_refused(value: object) -> None:
    """A number that was read from a spreadsheet is not a code."""
    with pytest.raises(TypeError, match="is not a text"):
        identify(value)  # type: ignore[arg-type]


def test_a_number_of_five_thousand_digits_is_refused_in_a_short_text() -> None:
    with pytest.raises(TypeError, match="a number of 16610 bits is not a text"):
        identify(10**5000)  # type: ignore[arg-type]


def test_ten_megabytes_are_identified_as_nothing_and_not_repeated() -> None:
    """An extremely long text costs nothing and is shown shortened."""
    answer = identify("J9312" * 2_000_000)
    assert answer.system == "unknown"
    assert len(str(answer)) < 200


# --- HCPCS codes ---------------------------------------------------------------


@given(st.sampled_from(sorted(codeset(2025))))
def test_every_j_code_is_known(code: str) -> None:
    """A J code of the table is known, with its newest wording and when it is valid."""
    answer = identify(code)
    assert (answer.code, answer.is_j_code, answer.known) == (code, True, True)
    assert answer.validity.startswith("valid from ")
    newest = code_ledger().version(code_ledger().jcodes[code][-1])
    assert answer.meaning == (newest.long_description or "")
    assert answer.near == ()


def test_an_ended_code_is_known_with_its_end() -> None:
    """J9310 is still identified, as valid until 2018."""
    answer = identify("J9310")
    assert answer.known
    assert answer.validity == "valid from 1999-01-01 to 2018-12-31"


def test_a_related_code_is_known_but_is_not_a_j_code() -> None:
    """Q5115 is included, with its wording, outside J."""
    answer = identify("q5115")
    assert (answer.code, answer.is_j_code, answer.known) == ("Q5115", False, True)
    assert "rituximab-abbs" in answer.meaning


def test_a_hcpcs_code_that_is_not_included_is_identified_by_its_letter_alone() -> None:
    """A4206 has the form of a HCPCS code, but only drug codes are included."""
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
def test_modifiers_attached_to_a_code_are_separated(text: str, modifiers: tuple[str, ...]) -> None:
    """Up to four modifiers after a code are not part of it."""
    answer = identify(text)
    assert (answer.code, answer.modifiers, answer.known) == ("J1745", modifiers, True)
    assert f"with modifier {', '.join(modifiers)}" in str(answer)


@pytest.mark.parametrize(
    ("text", "near"), [("JO129", ("J0129",)), ("J93l2", ("J9312",)), ("J93122", ("J9312",))]
)
def test_a_mistyped_j_code_is_unknown_and_the_right_one_offered(
    text: str, near: tuple[str, ...]
) -> None:
    """A letter for a digit is not a code; what was meant is suggested, not assumed."""
    answer = identify(text)
    assert (answer.code, answer.known, answer.near) == ("", False, near)
    assert f"did you mean {near[0]}?" in str(answer)


def test_a_number_that_is_not_a_j_code_offers_those_near_it() -> None:
    """J9132 has the form of a code but is not one; the swapped digits are corrected."""
    answer = identify("J9132")
    assert (answer.code, answer.is_j_code, answer.known) == ("J9132", False, False)
    assert "J9312" in answer.near


def test_a_code_of_one_letter_is_never_offered_for_that_of_another() -> None:
    """A letter is not among what is corrected."""
    assert identify("KO129").near == ()
    for text in ("Q5511", "Q5199", "J2774", "S0l89", "C9I42"):
        near = identify(text).near
        assert near
        assert {code[0] for code in near} == {text[0]}


# --- collisions ----------------------------------------------------------------


def test_j9312_without_its_point_is_also_a_diagnosis() -> None:
    """J93.12 is a pneumothorax; the characters J9312 may be either."""
    answer = identify("J9312")
    (collision,) = answer.collisions
    assert collision.startswith("ICD-10-CM J93.12: ")
    assert f"also {collision}" in str(answer)
    assert identify("J1745").collisions == ()


def test_a_diagnosis_without_its_point_is_recognized_by_its_form() -> None:
    """C50911 is not a HCPCS code, but C50.911 would be a diagnosis."""
    answer = identify("C50911")
    assert answer.system == "unknown"
    assert answer.collisions == ("C50.911 of ICD-10-CM, by its form",)


# --- shown ---------------------------------------------------------------------


def test_an_identification_reads_in_a_few_lines() -> None:
    """Code and system come first, then what is known about it."""
    assert str(identify("J1745")).splitlines()[0] == "J1745: HCPCS Level II"
    assert str(identify("nothing")) == "'nothing': unknown"


def test_a_notebook_runs_nothing_that_was_identified() -> None:
    """Whatever was typed is shown, never run."""
    attack = "<script>alert('& co')</script>"
    html = identify(attack)._repr_html_()
    assert "<script" not in html
    assert attack in unescape(unescape(html)).replace("\\", "")
    assert Identification("x", meaning=attack)._repr_html_().count("<script") == 0


@pytest.mark.parametrize("text", ["J1745 x 2", "J1745 10 mg", "J1745 5 units"])
def test_an_amount_after_a_code_is_not_a_modifier(text: str) -> None:
    """Units typed after the code are not read as modifiers."""
    found = identify(text)
    assert found.modifiers == ()
    assert found.near == ("J1745",)


# --- modifiers, and what is not one ---------------------------------------------------

NO_MODIFIERS = ["CC", "GM", "IU", "KG", "MG", "ML", "UN", *(f"{number:02}" for number in range(22))]


@pytest.mark.parametrize("word", NO_MODIFIERS)
@pytest.mark.parametrize("between", [" ", "-", "", "-JW-"])
def test_a_unit_of_measure_or_a_number_up_to_21_is_not_a_modifier(word: str, between: str) -> None:
    found = identify(f"J1745{between}{word}")
    assert (found.system, found.code, found.modifiers) == ("unknown", "", ())
    assert found.near == ("J1745",)


@pytest.mark.parametrize(
    "modifier",
    "22 23 24 25 50 51 52 53 59 62 73 74 76 77 90 91 99 GA GY KX LT RT JA JB JG JW JZ TB UD XE XU MA "
    "CR GC KD ME MF UA PN PO".split(),
)
def test_a_modifier_is_one(modifier: str) -> None:
    for text in (f"J1745-{modifier}", f"J1745 {modifier.lower()}", f"J1745 {modifier}-JW"):
        found = identify(text)
        assert (found.code, found.modifiers[0], found.known) == ("J1745", modifier, True)
    # four digits and two more are not a code
    assert identify(f"J1745{modifier}").code == ("" if modifier.isdigit() else "J1745")


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [
        ("J1745", ()),
        ("J-1745", ()),
        ("J 1 7 4 5", ()),
        ("J.1.7.4.5", ()),
        ("J17.45-JW", ("JW",)),
        ("J1745,JW,59", ("JW", "59")),
        ("J1745:JW:59", ("JW", "59")),
        ("J1745.JW", ("JW",)),
        ("J1745 - JW", ("JW",)),
        ("J1745-JW-", ("JW",)),
        ("J1745-JW, ", ("JW",)),
        ("J1745JWJZ59XU", ("JW", "JZ", "59", "XU")),
        ("J1745-JW-59-XU-25-50", None),
        ("J1745JW5", None),
        ("J1745/JW", None),
        ("J1745_JW", None),
        ("J1745-J", None),
    ],
)
def test_up_to_four_modifiers_follow_a_code(text: str, modifiers: tuple[str, ...] | None) -> None:
    found = identify(text)
    if modifiers is None:
        assert (found.system, found.code, found.modifiers) == ("unknown", "", ())
    else:
        assert (found.code, found.modifiers, found.known) == ("J1745", modifiers, True)


# --- the letters and the numbers of each system -------------------------------------


LETTERS = {
    "A": "transport, supplies, radiopharmaceuticals",
    "B": "enteral and parenteral therapy",
    "C": "hospital outpatient, temporary (pass-through drugs are C9)",
    "E": "durable medical equipment",
    "G": "procedures and services, Medicare",
    "H": "behavioral health, Medicaid",
    "J": "drugs that are not self-administered, oral cancer drugs and others",
    "K": "DME, temporary",
    "L": "orthotics and prosthetics",
    "M": "quality measures and others",
    "P": "pathology, blood products",
    "Q": "temporary, Medicare (biosimilars are Q5)",
    "R": "diagnostic radiology transport",
    "S": "private payers and Medicaid, never Medicare",
    "T": "Medicaid",
    "U": "laboratory, COVID-19",
    "V": "vision and hearing",
}


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_the_letter_of_a_hcpcs_code_is_its_family(letter: str) -> None:
    found = identify(f"{letter}9997")
    if letter in LETTERS:
        assert (found.system, found.family) == ("HCPCS Level II", LETTERS[letter])
        assert found.code == f"{letter}9997"
    elif letter == "D":
        assert (found.system, found.known) == ("CDT", False)
    else:
        assert (found.system, found.code) == ("unknown", "")


HYDRATION = "drug administration: hydration, infusion, injection"
COMPLEX = "complex drug administration and pumps"
GLOBULINS = "immune globulins"
GIVING = "administration of a vaccine or an RSV antibody"
VACCINES = "vaccines and toxoids"
ANESTHESIA = "anesthesia"
OTHER = "category I procedure, or a five-digit number of another system"


@pytest.mark.parametrize(
    ("first", "last", "family"),
    [
        ("96359", "96359", OTHER),
        ("96360", "96379", HYDRATION),
        ("96380", "96381", GIVING),
        ("96382", "96399", OTHER),
        ("96400", "96549", COMPLEX),
        ("96550", "96560", OTHER),
        ("90200", "90280", OTHER),
        ("90281", "90289", GLOBULINS),
        ("90290", "90299", OTHER),
        ("90300", "90399", GLOBULINS),
        ("90400", "90459", VACCINES),
        ("90460", "90461", GIVING),
        ("90462", "90470", VACCINES),
        ("90471", "90474", GIVING),
        ("90475", "90479", VACCINES),
        ("90480", "90480", GIVING),
        ("90481", "90799", VACCINES),
        ("90800", "90810", OTHER),
        ("00000", "01999", ANESTHESIA),
        ("02000", "02010", OTHER),
        ("99990", "99999", OTHER),
    ],
)
def test_five_digits_are_cpt_and_their_range_gives_the_family(
    first: str, last: str, family: str
) -> None:
    for number in range(int(first), int(last) + 1):
        found = identify(f"{number:05}")
        assert (found.system, found.family, found.code) == ("CPT", family, f"{number:05}")


@pytest.mark.parametrize(
    ("text", "system", "family"),
    [
        ("1234F", "CPT", "category II, performance measurement"),
        ("1234T", "CPT", "category III, new technology"),
        ("1234U", "CPT", "proprietary laboratory analysis"),
        ("1234M", "CPT", "multianalyte assay, administrative"),
        ("1234A", "CPT", "administration of a COVID-19 vaccine, retired"),
        ("1234B", "unknown", ""),
        ("123F", "unknown", ""),
        ("12345F", "unknown", ""),
        ("D1234", "CDT", "dental procedure, maintained by the ADA; not in the CMS file"),
        ("D12345", "unknown", ""),
        ("1234-5678-90", "NDC", "package, FDA form 4-4-2"),
        ("12345-678-90", "NDC", "package, FDA form 5-3-2"),
        ("12345-6789-0", "NDC", "package, FDA form 5-4-1"),
        ("12345-6789-01", "NDC", "package, billing form 5-4-2"),
        ("12345678901", "NDC", "package, billing form 5-4-2"),
        ("1234567890", "NDC", "package without hyphens: three readings are possible"),
        ("123-4567-89", "unknown", ""),
        ("1234-567-89", "unknown", ""),
        ("12345-678-9", "unknown", ""),
        ("123456-7890-12", "unknown", ""),
        ("123456789", "unknown", ""),
        ("123456789012", "unknown", ""),
        ("0636", "revenue code", "institutional claims"),
        ("1636", "unknown", ""),
        ("636", "revenue code", "institutional claims; or a DRG"),
        ("63", "modifier", "two characters after a code"),
        ("A1", "modifier", "two characters after a code"),
        ("AB", "modifier", "two characters after a code"),
        ("1A", "unknown", ""),
        ("6", "unknown", ""),
        ("A", "unknown", ""),
        ("I10", "ICD-10-CM", "diagnosis"),
        ("C7A", "ICD-10-CM", "diagnosis"),
        ("C7A.0", "ICD-10-CM", "diagnosis"),
        ("S72.001A", "ICD-10-CM", "diagnosis"),
        ("S72.001AB", "unknown", ""),
        ("I10.", "unknown", ""),
        ("CA1.0", "unknown", ""),
    ],
)
def test_each_system_has_its_own_form(text: str, system: str, family: str) -> None:
    found = identify(text)
    assert (found.system, found.family) == (system, family)
    assert found.code == ("" if system == "unknown" else text)
    assert (found.known, found.is_j_code, found.validity, found.meaning) == (False, False, "", "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("C501", "C50.1"),
        ("M5A12", "M5A.12"),
        ("C50911", "C50.911"),
        ("C509112", "C50.9112"),
        ("C7A00", "C7A.00"),
        ("c50911", "C50.911"),
    ],
)
def test_a_diagnosis_without_its_point_is_written_with_it(text: str, written: str) -> None:
    found = identify(text)
    assert found.collisions == (f"{written} of ICD-10-CM, by its form",)
    assert (found.system, found.near) == ("unknown", ())


@pytest.mark.parametrize("text", ["C5091123", "CA1", "5C091"])
def test_a_text_without_the_form_of_a_diagnosis_is_not_called_one(text: str) -> None:
    assert identify(text).collisions == ()


@pytest.mark.parametrize(
    ("code", "collision"),
    [
        ("J0120", "ICD-10-CM J01.20: acute ethmoid sinusitis"),
        ("J0121", "ICD-10-CM J01.21: acute ethmoid sinusitis, recurrent"),
        ("J1000", "ICD-10-CM J10.00: influenza with pneumonia"),
    ],
)
def test_the_digits_of_a_j_code_may_be_those_of_a_diagnosis(code: str, collision: str) -> None:
    assert identify(code).collisions == (collision,)
    assert str(identify(f"{code}-JW")).endswith(f"\n  also {collision}")


def test_the_forms_are_tried_in_order_and_each_has_its_source() -> None:
    """39 forms: 12 of CPT, 17 letters of HCPCS Level II, and those of five other systems."""
    forms = table_rows("code_systems")
    assert [row["rank"] for row in forms] == [f"{rank:02}" for rank in range(1, 40)]
    assert Counter(row["system"] for row in forms) == {
        "CPT": 12,
        "CDT": 1,
        "NDC": 5,
        "revenue code": 2,
        "ICD-10-CM": 1,
        "HCPCS Level II": 17,
        "modifier": 1,
    }
    assert all(row["source"] for row in forms)


# --- lengths, and how it reads -------------------------------------------------------


def test_forty_characters_are_shown_and_the_rest_is_left_out() -> None:
    assert identify("x" * 40).given == "x" * 40
    assert identify("x" * 41).given == "x" * 40 + "..."


def test_spaces_around_a_code_do_not_count_toward_forty_characters() -> None:
    assert identify("J1745-JW" + " " * 100).code == "J1745"
    assert identify(" " * 100 + "J1745-JW").code == "J1745"
    filled = "J" + "1745".rjust(39, "-")
    assert (len(filled), identify(filled).code) == (40, "J1745")
    assert identify(filled + "9").code == ""


def test_an_identification_lists_all_that_is_known_line_by_line() -> None:
    found = Identification(
        given="g",
        code="J1745",
        modifiers=("JW", "59"),
        system="HCPCS Level II",
        family="a family",
        is_j_code=True,
        known=True,
        validity="valid from 1999-01-01 on",
        meaning="a meaning",
        near=("J1744", "J1746"),
        collisions=("one", "two"),
    )
    assert str(found).split("\n  ") == [
        "J1745: HCPCS Level II",
        "a family",
        "a meaning",
        "valid from 1999-01-01 on",
        "with modifier JW, 59",
        "did you mean J1744, J1746?",
        "also one",
        "also two",
    ]
    assert found._repr_html_() == f"<pre>{found}</pre>"
    assert str(Identification("g")) == "'g': unknown"


def test_the_meaning_is_the_newest_wording_and_the_validity_all_of_them() -> None:
    """J1440 was filgrastim until 2013 and has been fecal microbiota since 2023."""
    found = identify("J1440")
    assert "fecal microbiota" in found.meaning.casefold()
    assert found.validity.startswith("valid from ")
    assert " to 2013-12-31 and from 2023-07-01 on" in found.validity
    old = identify("J9310")
    assert (old.known, old.is_j_code, old.near) == (True, True, ())
    assert "rituximab, 100 mg" in old.meaning


def test_a_code_that_is_not_included_and_like_no_other_has_no_suggestion() -> None:
    for code in ("A4206", "K1399"):
        found = identify(code)
        assert (found.code, found.near) == (code, ())


@pytest.mark.parametrize("text", ["50242-051", "50242-0051", "NDC 50242-051", "ndc: 50242-051"])
def test_the_ndc_of_a_product_is_an_ndc(text: str) -> None:
    """A claim line names the package."""
    found = identify(text)
    assert (found.system, found.family) == ("NDC", "drug product")
    assert found.note == "the product 50242-0051; a claim line names the package"


def test_a_product_of_the_labeler_00000_is_said_to_be_a_placeholder() -> None:
    """As a package of it is."""
    assert "which no company has" in identify("00000-051").note
