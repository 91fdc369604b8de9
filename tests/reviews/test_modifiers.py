"""Modifiers: each fact of the rules, a day or a character from where it changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hcpcs_jcodes import Example, Payer, Result, review
from hcpcs_jcodes.claims.records import Record

ON = "2025-08-01"
MEDICARE = Payer.medicare()
NORIDIAN = MEDICARE.replace(contractor="Noridian JE")


def results(
    rule: str, *lines: dict[str, Any], payer: Payer = MEDICARE, **more: Any
) -> list[Result]:
    example = Example(lines, payer=payer, **more)
    return [each for each in review(example.made(), payer=payer).results if each.rule == rule]


def outcomes(rule: str, *lines: dict[str, Any], **more: Any) -> list[str]:
    """The severity of each finding, otherwise the outcome, line by line."""
    return [each.severity or each.outcome for each in results(rule, *lines, **more)]


def line(code: str, *modifiers: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "units": 1, "modifiers": modifiers, **more}


def of(rule: str, code: str, *modifiers: str, payer: Payer = MEDICARE, **more: Any) -> str:
    """What a rule says of one line on a professional claim."""
    (only,) = outcomes(rule, line(code, *modifiers, **more), payer=payer)
    return only


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("JZ", "pass"),
        ("jz", "warning"),
        ("J", "error"),
        ("JZZ", "error"),
        ("J-", "error"),
        ("", "not_applicable"),
    ],
)
def test_the_form_of_a_modifier(written: str, says: str) -> None:
    assert of("MOD001", "J9312", written) == says


def test_a_line_has_room_for_four_modifiers() -> None:
    assert of("MOD002", "J9312", "JZ", "JA", "TB", "GA") == "pass"
    assert of("MOD002", "J9312", "JZ", "JA", "TB", "GA", "KX") == "error"
    many = [
        each.strip()
        for each in "A1 A2 A3 A4 A5 A6 A7 A8 A9 E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8".split()
    ]
    assert of("MOD002", "J9312", *many) == "error"


def test_a_modifier_is_repeated_only_if_it_is_the_same() -> None:
    assert of("MOD003", "J9312", "JZ", "JA") == "pass"
    assert of("MOD003", "J9312", "JZ", "JA", "JZ") == "error"


@pytest.mark.parametrize(
    ("modifier", "on", "says"),
    [
        ("25", ON, "pass"),
        ("UD", ON, "pass"),
        ("ZZ", ON, "verify"),
        # the last release that lists every modifier is January 2026
        ("ZZ", "2026-03-31", "verify"),
        ("ZZ", "2026-04-01", "not_checked"),
        ("ZZ", "2011-01-01", "verify"),
        ("ZZ", "2010-12-31", "not_checked"),
    ],
)
def test_an_unknown_modifier_is_asked_about(modifier: str, on: str, says: str) -> None:
    assert of("MOD004", "J9312", modifier, on=on) == says


@pytest.mark.parametrize(
    ("modifier", "first", "last"),
    [
        ("JG", "2018-01-01", "2024-12-31"),
        ("GD", "2008-01-01", "2019-12-31"),
        ("ZA", "2016-01-01", "2018-03-31"),
        ("ZC", None, "2018-03-31"),
        ("JF", "2015-04-01", "2015-06-30"),
        ("XE", "2015-01-01", None),
        ("JZ", "2023-01-01", None),
        ("TB", "2018-01-01", None),
        ("QA", "2018-04-01", None),
    ],
)
def test_the_first_and_last_day_of_a_modifier(
    modifier: str, first: str | None, last: str | None
) -> None:
    day = timedelta(days=1)
    if first:
        begun = date.fromisoformat(first)
        assert of("MOD005", "J9312", modifier, on=begun) == "pass"
        assert of("MOD005", "J9312", modifier, on=begun - day) == "error"
    if last:
        ended = date.fromisoformat(last)
        assert of("MOD005", "J9312", modifier, on=ended) == "pass"
        assert of("MOD005", "J9312", modifier, on=ended + day) == "error"


def test_after_the_last_list_an_open_modifier_is_not_checked() -> None:
    """JZ was read in October 2026; of U1, January 2026 is the last list on hand."""
    assert of("MOD005", "J9312", "U1", on="2026-03-31") == "pass"
    assert of("MOD005", "J9312", "U1", on="2026-04-01") == "not_checked"
    assert of("MOD005", "J9312", "JZ", on="2026-12-31") == "pass"
    assert of("MOD005", "J9312", "JZ", on="2027-01-01") == "not_checked"
    # one that ended has ended
    assert of("MOD005", "J9312", "JG", on="2027-01-01") == "error"


@pytest.mark.parametrize(
    ("modifiers", "says"),
    [
        (("JW", "JZ"), "pass"),  # a rule about discarded drug says so
        (("JA", "JB"), "error"),
        (("JA", "JZ"), "pass"),
        (("GA", "GZ"), "error"),
        (("GY", "GA"), "warning"),
        (("GY", "GX"), "pass"),
        (("KX", "GZ"), "warning"),
        (("PO", "PN"), "error"),
        (("RT", "LT"), "verify"),
        (("50", "RT"), "verify"),
        (("50", "JZ"), "pass"),
        (("59", "XS"), "warning"),
        (("59", "76"), "pass"),
        (("TB", "JG"), "verify"),
    ],
)
def test_modifiers_that_contradict_each_other(modifiers: tuple[str, ...], says: str) -> None:
    assert of("MOD006", "J9312", *modifiers, on="2024-12-31") == says


def test_the_route_is_wanted_where_a_contractor_says_so() -> None:
    """Noridian denies J0129 without JA or JB from 2021-04-05; of others it is not known."""
    assert of("MOD007", "J0129", "JZ", payer=NORIDIAN, on="2021-04-05") == "error"
    assert of("MOD007", "J0129", "JZ", payer=NORIDIAN, on="2021-04-04") == "not_applicable"
    assert of("MOD007", "J0129", "JZ") == "verify"
    assert of("MOD007", "J0129", "JB") == "pass"
    assert of("MOD007", "J0129", "JW") == "not_applicable"
    assert of("MOD007", "J2354", payer=NORIDIAN) == "error"
    assert of("MOD007", "J3262", payer=NORIDIAN) == "not_checked"
    assert of("MOD007", "J9312", payer=NORIDIAN) == "not_applicable"
    assert of("MOD007", "J0129", payer=Payer.commercial()) == "not_applicable"


def test_the_modifier_of_the_route_agrees_with_the_chart() -> None:
    under_the_skin, into_a_vein = Record(route="subcutaneous"), Record(route="intravenous")
    assert of("MOD008", "J0129", "JA", record=into_a_vein) == "pass"
    assert of("MOD008", "J0129", "JA", record=under_the_skin) == "error"
    assert of("MOD008", "J0129", "JB", record=into_a_vein) == "error"
    assert of("MOD008", "J0129", "JB", record=under_the_skin) == "pass"
    assert of("MOD008", "J0129", "JB") == "not_checked"
    assert of("MOD008", "J0129", "JZ", record=into_a_vein) == "not_applicable"


def test_the_modifier_of_a_drug_bought_under_340b() -> None:
    bought: dict[str, Any] = {"record": Record(acquired="340B")}
    assert of("MOD009", "J9312", "JZ", on="2025-01-01", **bought) == "warning"
    assert of("MOD009", "J9312", "TB", on="2025-01-01", **bought) == "pass"
    # JG or TB in 2024
    assert of("MOD009", "J9312", "JG", on="2024-12-31", **bought) == "pass"
    assert of("MOD009", "J9312", "JZ", on="2024-01-01", **bought) == "warning"
    assert of("MOD009", "J9312", "JZ", on="2023-12-31", **bought) == "not_applicable"
    assert of("MOD009", "J9312", "JZ") == "not_checked"
    assert of("MOD009", "J9312", "JZ", record=Record(acquired="purchased")) == "not_applicable"


def test_a_modifier_of_340b_before_there_was_one_is_no_such_modifier() -> None:
    assert of("MOD010", "J9312", "JG", on="2023-12-31") == "warning"
    assert of("MOD010", "J9312", "JG", on="2024-01-01") == "not_checked"


def test_the_modifier_of_340b_is_the_payers() -> None:
    bought: dict[str, Any] = {"record": Record(acquired="340B")}
    state = Payer.medicaid().replace(modifier_340b="UD")
    assert of("MOD009", "J9312", "UD", payer=state, **bought) == "pass"
    assert of("MOD009", "J9312", "TB", payer=state, **bought) == "warning"
    assert (
        of("MOD009", "J9312", payer=state.replace(modifier_340b=""), **bought) == "not_applicable"
    )
    assert of("MOD009", "J9312", payer=Payer.commercial(), **bought) == "not_checked"
    # UD has other meanings where it is not the payer's
    purchased: dict[str, Any] = {"record": Record(acquired="purchased")}
    assert of("MOD010", "J9312", "UD", payer=state, **purchased) == "warning"
    assert of("MOD010", "J9312", "UD", **purchased) == "not_applicable"
    assert of("MOD010", "J9312", "TB", **purchased) == "warning"
    assert of("MOD010", "J9312", "TB", **bought) == "pass"
    assert of("MOD010", "J9312", "TB") == "not_checked"


@pytest.mark.parametrize("code", ["J0881", "J0885", "Q5106"])
def test_an_esa_has_exactly_one_reason(code: str) -> None:
    assert of("MOD011", code, "JZ") == "error"
    assert of("MOD011", code, "EB") == "pass"
    assert of("MOD012", code, "EA") == "pass"
    assert of("MOD012", code, "EA", "EB") == "error"
    assert of("MOD011", code, payer=Payer.commercial()) == "not_applicable"


def test_an_esa_has_a_reason_since_2008() -> None:
    assert of("MOD011", "J0885", on="2008-01-01") == "error"
    assert of("MOD011", "J0885", on="2007-12-31") == "not_applicable"


def test_codes_for_dialysis_take_no_reason() -> None:
    for code in ("J0882", "Q4081", "Q5105"):
        assert of("MOD011", code) == "not_applicable"
        assert of("MOD014", code, "EC") == "warning"
        assert of("MOD014", code, "ED") == "pass"
    assert of("MOD014", "J0885", "ED") == "warning"
    assert of("MOD014", "J0885", "EA") == "pass"


@pytest.mark.parametrize(
    ("narrative", "says"),
    [
        ("", "not_checked"),
        ("DOSE 10000 UNITS", "not_checked"),
        ("HGB 9.5", "pass"),
        ("hemoglobin: 3", "pass"),
        ("HGB 2.9", "verify"),
        ("HB 20.1", "verify"),
        ("HCT 28.4", "pass"),
        ("HCT 9.5", "verify"),
    ],
)
def test_the_result_of_an_esa(narrative: str, says: str) -> None:
    assert of("MOD013", "J0885", "EA", narrative=narrative) == says


def test_a_payer_of_an_esa_for_radiotherapy_is_asked() -> None:
    assert of("MOD015", "J0881", "EB") == "warning"
    assert of("MOD015", "J0885", "EB") == "warning"
    assert of("MOD015", "J0881", "EC") == "pass"
    assert of("MOD015", "J0881", "EB", payer=Payer.commercial()) == "verify"
    assert of("MOD015", "J0885", "EB", payer=Payer.commercial()) == "not_applicable"


def test_kx_of_a_cell_therapy_is_not_needed_since_its_program_ended() -> None:
    assert of("MOD016", "Q2041", "KX", on="2025-06-26") == "note"
    assert of("MOD016", "Q2041", "KX", on="2025-06-25") == "not_checked"
    assert of("MOD016", "J9312", "KX") == "not_checked"
    assert of("MOD016", "J9312", "JZ") == "not_applicable"


def test_what_a_notice_says_is_a_note() -> None:
    for rule, noted in (("MOD017", "GY"), ("MOD018", "GZ"), ("MOD019", "GA"), ("MOD019", "GX")):
        assert of(rule, "J9312", noted) == "note"
        assert of(rule, "J9312", "JZ") == "pass"


@pytest.mark.parametrize(
    ("modifier", "setting", "says"),
    [
        ("PO", "professional", "warning"),
        ("PN", "asc", "warning"),
        ("PN", "facility", "pass"),
        ("73", "asc", "pass"),
        ("74", "professional", "warning"),
        ("27", "asc", "warning"),
        ("27", "facility", "pass"),
    ],
)
def test_modifiers_of_hospitals(modifier: str, setting: Any, says: str) -> None:
    assert outcomes("MOD020", line("J9312", modifier), setting=setting) == [says]


def test_ay_is_for_esrd_facilities() -> None:
    assert of("MOD021", "J9312", "AY", place_of_service="65") == "pass"
    assert of("MOD021", "J9312", "AY") == "verify"
    assert outcomes("MOD021", line("J9312", "AY"), setting="facility") == ["not_checked"]
    for bill, says in (("0721", "pass"), ("0131", "verify")):
        found = outcomes(
            "MOD021", line("J9312", "AY"), setting="facility", claim={"type_of_bill": bill}
        )
        assert found == [says]


def test_a_drug_that_was_given_out_is_not_administered() -> None:
    given_out = line("J1885", "RD")
    assert outcomes("MOD022", given_out, line("96372"))[0] == "verify"
    assert outcomes("MOD022", given_out, line("96372", on="2025-08-02"))[0] == "pass"
    assert outcomes("MOD022", given_out, line("99211"))[0] == "pass"


@pytest.mark.parametrize(
    ("drug", "procedures", "says"),
    [
        ("RT", ["RT"], "pass"),
        ("RT", ["LT"], "verify"),
        ("RT", ["50"], "pass"),
        ("50", ["RT"], "verify"),
        ("50", ["RT", "LT"], "pass"),
        ("E4", ["RT"], "pass"),
        ("E1", ["RT"], "verify"),
        ("RT", [""], "not_applicable"),
        ("JZ", ["LT"], "not_applicable"),
    ],
)
def test_the_side_of_the_drug_and_of_the_procedure(
    drug: str, procedures: list[str], says: str
) -> None:
    given = [line("67028", each) for each in procedures]
    assert outcomes("MOD023", line("J0178", drug), *given)[0] == says


def test_a_procedure_of_another_day_has_no_side_for_the_drug() -> None:
    other = line("67028", "LT", on="2025-08-02")
    assert outcomes("MOD023", line("J0178", "RT"), other)[0] == "not_applicable"


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (("JZ",), ("JZ",), ["pass", "verify"]),
        (("JZ",), ("JZ", "76"), ["pass", "pass"]),
        (("JZ",), ("JZ", "59"), ["pass", "pass"]),
        (("RT",), ("LT",), ["pass", "pass"]),
        ((), ("JW",), ["pass", "not_applicable"]),
        (("JW",), ("JW",), ["not_applicable", "not_applicable"]),
    ],
)
def test_a_further_line_has_the_modifier_that_says_why(
    first: tuple[str, ...], second: tuple[str, ...], says: list[str]
) -> None:
    lines = (line("J7182", *first, units=9999), line("J7182", *second))
    assert outcomes("MOD024", *lines) == says


def test_further_lines_of_another_day_or_package_are_others() -> None:
    one = line("J9312", "JZ")
    assert outcomes("MOD024", one, {**one, "on": "2025-08-02"}) == ["not_applicable"] * 2
    packages = [{**one, "ndc": ndc} for ndc in ("50242-0051-21", "50242-0053-06")]
    assert outcomes("MOD024", *packages) == ["pass", "pass"]
    unlisted = [line("J9999", narrative=text) for text in ("DRUG A 9 MG IV", "DRUG B 5 MG IV")]
    assert outcomes("MOD024", *unlisted) == ["pass", "pass"]


def test_a_payer_may_take_no_modifier_on_a_further_line() -> None:
    one = line("J7182", units=5000)
    below = line("J7182", units=4999)
    assert outcomes("MOD024", below, below) == ["pass", "pass"]  # the rules about duplicates say it
    for repeat, says in ((None, "not_checked"), ("", "not_applicable"), ("76", "verify")):
        payer = Payer.commercial().replace(repeat_modifier=repeat, line_limit=9999)
        assert outcomes("MOD024", one, one, payer=payer)[1] == says


@pytest.mark.parametrize("code", ["99202", "99213", "99215", "99285", "G0463"])
def test_a_visit_beside_an_administration_is_asked_about(code: str) -> None:
    assert outcomes("MOD025", line(code), line("96365"))[0] == "verify"
    assert outcomes("MOD025", line(code, "25"), line("96365"))[0] == "pass"
    assert outcomes("MOD025", line(code), line("J9312"))[0] == "not_applicable"
    assert outcomes("MOD025", line(code), line("96365", on="2025-08-02"))[0] == "not_applicable"


def test_a_visit_of_a_nurse_is_another_rules() -> None:
    assert outcomes("MOD025", line("99211"), line("96365"))[0] == "not_applicable"


def test_lines_that_cannot_be_read_are_not_checked() -> None:
    undated = {"code": "J0885", "units": 1, "modifiers": ("EA", "EB"), "on": "soon"}
    for rule in ("MOD004", "MOD005", "MOD009", "MOD011", "MOD012"):
        assert outcomes(rule, undated) == ["not_checked"]
    assert outcomes("MOD006", {**undated, "modifiers": ("JA", "JB")}) == ["not_checked"]
    assert outcomes("MOD011", {"code": None, "units": 1, "on": ON}) == ["not_checked"]


def test_a_payer_of_which_the_line_of_business_is_not_known() -> None:
    unknown = Payer(name="Acme")
    assert of("MOD011", "J0885", payer=unknown) == "not_checked"
    assert of("MOD021", "J0885", "AY", payer=unknown) == "not_checked"
