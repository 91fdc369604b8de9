"""What an error says of a code that is not in a code set: what is known of it, and no more.

The rows are those of the public cases, part A and D: J1563 of 2019, J2796, J1030, J9259, 96413.
"""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    BadArgument,
    BadDate,
    CodeSet,
    NotInForce,
    UncoveredDate,
    UnknownCode,
    codeset,
    coverage,
    history,
    migrate,
)
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.paths import linked_text

from ..refusals import careless, refused


def text_of(code: str, period: int | date) -> str:
    """The text of the error for a code that is not among the J codes of a period."""
    with pytest.raises(UnknownCode) as caught:
        codeset(period)[code]
    return str(caught.value)


@pytest.mark.parametrize(
    ("code", "successor"),
    [
        ("J2796", "J2802"),
        ("J1030", "J1010"),
        ("J9259", "J9264"),
        ("J9310", "J9312"),
        ("J0833", "J0834"),
    ],
)
def test_a_code_that_ended_names_the_code_that_follows_it(code: str, successor: str) -> None:
    text = text_of(code, 2026)
    assert text.endswith(f"; followed by {successor}")
    assert "it is valid from" in text


def test_a_code_that_was_split_names_each_code_that_follows_it() -> None:
    """J0171, epinephrine, ended on 2025-06-30: eight codes follow."""
    ending = " or ".join(f"J016{digit}" for digit in range(2, 10))
    assert text_of("J0171", 2026).endswith(f"; followed by {ending}")


def test_a_code_that_was_not_in_force_yet_names_the_code_before_it() -> None:
    assert text_of("J9312", date(2018, 6, 1)).endswith("from 2019-01-01 on; preceded by J9310")
    assert text_of("J1010", 2023).endswith("; preceded by J1020 or J1030 or J1040")


def test_a_code_that_comes_after_a_gap_is_named_with_its_date() -> None:
    """J9037 ended on 2025-03-31, and J9053 begins on 2026-07-01."""
    assert text_of("J9037", date(2025, 8, 1)).endswith("; followed by J9053 from 2026-07-01")
    assert text_of("J9053", date(2025, 8, 1)).endswith("; preceded by J9037 to 2025-03-31")


def test_that_no_code_follows_is_said_only_where_that_is_known() -> None:
    """J1056 ended with nothing to follow; what followed J0170 in 2011 is in no file included."""
    assert text_of("J1056", 2014).endswith("to 2012-12-31; no code follows it")
    assert text_of("J0170", 2011).endswith("to 2010-12-31")
    assert text_of("J0013", 2011).endswith("from 2026-01-01 on")


def test_a_reused_number_names_what_followed_its_first_drug() -> None:
    """J1440 was filgrastim until 2013, and is another drug from 2023-07-01 on."""
    assert text_of("J1440", 2016).endswith("; followed by J1442")


@given(st.sampled_from(sorted(code_ledger().jcodes)), st.integers(2011, 2026))
def test_the_error_names_what_migrate_finds(code: str, year: int) -> None:
    """The last or first day in force, migrated to the end of the period, is the same."""
    cs = codeset(year)
    if code in cs:
        return
    text = text_of(code, year)
    assert len(text) <= 500
    versions = list(map(code_ledger().version, code_ledger().jcodes[code]))
    before = [each.valid_to for each in versions if each.valid_to and each.valid_to < cs.start]
    day = before[-1] if before else versions[0].valid_from
    if not coverage().first <= day:
        return
    try:
        found = migrate(code, on=day, to=cs.end)
    except UncoveredDate:
        return
    if found.targets:
        names = " or ".join(target.code for target in found.targets)
        assert text.endswith(f"; {'followed' if before else 'preceded'} by {names}")
    else:
        assert f"{code} from" not in text


def test_the_codes_that_follow_are_looked_up_only_when_the_text_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, date]] = []

    def spy(code: str, day: date) -> str:
        asked.append((code, day))
        return ""

    monkeypatch.setattr("hcpcs_jcodes.codes.paths.linked_text", spy)
    with pytest.raises(NotInForce) as caught:
        codeset(2025)["J9310"]
    assert asked == []
    assert str(caught.value).endswith("to 2018-12-31")
    assert asked == [("J9310", date(2025, 12, 31))]


def test_an_error_that_names_a_successor_can_be_copied_and_pickled() -> None:
    with pytest.raises(NotInForce) as caught:
        codeset(2026)["J2796"]
    revived = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    for again in (copy.copy(caught.value), revived):
        assert str(again) == str(caught.value)
        assert again.value == "J2796"


def test_linked_codes_of_a_related_code_are_in_words() -> None:
    assert linked_text("Q5102", date(2019, 1, 15)) == "followed by Q5103 or Q5104"
    assert linked_text("J9310", date(2018, 12, 31) + timedelta(days=1)) == "followed by J9312"


