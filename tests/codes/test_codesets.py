"""The code set of a period: which codes, which version, since when, and what changed."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    BadDate,
    CodeSet,
    CorruptData,
    JCodesError,
    NotInForce,
    UncoveredDate,
    UnknownCode,
    codeset,
    coverage,
)
from hcpcs_jcodes.codes.codesets import suggestion, version_of
from hcpcs_jcodes.codes.ledger import code_ledger, validity
from hcpcs_jcodes.codes.periods import check_covered, period_of, plain_date, quarter_of
from hcpcs_jcodes.codes.rows import CODE_COLUMNS
from tests.strategies import (
    FIRST_DAY,
    LAST_DAY,
    QUARTERS,
    days,
    packaged_versions,
    quarter_start,
    texts,
)

from .sets import set_of

# --- periods -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (2025, date(2025, 1, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        (" 2025 ", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025q2", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        (date(2025, 8, 1), date(2025, 8, 1), date(2025, 8, 1)),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_day(
    period: int | str | date, start: date, end: date
) -> None:
    """Each form of a period has its first and its last day, inclusive."""
    cs = codeset(period)
    assert (cs.start, cs.end) == (start, end)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_quarter_and_its_first_day_are_covered(quarter: str) -> None:
    """From 2011Q1 to 2026Q4 no quarter is without codes, and its first day is part of it."""
    whole, first = codeset(quarter), codeset(quarter_start(quarter))
    assert len(whole) >= len(first) > 500
    assert set(first) <= set(whole)
    assert set(whole) <= set(codeset(quarter[:4]))
    assert first == whole.on(quarter_start(quarter))


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024Q2", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024Q4", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_quarter_is_that_of_its_first_and_its_last_day_and_of_no_day_outside(
    quarter: str, first: date, last: date
) -> None:
    """Read from a text, and looked up for a day."""
    assert period_of(quarter) == (first, last)
    assert quarter_of(first) == quarter_of(last) == quarter
    assert quarter_of(first - timedelta(days=1)) != quarter != quarter_of(last + timedelta(days=1))
    months = {quarter_of(date(2024, month, 15)) for month in range(first.month, last.month + 1)}
    assert months == {quarter}
    assert last.month - first.month == 2


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (1000, date(1000, 1, 1), date(1000, 12, 31)),
        (9999, date(9999, 1, 1), date(9999, 12, 31)),
        ("0000", date(1, 1, 1), date(1, 12, 31)),
        ("0002", date(2, 1, 1), date(2, 12, 31)),
        ("2025-q2 ", date(2025, 4, 1), date(2025, 6, 30)),
    ],
)
def test_a_year_has_four_digits(period: int | str, first: date, last: date) -> None:
    """From 1000 to 9999 as a number, and as a text."""
    assert period_of(period) == (first, last)
    for number in (999, 10_000):
        with pytest.raises(BadDate, match=f"{number} is not a period; pass a year"):
            period_of(number)


def test_the_first_and_last_day_are_covered_and_the_days_next_to_them_are_not() -> None:
    """One day outside is refused, at either end, even if the period begins or ends inside."""
    first, last = coverage().first, coverage().last
    one = timedelta(days=1)
    check_covered(first, last)
    for start, end, outside, hint in (
        (first - one, first, first - one, "no CMS file for that date is included"),
        (last, last + one, last + one, "a newer release of this library may include it"),
    ):
        with pytest.raises(UncoveredDate) as caught:
            check_covered(start, end)
        assert caught.value.value == outside
        assert str(caught.value) == (
            f"{outside} is not covered: the data cover {first} to {last}; {hint}"
        )


def test_the_same_period_is_the_same_object() -> None:
    """A second look-up costs nothing, in whatever form the period is written."""
    assert codeset(2025) is codeset("2025")
    assert codeset("2025Q3") is codeset("2025-q3")
    assert codeset(date(2025, 8, 1)) is codeset("2025-08-01")


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("2026Q5", "'2026Q5' is not a period; pass a year (2025), a quarter ('2025Q3') or"),
        ("2026Q0", "is not a period"),
        ("", "'' is not a period"),
        ("next year", "'next year' is not a period"),
        ("25", "'25' is not a period"),
        ("2025-13-01", "'2025-13-01' is not a day of the calendar"),
        ("2025-02-29", "'2025-02-29' is not a day of the calendar"),
        ("08/01/2025", "'08/01/2025' is not a period"),
        (0, "0 is not a period"),
        (-2025, "-2025 is not a period"),
        (20250801, "20250801 is not a period; pass a year (2025)"),
        (25, "25 is not a period"),
        (True, "True is not a period"),
        (None, "None is not a period"),
        (2025.0, "2025.0 is not a period"),
        (Decimal(2025), "is not a period"),
        ((2025, 3), "(2025, 3) is not a period"),
        (datetime(2025, 8, 1, tzinfo=UTC), "has a time zone; a date of service is a date"),
        (datetime(2025, 8, 1, 9), "has a time of day"),  # noqa: DTZ001
    ],
)
def test_an_invalid_period_is_refused(period: object, says: str) -> None:
    """An unreadable period is a TypeError and a ValueError that shows what to pass."""
    with pytest.raises(BadDate) as caught:
        codeset(period)  # type: ignore[arg-type]
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)
    assert says in str(caught.value)
    assert caught.value.value is period


def test_a_year_of_five_thousand_digits_is_a_bad_date() -> None:
    """An impossible year is a BadDate, however long it is."""
    with pytest.raises(BadDate, match="a number of 16610 bits is not a period; pass") as caught:
        codeset(10**5000)
    assert caught.value.value == 10**5000


AFTER = coverage().last + timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "value", "hint"),
    [
        (AFTER, AFTER, "a newer release of this library may include it"),
        (AFTER.isoformat(), AFTER, "a newer release of this library may include it"),
        (AFTER.year, date(AFTER.year, 12, 31), "a newer release of this library may include it"),
        (9999, date(9999, 12, 31), "a newer release of this library may include it"),
        (2010, date(2010, 1, 1), "no CMS file for that date is included"),
        ("2010Q4", date(2010, 10, 1), "no CMS file for that date is included"),
        (date(2010, 12, 31), date(2010, 12, 31), "no CMS file for that date is included"),
        ("0001", date(1, 1, 1), "no CMS file for that date is included"),
        ("0000", date(1, 1, 1), "no CMS file for that date is included"),
    ],
)
def test_a_period_beyond_the_data_is_an_error_not_another_table(
    period: int | str | date, value: date, hint: str
) -> None:
    """Billing by yesterday's table is the first error that this library prevents."""
    with pytest.raises(UncoveredDate) as caught:
        codeset(period)
    assert isinstance(caught.value, LookupError)
    assert caught.value.value == value
    known = coverage()
    assert f"{value} is not covered" in str(caught.value)
    assert f"the data cover {known.first} to {known.last}; {hint}" in str(caught.value)


