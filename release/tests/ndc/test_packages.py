"""From rows of the crosswalk to the table of packages: corrected, doubted, or as CMS prints them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.ndc.crosswalk import PACKAGE_COLUMNS
from jcodes_release.ndc.packages import number_of, number_text
from jcodes_release.ndc.tables import DIFFERENCE_COLUMNS, PackageTables, package_tables
from jcodes_release.readers.crosswalk import CrosswalkRow
from jcodes_release.releases.records import UnreadableSource
from jcodes_release.wordings.versions import Version
from rituximab import VERSION
from source_files import fda_row

Rows = Mapping[str, Sequence[CrosswalkRow]]
NDC = "00001-0001-01"


def version(  # noqa: PLR0913 - one argument a fact
    code: str,
    drug: str,
    unit: BillingUnit,
    *,
    text: str | None = "",
    first: date = date(2020, 1, 1),
    last: date | None = None,
) -> Version:
    """A version of a code; ``text`` is its long description if that matters."""
    wording = evolve(
        VERSION.wording,
        code=code,
        valid_from=first,
        valid_to=last,
        long_description=f"Injection, {drug}" if text == "" else text,
    )
    description = evolve(VERSION.description, name=drug, substance=drug, unit=unit)
    return evolve(VERSION, wording=wording, description=description, unit=unit)


def measured(amount: str) -> BillingUnit:
    return BillingUnit("measured", Amount(amount))


CODES = {
    "J0001": [version("J0001", "novumab", measured("10 mg"))],
    "J0002": [version("J0002", "novumab", measured("1 mg"))],
    "J0003": [version("J0003", "penicillin", BillingUnit("up_to", Amount("600000 units")))],
    "J0004": [version("J0004", "saline", measured("500 mL"), text="Infusion, d5w, 500 cc")],
    "J0005": [version("J0005", "factor viii", measured("1 IU"))],
    "J0006": [version("J0006", "vaccine", BillingUnit("counted", counted="dose"))],
    "J0007": [
        version(
            "J0007",
            "cilastatin and imipenem",
            BillingUnit(
                "measured",
                components=(("imipenem", Amount("40 mg")), ("cilastatin", Amount("4 mg"))),
            ),
        )
    ],
    "J0008": [
        version(
            "J0008",
            "budesonide",
            BillingUnit("up_to", Amount("0.5 mg")),
            text="Budesonide, unit dose form, up to 0.5 mg",
        )
    ],
    "J0256": [version("J0256", "alpha 1 proteinase inhibitor", measured("10 mg"))],
    "J0696": [version("J0696", "ceftriaxone", measured("250 mg"))],
    "J0697": [version("J0697", "cefuroxime", measured("750 mg"))],
}


def row(  # noqa: PLR0913 - one argument a column
    code: str = "J0001",
    ndc: str = NDC,
    *,
    name: str = "Novumab",
    labeler: str = "Nova, Inc.",
    dosage: str = "10 MG",
    size: str = "1",
    items: str = "1",
    each: str = "10",
    whole: str = "",
) -> CrosswalkRow:
    """A row of CMS's layout; the package is the product of its items unless it is said."""
    return CrosswalkRow(
        code=code,
        short_description="",
        labeler=labeler,
        ndc=ndc,
        drug_name=name,
        dosage=dosage,
        package_size=size,
        package_quantity=items,
        billing_units=each,
        billing_units_per_package=whole or number_text(number_of(each) * number_of(items)),
    )


def correction(column: str, value: str, cms_value: str, **others: str) -> dict[str, str]:
    """A reviewed row, of 2024Q1 and the first code unless it is said."""
    return {
        "ndc": NDC,
        "code": "J0001",
        "first": "2024Q1",
        "last": "2024Q1",
        "column": column,
        "value": value,
        "cms_value": cms_value,
        "verdict": "corrected",
        "evidence": "other quarters",
        "reason": "misprint",
    } | others


def made(
    *rows: CrosswalkRow,
    attributes: Sequence[Mapping[str, str]] = (),
    corrections: Sequence[Mapping[str, str]] = (),
    quarters: Rows | None = None,
) -> PackageTables:
    return package_tables(quarters or {"2024Q1": rows}, attributes, corrections, CODES)


