"""Finding codes by their everyday names, and correcting typing errors."""

from __future__ import annotations

import pickle
from datetime import date
from html import unescape

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import Drug, Found, codeset, coverage
from hcpcs_jcodes.codes.index import Index
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import Row
from hcpcs_jcodes.codes.search import cleaned_code, find_codes, near_codes
from hcpcs_jcodes.codes.substances import codes_named, substance_named
from tests.strategies import code_with, packaged_versions, texts

from .sets import a_row

QUERIES = st.one_of(
    st.sampled_from(["injection", "10 mg", "tru xima", "j93", "rituxan hycela", "lpha", "ive 1"]),
    st.tuples(st.sampled_from(packaged_versions()), st.integers(0, 60), st.integers(1, 20)).map(
        lambda drawn: (drawn[0].long_description or "J9312")[drawn[1] :][: drawn[2]]
    ),
    st.sampled_from(packaged_versions()).map(lambda version: version.drug.name[:9]),
    texts(),
)
"""Words, pieces of words and several words of what codes are, and other texts."""


def found_in(query: str, rows: dict[str, tuple[Row, ...]], *others: str) -> Found:
    """What is found in rows that are all in force, beside names of drugs without a code."""
    return find_codes(query, 9, lambda code: rows.get(code, ()), Index(rows, others))


def by_code(*rows: Row) -> dict[str, tuple[Row, ...]]:
    """The rows by code, each the only one of its code."""
    return {row[0]: (row,) for row in rows}


# --- correcting a code ------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("j9312 ", "J9312"),
        ("J-9312", "J9312"),
        ("J 93.12", "J9312"),
        ("JO129", "J0129"),
        ("jol29", "J0129"),
        ("J|745", "J1745"),
        ("JZ4O5", "J2405"),
        ("JS000", "J5000"),
        ("", ""),
        ("---", ""),
    ],
)
def test_a_typed_code_is_cleaned(typed: str, code: str) -> None:
    """Case, spaces, punctuation and letters for digits are corrected; the first letter stays."""
    assert cleaned_code(typed) == code


@given(texts().map(lambda text: text[:20]))
def test_a_cleaned_code_is_its_own_cleaned_code(text: str) -> None:
    """Cleaning twice changes nothing."""
    assert cleaned_code(cleaned_code(text)) == cleaned_code(text)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("j9312 ", ["J9312"]),
        ("JO129", ["J0129"]),
        ("J129", ["J0129"]),
        ("J29", ["J0029"]),
        ("J93122", ["J9312"]),
        ("J93l2", ["J9312"]),
        ("J9132", ["J9312"]),
        ("J3912", ["J9312"]),
        ("J9321", ["J9312"]),
        ("J9313", ["J9312"]),
        ("J0312", ["J9312"]),
        ("J931", []),
        ("J5555", []),
        ("K9312", []),
        ("aspirin", []),
        ("J", []),
        ("", []),
    ],
)
def test_a_mistyped_code_is_near_the_one_that_was_meant(typed: str, near: list[str]) -> None:
    """Letters for digits, a lost zero, two swapped digits and one wrong digit are corrected."""
    assert near_codes(typed, ["J0029", "J0129", "J9312", "J1745"]) == near


def test_a_code_is_not_near_itself() -> None:
    """A code that exists is not suggested for itself."""
    assert near_codes("J9312", ["J9312"]) == []


def test_the_smallest_mistake_is_tried_first() -> None:
    """Two swapped digits are likelier than one wrong digit."""
    assert near_codes("J9132", ["J9312", "J9131"]) == ["J9312"]
    assert near_codes("J9132", ["J9131"]) == ["J9131"]


def test_nothing_is_suggested_if_every_number_is_near() -> None:
    """A list of all nearby numbers is no help."""
    around = ["J0121", "J0122", "J0123", "J0124"]
    assert near_codes("J0125", around[:3]) == around[:3]
    assert near_codes("J0125", around) == []


@given(texts())
def test_nothing_that_is_typed_breaks_the_correction(text: str) -> None:
    """Whatever is typed, the suggestions are other codes that exist, and few."""
    known = code_ledger().jcodes
    near = near_codes(text, known)
    assert all(code in known and code != text for code in near)
    assert len(near) == len(set(near)) <= 5


# --- finding -------------------------------------------------------------------