# --- a mapping -----------------------------------------------------------------


@given(st.sampled_from(QUARTERS) | days() | st.integers(FIRST_DAY.year, LAST_DAY.year))
def test_a_code_set_is_a_mapping_sorted_by_code(period: str | date | int) -> None:
    """Length, order, values and membership agree."""
    cs = codeset(period)
    codes = list(cs)
    assert codes == sorted(set(codes))
    assert len(cs) == len(codes)
    assert [version.code for version in cs.values()] == codes
    assert dict(cs.items()).keys() == cs.keys()
    assert codes[0] in cs
    assert codes[0].lower() not in cs


def test_get_returns_none_for_a_code_that_is_not_in_the_set() -> None:
    """get and in never raise, whatever they are given."""
    cs = codeset(2025)
    assert cs.get("J0000") is None
    assert cs.get("J9310", "ended") == "ended"
    assert "J0000" not in cs
    assert None not in cs
    assert "J9312" in cs
    assert cs.get("J9312") is cs["J9312"]


@given(texts())
def test_any_text_is_a_code_or_an_unknown_code(text: str) -> None:
    """Any text gives a version or a KeyError with a readable text."""
    cs = codeset(2025)
    try:
        assert cs[text].code == text
    except UnknownCode as error:
        assert error.value == text  # noqa: PT017
        assert str(error)  # noqa: PT017


@given(days())
def test_a_day_has_exactly_the_codes_in_force_on_it(day: date) -> None:
    """Narrowing to a day agrees with the validity of every packaged version."""
    expected = {
        version.code: version
        for version in packaged_versions()
        if version.code[0] == "J" and version.in_force(day)
    }
    assert dict(codeset(day)) == expected
    assert codeset(day.year).on(day) == codeset(day)


def test_every_day_of_change_is_right_on_either_side() -> None:
    """Every version is in force on its first day, and not on the day before."""
    for version in packaged_versions():
        if version.code[0] == "J" and FIRST_DAY < version.valid_from <= LAST_DAY:
            assert codeset(version.valid_from)[version.code] == version
            assert codeset(version.valid_from - timedelta(days=1)).get(version.code) != version


@given(st.integers(FIRST_DAY.year, LAST_DAY.year))
def test_a_year_has_every_code_in_force_on_one_of_its_days(year: int) -> None:
    """The codes of a year are those valid on any of its days, in their last version."""
    cs = codeset(year)
    touching = [
        version
        for version in packaged_versions()
        if version.code[0] == "J"
        and version.valid_from <= cs.end
        and (version.valid_to is None or version.valid_to >= cs.start)
    ]
    assert sorted({version.code for version in touching}) == list(cs)
    for code in cs:
        versions = tuple(version for version in touching if version.code == code)
        assert cs.versions(code) == versions
        assert cs[code] == versions[-1]


@pytest.mark.parametrize(
    ("day", "error", "says"),
    [
        (date(2024, 12, 31), UncoveredDate, "which covers 2025-01-01 to 2025-12-31"),
        (date(2026, 1, 1), UncoveredDate, "2026-01-01 is outside this code set"),
        ("08/01/2025", BadDate, "'08/01/2025' is not a date; pass datetime.date(2025, 8, 1)"),
        (None, BadDate, "None is not a date"),
        (2025, BadDate, "2025 is not a date"),
        (datetime(2025, 8, 1, 9, tzinfo=UTC), BadDate, "has a time of day"),
    ],
)
def test_a_code_set_is_narrowed_to_its_own_days_alone(
    day: object, error: type[JCodesError], says: str
) -> None:
    """A day of another year, and what is no date, are refused."""
    with pytest.raises(error) as caught:
        codeset(2025).on(day)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert caught.value.value is day


def test_the_meaning_of_a_date_is_in_its_error() -> None:
    """plain_date returns dates unchanged, and its error names what is needed."""
    assert plain_date(date(2025, 8, 1)) == date(2025, 8, 1)
    with pytest.raises(BadDate, match="the day of the order is a date: pass its"):
        plain_date(datetime(2025, 8, 1, tzinfo=UTC), "the day of the order")


