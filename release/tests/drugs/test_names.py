"""The names of codes, collected from hand-made entries and from the real files."""

from __future__ import annotations

import gzip
from datetime import date
from typing import TYPE_CHECKING

import pytest

from jcodes_release.drugs.names import Name, collect_names
from jcodes_release.readers.crosswalk import CrosswalkRow, read_crosswalk
from jcodes_release.readers.table_of_drugs import DrugEntry, read_table_of_drugs
from source_files import CMS, listed_crosswalks, needs_cms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def drug(name: str, *codes: str) -> DrugEntry:
    return DrugEntry(name, "1 mg", ("IV",), codes, ())


def see(name: str, *targets: str) -> DrugEntry:
    return DrugEntry(name, None, (), (), targets)


def package(code: str, name: str) -> CrosswalkRow:
    return CrosswalkRow(code, "", "", "00000-0000-00", name, "1 MG", "1", "1", "1", "1")


def collected(
    tables: Mapping[str, Sequence[DrugEntry]] | None = None,
    crosswalks: Mapping[str, Sequence[CrosswalkRow]] | None = None,
    substances: Mapping[str, str] | None = None,
    spending: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> list[Name]:
    names, unresolved = collect_names(
        tables or {}, crosswalks or {}, substances or {}, spending or {}
    )
    assert unresolved == []
    return names


def codes_of(name: str, *entries: DrugEntry, packages: Sequence[CrosswalkRow] = ()) -> list[str]:
    """The codes that one edition gives a name, which must lead somewhere."""
    names = collected({"2019": entries}, {"2024Q1": packages})
    return [one.code for one in names if one.name == name and "table of drugs" in one.source]


def unresolved(*entries: DrugEntry, packages: Sequence[CrosswalkRow] = ()) -> list[str]:
    return collect_names({"2019": entries}, {"2024Q1": packages}, {}, {})[1]


def kind(name: str, substance: str) -> str:
    (one,) = collected(
        crosswalks={"2024Q1": [package("J0001", name)]}, substances={"J0001": substance}
    )
    return one.kind


def test_a_package_names_its_code_for_its_quarter() -> None:
    """A crosswalk covers the days of its quarter."""
    assert collected(crosswalks={"2024Q1": [package("J0897", "Prolia ")]}) == [
        Name("J0897", "Prolia", "brand", date(2024, 1, 1), date(2024, 3, 31), "crosswalk 2024Q1")
    ]


def test_an_entry_names_its_codes_for_its_year() -> None:
    """A Table of Drugs covers the days of its year, under each code of an entry."""
    assert collected({"2017": [drug("Darbepoetin Alfa", "J0881", "J0882")]}) == [
        Name(
            code,
            "Darbepoetin Alfa",
            "generic",
            date(2017, 1, 1),
            date(2017, 12, 31),
            "table of drugs 2017",
        )
        for code in ("J0881", "J0882")
    ]


def test_a_spending_file_names_its_codes_for_its_year() -> None:
    """The Part B drug spending file covers the days of its year, and joins what others print."""
    (name,) = collected(
        {"2019": [drug("Boniva", "J1740")]}, spending={"2023": [("J1740", "Boniva")]}
    )
    assert (name.first, name.last) == (date(2019, 1, 1), date(2023, 12, 31))
    assert name.source == "part b spending 2023; table of drugs 2019"


def test_sources_are_joined() -> None:
    """Adjoining editions become a range, and the days reach from the first to the last."""
    entries = [drug("Denosumab", "J0897")]
    rows = [package("J0897", "DENOSUMAB")]
    (name,) = collected(
        {"2017": entries, "2018": entries},
        {"2024Q4": rows, "2025Q1": rows, "2025Q3": rows, "2026Q1": rows},
    )
    assert (name.first, name.last) == (date(2017, 1, 1), date(2026, 3, 31))
    assert name.source == ("crosswalk 2024Q4-2025Q1, 2025Q3, 2026Q1; table of drugs 2017-2018")


def test_names_are_sorted_by_code_and_name() -> None:
    """The list is in the order of codes and of names without regard to case."""
    rows = [package("J2", "x"), package("J0002", "b"), package("J0002", "A"), package("J0001", "C")]
    found = [(name.code, name.name) for name in collected(crosswalks={"2024Q1": rows})]
    assert found == [("J0001", "C"), ("J0002", "A"), ("J0002", "b")]


def test_only_hcpcs_codes_have_names() -> None:
    """Vaccine codes of CPT and rows without a name are left out."""
    rows = [package("90371", "HyperHepB"), package("J0897", " ®")]
    assert collected(crosswalks={"2024Q1": rows}) == []


@pytest.mark.parametrize(
    ("spellings", "best"),
    [
        (["EYLEA", "EYLEA", "Eylea"], "Eylea"),
        (["OASIS Ultra Matrix", "Oasis Ultra Matrix"], "Oasis Ultra Matrix"),
        (["derm-maxx", "Derm-Maxx"], "Derm-Maxx"),
        (["Cefepime HCL", "Cefepime HCl", "Cefepime HCl"], "Cefepime HCl"),
        (["GLUCAGEN", "GlucaGen(R) "], "GlucaGen"),
        (["KALBITOR®", "Kalbitor"], "Kalbitor"),
        (["bio-ConneK?t", '"Bio-ConneKt"'], "Bio-ConneKt"),
        (["Dicyclomine HCI", "DICYCLOMINE HCL"], "Dicyclomine HCl"),
        (["Doxil,", "Doxil"], "Doxil"),
    ],
)
def test_the_best_looking_spelling_is_kept(spellings: list[str], best: str) -> None:
    """Spellings that differ in case, blanks, signs and punctuation are one name."""
    names = collected(crosswalks={"2024Q1": [package("J0001", name) for name in spellings]})
    assert [name.name for name in names] == [best]


def test_a_decimal_point_distinguishes_names() -> None:
    """Unasyn of 1.5 g is not Unasyn of 15 g."""
    rows = [package("J0295", "Unasyn 1.5Gm"), package("J0295", "Unasyn 15Gm")]
    assert len(collected(crosswalks={"2024Q1": rows})) == 2


def test_a_reference_has_the_codes_of_its_target() -> None:
    """A trade name is a name of the codes of the entry that it points to."""
    entries = (drug("Urokinase", "J3364"), see("Abbokinase", "Urokinase"))
    assert codes_of("Abbokinase", *entries) == ["J3364"]


@pytest.mark.parametrize(
    ("entry", "target"),
    [
        ("Amphotericin B, lipid complex", "Amphotericin B Lipid Complex"),
        ("Interferon gamma-1b", "Interferon gamma 1-B"),
        ("Apomorphine Hydrochloride", "Apomorphine HCl"),
        ("Ondansetron HCI", "Ondansetron HCl"),
        ("Calcium lactate & calcium gluconate", "Calcium lactate and calcium gluconate"),
        ("Droperidol and fentanyl citrate", "Droperidol with fentanyl citrate"),
        ("Vitamin K, phytonadione, menadione", "Vitamin K, phytonadione, etc."),
        ("Tinzaparin", "Tinzarparin"),
    ],
)
def test_a_target_is_found_however_it_is_written(entry: str, target: str) -> None:
    """Case, punctuation, salts, "with", "etc." and CMS's misspellings do not hide an entry."""
    assert codes_of("Brand", drug(entry, "J0001"), see("Brand", target)) == ["J0001"]


def test_a_target_may_be_the_beginning_of_an_entry() -> None:
    """Without an entry of its very name, a target means all forms of the drug."""
    forms = (drug("Busulfan, oral", "J8510"), drug("Busulfan, injection", "J0594"))
    assert codes_of("Myleran", *forms, see("Myleran", "Busulfan")) == ["J0594", "J8510"]


def test_an_entry_of_the_very_name_comes_before_its_forms() -> None:
    """A target that is an entry does not mean the longer entries too."""
    entries = (drug("Albuterol", "J7620"), drug("Albuterol, concentrated form", "J7611"))
    assert codes_of("Xopenex", *entries, see("Xopenex", "Albuterol")) == ["J7620"]


def test_a_combination_is_not_a_form_of_its_first_part() -> None:
    """Ampicillin alone is meant if it has an entry and a combination has one too."""
    entries = (
        drug("Ampicillin sodium", "J0290"),
        drug("Ampicillin sodium/sulbactam sodium", "J0295"),
    )
    assert codes_of("Omnipen-N", *entries, see("Omnipen-N", "Ampicillin")) == ["J0290"]


def test_a_combination_is_meant_if_nothing_else_begins_so() -> None:
    """Piperacillin is only sold with tazobactam."""
    entries = (drug("Piperacillin/Tazobactam Sodium", "J2543"), see("Zosyn", "Piperacillin"))
    assert codes_of("Zosyn", *entries) == ["J2543"]


def test_an_entry_that_names_the_brand_is_meant() -> None:
    """Of several entries that fit, the one with the trade name in it counts."""
    entries = (
        drug("Bendamustine HCl (Treanda)", "J9033"),
        drug("Bendamustine HCl (Bendeka)", "J9034"),
        see("Treanda", "Bendamustine HCl"),
    )
    assert codes_of("Treanda", *entries) == ["J9033"]


def test_references_are_followed_from_one_to_the_next() -> None:
    """A reference to a reference leads to the drug at the end."""
    entries = (
        drug("Edetate disodium", "J3520"),
        see("Disotate", "Endrate"),
        see("Endrate", "Edetate disodium"),
    )
    assert codes_of("Disotate", *entries) == ["J3520"]


def test_references_in_a_circle_lead_nowhere() -> None:
    """Two references to each other are reported and do no harm."""
    assert unresolved(see("Adrenalin", "Epinephrine"), see("Epinephrine", "Adrenalin")) == [
        "Adrenalin, see Epinephrine (table of drugs 2019)",
        "Epinephrine, see Adrenalin (table of drugs 2019)",
    ]


def test_an_entry_that_one_edition_lost_is_found_in_another() -> None:
    """A reference is followed in its own edition first, then in the others."""
    reference = see("Crofab", "Crotalidae Immune Fab")
    names = collected(
        {
            "2018": [drug("Crotalidae Immune Fab", "J0840"), reference],
            "2019": [reference],
        }
    )
    assert [(name.code, name.name, name.source) for name in names] == [
        ("J0840", "Crofab", "table of drugs 2018-2019"),
        ("J0840", "Crotalidae Immune Fab", "table of drugs 2018"),
    ]


def test_targets_that_lead_nowhere_are_reported() -> None:
    """Each dead end is listed once with its editions, alongside targets that are found."""
    entries = [drug("Metaproterenol", "J7667"), see("Alupent", "Metaproterenol", "Orciprenaline")]
    names, dead_ends = collect_names({"2017": entries, "2019": entries}, {}, {}, {})
    assert [name.name for name in names] == ["Alupent", "Metaproterenol"]
    assert dead_ends == ["Alupent, see Orciprenaline (table of drugs 2017, 2019)"]


def test_a_product_with_its_own_entry_needs_no_reference() -> None:
    """A product is known by its own entry, not by the class that it refers to."""
    entries = (
        drug("Hizentra", "J1559"),
        drug("Immune globulin, NOS", "J1566"),
        see("Hizentra", "Immune globulin"),
    )
    assert codes_of("Hizentra", *entries) == ["J1559"]


C1 = drug("C1 Esterase Inhibitor", "J0596", "J0597", "J0598")


def test_packages_distinguish_products_of_one_entry() -> None:
    """Of the codes of a shared entry, a product has those that its packages have."""
    packages = [package("J0597", "BERINERT KIT"), package("J0598", "Cinryze")]
    reference = see("Berinert", "C-1 esterase inhibitor")
    assert codes_of("Berinert", C1, reference, packages=packages) == ["J0597"]


def test_packages_of_a_shorter_name_count_too() -> None:
    """A package may leave out the end of the name in the table."""
    reference = see("Berinert P", "C-1 esterase inhibitor")
    assert codes_of("Berinert P", C1, reference, packages=[package("J0597", "Berinert")]) == [
        "J0597"
    ]


def test_packages_do_not_change_a_single_code() -> None:
    """A code that is all an entry has was right in its year, whatever later packages say."""
    entries = (drug("Rituximab", "J9310"), see("Rituxan", "Rituximab"))
    assert codes_of("Rituxan", *entries, packages=[package("J9312", "Rituxan")]) == ["J9310"]


def test_packages_that_contradict_a_shared_entry_leave_nothing() -> None:
    """A product whose packages have none of the codes is reported."""
    assert unresolved(
        C1, see("Berinert", "C1 esterase inhibitor"), packages=[package("J9999", "Berinert")]
    ) == ["Berinert, see C1 esterase inhibitor (table of drugs 2019)"]


def test_a_class_of_drugs_identifies_no_code() -> None:
    """A reference to more codes than one drug has forms is reported."""
    entry = drug("Factor VIII", "J7182", "J7185", "J7188", "J7190", "J7192")
    assert unresolved(entry, see("Koate-HP", "Factor VIII")) == [
        "Koate-HP, see Factor VIII (table of drugs 2019)"
    ]


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("Amikacin Sulfate", "amikacin"),
        ("Urea", "urea"),
        ("BCG live", "bcg"),
        ("Naficillin Sodium", "nafcillin"),
        ("Azacitidine (Vidaza)", "azacitidine"),
    ],
)
def test_a_name_of_the_substance_is_generic(name: str, substance: str) -> None:
    """A name that shares a significant word with the substance is not a brand."""
    assert kind(name, substance) == "generic"


