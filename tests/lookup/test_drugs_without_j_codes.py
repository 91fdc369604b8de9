"""Drugs that hospitals and offices inject under C, Q and S codes, and that no J code names.

The rule for including them is in ``release/ledger/README.md``, under related_codes.csv.
"""

from __future__ import annotations

from datetime import date

import pytest

from hcpcs_jcodes import NotInForce, billing_units, codeset, resolve
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.rows import AT


@pytest.mark.parametrize(
    ("name", "code", "days"),
    [
        # public-cases.md, A: "vimpat" found J9225, another drug
        ("vimpat", "C9254", ("2011-01-01", "2026-12-31")),
        ("lacosamide", "C9254", ("2011-01-01", "2026-12-31")),
        # siblings
        ("cablivi", "C9047", ("2019-07-01", "2026-12-31")),
        ("tecartus", "C9073", ("2021-01-01", "2021-03-31")),
        ("breyanzi", "C9076", ("2021-07-01", "2021-09-30")),
        ("abecma", "C9081", ("2021-10-01", "2021-12-31")),
        ("carvykti", "C9098", ("2022-07-01", "2022-09-30")),
        ("aucatzyl", "C9301", ("2025-04-01", "2025-06-30")),
        ("olinvyk", "C9101", ("2022-10-01", "2026-12-31")),
        ("provenge", "C9273", ("2011-01-01", "2011-06-30")),
        ("provenge", "Q2043", ("2011-07-01", "2026-12-31")),
        ("synera", "C9285", ("2011-07-01", "2026-12-31")),
        ("voraxaze", "C9293", ("2012-10-01", "2026-12-31")),
        ("wainua", "C9311", ("2026-10-01", "2026-12-31")),
        ("kengreal", "C9460", ("2016-01-01", "2026-12-31")),
        ("sotalol", "C9482", ("2016-10-01", "2026-12-31")),
        ("vaprisol", "C9488", ("2017-04-01", "2026-12-31")),
        ("syndros", "Q0155", ("2025-01-01", "2026-12-31")),
        ("marinol", "Q0167", ("2014-01-01", "2026-12-31")),
        ("bebtelovimab", "Q0222", ("2022-02-11", "2024-12-12")),
        ("pemgarda", "Q0224", ("2024-03-22", "2026-12-31")),
        ("sotrovimab", "Q0247", ("2021-05-26", "2024-12-12")),
        ("geref", "Q0515", ("2011-01-01", "2026-12-31")),
        ("vumon", "Q2017", ("2011-01-01", "2025-12-31")),
        ("cefobid", "S0021", ("2011-01-01", "2026-12-31")),
        ("cimetidine", "S0023", ("2011-01-01", "2026-12-31")),
        ("ofloxacin", "S0034", ("2011-01-01", "2026-12-31")),
        ("ticarcillin-clavulanate", "S0040", ("2011-01-01", "2026-12-31")),
        ("piperacillin", "S0081", ("2011-01-01", "2026-12-31")),
        ("menopur", "S0122", ("2011-01-01", "2026-12-31")),
        ("gonal-f", "S0126", ("2011-01-01", "2026-12-31")),
        ("follistim", "S0128", ("2011-01-01", "2026-12-31")),
        ("ganirelix", "S0132", ("2011-01-01", "2026-12-31")),
        ("pegasys", "S0145", ("2011-01-01", "2026-12-31")),
        ("pegintron", "S0148", ("2011-01-01", "2026-12-31")),
    ],
)
def test_a_name_means_the_one_code_from_its_first_day_to_its_last(
    name: str, code: str, days: tuple[str, str]
) -> None:
    for day in map(date.fromisoformat, days):
        assert [found.code for found in codeset(day).find(name)][:1] == [code]
        assert resolve(name, on=day).code == code


@pytest.mark.parametrize(
    ("name", "on", "codes"),
    [
        ("cerebyx", "2011-03-01", ["Q2009", "S0078"]),
        ("cerebyx", "2026-03-01", ["Q2009", "S0078"]),
        ("fosphenytoin", "2026-03-01", ["Q2009", "S0078"]),
        ("evusheld", "2022-06-01", ["Q0220", "Q0221"]),
        ("regen-cov", "2021-08-01", ["Q0240", "Q0243", "Q0244"]),
    ],
)
def test_a_drug_with_several_codes_has_them_all_and_the_s_code_last(
    name: str, on: str, codes: list[str]
) -> None:
    """Medicare pays no S code."""
    day = date.fromisoformat(on)
    assert [found.code for found in codeset(day).find(name)] == codes
    resolution = resolve(name, on=day)
    assert resolution.code is None
    assert [candidate.code for candidate in resolution.candidates] == codes