def table(tables: PackageTables) -> list[dict[str, str]]:
    return [dict(zip(PACKAGE_COLUMNS, cells, strict=True)) for cells in tables.packages]


def one(
    *rows: CrosswalkRow,
    attributes: Sequence[Mapping[str, str]] = (),
    corrections: Sequence[Mapping[str, str]] = (),
) -> dict[str, str]:
    """The only row of a table, or the one of the first package."""
    tables = made(*rows, attributes=attributes, corrections=corrections)
    assert tables.problems == []
    return next(each for each in table(tables) if each["ndc"] == rows[0].ndc)


# --- rows and quarters -----------------------------------------------------------


def test_a_good_row_is_passed_on() -> None:
    """Its names tidied, CMS's own figures not repeated."""
    untidy = row(name="NOVUMAB®  (TM)", labeler="NOVA,\nINC. NOVA INC.", items="3", size="2.50")
    assert one(untidy) == {
        "ndc": NDC,
        "code": "J0001",
        "first": "2024Q1",
        "last": "2024Q1",
        "name": "NOVUMAB",
        "labeler": "NOVA",
        "size": "2.5",
        "size_unit": "ML",
        "size_unit_from": "size",
        "items": "3",
        "units_per_item": "10",
        "units_per_package": "30",
        "verdict": "clean",
        "cms_units_per_item": "",
        "cms_units_per_package": "",
        "strength": "",
        "strength_from": "",
        "note": "",
    }


def test_what_is_not_a_drug_or_not_an_ndc_is_left_out_and_counted() -> None:
    """Skin substitutes by their codes; any identifier that is not 5-4-2."""
    tables = made(
        row(), row("Q4101"), row("Q4310", "XM-1"), row(ndc="888867413689"), row("Q4081", whole="10")
    )
    assert [each["code"] for each in table(tables)] == ["J0001", "Q4081"]
    assert tables.remarks == [
        "2 crosswalk rows of skin substitutes, which are not drugs",
        "1 crosswalk rows whose identifier is not an NDC",
    ]


def test_quarters_with_the_same_facts_are_one_row() -> None:
    """Under the newest name; a quarter without it, or another figure, begins a new one."""
    quarters = {
        "2024Q1": [row(name="NOVUMAB")],
        "2024Q2": [row(name="Novumab")],
        "2024Q3": [],
        "2024Q4": [row()],
        "2025Q1": [row(size="5")],
    }
    spans = [
        (each["first"], each["last"], each["name"], each["size"])
        for each in table(made(quarters=quarters))
    ]
    assert spans == [
        ("2024Q1", "2024Q2", "Novumab", "1"),
        ("2024Q4", "2024Q4", "Novumab", "1"),
        ("2025Q1", "2025Q1", "Novumab", "5"),
    ]


def test_a_quarter_that_is_missing_does_not_begin_a_new_row() -> None:
    """No file says anything of 2024Q2; 2024Q4 begins a row because its figure differs."""
    quarters = {"2024Q1": [row()], "2024Q3": [row()], "2024Q4": [row(size="5")]}
    spans = [(each["first"], each["last"]) for each in table(made(quarters=quarters))]
    assert spans == [("2024Q1", "2024Q3"), ("2024Q4", "2024Q4")]


def test_units_rounded_up_to_whole_packages_are_the_same_fact() -> None:
    """CMS prints fractions of a package until 2025Q2, and whole units after."""
    quarters = {
        "2025Q2": [row(each="0.25", items="10", whole="2.5")],
        "2025Q3": [row(each="0.25", items="10", whole="3")],
    }
    (only,) = table(made(quarters=quarters))
    assert (only["first"], only["last"], only["units_per_package"]) == ("2025Q2", "2025Q3", "2.5")
    assert (only["verdict"], only["cms_units_per_package"]) == ("clean", "")


def test_a_figure_that_is_not_a_number_is_refused() -> None:
    """A row without a figure would lose a package."""
    with pytest.raises(UnreadableSource, match="not a number: 'n/a'"):
        made(row(each="n/a", whole="1"))


