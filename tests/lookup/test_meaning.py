"""Every function that takes a code takes what resolve takes, where one code remains."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unittest.mock import Mock

import pytest

from hcpcs_jcodes import (
    Administration,
    AmbiguousName,
    BadAdministration,
    Given,
    Ndc,
    NotInForce,
    ProductNdc,
    UncoveredDate,
    UnknownCode,
    administration_codes,
    bill,
    code_encounter,
    codeset,
    migrate,
    mue,
    pair,
    payment_limit,
    resolve,
    status_indicator,
)
from hcpcs_jcodes.lookup import meaning
from hcpcs_jcodes.lookup.meaning import code_meant, drug_meant
from hcpcs_jcodes.lookup.resolving import listed

ON = date(2025, 8, 1)
PAYER: Any = {"policy": "medicare", "setting": "professional"}

TAKES_A_CODE: list[Callable[[Any, date], str]] = [
    lambda text, on: bill(text, administered="100 mg", on=on, **PAYER).code.code,
    lambda text, on: pair(text, "96413", on=on, setting="professional").drug,
    lambda text, on: migrate(text, on=on, to=ON).code,
    lambda text, on: getattr(status_indicator(text, on=on, nearest=True), "code", "not checked"),
    lambda text, on: getattr(payment_limit(text, on=on, nearest=True), "code", "not checked"),
    lambda text, on: getattr(mue(text, on=on, setting="professional"), "code", "not checked"),
]
IDS = ["bill", "pair", "migrate", "status_indicator", "payment_limit", "mue"]


@pytest.mark.parametrize("call", TAKES_A_CODE, ids=IDS)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("J9312", "J9312"),
        ("j9312 ", "J9312"),
        (" J-9312", "J9312"),
        ("Rituxan", "J9312"),
        ("truxima", "Q5115"),
        ("rituximab-abbs", "Q5115"),
        ("50242-051-21", "J9312"),
        ("NDC 50242-051", "J9312"),
    ],
)
def test_a_text_that_means_one_code_is_taken_for_it(
    call: Callable[[Any, date], str], text: str, code: str
) -> None:
    """One rule, in one place: lookup.meaning."""
    assert call(text, ON) == code


@pytest.mark.parametrize("call", TAKES_A_CODE, ids=IDS)
@pytest.mark.parametrize(
    ("text", "on", "error", "words"),
    [
        ("rituximab", ON, AmbiguousName, r"J9312 \(rituximab\), Q5115 \(rituximab-abbs"),
        ("truxma", ON, UnknownCode, "no code of any year has this name; did you mean Truxima"),
        ("Truxima", date(2015, 1, 1), UnknownCode, "Q5115 is not in force on 2015-01-01"),
        ("j9310", ON, NotInForce, "J9310 is not in force|neither"),
        ("J9312-JW", ON, UnknownCode, "is J9312 with modifier JW: pass the code alone"),
        ("antihemophilic factor", ON, UnknownCode, "printed for several drugs: factor ix"),
        ("50242-0051-77", ON, UnknownCode, "is not in CMS's crosswalk"),
        ("50242-051-21", date(2015, 1, 1), UncoveredDate, "pass nearest=True"),
        ("x" * 3000, ON, UnknownCode, "it has 3000 characters"),
    ],
)
def test_any_other_text_is_refused_with_what_would_do(
    call: Callable[[Any, date], str], text: str, on: date, error: type[Exception], words: str
) -> None:
    """The candidates by code and why; the end of a code; a suggestion."""
    if error is NotInForce and call in TAKES_A_CODE[3:]:
        return  # what a table lists is looked up by the code alone, and is not checked
    with pytest.raises(error, match=words) as caught:
        call(text, on)
    assert len(str(caught.value)) <= 500


def test_the_refusal_of_a_name_lists_its_codes() -> None:
    """For a program that shows a list to choose from."""
    with pytest.raises(AmbiguousName) as caught:
        code_meant("rituximab", ON)
    assert caught.value.candidates == ("J9312", "Q5115", "Q5119", "Q5123")
    assert caught.value.kind == "ambiguous_name"
    many = resolve("factor viii", on=ON).candidates
    assert listed([*many, *many]).endswith(f"{many[11].code} and {2 * len(many) - 12} more")
    assert len(listed([*many, *many])) < 450


def test_an_ndc_settles_a_name_for_a_bill() -> None:
    """The package is on the claim anyway."""
    billed = bill("rituximab", administered="100 mg", on=ON, ndc="50242-0051-21", **PAYER)
    assert billed.code.code == "J9312"
    for product in (Given("100 mg", ndc="50242-0051-21"), [Given("100 mg", ndc="50242-0051-21")]):
        assert bill("rituximab", administered=product, on=ON, **PAYER).lines == billed.lines
    with pytest.raises(AmbiguousName):
        bill("rituximab", administered=[Given("100 mg")], on=ON, **PAYER)
    # of one code it is no choice: the bill itself checks it
    assert bill("Rituxan", administered="100 mg", on=ON, ndc="50242-0051-21", **PAYER) == billed


def test_a_route_settles_a_name_for_a_pair() -> None:
    """Emend is a capsule and an infusion."""
    found = pair("Emend", "96365", on=ON, setting="facility", route="intravenous")
    assert found.drug == "J1453"
    assert administration_codes("Emend", on=ON, setting="facility", route="intravenous")
    # with one code, the pairing itself says what it thinks of the route
    assert pair("Keytruda", "96413", on=ON, setting="facility", route="subcutaneous") == pair(
        "J9271", "96413", on=ON, setting="facility", route="subcutaneous"
    )


def test_a_code_never_goes_through_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up as fast as ever, whether in force or not."""
    monkeypatch.setattr("hcpcs_jcodes.lookup.readings.read_text", None)
    for code in ("J9312", "J9310", "J0000", "Q5115", "96413", "0540T"):
        assert code_meant(code, ON) == code
        assert drug_meant(code, ON) == code
    version: object = codeset(2025)["J9312"]
    assert code_meant(version, ON) is version
    number: object = 9312
    assert code_meant(number, ON) is number
    assert set(meaning.__all__) == {
        "begins_named",
        "code_meant",
        "code_of_any_date",
        "codes_ever_named",
        "drug_meant",
        "number_meant",
    }