# --- what the data do not have -------------------------------------------------------


@pytest.mark.parametrize("code", ["J1563", "J0000", "J9113", "J1564"])
def test_a_code_of_no_release_is_not_included_which_is_not_that_it_never_was(code: str) -> None:
    """J1563 was immune globulin before 2011; the data begin in 2011 and cannot tell."""
    text = text_of(code, date(2019, 1, 15))
    assert text.startswith(f"{code} is not included: in no release since 2011 of CMS's HCPCS codes")


def test_a_code_outside_j_that_is_not_included_is_not_called_a_missing_j_code() -> None:
    assert text_of("A4206", 2025) == (
        "A4206 is not included: it is neither a J code nor one of the codes related to them"
    )
    with pytest.raises(UnknownCode, match="G0138 is not included: it is neither"):
        codeset(2025).related["G0138"]
    with pytest.raises(UnknownCode, match="J9113 is not included: in no release since 2011"):
        codeset(2025).related["J9113"]


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("96413", "CPT: complex drug administration and pumps"),
        ("0636", "revenue code: institutional claims"),
        ("JW", "modifier: two characters after a code"),
        ("50242-051-21", "NDC: package, FDA form 5-3-2"),
        ("D0120", "CDT: dental procedure, maintained by the ADA; not in the CMS file"),
        (" c50.911", "ICD-10-CM: diagnosis"),
    ],
)
def test_a_code_of_another_system_is_named_by_its_form(code: str, form: str) -> None:
    text = f"there is no J code {code!r}; it has the form of {form}"
    assert text_of(code, 2025) == text
    if not form.startswith("NDC"):  # an NDC is taken for its code, where the crosswalk has it
        with pytest.raises(UnknownCode) as caught:
            migrate(code, on=date(2018, 6, 1), to=date(2019, 6, 1))
        assert str(caught.value) == text
    with pytest.raises(UnknownCode) as caught:
        history(code)
    assert text.partition("; ")[2] in str(caught.value)


def test_a_diagnosis_with_its_point_may_also_have_been_meant_as_a_code() -> None:
    assert text_of("J93.12", 2025) == (
        "there is no J code 'J93.12'; it has the form of ICD-10-CM: diagnosis; did you mean J9312?"
    )


# --- values of another type ----------------------------------------------------------


@pytest.mark.parametrize("value", [9312, None, 5.0, ("J9312",), ["J9312"], {}, b"J9312"])
def test_a_value_that_is_not_a_text_is_refused_as_everywhere(value: object) -> None:
    cs = codeset(2025)
    fix = f"{value} is not a code: pass a text such as 'J9312'"
    for call in (cs.__getitem__, cs.versions, history):
        refused(careless(call, value), UnknownCode, value, fix)
    assert value not in cs
    assert cs.get(value) is None  # type: ignore[call-overload]


@pytest.mark.parametrize("value", [2024, None, "2024", date(2024, 1, 1), []])
def test_a_code_set_is_compared_with_a_code_set_only(value: object) -> None:
    fix = "a set of J codes cannot be compared with "
    refused(careless(codeset(2025).diff, value), BadArgument, value, fix)


@pytest.mark.parametrize("value", [None, [], 5.0, b"2025", {}])
def test_what_is_not_a_period_or_a_day_is_refused(value: object) -> None:
    refused(careless(codeset, value), BadDate, value, "is not a period; pass a year (2025)")
    refused(careless(codeset(2025).on, value), BadDate, value, "is not a date; pass datetime.date")


# --- scopes ---------------------------------------------------------------------------


def every_scope(cs: CodeSet) -> dict[str, str]:
    """How the scope of each code that excludes something reads."""
    return {code: str(each.scope) for code, each in cs.items() if each.scope.exclusions}


def test_a_scope_says_what_it_excludes() -> None:
    """J1745 of 2025 is infliximab that "excludes biosimilar"; J0129 is not for self-administration."""
    cs = codeset(2025)
    assert str(cs["J1745"].scope) == "excludes biosimilars"
    assert str(cs["J9355"].scope) == "excludes biosimilars"
    assert str(cs["J0153"].scope) == "excludes adenosine phosphate compounds"
    assert str(cs["J0129"].scope) == "not for use when self-administered"
    assert str(codeset(2014)["J0151"].scope) == (
        "diagnostic use; excludes adenosine phosphate compounds"
    )


@pytest.mark.parametrize("year", [2011, 2014, 2019, 2025, 2026])
def test_no_scope_names_what_it_excludes_as_if_it_were_for_it(year: int) -> None:
    for scope in {
        *every_scope(codeset(year)).values(),
        *every_scope(codeset(year).related).values(),
    }:
        assert any(part.startswith(("excludes ", "not ")) for part in scope.split("; "))