@given(st.fractions(0, 1000, max_denominator=500))
def test_a_number_is_written_exactly(value: Fraction) -> None:
    """As decimals or as a ratio, it is read back as it was."""
    assert number_of(number_text(value)) == value


# --- contradictions --------------------------------------------------------------


def doubt(
    *rows: CrosswalkRow, attributes: Sequence[Mapping[str, str]] = ()
) -> tuple[str, str, str, str]:
    """Verdict, units, CMS's units, and note of the first package."""
    first = one(*rows, attributes=attributes)
    return (
        first["verdict"],
        first["units_per_item"] + first["units_per_package"],
        first["cms_units_per_item"],
        first["note"],
    )


def test_items_that_do_not_multiply_out_are_doubtful() -> None:
    """Neither figure is passed on."""
    assert doubt(row(items="10", whole="20")) == (
        "doubtful",
        "",
        "10",
        "units per item x items is not the units per package",
    )


def test_a_unit_that_differs_from_the_code_is_doubtful() -> None:
    """CMS once counted 1 mg under a code for 10 mg."""
    assert doubt(row(dosage="1 MG"))[::3] == (
        "doubtful",
        "CMS counts units of 1 mg but the code is for 10 mg",
    )


@pytest.mark.parametrize("dosage", ["UP TO 10 MG", "0.01 GM", "10 MG/5 MG", "10 CC"])
def test_a_dosage_in_other_words_is_not_a_contradiction(dosage: str) -> None:
    """The same amount, or one that is not a plain amount of the same kind."""
    assert doubt(row(dosage=dosage))[0] == "clean"


def test_a_figure_that_differs_from_the_strength_is_doubtful() -> None:
    """The package text states the volume, the strength the drug in it."""
    attributes = [fda_row("20 mg/mL", "1 VIAL in 1 BOX > 10 mL in 1 VIAL")]
    assert doubt(row(size="10"), attributes=attributes)[::3] == (
        "doubtful",
        "the FDA's strength 20 mg/mL comes to 20 units",
    )


def test_units_of_a_volume_must_be_the_size() -> None:
    """Two units of 500 mL are not 500 mL; a bag may have the size 1."""
    wrong = row("J0004", name="Saline", dosage="500 CC", size="500", each="2")
    assert doubt(wrong)[::3] == ("doubtful", "2 units of 500 mL do not match its size")
    bag = row("J0004", name="Saline", dosage="500 CC", size="1", each="2")
    assert doubt(bag)[0] == "clean"


def test_a_size_that_is_not_the_volume_of_the_package_is_doubtful() -> None:
    """If strength and package text confirm CMS's units."""
    attributes = [fda_row("10 mg/mL", "1 VIAL in 1 BOX > 10 mL in 1 VIAL")]
    assert doubt(row(size="20"), attributes=attributes)[::3] == (
        "doubtful",
        "the FDA's package contains 10 mL",
    )
    of_sibling = [attributes[0] | {"source": "NDC2019:9 pkg:sibling"}]
    assert doubt(row(size="20"), attributes=of_sibling)[0] == "clean"


def test_the_name_of_another_drug_is_doubtful() -> None:
    """Unless most packages of the code have it, so that it is only CMS's other word."""
    odd = row("J0697", name="Ceftriaxone", dosage="750 MG")
    good = [row("J0697", f"00002-000{n}-01", name="Cefuroxime", dosage="750 MG") for n in (1, 2)]
    assert doubt(odd, *good)[::3] == (
        "doubtful",
        "Ceftriaxone is not the drug of the code",
    )
    assert doubt(odd)[0] == "clean"
    assert doubt(row("J0697", name="Kefurox", dosage="750 MG"), *good)[0] == "clean"
    assert doubt(row("J0697", name="5 %", dosage="750 MG"), *good)[0] == "clean"