@pytest.mark.parametrize(
    "call",
    [
        codeset(2025)["J9312"].in_force,
        coverage().rests_on,
    ],
    ids=["in_force", "rests_on"],
)
def test_a_datetime_is_refused_wherever_a_date_is_meant(
    call: Callable[[datetime], object],
) -> None:
    """A datetime is never silently taken as a date."""
    with pytest.raises(TypeError):
        call(datetime(2025, 8, 1, tzinfo=UTC))


# --- codes that are not there --------------------------------------------------


def test_a_mistyped_code_is_a_key_error_that_suggests_the_right_one() -> None:
    """Keys are exact: "j9312 " is not J9312, but its error suggests J9312."""
    with pytest.raises(KeyError) as caught:
        codeset(2025)["j9312 "]
    assert type(caught.value) is UnknownCode
    assert caught.value.value == "j9312 "
    assert str(caught.value) == "there is no J code 'j9312 '; did you mean J9312?"


def test_suggestions_are_worked_out_only_when_the_text_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program that catches the error spends no time on its text."""
    looked_for: list[object] = []

    def spy(value: object, most: int) -> list[str]:
        assert most == 3
        looked_for.append(value)
        return ["J9312"]

    monkeypatch.setattr("hcpcs_jcodes.codes.systems.near_by_form", spy)
    with pytest.raises(UnknownCode) as caught:
        codeset(2025)["j9312 "]
    assert looked_for == []
    assert "did you mean J9312?" in str(caught.value)
    assert looked_for == ["j9312 "]


def test_nothing_is_suggested_for_a_text_unlike_any_code() -> None:
    """A text unlike any code, and a value that is not a text, have no suggestion."""
    assert suggestion("aspirin") == ""
    assert suggestion(9312) == ""
    assert suggestion("JO129") == "; did you mean J0129?"


def test_ten_megabytes_are_not_a_code_and_are_not_repeated() -> None:
    """An extremely long text is refused in one line."""
    text = "J" * 10_000_000
    with pytest.raises(UnknownCode) as caught:
        codeset(2025)[text]
    assert caught.value.value is text
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("period", "code", "when", "valid"),
    [
        (2019, "J9310", "from 2019-01-01 to 2019-12-31", "from 1999-01-01 to 2018-12-31"),
        ("2018-12-31", "J9312", "on 2018-12-31", "from 2019-01-01 on"),
        (
            "2025-05-01",
            "J0570",
            "on 2025-05-01",
            "to 2010-12-31 and from 2017-01-01 to 2024-12-31 and from 2025-10-01 on",
        ),
        (
            "2018Q1",
            "J1440",
            "from 2018-01-01 to 2018-03-31",
            "to 2013-12-31 and from 2023-07-01 on",
        ),
    ],
)
def test_a_code_out_of_force_is_shown_with_its_dates(
    period: int | str, code: str, when: str, valid: str
) -> None:
    """NotInForce gives the dates of the code, including its gaps."""
    cs = codeset(period)
    for call in (lambda: cs[code], lambda: cs.versions(code)):
        with pytest.raises(NotInForce) as caught:
            call()
        assert isinstance(caught.value, UnknownCode)
        assert caught.value.value == code
        assert f"{code} is not in force {when}: it is valid " in str(caught.value)
        assert valid in str(caught.value)


def test_consecutive_versions_are_one_interval_in_words() -> None:
    """A rescoped code is valid from its first day on, whatever its wordings."""
    assert validity(code_ledger().jcodes["J9041"]) == "from 2005-01-01 on"
    assert validity(code_ledger().jcodes["J9310"]) == "from 1999-01-01 to 2018-12-31"


def test_versions_of_an_unknown_code_are_refused() -> None:
    """The versions of a code that no release lists are an error, not an empty list."""
    with pytest.raises(UnknownCode, match="J0000 is not included"):
        codeset(2025).versions("J0000")


# --- related codes ----------------------------------------------------------------


def test_related_codes_are_a_code_set_of_their_own() -> None:
    """Biosimilars and codes that J codes came from are kept apart from the J codes."""
    cs = codeset(2025)
    assert cs.related["Q5115"].drug.name == "rituximab-abbs"
    assert "Q5115" not in cs
    assert all(code[0] != "J" for code in cs.related)
    assert (cs.related.start, cs.related.end) == (cs.start, cs.end)
    day = date(2025, 8, 1)
    assert cs.related.on(day) == cs.on(day).related
    assert cs.related.find("truxima")[0].code == "Q5115"


def test_the_error_for_a_related_code_says_where_to_look() -> None:
    """Q5115 exists but is not a J code; J9312 is one, and not a related code."""
    cs = codeset(2025)
    with pytest.raises(UnknownCode, match=r"Q5115 is not a J code; look in \.related") as caught:
        cs["Q5115"]
    assert caught.value.value == "Q5115"
    with pytest.raises(UnknownCode, match="J9312 is a J code") as caught:
        cs.related["J9312"]
    assert caught.value.value == "J9312"
    assert not isinstance(caught.value, NotInForce)


@pytest.mark.parametrize("codes", [codeset(2024), codeset(2024).related])
def test_a_code_that_cms_prices_and_no_release_lists_is_named(codes: CodeSet) -> None:
    """J1246 is not "no such code"; what is not known of it is said."""
    with pytest.raises(UnknownCode) as caught:
        _ = codes["J1246"]
    text = str(caught.value)
    assert text.startswith("J1246 (dinutuximab) is in CMS's payment limit and fee files of January")
    assert "did you mean" not in text
    assert "J1246" not in codes
    assert type(caught.value) is UnknownCode


def test_a_related_code_out_of_force_is_shown_with_its_dates() -> None:
    """Related codes have dates of validity, as J codes do."""
    with pytest.raises(NotInForce, match=r"Q5115 is not in force from 2018.*from 2019-07-01 on"):
        codeset(2018).related["Q5115"]


NOVEMBER = date(2026, 11, 3)


def test_related_codes_are_covered_to_the_last_day_of_the_newest_release() -> None:
    """Biosimilars and T-cell therapies do not end before the J codes do."""
    assert coverage().related_last == coverage().last == date(2026, 12, 31)
    related = codeset("2026Q4").related
    assert (related.start, related.end) == (date(2026, 10, 1), date(2026, 12, 31))
    assert len(related) > 100
    assert {"Q5115", "Q2041", "Q5164", "Q5173"} <= related.keys()


def test_related_codes_end_where_their_data_end(related_to_september: date) -> None:
    """A period that runs past the last release with related codes stops there; one beyond fails."""
    last = related_to_september
    assert len(codeset(last).related) > 100
    year = codeset(2026).related
    assert (year.start, year.end) == (date(2026, 1, 1), last)
    with pytest.raises(UncoveredDate, match=f"covered to {last}; 2026-10-01 is not") as caught:
        _ = codeset("2026-10-01").related
    assert caught.value.value == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("C9046", date(2026, 9, 30)),
        ("C9145", date(2026, 3, 31)),
        ("C9307", date(2026, 3, 31)),
        ("C9308", date(2026, 3, 31)),
        ("C9309", date(2026, 6, 30)),
        ("C9310", date(2026, 9, 30)),
        ("C9462", date(2026, 9, 30)),
    ],
)
def test_a_temporary_code_that_a_j_code_replaced_has_ended(code: str, last: date) -> None:
    """Its last day is inferred; on the next one the code is not in force."""
    assert codeset(last).related[code].source.ends == "inferred"
    with pytest.raises(NotInForce, match=f"to {last}"):
        _ = codeset(last + timedelta(days=1)).related[code]


@pytest.mark.parametrize(
    ("code", "drug", "unit", "since"),
    [
        ("C9312", "trabectedin", "0.01 mg", date(2026, 10, 1)),
        ("Q5164", "ustekinumab-hmny", "1 mg", date(2026, 7, 1)),
        ("Q5165", "denosumab-mobz", "1 mg", date(2026, 7, 1)),
        ("Q5166", "denosumab-desu", "1 mg", date(2026, 7, 1)),
        ("Q5167", "denosumab-qbde", "1 mg", date(2026, 7, 1)),
        ("Q5168", "ranibizumab", "0.1 mg", date(2026, 7, 1)),
        ("Q5169", "pegfilgrastim", "0.5 mg", date(2026, 7, 1)),
        ("Q5170", "aflibercept-boav", "1 mg", date(2026, 7, 1)),
        ("Q5171", "denosumab", "1 mg", date(2026, 7, 1)),
        ("Q5172", "filgrastim", "1 mcg", date(2026, 10, 1)),
        ("Q5173", "denosumab-adet", "1 mg", date(2026, 10, 1)),
        ("J1946", "furosemide", "1 mg", date(2026, 10, 1)),
        ("J7531", "prednisolone sodium phosphate", "1 mg", date(2026, 10, 1)),
        ("J3406", "omidubicel-onlv", "per dose", date(2026, 10, 1)),
    ],
)
def test_a_code_of_which_only_the_short_text_is_on_file_has_its_unit(
    code: str, drug: str, unit: str, since: date
) -> None:
    """Graded as such; the text of the drug and the unit are what the short description says."""
    version = version_of(code, "2026Q4")
    assert (version.drug.name, str(version.billing_unit)) == (drug, unit)
    assert (version.valid_from, version.source.starts) == (since, "inferred")
    assert version.long_description is None
    assert version.source.unit == "short description"


def test_preservative_free_triamcinolone_is_per_milligram_from_october_2026() -> None:
    """Its new wording is not on file; the payment limit of October 2026 is for 1 mg."""
    version = codeset(NOVEMBER)["J3300"]
    assert (version.begins, str(version.billing_unit)) == ("changed", "1 mg")
    assert version.source.unit == "payment limit file"


@pytest.mark.parametrize("code", ["J1757", "J1818", "C9310"])
def test_a_unit_that_no_file_states_stays_unknown(code: str) -> None:
    """Their short texts were cut before a unit, and CMS lists no payment limit."""
    assert version_of(code, "2026").billing_unit.kind == "unknown"


def test_twenty_codes_are_found_unless_the_limit_is_higher() -> None:
    """A word that many descriptions have."""
    cs = codeset(2025)
    assert len(cs.find("injection")) == 20
    assert len(cs.find("injection", 21)) == 21
    assert cs.find("injection", limit=21)[:20] == cs.find("injection")[:]


def test_a_misspelled_code_is_found_if_only_one_code_is_near() -> None:
    """The guess is shown; if several are near, or the limit is zero, none is guessed."""
    cs = codeset(2025)
    found = cs.find("JO129")
    assert [version.code for version in found] == ["J0129"]
    assert len(cs.find("JO129", 1)) == 1
    assert len(cs.find("JO129", 0)) == 0


# --- facts of the contract -----------------------------------------------------


def test_j9312_is_rituximab_10_mg_since_2019() -> None:
    """The question of the design's notebook user."""
    code = codeset(2025)["J9312"]
    assert code.code == "J9312"
    assert code.long_description == "Injection, rituximab, 10 mg"
    assert (code.valid_from, code.valid_to) == (date(2019, 1, 1), None)
    assert (code.drug.name, "Rituxan" in code.drug.brands) == ("rituximab", True)
    assert not code.is_noc