@pytest.mark.parametrize(
    ("code", "dose", "units"),
    [
        ("C9047", "11 mg", 11),
        ("C9101", "1.5 mg", 15),
        ("C9254", "200 mg", 200),
        ("C9293", "3500 units", 350),
        ("C9311", "45 mg", 45),
        ("C9460", "50 mg", 50),
        ("C9482", "75 mg", 75),
        ("C9488", "20 mg", 20),
        ("Q0155", "4.2 mg", 42),
        ("Q0167", "5 mg", 2),
        ("Q0168", "5 mg", 1),
        ("Q0220", "300 mg", 1),
        ("Q0221", "600 mg", 1),
        ("Q0222", "175 mg", 1),
        ("Q0224", "4500 mg", 1),
        ("Q0239", "700 mg", 1),
        ("Q0240", "600 mg", 1),
        ("Q0243", "2400 mg", 1),
        ("Q0244", "1200 mg", 1),
        ("Q0245", "2100 mg", 1),
        ("Q0247", "500 mg", 1),
        ("Q0515", "0.06 mg", 60),
        ("Q2009", "1000 mg", 20),
        ("Q2017", "260 mg", 6),
        ("S0021", "2 g", 2),
        ("S0023", "300 mg", 1),
        ("S0034", "400 mg", 1),
        ("S0040", "6.2 g", 2),
        ("S0078", "1500 mg", 2),
        ("S0081", "3 g", 6),
        ("S0122", "225 IU", 3),
        ("S0126", "150 IU", 2),
        ("S0128", "150 IU", 2),
        ("S0132", "250 mcg", 1),
        ("S0145", "180 mcg", 1),
        ("S0148", "120 mcg", 12),
    ],
)
def test_a_dose_has_its_units(code: str, dose: str, units: int) -> None:
    (row,) = code_ledger().related[code]
    first = max(row[AT["valid_from"]], "2011-01-01")
    assert billing_units(codeset(first).related[code], dose) == units


@pytest.mark.parametrize(
    ("code", "on", "counted"),
    [
        ("C9285", "2012", "patch"),
        ("C9273", "2011Q1", "infusion"),
        ("Q2043", "2026", "infusion"),
        ("C9081", "2021Q4", "dose"),
        ("C9301", "2025Q2", "dose"),
    ],
)
def test_what_is_counted_has_no_amount(code: str, on: str, counted: str) -> None:
    unit = codeset(on).related[code].billing_unit
    assert (unit.kind, unit.counted, unit.amount) == ("counted", counted, None)


def test_half_a_combination_or_another_combination_is_not_meant() -> None:
    """Piperacillin with tazobactam keeps its J code; S0081 is piperacillin alone."""
    on = date(2026, 3, 1)
    for name in ("zosyn", "piperacillin tazobactam", "Piperacillin/Tazobactam Sodium, injection"):
        assert resolve(name, on=on).code == "J2543"
    assert resolve("interferon alfa-2b", on=on).code == "J9214"
    assert resolve("phenytoin", on=on).code == "J1165"
    assert resolve("lidocaine", on=date(2022, 3, 1)).code == "J2001"


@pytest.mark.parametrize(
    ("code", "unit", "last"),
    [
        ("C9003", "50 mg", "2008-12-31"),
        ("S0146", "10 mcg", "2010-09-30"),
        ("S0162", "125 mg", "2009-09-30"),
    ],
)
def test_a_code_that_ended_before_the_first_day_says_so(code: str, unit: str, last: str) -> None:
    """The file of 2011 lists it; its unit is read although no dose is billed with it."""
    (row,) = code_ledger().related[code]
    assert row[AT["unit_amount"]] == unit
    with pytest.raises(NotInForce, match=last):
        codeset("2011").related[code]


@pytest.mark.parametrize(
    "code",
    ["Q0181", "Q4082", "Q9977", "Q9950", "C9031", "C9171", "C9250", "Q2004", "Q2028",
     "Q2035", "Q9968", "S0088", "S0155", "S0157", "S5565", "C9600"],
)  # fmt: skip
def test_what_is_no_single_drug_or_only_shows_something_is_left_out(code: str) -> None:
    assert code not in code_ledger().related