def test_one_package_contains_one_amount() -> None:
    """Over all quarters and codes; the one that the strength confirms stays."""
    quarters = {
        "2024Q1": [row(each="10")],
        "2024Q2": [row(each="100")],
        "2024Q3": [row("J0002", dosage="1 MG", each="100")],
    }
    reason = "other quarters or codes list a different amount for the same package"
    doubted = table(made(quarters=quarters))
    assert {each["note"] for each in doubted} == {reason}
    attributes = [fda_row("100 mg/1", form="POWDER")]
    mixed = {
        each["first"]: each["verdict"]
        for each in table(made(quarters=quarters, attributes=attributes))
    }
    assert mixed == {"2024Q1": "clean", "2024Q2": "doubtful", "2024Q3": "clean"}


def test_a_code_that_counts_items_counts_the_same_ones() -> None:
    """Doses have no amount: they are compared under their code alone."""
    quarters = {
        "2024Q1": [row("J0006", name="Vaccine", dosage="PER DOSE", each="1")],
        "2024Q2": [row("J0006", name="Vaccine", dosage="PER DOSE", each="2")],
    }
    assert {each["verdict"] for each in table(made(quarters=quarters))} == {"doubtful"}


def test_packages_of_one_product_have_one_strength() -> None:
    """The same labeler and product number: 10 and 20 mg in a milliliter cannot both be."""
    other = row(ndc="00001-0001-02", size="10", each="20")
    assert doubt(row(size="10", each="10"), other)[::3] == (
        "doubtful",
        "another package of the same product has a different strength",
    )
    larger = row(ndc="00001-0001-02", size="20", each="20")
    assert doubt(row(size="10", each="10"), larger)[0] == "clean"


# --- corrections -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "correct", "figures"),
    [
        (row(items="10", whole="10"), ("units_per_item", "1", "10"), ("1", "10", "1", "10")),
        (row(items="10", whole="10"), ("items", "1", "10"), ("1", "1", "10", "10")),
        (row(size="6"), ("size", "5", "6"), ("5", "1", "10", "10")),
        (row(items="2", whole="10"), ("units_per_package", "20", "10"), ("1", "2", "10", "20")),
        (row(each="6.7", whole="7"), ("units_per_item", "20/3", "6.7"), ("1", "1", "20/3", "20/3")),
    ],
    ids=["item", "items", "size", "package", "fraction"],
)
def test_a_correction_corrects_a_figure(
    printed: CrosswalkRow, correct: tuple[str, str, str], figures: tuple[str, ...]
) -> None:
    """The package is always the product of item and items."""
    corrected = one(printed, corrections=[correction(*correct)])
    assert (
        tuple(corrected[name] for name in ("size", "items", "units_per_item", "units_per_package"))
        == figures
    )
    assert (corrected["verdict"], corrected["note"]) == ("corrected", "misprint (other quarters)")


def test_a_corrected_row_shows_what_cms_prints() -> None:
    """Only if it is a different figure, rounding up aside."""
    corrected = one(
        row(items="10", each="1.25", whole="13"),
        corrections=[correction("units_per_item", "1.26", "1.25")],
    )
    assert (corrected["cms_units_per_item"], corrected["cms_units_per_package"]) == ("1.25", "")
    corrected = one(
        row(items="10", whole="20"), corrections=[correction("units_per_item", "3", "10")]
    )
    assert (corrected["cms_units_per_item"], corrected["cms_units_per_package"]) == ("10", "20")


def test_a_correction_corrects_a_name() -> None:
    """The figures are not touched."""
    corrected = one(row(name="Novunab"), corrections=[correction("name", "Novumab", "Novunab")])
    assert (corrected["name"], corrected["units_per_item"]) == ("Novumab", "10")


def test_a_correction_may_doubt() -> None:
    """The row keeps its place without units."""
    doubted = one(row(), corrections=[correction("units_per_item", "", "10", verdict="doubtful")])
    assert (doubted["verdict"], doubted["units_per_item"], doubted["cms_units_per_item"]) == (
        "doubtful",
        "",
        "10",
    )