def test_j9310_ended_with_2018() -> None:
    """The last day is inclusive: 2018-12-31 is J9310's, 2019-01-01 J9312's."""
    assert codeset(2018)["J9310"].valid_to == date(2018, 12, 31)
    assert "J9310" in codeset("2018-12-31")
    assert "J9310" not in codeset("2019-01-01")
    assert "J9312" not in codeset("2018-12-31")
    assert "J9312" in codeset("2019-01-01")


def test_j1440_is_filgrastim_in_2013_and_microbiota_in_2024() -> None:
    """A reused code is another drug in another year."""
    assert codeset(2013)["J1440"].drug.name == "filgrastim"
    assert codeset(2024)["J1440"].drug.name == "fecal microbiota"
    assert codeset(2024)["J1440"].begins == "reused"
    assert "J1440" not in codeset(2020)


def test_j0570_has_two_uses_and_a_gap() -> None:
    """Penicillin until 2010, an implant from 2017, nothing for nine months of 2025, then again."""
    uses = [code_ledger().version(row) for row in code_ledger().jcodes["J0570"]]
    assert [(v.drug.substance.split()[0], v.valid_from, v.valid_to) for v in uses[1:]] == [
        ("buprenorphine", date(2017, 1, 1), date(2024, 12, 31)),
        ("buprenorphine", date(2025, 10, 1), None),
    ]
    assert uses[0].drug.substance.startswith("penicillin")
    assert [version.begins for version in uses] == ["added", "reused", "reinstated"]
    assert "J0570" not in codeset(2016)
    assert "J0570" in codeset("2024-12-31")
    for quarter in ("2025Q1", "2025Q2", "2025Q3"):
        assert "J0570" not in codeset(quarter)
    assert "J0570" in codeset("2025-10-01")
    assert len(codeset(2025).versions("J0570")) == 1


