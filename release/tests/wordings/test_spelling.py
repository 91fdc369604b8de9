"""CMS's typing damage, and what is left of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hcpcs_jcodes.codes.code import comparing_form
from jcodes_release.releases.evidence import Evidence
from jcodes_release.wordings.spelling import corrected, is_upper_case

# words and damage that CMS's descriptions are made of
WORDS = "injection Injection INJECTION mg MG i.u. e.g. f(ab')2 b-12 J0120 a B µg".split()
NUMBERS = ["0", "1", "10", "0. 1", " .5", "1,000"]
DAMAGE = ["e. G.", "i. U.", "i. U", " ,", ". ", "( ", " )", "  ", "\n", "\N{NO-BREAK SPACE}"]
SIGNS = [*" ,.()-/;%'", ", ", "\N{RIGHT SINGLE QUOTATION MARK}"]
wordings = st.builds(
    "{}{}".format,
    st.sampled_from(["Injection", "INJECTION, ", "Instillation "]),
    st.lists(st.sampled_from([*WORDS, *NUMBERS, *DAMAGE, *SIGNS]), max_size=14).map("".join)
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    # no text of CMS has a decimal point straight behind a letter
).filter(lambda text: re.search(r"[A-Za-z]\.[0-9]", text) is None)


@pytest.mark.parametrize(
    ("text", "upper"),
    [
        ("INJECTION, RITUXIMAB, 100 MG", True),
        ("Injection, rituximab, 100 mg", False),
        ("INJECTION, RITUXIMAB, 100 mg", False),
        ("100", False),
        ("", False),
    ],
)
def test_upper_case_is_the_mark_of_2011_and_2012(text: str, upper: bool) -> None:
    """A text without any letter has no case."""
    assert is_upper_case(text) is upper


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("INJECTION, RITUXIMAB, 100 MG", "Injection, rituximab, 100 mg"),
        ("injection, rituximab, 100 mg", "Injection, rituximab, 100 mg"),
        ("  Injection,  x,\n 1 mg\N{NO-BREAK SPACE}", "Injection, x, 1 mg"),
        ("Injection, x, 0. 1 mg", "Injection, x, 0.1 mg"),
        ("Injection, x (e. G. Liquid), 1 mg", "Injection, x (e.g. liquid), 1 mg"),
        ("Injection, x, 1 i. U.", "Injection, x, 1 i.u."),
        ("Injection, x, per i. U", "Injection, x, per i.u."),
        ("Injection, x, per i.u. Of factor", "Injection, x, per i.u. of factor"),
        ("Injection, x (brand) , 1 mg", "Injection, x (brand), 1 mg"),
        ("Injection, x,not otherwise specified", "Injection, x, not otherwise specified"),
        ("Injection, not otherwise specified,10 mg", "Injection, not otherwise specified, 10 mg"),
        ("Injection, x (brand),10 mg", "Injection, x (brand), 10 mg"),
        ("Injection, x ( brand ), 1 mg", "Injection, x (brand), 1 mg"),
        (
            "Riboflavin 5\N{RIGHT SINGLE QUOTATION MARK}-phosphate",
            "Riboflavin 5'-phosphate",
        ),
        ("", ""),
    ],
)
def test_damage_of_case_and_spaces_is_corrected(damaged: str, text: str) -> None:
    """What sentence case and typing broke is shown as it was meant."""
    assert corrected(damaged) == text


@pytest.mark.parametrize(
    "text",
    [
        "Injection, penicillin g benzathine, 1,200,000 units",
        "Injection, heparin sodium, (heparin lock flush), per 10 units",
        "Factor viii (antihemophilic factor, recombinant), per i.u.",
        "Injection, immune globulin, non-lyophilized (e.g., liquid), 500 mg",
        "Injection, methotrexate (Accord), not therapeutically equivalent to J9260, 50 mg",
        "Injection, pegylated interferon alfa-2a, 180 mcg per ml",
    ],
)
def test_a_sound_text_stays_as_it_is(text: str) -> None:
    """Thousands, abbreviations and names in capitals are not damage."""
    assert corrected(text) == text


@given(wordings)
@example("Injection, a. B. C")
@example("Injection, e. G. A")
def test_correcting_twice_is_correcting_once(text: str) -> None:
    """A corrected text has no damage left."""
    once = corrected(text)
    assert corrected(once) == once


@given(wordings)
def test_correcting_keeps_the_comparing_form(text: str) -> None:
    """Case, spaces and points are all that is changed: a corrected text is the same wording."""
    assert comparing_form(corrected(text)) == comparing_form(text)


def test_every_text_of_cms_keeps_its_comparing_form(
    cms_evidence: tuple[Evidence, list[str]],
) -> None:
    """Of all texts of all releases none changes its wording, and all are corrected at once."""
    texts = {
        record.long_description
        for records in cms_evidence[0].values()
        for record in records.values()
        if record.long_description is not None
    }
    checks: dict[str, Callable[[str], bool]] = {
        "keeps its wording": lambda text: comparing_form(corrected(text)) == comparing_form(text),
        "has no damage left": lambda text: corrected(corrected(text)) == corrected(text),
        "is no longer in upper case": lambda text: not is_upper_case(corrected(text)),
    }
    assert len(texts) > 3_000
    for promise, holds in checks.items():
        assert [text for text in texts if not holds(text)] == [], promise