@pytest.mark.parametrize(
    "correct",
    [
        correction("items", "1", "9"),
        correction("items", "2", "1", first="2024Q2", last="2024Q2"),
        correction("items", "2", "1", ndc="00009-0009-09"),
    ],
    ids=["value", "quarter", "package"],
)
def test_a_correction_that_finds_nothing_is_a_problem(correct: Mapping[str, str]) -> None:
    """CMS may correct its own errors: then the row must go."""
    (problem,) = made(row(), corrections=[correct]).problems
    assert problem.startswith(f"ndc_corrections.csv: {correct['ndc']} under J0001 has no items")


# --- strengths -------------------------------------------------------------------


def difference(
    printed: CrosswalkRow,
    *attributes: Mapping[str, str],
    corrections: Sequence[Mapping[str, str]] = (),
) -> tuple[str, str]:
    """What the strength comes to, and the reason for a difference; "" if there is none."""
    tables = made(printed, attributes=attributes, corrections=corrections)
    found = [dict(zip(DIFFERENCE_COLUMNS, cells, strict=True)) for cells in tables.differences]
    return (found[0]["computed"], found[0]["reason"]) if found else ("", "")


def test_a_strength_that_agrees_is_shown_and_makes_no_difference() -> None:
    """And which edition it is from."""
    attributes = [fda_row("10 mg/mL", "1 VIAL in 1 BOX > 10 mL in 1 VIAL")]
    agreed = one(row(size="10"), attributes=attributes)
    assert (agreed["strength"], agreed["strength_from"]) == ("10 mg/mL", "NDC2019:11")
    assert (agreed["size_unit"], agreed["size_unit_from"]) == ("ML", "FDA package")
    assert difference(row(size="10"), *attributes) == ("", "")


def test_an_ndc_that_was_reused_is_not_evidence() -> None:
    """A strength of another drug is not that of the package."""
    other = one(row(), attributes=[fda_row("5 mg/1", form="TABLET", name="Oldium")])
    assert (other["verdict"], other["strength"]) == ("clean", "")
    unnamed = one(row(), attributes=[fda_row("5 mg/1", form="TABLET", name="")])
    assert unnamed["strength"] == ""


OTHER_VOLUME = "the package text states a different volume from CMS: that of the container or a sibling package"


@pytest.mark.parametrize(
    ("printed", "attributes", "computed", "reason"),
    [
        (
            row(size="5", each="5"),
            fda_row("10 mg/mL", "1 BOX > 8 mL in 1 VIAL"),
            "8",
            OTHER_VOLUME,
        ),
        (
            row(each="10"),
            fda_row("6.02 mg/mL", "1 BOX > 16.7 mL in 1 VIAL"),
            "10.05",
            "the printed strength or volume is rounded, by at most 1%",
        ),
        (
            row(each="10"),
            fda_row("5 mg/mL", "1 BOX > 21 mL in 1 VIAL", "POWDER"),
            "10.5",
            "the volume after mixing, or of the vial, is more than the labeled dose needs",
        ),
        (
            row(each="10"),
            fda_row("19 mg/mL", "1 BOX > 5 mL in 1 VIAL", "POWDER"),
            "9.5",
            "the volume stated is the diluent added; the powder adds its own",
        ),
        (
            row("J0008", name="Budesonide", dosage="UP TO 0.5 MG", size="2", each="1"),
            fda_row("0.25 mg/2mL", "1 BOX > 2 mL in 1 AMPULE", name="Budesonide"),
            "0.5",
            "a vial of one dose is one unit, whatever its content",
        ),
    ],
    ids=["container", "rounded", "overfill", "displaced", "unit dose"],
)
def test_a_difference_that_a_rule_explains(
    printed: CrosswalkRow, attributes: Mapping[str, str], computed: str, reason: str
) -> None:
    """CMS's figure prevails, and the list says why the strength comes to another."""
    found = difference(printed, attributes)
    assert found[1] == reason
    assert abs(number_of(found[0]) - number_of(computed)) < Fraction(1, 100)
    assert one(printed, attributes=[attributes])["verdict"] == "clean"