def test_j7311_was_redefined_in_october_2019() -> None:
    """A whole implant, then 0.01 mg: the same code, another unit."""
    before, after = codeset(2019).versions("J7311")
    assert (before.valid_to, after.valid_from) == (date(2019, 9, 30), date(2019, 10, 1))
    assert str(before.billing_unit) == "per implant"
    assert str(after.billing_unit) == "0.01 mg"
    assert after.begins == "redefined"
    assert codeset(2019)["J7311"] is after
    assert codeset("2019-09-30")["J7311"] is before


def test_j9041_was_rescoped_twice() -> None:
    """Bortezomib, then Velcade alone, then bortezomib again."""
    versions = [codeset(year)["J9041"] for year in (2018, 2020, 2024)]
    assert [version.scope.brands for version in versions] == [(), ("velcade",), ()]
    assert [version.begins for version in versions[1:]] == ["rescoped", "rescoped"]
    assert {str(version.billing_unit) for version in versions} == {"0.1 mg"}


def test_j9072_belonged_to_three_labelers() -> None:
    """Dr. Reddy's in 2024, Avyxa until September 2025, then Frindovyx: one substance and unit."""
    days_of_service = (date(2024, 6, 1), date(2025, 6, 1), date(2025, 11, 1))
    versions = [codeset(day)["J9072"] for day in days_of_service]
    scopes = [str(version.scope).casefold() for version in versions]
    for scope, labeler in zip(scopes, ("dr. reddy's", "avyxa", "frindovyx"), strict=True):
        assert labeler in scope
    assert {version.drug.name for version in versions} == {"cyclophosphamide"}
    assert {str(version.billing_unit) for version in versions} == {"5 mg"}
    assert [version.begins for version in versions] == ["added", "rescoped", "rescoped"]
    assert codeset(2025).versions("J9072") == tuple(versions[1:])


def test_j1961_became_treatment_alone_on_18_june_2025() -> None:
    """Within the second quarter of 2025 the wording was limited to HIV treatment."""
    before, after = codeset(2025).versions("J1961")
    assert (before.valid_to, after.valid_from) == (date(2025, 6, 17), date(2025, 6, 18))
    assert before.scope.indications == ()
    assert "treatment" in str(after.scope)
    assert after.begins in {"reworded", "rescoped"}
    assert codeset(date(2025, 6, 17))["J1961"] is before
    assert codeset(date(2025, 6, 18))["J1961"] is after
    assert codeset("2025Q2")["J1961"] is after


def test_j0248_began_on_23_december_2021() -> None:
    """Remdesivir's code began between two quarters."""
    assert codeset(2021)["J0248"].valid_from == date(2021, 12, 23)
    assert "J0248" not in codeset("2021-12-22")
    assert "J0248" in codeset("2021-12-23")


def test_j1745_excluded_biosimilars_from_2017() -> None:
    """Infliximab's code was narrowed when biosimilars got codes of their own."""
    assert codeset(2016)["J1745"].scope.exclusions == ()
    assert codeset(2017)["J1745"].scope.exclusions == ("biosimilars",)
    assert codeset(2017)["J1745"].begins == "rescoped"


# --- identity ------------------------------------------------------------------


def test_code_sets_are_equal_by_period_and_fingerprint() -> None:
    """Another period is another set, even if no code differs; another type is never equal."""
    cs = codeset(2025)
    assert set_of({"J9312": code_ledger().rows("J9312")}) != cs
    assert codeset("2025-08-01") != codeset("2025-08-02")
    assert cs != dict(cs)
    assert cs != 2025
    assert cs != cs.related
    restored = pickle.loads(pickle.dumps(cs))  # noqa: S301
    assert restored == cs
    assert hash(restored) == hash(cs)
    assert {cs: "pinned"}[restored] == "pinned"