def codes(query: str, period: int | str = 2025, limit: int = 20) -> list[str]:
    """The codes found for a query."""
    return [version.code for version in codeset(period).find(query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("rituximab", "J9312"),
        ("Rituxan", "J9312"),
        ("RITUXAN", "J9312"),
        ("  rituximab,  10 mg ", "J9312"),
        ("J9312", "J9312"),
        ("j9312", "J9312"),
        ("keytruda", "J9271"),
        ("remicade", "J1745"),
        ("botox", "J0585"),
        ("hyaluronidase rituximab", "J9311"),
        ("0.075 mg", "J9359"),
        ("velcade", "J9041"),
    ],
)
def test_a_drug_is_found_by_its_everyday_names(query: str, first: str) -> None:
    """Substance, brand, code and words of the description lead to the code."""
    assert codes(query)[0] == first


def test_a_name_is_found_however_its_parts_are_joined() -> None:
    """Solu-Cortef is found with a hyphen, with a space and in one word."""
    assert "J1720" in codes("solu-cortef")
    assert codes("solu-cortef") == codes("solu cortef") == codes("solucortef")


@pytest.mark.parametrize(
    ("query", "code", "guessed"),
    [
        ("rituximb", "J9312", "rituximab"),
        ("bevacizumb", "J9035", "bevacizumab"),
        ("pembrolizumap", "J9271", "pembrolizumab"),
        ("inj bevacizumb", "J9035", "inj bevacizumab"),
    ],
)
def test_a_misspelled_drug_is_found_and_the_guess_is_shown(
    query: str, code: str, guessed: str
) -> None:
    """A guess is never silent: the result shows what was searched for."""
    found = codeset(2025).find(query)
    assert code in [version.code for version in found]
    assert found.guessed == guessed
    assert str(found).startswith(f"{query!r} read as {guessed!r}\n{found[0]}")


def test_a_mistyped_code_is_found_and_the_guess_is_shown() -> None:
    """JO129 finds J0129 and shows the correction."""
    found = codeset(2025).find("JO129")
    assert [version.code for version in found] == ["J0129"]
    assert found.guessed == "J0129"


def test_a_limit_of_one_code_allows_a_guess() -> None:
    """A guess is one of the codes that the limit allows."""
    assert codes("JO129", limit=1) == ["J0129"]


def test_short_words_are_not_guessed() -> None:
    """Three letters resemble too many words: "mgz" is not read as mg."""
    assert codes("rituximb mg")
    assert not codes("rituximb mgz")


def test_a_query_of_known_words_is_not_guessed() -> None:
    """Nothing is guessed if the words are known."""
    assert codeset(2025).find("rituximab").guessed == ""


def test_a_misspelled_first_letter_is_guessed_too() -> None:
    """If no word begins with the same letter, all words are compared."""
    found = codeset(2025).find("eituximab")
    assert "J9312" in [version.code for version in found]


@pytest.mark.parametrize("query", ["", "   ", "!?", "qqqqqqqq", "zq", "xyzzy plugh"])
def test_an_empty_query_finds_nothing(query: str) -> None:
    """An empty result is false, has no guess and reads as nothing found."""
    found = codeset(2025).find(query)
    assert not found
    assert len(found) == 0
    assert str(found) == "nothing found"
    assert found.guessed == ""


@given(st.sampled_from(list(codeset(2025))))
def test_every_code_is_found_by_its_number_its_drug_and_its_brands(code: str) -> None:
    """Every code of the year is found by its own names."""
    drug = codeset(2025)[code].drug
    assert codes(code)[0] == code
    for name in filter(None, (drug.name, *drug.brands)):
        assert code in codes(name, limit=2000), name


@given(texts())
def test_no_query_breaks_the_search(text: str) -> None:
    """Any text finds codes in force, each once, or none."""
    found = codes(text, "2025Q3")
    assert set(found) <= {*codeset("2025Q3"), *codeset("2025Q3").related}
    assert len(found) == len(set(found)) <= 20


def test_a_search_stays_within_its_period() -> None:
    """Rituximab is J9310 until 2018 and J9312 from 2019; one day has one of the two."""
    assert "J9310" in codes("rituximab", 2018)
    assert "J9312" not in codes("rituximab", 2018)
    assert "J9312" in codes("rituximab", 2019)
    assert "J9310" not in codes("rituximab", 2019)
    assert [version.code for version in codeset(2019).on(date(2019, 6, 1)).find("velcade")] == [
        "J9041"
    ]


def test_a_name_of_the_first_use_of_a_code_finds_nothing_in_its_second() -> None:
    """Filgrastim does not find J1440 once the code is fecal microbiota."""
    assert "J1440" in codes("filgrastim", 2013)
    assert "J1440" not in codes("filgrastim", 2024)
    assert codes("rebyota", 2024) == ["J1440"]
    assert "J1440" not in codes("rebyota", 2013)


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_no_more_is_found_than_the_limit(limit: int) -> None:
    """The best matches come first, whatever the limit."""
    assert codes("cyclophosphamide", limit=limit) == codes("cyclophosphamide", limit=50)[:limit]