def test_a_difference_that_a_person_explains() -> None:
    """A salt, an overfill, a misprint of the FDA."""
    attributes = fda_row("12 mg/mL", "1 BOX > 10 mL in 1 VIAL")
    explained = correction("strength", "", "10", verdict="clean", reason="12 mg of the salt")
    found = difference(row(size="10"), attributes, corrections=[explained])
    assert found == ("12", "12 mg of the salt")
    kept = one(row(size="10"), attributes=[attributes], corrections=[explained])
    assert (kept["verdict"], kept["note"]) == ("clean", "")


def test_a_difference_that_nothing_explains_is_in_the_list() -> None:
    """With the note of the doubtful row."""
    attributes = fda_row("20 mg/mL", "1 BOX > 10 mL in 1 VIAL")
    assert difference(row(size="10"), attributes) == (
        "20",
        "the FDA's strength 20 mg/mL comes to 20 units",
    )


PENICILLIN = fda_row("5000000 [iU]/1", form="POWDER", name="Penicillin")


def test_a_rounded_figure_gets_its_exact_one() -> None:
    """8.33 is 25/3; the package of ten is 250/3, which CMS prints as 83.3 or 84."""
    quarters = {
        quarter: [
            row(
                "J0003",
                name="Penicillin",
                dosage="600000 UNITS",
                each="8.33",
                items="10",
                whole=whole,
            )
        ]
        for quarter, whole in (("2025Q2", "83.3"), ("2025Q3", "84"))
    }
    (only,) = table(made(quarters=quarters, attributes=[PENICILLIN]))
    assert (only["units_per_item"], only["units_per_package"]) == ("25/3", "250/3")
    assert (only["verdict"], only["note"]) == ("rounded", "CMS rounds it (FDA package)")
    assert (only["cms_units_per_item"], only["cms_units_per_package"]) == ("8.33", "")


def test_a_part_of_a_unit_that_cms_rounds_up_is_a_fraction() -> None:
    """Two vials of 150,000 units under a code of up to 600,000 are one unit, not two."""
    part = row("J0003", name="Penicillin", dosage="up to 600000 UNITS", items="2", each="1")
    rounded = one(part, attributes=[fda_row("150000 U/1", form="POWDER", name="Penicillin")])
    assert (rounded["units_per_item"], rounded["units_per_package"]) == ("0.25", "0.5")
    assert (rounded["verdict"], rounded["cms_units_per_item"]) == ("rounded", "1")


def test_packages_with_the_same_decimals_get_the_same_exact_figure() -> None:
    """What the strength of one shows applies to the others of the code."""
    rows = [
        row("J0003", ndc, name="Penicillin", dosage="600000 UNITS", each="8.33")
        for ndc in ("00002-0001-01", NDC)
    ]
    rounded = one(*rows, attributes=[PENICILLIN])
    assert (rounded["units_per_item"], rounded["note"]) == (
        "25/3",
        "CMS rounds it (sibling packages)",
    )


@pytest.mark.parametrize(
    ("strength", "each"), [("40; 4 mg/1; mg/1", "1"), ("8; 80 mg/1; mg/1", "2")]
)
def test_a_combination_is_read_ingredient_by_ingredient(strength: str, each: str) -> None:
    """The largest amount of the code and the largest of the strength are a pair."""
    printed = row("J0007", name="Imipenem", dosage="40 MG-4 MG", each=each)
    assert difference(printed, fda_row(strength, form="POWDER", name="Imipenem")) == ("", "")


def test_a_sum_of_ingredients_may_be_what_the_code_counts() -> None:
    """Ampicillin and sulbactam are counted together."""
    assert difference(row(each="15"), fda_row("100; 50 mg/1; mg/1", form="POWDER")) == ("", "")