def test_equal_code_sets_need_not_be_one_object() -> None:
    """A set rebuilt from the same rows equals the cached one and has the same hash."""
    cs = codeset(2025)
    again = set_of(cs._contents.rows)
    assert again is not cs
    assert again == cs
    assert hash(again) == hash(cs)


def test_a_code_set_pickles_as_its_period_and_fingerprint() -> None:
    """The pickle is small, and what is loaded is the set of this installation."""
    pickled = pickle.dumps(codeset(2025))
    assert len(pickled) < 500
    assert codeset(2025).fingerprint.encode() in pickled
    assert pickle.loads(pickled) is codeset(2025)  # noqa: S301
    related = codeset(2025).related
    assert pickle.loads(pickle.dumps(related)) is related  # noqa: S301


def test_a_pickle_of_other_facts_is_refused() -> None:
    """A study that was pinned to other data fails when it is loaded."""
    cs = codeset(2023)
    other = cs.fingerprint.translate(str.maketrans("0123456789", "1234567890"))
    pickled = pickle.dumps(cs).replace(cs.fingerprint.encode(), other.encode())
    with pytest.raises(CorruptData) as caught:
        pickle.loads(pickled)  # noqa: S301
    assert caught.value.value == other
    assert "2023-01-01 to 2023-12-31 was pickled with the fingerprint " + other[:12] in str(
        caught.value
    )
    assert cs.fingerprint[:12] in str(caught.value)
    assert "Corrected data" in str(caught.value)
    assert codeset(2023) is cs


@pytest.mark.parametrize("other", ["0" * 64, "f" * 64])
def test_a_pickle_with_any_other_fingerprint_is_refused(other: str) -> None:
    """The lowest and the highest: only the same fingerprint is accepted."""
    cs = codeset(2023)
    pickled = pickle.dumps(cs).replace(cs.fingerprint.encode(), other.encode())
    with pytest.raises(CorruptData, match=other[:12]):
        pickle.loads(pickled)  # noqa: S301


def test_a_fingerprint_is_a_sha256_of_what_codes_mean() -> None:
    """Sixty-four hexadecimal digits, which change if a fact of the period changes."""
    cs = codeset(2025)
    assert len(cs.fingerprint) == 64
    assert set(cs.fingerprint) <= set("0123456789abcdef")
    rows = dict(cs._contents.rows)
    (row,) = rows["J9312"]
    for column, value, alters in (
        ("unit_amount", "100 mg", True),
        ("long_description", "Injection, rituximab, 100 mg", True),
        ("drug", "ritixumab", True),
        ("labelers", "genentech", True),
        ("valid_from", "2025-02-01", True),
        ("valid_to", "2025-11-30", True),
        ("long_description", "INJECTION,RITUXIMAB,10MG", False),
        ("valid_from", "2018-01-01", False),
        ("valid_to", "2026-06-30", False),
        ("releases", "2019Q1-2030Q4", False),
        ("short_description", "other", False),
        ("starts", "inferred", False),
    ):
        at = CODE_COLUMNS.index(column)
        changed = rows | {"J9312": ((*row[:at], value, *row[at + 1 :]),)}
        other = set_of(changed)
        assert (other.fingerprint != cs.fingerprint) == alters, column


# --- shown ---------------------------------------------------------------------


def test_a_code_set_is_shown_in_one_line() -> None:
    """The representation counts codes and names the period."""
    cs = codeset(2025)
    assert repr(cs) == f"<CodeSet of {len(cs)} J codes from 2025-01-01 to 2025-12-31>"
    assert repr(cs.on(date(2025, 8, 1))).endswith(" J codes on 2025-08-01>")
    assert " related codes from " in repr(cs.related)


def test_a_notebook_shows_the_first_codes_and_counts_the_rest() -> None:
    """Twenty rows are shown, with what one unit is, and the number of the others."""
    cs = codeset(2025)
    html = cs._repr_html_()
    first, *_, twentieth, hidden = list(cs)[:21]
    assert html.count("<tr>") == 21
    assert f"<td>{first}</td>" in html
    assert f"<td>{twentieth}</td>" in html
    assert f"<td>{hidden}</td>" not in html
    assert f"<p>and {len(cs) - 20} more</p>" in html
    few = set_of({"J9312": code_ledger().rows("J9312")})
    assert " more</p>" not in few._repr_html_()
    assert "Injection, rituximab, 10 mg" in few._repr_html_()


def test_a_notebook_shows_twenty_codes_in_full_and_counts_the_rest() -> None:
    """Code, description and unit of each; the short wording if there is no long one."""
    cs = codeset(2025)
    head = "<tr><th>code</th><th>description</th><th>one unit</th></tr>"
    few = set_of({"J9312": code_ledger().rows("J9312")})
    assert few._repr_html_() == (
        "<table><caption>CodeSet of 1 J codes from 2025-01-01 to 2025-12-31</caption>"
        f"{head}<tr><td>J9312</td><td style='text-align:left'>Injection, rituximab, 10 mg</td>"
        "<td>10 mg</td></tr></table>"
    )
    for count, more in ((20, ""), (21, "<p>and 1 more</p>")):
        some = set_of(dict(list(cs._contents.rows.items())[:count]))
        assert some._repr_html_().count("<tr>") == 21
        assert some._repr_html_().partition("</table>")[2] == more
    few._versions["J9312"] = evolve(cs["J9312"], long_description=None)
    assert "<td style='text-align:left'>Inj., rituximab, 10 mg</td>" in few._repr_html_()
    few._versions["J9312"] = evolve(cs["J9312"], long_description=None, short_description=None)
    assert "<td style='text-align:left'></td>" in few._repr_html_()