def infused(drug: str, hour: int = 9) -> Administration:
    """An hour of an infusion."""
    return Administration(
        drug,
        "intravenous",
        "infusion",
        datetime(2025, 8, 1, hour),  # noqa: DTZ001
        datetime(2025, 8, 1, hour + 1),  # noqa: DTZ001
    )


def test_a_chart_may_name_a_drug_by_its_ndc() -> None:
    """By code, brand, name or NDC it is the same drug, and coded alike."""
    by_code = code_encounter([infused("J9312"), infused("J9312", 11)], setting="facility")
    for other in ("Rituxan", "rituximab", "50242-051-21", "NDC 50242-051"):
        mixed = code_encounter([infused("J9312"), infused(other, 11)], setting="facility")
        assert [str(line) for line in mixed.lines] == [str(line) for line in by_code.lines]
    saline = code_encounter([infused("0338-0049")], setting="facility")
    assert [line.code for line in saline.lines] == ["96360"]
    assert drug_meant("0338-0049", ON) == "normal saline"
    with pytest.raises(BadAdministration, match="is not in CMS's crosswalk"):
        code_encounter([infused("50242-0051-77")], setting="facility")


def test_an_ndc_of_several_drugs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No quarter included has one."""
    several = AmbiguousName("50242-051", "several", ("J9312", "J1745"))
    monkeypatch.setattr(meaning, "code_meant", Mock(side_effect=several))
    with pytest.raises(AmbiguousName):
        drug_meant("50242-051", ON)


def test_a_chart_may_name_a_drug_of_which_biosimilars_are_in_force() -> None:
    """Which of them it was does not change the administration codes."""
    found = code_encounter([infused("rituximab")], setting="facility")
    assert [line.code for line in found.lines] == ["96413"]


def test_an_error_has_what_was_perhaps_meant_as_texts() -> None:
    """For a program that offers them; worked out when they are read."""
    with pytest.raises(UnknownCode) as caught:
        code_meant("truxma", ON)
    assert (caught.value.suggestions, caught.value.candidates) == (("Truxima",), ())
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert copied.suggestions == ("Truxima",)
    with pytest.raises(UnknownCode) as caught:
        codeset(2025)["J93l2"]
    assert caught.value.suggestions == ("J9312",)
    with pytest.raises(NotInForce) as caught:
        codeset(2025)["J9310"]
    assert caught.value.suggestions == ()
    with pytest.raises(AmbiguousName) as several:
        code_meant("rituximab", ON)
    assert several.value.suggestions == ()


@pytest.mark.parametrize(
    ("name", "on", "says"),
    [
        ("Truxima", date(2018, 3, 1), "valid from 2019-07-01"),
        ("Ixifi", date(2026, 3, 1), "to 2025-12-31; no code follows it"),
        ("Prolixin", date(2017, 3, 1), "J2679 is not in force on 2017-03-01"),
    ],
)
def test_a_name_whose_codes_are_not_in_force_says_when_they_are(
    name: str, on: date, says: str
) -> None:
    """A known brand is never said to be unknown."""
    with pytest.raises(NotInForce, match=says) as caught:
        code_meant(name, on)
    assert caught.value.kind == "not_in_force"


@pytest.mark.parametrize("call", TAKES_A_CODE, ids=IDS)
@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_text_is_said_to_be_empty(call: Callable[[Any, date], str], text: str) -> None:
    """A blank cell of a worksheet."""
    with pytest.raises(UnknownCode, match="is empty: pass a code, a name or an NDC"):
        call(text, ON)


@pytest.mark.parametrize("ndc", [Ndc("50242-051-21"), ProductNdc("50242-051")])
def test_an_ndc_that_was_read_is_taken_as_its_text_is(ndc: Any) -> None:
    """As resolve takes it."""
    assert code_meant(ndc, ON) == "J9312"


def test_a_pair_names_the_argument_that_narrows_there() -> None:
    """pair() has route= and no ndc=."""
    with pytest.raises(AmbiguousName, match=r"or pass route=$"):
        pair("lupron", "96402", on=ON, setting="professional")
    with pytest.raises(AmbiguousName, match=r"or the product by its brand$"):
        mue("lupron", on=ON, setting="professional")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Rituxan", ("J9310", date(1999, 1, 1))),
        # a C code until its J code began
        ("keytruda", ("C9027", date(2015, 1, 1))),
        ("nothing of that name", None),
    ],
)
def test_the_first_code_of_a_name_and_its_first_day(name: str, found: object) -> None:
    assert meaning.begins_named(name) == found