@pytest.mark.parametrize(
    ("name", "substance"),
    [
        ("Prolia", "denosumab"),
        ("Decadron Phosphate", "dexamethasone sodium phosphate"),
        ("Progestaject", "progesterone"),
        ("GlucaGen", "glucagon"),
        ("TECENTRIQ (atezolizumab)", "atezolizumab"),
        ("Prolia", ""),
    ],
)
def test_any_other_name_is_a_brand(name: str, substance: str) -> None:
    """A likeness, a salt or an explanation in brackets does not make a name generic."""
    assert kind(name, substance) == "brand"


def test_a_drug_of_the_table_is_generic_if_no_substance_is_known() -> None:
    """Without a substance, an entry with codes counts as generic and a reference as a brand."""
    names = collected({"2019": [drug("Urokinase", "J3364"), see("Abbokinase", "Urokinase")]})
    assert [(name.name, name.kind) for name in names] == [
        ("Abbokinase", "brand"),
        ("Urokinase", "generic"),
    ]


def test_a_product_in_the_table_is_a_brand_if_the_substance_says_so() -> None:
    """An entry of the table is generic by its name, not by its place."""
    (name,) = collected(
        {"2019": [drug("Octagam", "J1568")]}, substances={"J1568": "immune globulin"}
    )
    assert name.kind == "brand"