def test_a_second_search_uses_the_index_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are indexed once, for all periods."""
    cs = codeset("2024Q4")
    before = [version.code for version in cs.find("rituximab")]

    def no_index(*_: object) -> Index:
        raise AssertionError("indexed again")

    monkeypatch.setattr("hcpcs_jcodes.codes.index.Index", no_index)
    assert [version.code for version in cs.find("rituximab")] == before
    assert codeset(date(2025, 8, 1)).find("rituximab")


def test_the_same_words_rank_by_how_well_they_fit() -> None:
    """The code, then the name, then its beginning, then words of a name, then of the wording."""
    rows = by_code(
        a_row(code="J0005", drug="other", long_description="with xalpha"),
        a_row(code="J0004", drug="other xalphamab", long_description="e"),
        a_row(code="J0003", drug="xalphamab", long_description="d"),
        a_row(code="J0002", drug="xalpha", long_description="c"),
        a_row(code="J0006", drug="other", long_description="prexalphas"),
        a_row(code="J0007", drug="other", long_description="none"),
        a_row(code="C0001", drug="xalpha", long_description="f"),
    )
    assert [version.code for version in found_in("xalpha", rows)] == [
        "J0002",
        "C0001",
        "J0003",
        "J0004",
        "J0005",
    ]
    assert [version.code for version in found_in("J0004", rows)] == ["J0004"]


def test_a_piece_from_the_middle_of_a_word_finds_nothing() -> None:
    """A misspelled name may be in the middle of the name of another drug."""
    rows = by_code(a_row(drug="prexalphas", long_description="prexalphas"))
    assert not found_in("alph", rows)
    assert found_in("prex", rows)
    assert not found_in("pre", rows)


def test_the_beginning_of_a_name_finds_it_and_says_which() -> None:
    rows = by_code(
        a_row(code="J0001", drug="xalphamab", long_description="one"),
        a_row(code="J0002", drug="beta gammamab", long_description="two words"),
    )
    for query, code, guessed in (
        ("xalp", "J0001", "xalphamab"),
        ("gammamab", "J0002", "beta gammamab"),
        ("beta gam", "J0002", "beta gammamab"),
        ("words", "J0002", ""),
        ("beta words", "J0002", ""),
        ("words gamm", "J0002", "words gammamab"),
    ):
        found = found_in(query, rows)
        assert [version.code for version in found] == [code], query
        assert found.guessed == guessed


# --- what is found -------------------------------------------------------------


def test_found_is_a_sequence_of_versions() -> None:
    """Indexing, slicing, length, iteration and membership are those of a sequence."""
    cs = codeset(2025)
    found = cs.find("rituximab")
    assert found[0] is cs["J9312"]
    assert found[:1] == (cs["J9312"],)
    assert list(found) == [found[at] for at in range(len(found))]
    assert cs["J9312"] in found
    assert found.query == "rituximab"
    assert repr(found).startswith(f"<Found {len(found)} codes for 'rituximab': ['J9312'")


def test_what_was_found_is_equal_by_what_it_says_and_stays_so_after_pickling() -> None:
    for query in ("rituximab", "rituximb", "rituximab 10mg", "xyzzy"):
        found = codeset(2025).find(query)
        again = pickle.loads(pickle.dumps(found))  # noqa: S301
        assert again == found
        assert hash(again) == hash(found)
        assert (again.guessed, again.read) == (found.guessed, found.read)
    assert codeset(2025).find("rituximab") != codeset(2025).find("rituximb")
    assert codeset(2025).find("xyzzy") != ()


def test_found_shows_a_correction() -> None:
    assert repr(codeset(2025).find("rituximb")).startswith("<Found 5 codes for 'rituximb', read as")


def test_found_reads_one_version_a_line() -> None:
    """The text is the versions, the best first."""
    found = codeset(2025).find("rituximab")
    assert str(found).splitlines() == [str(version) for version in found]


def test_a_notebook_shows_what_was_found() -> None:
    """The table has code, wording, unit and brands, and a caption with the guess."""
    html = codeset(2025).find("rituximb")._repr_html_()
    for shown in ("J9312", "Injection, rituximab, 10 mg", "Rituxan", "read as 'rituximab'"):
        assert shown in unescape(html)
    assert "read as" not in codeset(2025).find("rituximab")._repr_html_()
    short = evolve(code_with("1 mg"), long_description=None)
    assert "Injection, examplumab" in Found("x", [short])._repr_html_()
    assert "<td" in Found("x", [evolve(short, short_description=None)])._repr_html_()


def test_a_notebook_runs_nothing_that_was_searched_for_or_found() -> None:
    """Query, guess and every cell are escaped."""
    attack = "<script>alert('& co')</script>"
    version = evolve(code_with("1 mg"), code=attack, long_description=attack, drug=Drug(attack))
    version = evolve(version, drug=Drug(attack, brands=(attack,)))
    html = Found(attack, [version], attack)._repr_html_()
    assert "<script" not in html
    assert unescape(html).count(attack) == 5


def test_related_codes_are_searched_beside_the_j_codes_and_among_themselves() -> None:
    """A biosimilar is found by its name, and never its reference product in its place."""
    assert codeset(2025).related.find("truxima")[0].code == "Q5115"
    assert codes("truxima") == ["Q5115"]
    assert not {"J9312"} & {version.code for version in codeset(2025).related.find("rituximab")}


def test_past_the_releases_of_related_codes_the_j_codes_are_searched_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shorter = evolve(coverage(), related_last=date(2025, 6, 30))
    monkeypatch.setattr("hcpcs_jcodes.codes.codesets.coverage", lambda: shorter)
    assert codeset("2025Q3").find("rituximab")[0].code == "J9312"
    assert not codeset("2025Q3").find("truxima")
    assert codeset(2025).find("truxima")[0].code == "Q5115"


def test_a_limit_of_zero_finds_nothing() -> None:
    """No more is found than the limit, even if the limit is zero."""
    assert codes("J9312", limit=0) == []


def test_a_labeler_of_earlier_in_the_period_finds_the_code() -> None:
    """J9072 was the product of Avyxa until 2025-09-30: the year finds it under that name."""
    assert codeset(2025).find("cyclophosphamide avyxa")[0].code == "J9072"


@pytest.mark.parametrize("query", ["a " * 20_000, "a" * 10**7], ids=["words", "a word"])
def test_an_extremely_long_query_finds_nothing_at_once(query: str) -> None:
    """A pasted file is not the name of a drug, and is not searched for."""
    assert not codeset(2025).find(query)


def test_a_limit_below_zero_finds_nothing() -> None:
    """A negative limit does not slice the list from its end."""
    assert not codeset(2025).find("rituximab", -1)


# --- how many, how long, how similar --------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("JOILS|Z", "J011512"),
        ("OIL", "O11"),
        ("|9312", "|9312"),
        ("SJ", "SJ"),
        ("J" + "-" * 35 + "9312", "J9312"),
        ("J" + "-" * 36 + "9312", "J931"),
        ("\u017f", "S"),
    ],
)
def test_forty_characters_are_cleaned_and_the_first_letter_stays(typed: str, code: str) -> None:
    assert cleaned_code(typed) == code


KNOWN = ["J0029", "J0129", "J9312", "J1745"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("J1", []),
        ("J29", ["J0029"]),
        ("J029", ["J0029"]),
        ("J0029", ["J0129"]),
        ("J00290", ["J0029"]),
        ("J1475", ["J1745"]),
        ("J7145", ["J1745"]),
        ("J1754", ["J1745"]),
        ("J5741", []),
        ("J1705", ["J1745"]),
        ("J1145", ["J1745"]),
        ("J2745", ["J1745"]),
        ("J1749", ["J1745"]),
        ("J1799", []),
        ("Q1745", []),
        ("j1745", ["J1745"]),
        ("J 1745", ["J1745"]),
        ("JI745", ["J1745"]),
        ("J1L45", ["J1745"]),
    ],
)
def test_one_typing_error_is_corrected_and_two_are_not(typed: str, near: list[str]) -> None:
    assert near_codes(typed, KNOWN) == near


def test_codes_that_are_near_are_named_from_the_last_digit_to_the_first() -> None:
    around = ["J9345", "J1945", "J1295", "J1239"]
    assert near_codes("J9945", around) == ["J1945", "J9345"][::-1]
    assert near_codes("J1235", around) == ["J1239", "J1295"]
    assert near_codes("J1235", ["J2235", "J1335", "J1239"]) == ["J1239", "J1335", "J2235"]


def test_three_near_codes_are_named_and_four_are_not() -> None:
    swaps = ["J2134", "J1324", "J1243"]
    assert near_codes("J1234", swaps) == swaps
    digits = ["J1230", "J1231", "J1232", "J1233"]
    for few in range(1, 4):
        assert near_codes("J1235", digits[:few]) == digits[:few]
    assert near_codes("J1235", digits) == []


@pytest.mark.parametrize(("letters", "found"), [(200, True), (201, False)])
def test_a_query_of_two_hundred_characters_is_searched_for(letters: int, found: bool) -> None:
    query = "rituximab".ljust(letters)
    result = codeset(2025).find(query)
    assert bool(result) is found
    assert len(result.query) == 200
    assert result.guessed == ""


def test_nine_codes_are_found_and_eight_are_named_in_one_line() -> None:
    versions = [evolve(code_with("1 mg"), code=f"J{at:04}") for at in range(9)]
    found = Found("x", versions)
    assert repr(found) == f"<Found 9 codes for 'x': {[each.code for each in versions[:8]]}>"
    assert found._repr_html_().count("<tr>") == 10
    assert "<caption>9 codes for &#x27;x&#x27;</caption>" in found._repr_html_()


def test_twenty_codes_are_found_if_no_limit_is_given() -> None:
    assert len(codeset(2025).find("injection")) == 20
    assert len(codeset(2025).find("injection", 21)) == 21


# --- a name that has meant two drugs --------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "drug", "codes"),
    [
        # a biosimilar had the substance of its reference product, and its own later
        ("Retacrit", date(2019, 12, 31), "epoetin alfa", "Q5105 Q5106"),
        ("Retacrit", date(2020, 1, 1), "epoetin alfa-epbx", "Q5105 Q5106"),
        ("Zarxio", date(2018, 3, 31), "filgrastim", "Q5101"),
        ("Zarxio", date(2018, 4, 1), "filgrastim-sndz", "Q5101"),
        # one code was replaced by another
        ("Tice BCG", date(2019, 6, 30), "bcg live", "J9031"),
        ("  tice bcg ", date(2019, 7, 1), "bcg live", "J9030"),
        ("leucovorin calcium", date(2026, 9, 30), "leucovorin", "C9310 J0640"),
        ("leucovorin calcium", date(2026, 10, 1), "leucovorin", "J0643 J0644"),
        ("Alprolix", date(2014, 12, 31), "factor ix fc fusion protein", "C9135"),
        ("Alprolix", date(2015, 1, 1), "factor ix fc fusion protein", "J7201"),
        # two drugs of one name at the same time: the name stands for itself
        ("Emend", date(2025, 8, 1), "emend", "J1453 J8501"),
        ("Akynzeo", date(2018, 9, 30), "netupitant and palonosetron", "J8655"),
        ("Akynzeo", date(2018, 10, 1), "akynzeo", "C9033 J8655"),
        ("Akynzeo", date(2019, 1, 1), "akynzeo", "J1454 J8655"),
        # no drug at all
        ("Nosuchdrug", date(2025, 8, 1), "nosuchdrug", ""),
    ],
)
def test_a_name_is_the_substance_of_its_codes_on_the_day(
    name: str, day: date, drug: str, codes: str
) -> None:
    assert sorted(codes_named(name, day)) == codes.split()
    assert substance_named(name, day) == drug


@pytest.mark.parametrize(
    ("code", "day", "drug"),
    [
        ("J9310", date(2018, 12, 31), "rituximab"),
        ("J9310", date(2019, 1, 1), "j9310"),
        ("J9312", date(2019, 1, 1), "rituximab"),
        ("J1440", date(2013, 12, 31), "filgrastim"),
        ("J1440", date(2014, 1, 1), "j1440"),
        ("Q5105", date(2020, 1, 1), "epoetin alfa-epbx"),
    ],
)
def test_a_code_is_the_substance_that_it_stands_for_on_the_day(
    code: str, day: date, drug: str
) -> None:
    assert substance_named(code, day) == drug
    assert codes_named(code, day) == ()


def test_a_brand_a_substance_and_a_code_are_one_drug() -> None:
    for name in ("Zofran", "ONDANSETRON", "J2405"):
        assert substance_named(name, date(2025, 8, 1)) == "ondansetron"


@pytest.mark.parametrize("text", ["J1745-JW", "j1745 jw", "HC:J1745:JW:JA", " J1745 - jz "])
def test_a_code_is_found_with_its_modifiers_which_are_named_as_ignored(text: str) -> None:
    found = codeset(2025).find(text)
    assert [version.code for version in found] == ["J1745"]
    assert found.read is not None
    assert found.read.name == "j1745"
    assert {"jw", "jz"} & {*found.read.ignored}


def test_a_code_beside_longer_words_is_not_one_with_modifiers() -> None:
    assert [version.code for version in codeset(2025).find("J1745 or J9312")] == []


def test_an_ended_code_with_a_modifier_leads_to_what_follows_it() -> None:
    assert [version.code for version in codeset(2025).find("J9310-JW")] == ["J9312"]