@pytest.mark.parametrize(
    ("printed", "attributes", "reason"),
    [
        (row(), fda_row(""), "no strength is available for the NDC"),
        (
            row("J0006", name="Vaccine", dosage="PER DOSE"),
            fda_row("1 mg/1", name="Vaccine"),
            "the code does not count an amount",
        ),
        (row(), fda_row("5 [iU]/1"), "the strength does not count in units of the code"),
        (
            row("J0007", name="Imipenem", dosage="40 MG-4 MG"),
            fda_row("5 [iU]/1", name="Imipenem"),
            "the strength does not count in units of the code",
        ),
        (
            row("J0005", name="Factor VIII", dosage="1 IU", each="1"),
            fda_row("250 [iU]/1", name="Factor VIII"),
            "the row has no units",
        ),
        (
            row("A9999", dosage="PER STUDY DOSE"),
            fda_row("5 mg/1"),
            "the code does not count an amount",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    printed: CrosswalkRow, attributes: Mapping[str, str], reason: str
) -> None:
    """Neither agreement nor difference."""
    tables = made(printed, attributes=[attributes])
    (comparison,) = tables.comparisons.values()
    assert (comparison.outcome, comparison.reason) == ("unreadable", reason)
    assert tables.differences == []


def test_a_code_that_is_not_held_has_the_unit_of_the_dosage_column() -> None:
    """Related codes that only the crosswalk lists."""
    printed = row("Q9966", name="Iopamidol", dosage="1 ML", size="20", each="20")
    assert one(printed)["size_unit_from"] == "code unit"


def test_a_code_has_the_unit_of_its_quarter() -> None:
    """Before its first and after its last day it is not in force."""
    codes = {
        "J0001": [
            version("J0001", "novumab", measured("10 mg"), last=date(2024, 3, 31)),
            version("J0001", "novumab", measured("1 mg"), first=date(2024, 4, 1)),
        ]
    }
    quarters = {
        "2024Q1": [row(each="10")],
        "2024Q2": [row(each="100", dosage="1 MG")],
    }
    tables = package_tables(quarters, [fda_row("100 mg/1", form="POWDER")], [], codes)
    assert {comparison.outcome for comparison in tables.comparisons.values()} == {"equal"}
    assert {each["verdict"] for each in table(tables)} == {"clean"}


def test_a_code_without_a_long_description_is_known_by_its_drug() -> None:
    """A code whose text is not available still has a name."""
    codes = {"J0001": [version("J0001", "novumab", measured("10 mg"), text=None)]}
    tables = package_tables({"2024Q1": [row()]}, [fda_row("100 mg/1")], [], codes)
    assert table(tables)[0]["strength"] == "100 mg"


# --- potency and sizes -----------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        (row("J0005", name="Factor VIII", dosage="1 IU", each="1"), "F2"),
        (row("J0256", name="Alpha 1", dosage="10 MG", each="0.1"), "ME"),
    ],
)
def test_a_lot_labeled_by_its_potency_has_no_units(printed: CrosswalkRow, unit: str) -> None:
    """CMS's item is one IU or milligram, not a vial: its figures are not those of a package."""
    lot = one(printed)
    assert (lot["size_unit"], lot["size_unit_from"]) == (unit, "code unit")
    assert (lot["verdict"], lot["units_per_item"], lot["units_per_package"]) == ("clean", "", "")
    assert lot["cms_units_per_item"] == printed.billing_units
    assert "differs by lot" in lot["note"]


def test_one_unit_of_a_code_is_not_always_a_potency() -> None:
    """A vial of 1 mg under a code of 1 mg is a vial."""
    vial = one(row("J0002", dosage="1 MG", each="1"))
    assert (vial["size_unit"], vial["units_per_item"]) == ("", "1")