@needs_cms
def test_the_names_of_the_real_files() -> None:
    """CMS's files yield known names, no name twice, and few dead ends."""
    tables = {
        path.name[:4]: read_table_of_drugs(path.read_text(encoding="utf-8"))[0]
        for path in (CMS / "table-of-drugs").glob("*.txt")
    }
    crosswalks = {
        quarter: read_crosswalk(gzip.decompress(path.read_bytes()))
        for quarter, path in listed_crosswalks().items()
    }
    substances = {row.code: row.short_description for rows in crosswalks.values() for row in rows}
    names, dead_ends = collect_names(tables, crosswalks, substances, {})
    found = {(name.code, name.name): name for name in names}
    assert len({(name.code, name.name.casefold()) for name in names}) == len(names) > 2800
    assert len(dead_ends) < 80
    assert found["J0897", "Prolia"].source == "crosswalk 2024Q1-2026Q1, 2026Q3-2026Q4"
    assert (
        found["J9033", "Treanda"].source
        == "crosswalk 2024Q1-2026Q1, 2026Q3-2026Q4; table of drugs 2017-2019"
    )
    assert found["J9310", "Rituxan"].last == date(2019, 12, 31)
    assert [code for code, name in found if name == "Berinert"] == ["J0597"]
    assert found["J0278", "Amikacin Sulfate"].kind == "generic"
