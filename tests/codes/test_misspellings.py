"""Correcting a misspelled name: only to the name of one drug, and never from another's."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import codeset
from hcpcs_jcodes.codes.entries import spelled_names
from hcpcs_jcodes.codes.index import code_index
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.misspellings import Spelling, allowed_errors, errors_between, is_slip
from hcpcs_jcodes.codes.rows import AT
from hcpcs_jcodes.tables import read_table

LETTERS = "abcdefghijklmnopqrstuvwxyz"
words = st.text("abc", max_size=7)


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [
        ("rituximab", "rituximab", 0),
        ("rituximb", "rituximab", 1),
        ("rituxiimab", "rituximab", 1),
        ("rituxinab", "rituximab", 1),
        ("ritxuimab", "rituximab", 1),
        ("irtuximba", "rituximab", 2),
        ("rtuximb", "rituximab", 2),
        ("", "a", 1),
    ],
)
def test_an_error_is_a_letter_too_many_too_few_wrong_or_two_swapped(
    typed: str, meant: str, errors: int
) -> None:
    assert errors_between(typed, meant, 2) == errors
    assert errors_between(meant, typed, 2) == errors


@given(words, words, st.integers(0, 3))
def test_errors_are_counted_up_to_the_most_that_matter(one: str, other: str, most: int) -> None:
    """Above the most, it is only said that there are more; counted both ways alike."""
    exact = errors_between(one, other, 10)
    assert min(errors_between(one, other, most), most + 1) == min(exact, most + 1)
    assert exact == errors_between(other, one, 10)
    assert abs(len(one) - len(other)) <= exact <= max(len(one), len(other))


def test_one_error_is_corrected_below_eight_letters_and_two_from_there() -> None:
    assert [allowed_errors("x" * length) for length in (5, 7, 8, 20)] == [1, 1, 2, 2]
    names = Spelling(["abcdefgh", "klmnopq"])
    assert names.closest("klmnopx") == ("klmnopq",)
    assert names.closest("klmnoxx") == ()
    assert names.closest("abcdefxx") == ("abcdefgh",)
    assert names.closest("abcdexxx") == ()


def test_short_words_are_neither_corrected_nor_corrected_to() -> None:
    """Four letters resemble too many names."""
    names = Spelling(["abcd", "abcde", "abc1x"])
    assert names.closest("abce") == ()
    assert names.closest("abcdx") == ("abcde",)
    assert names.closest("abcfx") == ()


@given(st.data())
def test_no_name_that_is_close_enough_is_passed_over(data: st.DataObject) -> None:
    """Those left out by their letters and length have more errors."""
    known = sorted(word for word in code_index().drug_names if len(word) > 4 and word.isalpha())
    word = data.draw(st.sampled_from(known))
    at = data.draw(st.integers(0, len(word)))
    typed = word[:at] + data.draw(st.sampled_from(["", "a", "z", "qx"])) + word[at + 1 :]
    most = allowed_errors(typed)
    counted = {each: errors_between(typed, each, most) for each in known}
    fewest = min(counted.values())
    close = {each for each, errors in counted.items() if errors == fewest <= most}
    assert {*Spelling(known).closest(typed)} == (close if len(typed) > 4 else set())


# --- slips of a typist, and names that differ ----------------------------------------

NAMES = Path(__file__).with_name("drug_names.txt").read_text("utf-8").split()
"""3,500 international and American names and brands of drugs, with codes or without."""
SAME_SUBSTANCE = {"adrenaline", "incobotulinumtoxina"}
"""Names of a substance under another name, which are read as misspellings of that."""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("vancomcyin", "vancomycin"), ("remdesivr", "remdesivir"), ("solumedral", "solumedrol")),
        *(("trastuzumub", "trastuzumab"), ("infliximub", "infliximab"), ("velcaed", "velcade")),
        *(("pembrolizmab", "pembrolizumab"), ("rituxxinab", "rituximab"), ("aranexp", "aranesp")),
        *(("eituximab", "rituximab"), ("irtuximab", "rituximab"), ("zoledronik", "zoledronic")),
        *(("rituqimab", "rituximab"), ("rituwximab", "rituximab"), ("rituximab", "rituximab")),
    ],
)
def test_errors_of_a_typist_are_slips(typed: str, meant: str) -> None:
    """Swapped, left out, doubled, beside it on the keyboard, sounding alike; one in a long name."""
    assert is_slip(typed, meant)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        *(("sufentanil", "alfentanil"), ("sufentanyl", "fentanyl"), ("hetastarch", "pentastarch")),
        *(("neomycin", "bleomycin"), ("ergotamine", "protamine"), ("cycloserine", "cyclosporine")),
        *(("satralizumab", "natalizumab"), ("prilocaine", "polocaine"), ("buserelin", "goserelin")),
        *(("faropenem", "meropenem"), ("amrubicin", "valrubicin"), ("pirarubicin", "idarubicin")),
        # one error: in the first letter, or of another kind in a short name
        *(("ituximab", "rituximab"), ("qituximab", "rituximab"), ("alqxi", "aloxi")),
        *(("alqoxi", "aloxi"), ("aloxim", "aloxi")),
        # two slips: side by side, in the first letter, or both in the first half
        *(("rituxaniab", "rituximab"), ("eituximub", "rituximab"), ("rovelizumab", "ravulizumab")),
        # two errors of which one is no slip
        *(("rituqimub", "rituximab"), ("rituxziqab", "rituximab")),
    ],
)
def test_names_of_two_drugs_are_no_slips(name: str, other: str) -> None:
    """Each of the first was once answered by the other drug; the rest are like them."""
    assert not is_slip(name, other)


def test_a_name_that_is_nowhere_listed_is_rarely_the_slip_of_another() -> None:
    """What the rule alone refuses: no list of names is complete."""
    spelling, index = Spelling(code_index().drug_names), code_index()
    names = [name for name in NAMES if len(name) > 4 and not index.is_worded(name)]
    slips = {
        (name, other)
        for name in names
        for other in spelling.closest(name)
        if is_slip(name, other) and name not in SAME_SUBSTANCE
    }
    assert slips == {("inulin", "insulin")}


@pytest.mark.parametrize("form", ["", " 10 mg", " 500 mg tablet", " 50 mcg/ml vial"])
def test_no_name_of_a_drug_is_answered_by_another(form: str) -> None:
    """Those of no code find nothing; those of a code are never read as another name."""
    day, index = codeset(date(2025, 8, 1)), code_index()
    assert len(NAMES) > 3_000
    assert sorted(set(NAMES)) == NAMES
    unknown = [name for name in NAMES if not index.is_worded(name) and not index.is_known([name])]
    assert len(unknown) > 1_000
    wrong = {name for name in unknown if day.find(name + form, 1)}
    assert wrong <= SAME_SUBSTANCE, wrong


# --- never another drug -----------------------------------------------------------


@pytest.mark.parametrize("name", ["eliquis", "fluzone", "hadlima", "briviact", "humulog"])
def test_a_drug_without_a_code_is_not_read_as_another(name: str) -> None:
    """A name that is not listed is corrected only to the one drug that it can mean."""
    found = codeset(2026).find(name)
    assert not found or found.guessed


def test_names_of_drugs_without_codes_are_names_of_no_code() -> None:
    """A name that gets a code leaves the list."""
    header, *rows = read_table("other_drug_names")
    assert header == ["name", "source"]
    names = [name for name, _ in rows]
    assert len(names) > 1000
    assert names == sorted(set(names))
    assert all(name.isalnum() and name == name.lower() for name in names)
    assert [name for name in names if code_index().is_worded(name)] == []
    for name in names:
        assert not codeset(2026).find(name), name


def test_a_description_is_no_name_to_correct_to() -> None:
    """Doxil was read as oil, eliquis as liquid, forteo as forte."""
    for typed in ("injecton", "liqid", "solutin", "descriptin"):
        assert not codeset(2026).find(typed)


def test_a_word_between_two_drugs_is_neither() -> None:
    """Codaine is one letter from cocaine and from codeine."""
    assert Spelling(["cocaine", "codeine"]).closest("codaine") == ("cocaine", "codeine")
    for text in ("codaine", "codaine 30 mg tablet", "rituximab codaine"):
        assert not codeset(2026).find(text)
    # the last word of a long text may be cut off, and is no reason to find nothing
    assert codeset(2026).find("morphine 10 mg/ml injection solution codaine")


def test_the_first_letter_of_a_name_is_rarely_wrong() -> None:
    """Of two names that are as close, the one that begins alike is meant."""
    assert codeset(2026).find("rituxinab")[0].code == "J9312"
    assert codeset(2026).find("eituximab").guessed == "rituximab"


def test_a_shortened_name_is_written_out_and_shown() -> None:
    found = codeset(2026).find("piperacil 4.5 g ivpb")
    assert found[0].code == "S0081"
    assert found.guessed == "piperacillin 4 5 g ivpb"
    assert codeset(2026).find("cefazolin 1 gram solution intramus")[0].code == "J0690"


@cache
def names() -> Mapping[str, frozenset[str]]:
    """Every name of a code of any year with its substances."""
    ledger = code_ledger()
    found: dict[str, set[str]] = {}
    for rows in (*ledger.jcodes.values(), *ledger.related.values()):
        for row in rows:
            for name in spelled_names(row):
                found.setdefault(name.casefold(), set()).add(row[AT["substance"]])
    return {name: frozenset(substances) for name, substances in found.items()}


def misspelled(name: str, drawn: random.Random) -> str:
    """The name with one or two errors."""
    for _ in range(drawn.choice((1, 1, 2))):
        at = drawn.randrange(len(name))
        letter = drawn.choice(LETTERS)
        swapped = name[at + 1 : at + 2] + name[at : at + 1]
        name = drawn.choice(
            (
                name[:at] + letter + name[at:],
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at + 1 :],
                name[:at] + swapped + name[at + 2 :],
            )
        )
    return name


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_misspelled_name_is_answered_by_another_substance_without_a_word(seed: int) -> None:
    """10,000 words that are no names: a correction is shown, the beginning of several is none."""
    drawn = random.Random(seed)  # noqa: S311
    known = [name for name in sorted(names()) if name.isalpha() and len(name) > 3]
    sets = [codeset(period) for period in ("2026Q2", "2019Q1", "2012Q3")]
    wrong, tried = [], 0
    while tried < 2_500:
        name = drawn.choice(known)
        typed = misspelled(name, drawn)
        if not typed or code_index().is_known((typed,)):
            continue
        tried += 1
        found = drawn.choice(sets).find(typed)
        one = len({version.drug.substance for version in found}) == 1  # or it begins several names
        if one and not found.guessed and found[0].drug.substance not in names()[name]:
            wrong.append((name, typed, found[0].code))
    assert wrong == []