def test_a_notebook_runs_nothing_from_a_code_set() -> None:
    """A wording in a code set is shown, never run."""
    cs = set_of({"J9312": code_ledger().rows("J9312")})
    attack = "<script>alert('& co')</script>"
    cs._versions["J9312"] = evolve(cs["J9312"], long_description=attack)
    html = cs._repr_html_()
    assert "<script" not in html
    assert attack in unescape(html)


# --- coverage ------------------------------------------------------------------


def test_coverage_runs_from_2011_to_the_last_day_of_the_newest_release() -> None:
    """The first and last day covered are those of the releases included."""
    known = coverage()
    assert known.first == FIRST_DAY
    assert known.last >= LAST_DAY
    assert known.last == known.releases[-1].last_day
    assert codeset(known.first)
    assert codeset(known.last)


@given(days())
def test_every_day_rests_on_its_release_or_on_those_before_and_after(day: date) -> None:
    """A quarter included rests on itself, any other on the ones before and after it."""
    resting = coverage().rests_on(day)
    if len(resting) == 1:
        assert resting[0].first_day <= day <= resting[0].last_day
    else:
        before, after = resting
        assert before.last_day < day < after.first_day
        releases = coverage().releases
        assert releases.index(after) == releases.index(before) + 1


def test_2014_rests_on_the_files_of_2013_and_2016() -> None:
    """Years whose files are missing name the releases they were derived from."""
    assert [found.release for found in coverage().rests_on(date(2014, 6, 1))] == [
        "2013Q1",
        "2016Q1",
    ]
    assert [found.release for found in coverage().rests_on(date(2025, 11, 1))] == ["2025Q4"]


@pytest.mark.parametrize("day", [date(2010, 12, 31), AFTER])
def test_a_day_beyond_the_data_rests_on_nothing(day: date) -> None:
    """A day that is not covered has no release."""
    with pytest.raises(UncoveredDate) as caught:
        coverage().rests_on(day)
    assert caught.value.value == day


# --- what changed --------------------------------------------------------------


def test_rituximab_changed_its_code_from_2018_to_2019() -> None:
    """J9310 ended and J9312 was added on the same day."""
    changes = codeset(2018).diff(codeset(2019))
    assert (changes.start, changes.end) == (date(2018, 12, 31), date(2019, 12, 31))
    (ended,) = [change for change in changes.ended if change.code == "J9310"]
    (added,) = [change for change in changes.added if change.code == "J9312"]
    assert ended.on == added.on == date(2019, 1, 1)
    assert ended.after is None
    assert ended.before == codeset(2018)["J9310"]
    assert added.before is None
    assert added.after == codeset(2019)["J9312"]
    assert str(added) == f"2019-01-01  {added.after}"
    assert [(row.to_code, row.kind) for row in ended.successors] == [("J9312", "replaced")]
    assert ended.predecessors == ()
    assert added.successors == ()
    assert added.predecessors == ended.successors
    assert str(ended) == f"2019-01-01  {ended.before} -> J9312 from 2019-01-01"


def test_each_kind_of_change_is_listed_under_its_kind() -> None:
    """Redefined, rescoped, reused, reworded and reinstated codes of known dates."""
    redefined = codeset(2018).diff(codeset(2019)).redefined
    assert ("J7311", date(2019, 10, 1)) in {(c.code, c.on) for c in redefined}
    rescoped = codeset(2024).diff(codeset(2025)).rescoped
    assert {("J1961", date(2025, 6, 18)), ("J9072", date(2025, 1, 1))} <= {
        (change.code, change.on) for change in rescoped
    }
    (reused,) = [c for c in codeset(2022).diff(codeset(2023)).reused if c.code == "J1440"]
    assert reused.before is not None
    assert reused.after is not None
    assert (reused.before.drug.name, reused.after.drug.name) == ("filgrastim", "fecal microbiota")
    reworded = codeset(2016).diff(codeset(2017)).reworded
    assert "J0573" in {change.code for change in reworded}


def test_a_reinstated_code_is_added_and_ended_before_its_gap() -> None:
    """J0570 ended with 2024 and was reinstated in October 2025."""
    changes = codeset(2024).diff(codeset(2025))
    assert ("J0570", date(2025, 1, 1)) in {(change.code, change.on) for change in changes.ended}
    (back,) = [change for change in changes.added if change.code == "J0570"]
    assert (back.on, back.before) == (date(2025, 10, 1), None)


@given(days(), days())
def test_a_diff_leads_from_the_codes_of_one_day_to_those_of_the_other(a: date, b: date) -> None:
    """Adding the added and dropping the ended codes gives the later day, in either order."""
    changes = codeset(a).diff(codeset(b))
    assert changes == codeset(b).diff(codeset(a))
    assert (changes.start, changes.end) == (min(a, b), max(a, b))
    codes = set(codeset(changes.start))
    came = [(change.on, 1, change.code) for change in (*changes.added, *changes.reused)]
    went = [(change.on, 0, change.code) for change in changes.ended]
    for _, came_in, code in sorted(came + went):
        (codes.add if came_in else codes.discard)(code)
    assert codes == set(codeset(changes.end))
    for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused"):
        listed = getattr(changes, name)
        assert all(changes.start < change.on <= changes.end for change in listed)
        assert list(listed) == sorted(listed, key=lambda change: (change.on, change.code))