@pytest.mark.parametrize(
    ("printed", "attributes", "expected"),
    [
        (
            row("J0004", name="Saline", dosage="500 CC", size="250", each="0.5"),
            [],
            ("ML", "code unit"),
        ),
        (
            row("J0002", dosage="1 MG", size="100", each="500"),
            [fda_row("5 mg/1", "100 TABLET in 1 BOTTLE", "TABLET")],
            ("UN", "FDA package"),
        ),
        (
            row("J0002", dosage="1 MG", size="2", each="200"),
            [fda_row("100 mg/g", "1 TUBE in 1 BOX > 2 g in 1 TUBE", "GEL")],
            ("GR", "FDA package"),
        ),
        (row(), [fda_row("100 mg/10mL", form="POWDER")], ("UN", "FDA form")),
        (row(), [fda_row("", "1 KIT in 1 CARTON * 1 mL in 1 VIAL", "KIT")], ("UN", "FDA form")),
        (row(size="5"), [fda_row("20 mg/mL")], ("ML", "FDA strength")),
        (row(size="1"), [fda_row("100 mg/5mL")], ("UN", "FDA strength")),
        (row(size="5"), [fda_row("", form="KIT")], ("", "")),
        (row(size="5", each="3"), [fda_row("30 mg/1")], ("", "")),
        (row(size="2.5"), [], ("ML", "size")),
        (row("J0002", dosage="1 MG", size="7.5", each="7.5"), [], ("", "")),
        (row("J0006", name="Vaccine", dosage="PER DOSE", size="0.5", each="1"), [], ("ML", "size")),
        (row(), [], ("", "")),
        (row(items="2", whole="10"), [], ("", "")),
    ],
)
def test_the_unit_of_a_size_is_told_by_one_source(
    printed: CrosswalkRow, attributes: Sequence[Mapping[str, str]], expected: tuple[str, str]
) -> None:
    """Code, package text, form, strength, or that no part of a vial is sold."""
    found = one(printed, attributes=attributes)
    assert (found["size_unit"], found["size_unit_from"]) == expected


def test_a_size_is_told_by_packages_like_it() -> None:
    """Of the product, of the same size and units, or of as many units in a milliliter."""
    known = row(size="2.5", each="5")
    of_product = row(ndc="00001-0001-02", size="5", each="10")
    like_it = row(ndc="00003-0001-01", size="5", each="10")
    as_dense = row(ndc="00004-0001-01", size="10", each="20")
    unlike = row(ndc="00005-0001-01", size="10", each="7")
    found = {
        each["ndc"]: (each["size_unit"], each["size_unit_from"])
        for each in table(made(known, of_product, like_it, as_dense, unlike))
    }
    assert found == {
        NDC: ("ML", "size"),
        "00001-0001-02": ("ML", "same product"),
        "00003-0001-01": ("ML", "same size and units"),
        "00004-0001-01": ("ML", "same units per size"),
        "00005-0001-01": ("", ""),
    }


def test_tablets_and_liquids_of_one_code_tell_nothing_of_each_other() -> None:
    """A tablet may hold as much as a milliliter."""
    liquid = row(size="2.5", each="5")
    tablets = row(ndc="00002-0001-01", size="30", each="90")
    unknown = row(ndc="00003-0001-01", size="100", each="200")
    attributes = [fda_row("30 mg/1", "30 TABLET in 1 BOTTLE", "TABLET", ndc="00002-0001-01")]
    found = table(made(liquid, tablets, unknown, attributes=attributes))
    assert [each["size_unit"] for each in found] == ["ML", "UN", ""]


# --- the table that ships --------------------------------------------------------


def test_the_units_of_a_shipped_package_are_the_product_of_its_items(
    packaged: Callable[[str], list[dict[str, str]]],
) -> None:
    """Exactly; a row without them says why, and shows what CMS prints."""
    rows = packaged("ndc")
    assert len(rows) > 8_000
    for each in rows:
        has_units = each["verdict"] != "doubtful" and each["size_unit"] not in {"F2", "ME"}
        assert bool(each["units_per_item"]) == bool(each["units_per_package"]) == has_units
        if has_units:
            whole = number_of(each["units_per_item"]) * number_of(each["items"])
            assert number_of(each["units_per_package"]) == whole > 0
        else:
            assert each["cms_units_per_item"]
            assert each["cms_units_per_package"]
        assert bool(each["note"]) == (each["verdict"] != "clean" or not has_units)
        assert bool(each["size_unit"]) == bool(each["size_unit_from"])
        assert bool(each["strength"]) == bool(each["strength_from"])
        assert each["first"] <= each["last"]


def test_another_unit_in_the_dosage_column_can_be_corrected() -> None:
    """It changes no figure and no verdict; without it the package is doubtful."""
    printed = row(dosage="80 MG")
    assert one(printed)["verdict"] == "doubtful"
    dosage = correction("dosage", "10 MG", "80 MG", verdict="clean", reason="as the others")
    found = one(printed, corrections=[dosage])
    assert (found["verdict"], found["units_per_item"], found["note"]) == ("clean", "10", "")