@given(days(), days())
def test_a_code_that_no_diff_names_means_the_same_on_both_days(a: date, b: date) -> None:
    """Every change is listed: no version differs without one."""
    changes = codeset(a).diff(codeset(b))
    named = {
        change.code
        for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused")
        for change in getattr(changes, name)
    }
    earlier, later = codeset(changes.start), codeset(changes.end)
    for code in set(earlier) & set(later) - named:
        assert earlier[code] is later[code]


def test_a_diff_reads_as_a_list() -> None:
    """Each kind is counted and its changes are listed beneath."""
    text = str(codeset(2018).diff(codeset(2019)))
    assert text.startswith("from 2018-12-31 to 2019-12-31\nadded: ")
    assert "\nredefined: 1\n  2019-10-01  J7311  " in text
    assert str(codeset(2019).diff(codeset("2019Q4"))).count(": 0") == 6


def test_related_codes_have_changes_of_their_own() -> None:
    """Two sets of related codes compare; a set of related codes and one of J codes do not."""
    changes = codeset(2018).related.diff(codeset(2019).related)
    assert "Q5115" in {change.code for change in changes.added}
    assert not any(change.code[0] == "J" for change in changes.added)
    with pytest.raises(TypeError, match="cannot be compared with"):
        codeset(2025).diff(codeset(2025).related)


@pytest.mark.parametrize(
    ("start", "end", "ended", "added"),
    [
        (date(2018, 12, 30), date(2018, 12, 31), False, False),
        (date(2018, 12, 31), date(2019, 1, 1), True, True),
        (date(2018, 1, 1), date(2019, 1, 1), True, True),
        (date(2018, 12, 31), date(2019, 12, 31), True, True),
        (date(2019, 1, 1), date(2019, 1, 2), False, False),
    ],
)
def test_a_change_counts_on_its_day_and_not_on_the_days_next_to_it(
    start: date, end: date, *, ended: bool, added: bool
) -> None:
    """After the first day of a comparison and up to the last: rituximab on 2019-01-01."""
    changes = codeset(start).diff(codeset(end))
    assert ("J9310" in {change.code for change in changes.ended}) == ended
    assert ("J9312" in {change.code for change in changes.added}) == added


@pytest.mark.parametrize(
    ("code", "day", "listed"),
    [
        ("J9312", date(2019, 1, 1), "added"),
        ("J0570", date(2025, 10, 1), "added"),
        ("J0570", date(2025, 1, 1), "ended"),
        ("J0573", date(2017, 1, 1), "reworded"),
        ("J3300", date(2026, 10, 1), "reworded"),
        ("J1961", date(2025, 6, 18), "rescoped"),
        ("J7311", date(2019, 10, 1), "redefined"),
        ("J1440", date(2023, 7, 1), "reused"),
    ],
)
def test_a_change_is_listed_once_under_its_kind_on_the_day_it_applies(
    code: str, day: date, listed: str
) -> None:
    """With the versions before and after; a reinstated or new code has none before."""
    changes = codeset(day - timedelta(days=1)).diff(codeset(day))
    found = {
        name: change
        for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused")
        for change in getattr(changes, name)
        if change.code == code
    }
    assert list(found) == [listed]
    change = found[listed]
    assert change.on == day
    assert (change.before is None) == (listed == "added")
    assert (change.after is None) == (listed == "ended")
    assert change.after is None or change.after.valid_from == day
    if listed in {"reworded", "rescoped", "redefined"}:
        assert change.before is not None
        assert change.before.valid_to == day - timedelta(days=1)
    assert bool(change.predecessors) == (code in {"J9312", "J0570", "J1961", "J7311", "J1440"}) - (
        listed == "ended"
    )


@pytest.mark.parametrize("day", [date(2012, 1, 1), date(2013, 1, 1)])
def test_a_change_has_the_successions_of_its_own_day_alone(day: date) -> None:
    """J1561 was limited further in 2012 and again in 2013."""
    rescoped = codeset(day - timedelta(days=1)).diff(codeset(day)).rescoped
    (change,) = [change for change in rescoped if change.code == "J1561"]
    assert [step.until for step in change.successors] == [day - timedelta(days=1)]
    assert [step.since for step in change.predecessors] == [day]


def test_a_diff_of_one_day_reads_line_by_line() -> None:
    """Six kinds, each with its count, and the changes beneath."""
    assert str(codeset(date(2025, 6, 17)).diff(codeset(date(2025, 6, 18)))).splitlines() == [
        "from 2025-06-17 to 2025-06-18",
        "added: 0",
        "ended: 0",
        "reworded: 0",
        "rescoped: 1",
        (
            "  2025-06-18  J1961  Injection, lenacapavir (only for use as hiv treatment), 1 mg  "
            "[2025-06-18 on]"
        ),
        "redefined: 0",
        "reused: 0",
    ]


def test_an_ended_code_is_followed_by_its_successor() -> None:
    """Not if the code was reassigned to another drug, and not if nothing followed."""
    ended = codeset(date(2013, 12, 31)).diff(codeset(date(2014, 1, 1))).ended
    lines = {change.code: str(change).partition("]")[2] for change in ended}
    assert lines["J1440"] == " -> J1442 from 2014-01-01"
    assert lines["J9002"] == " -> Q2050 from 2013-07-01"
    ended = codeset(date(2025, 12, 31)).diff(codeset(date(2026, 1, 1))).ended
    (biperiden,) = [change for change in ended if change.code == "J0190"]
    assert str(biperiden).endswith("[1982-01-01 to 2025-12-31]")
    assert [step.kind for step in biperiden.successors] == ["ended"]
