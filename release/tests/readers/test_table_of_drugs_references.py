"""A name that refers to other entries is read with all of them, wherever its lines are broken."""

from __future__ import annotations

import pytest

from printed_drugs import drug, entries, read


def references(printed: str, section: str = "A") -> list[tuple[str, tuple[str, ...]]]:
    return [(entry.name, entry.see) for entry in entries(printed, section)]


def test_a_reference_ends_a_list_of_codes() -> None:
    """A bare code below a reference does not belong to the drug above it."""
    printed = """\
Factor VIII (recombinant)                             per IU         IV J7182, J7185,
Factrel, see Gonadorelin HCl
                                                                                J7188
"""
    found, unread = read(printed, "F")
    assert [entry.codes for entry in found] == [("J7182", "J7185"), ()]
    assert unread == ["J7188"]


def test_an_indented_drug_below_a_reference_stands_alone() -> None:
    """A reference is not a heading for the drugs below it."""
    printed = """\
Thymoglobulin, also see Immune globulin
    anti-thymocyte globulin, equine           250 mg            IV        J7504
"""
    assert entries(printed, "T") == [
        drug("Thymoglobulin", None, (), see="Immune globulin"),
        drug("anti-thymocyte globulin, equine", "250 mg", ("IV",), "J7504"),
    ]


def test_a_reference_names_other_entries() -> None:
    """A trade name has targets and no columns."""
    assert entries("Abbokinase, Open Cath, see Urokinase") == [
        drug("Abbokinase, Open Cath", None, (), see="Urokinase")
    ]


@pytest.mark.parametrize(
    ("target", "see"),
    [
        ("Gamma globulin and Immune globulin", ("Gamma globulin", "Immune globulin")),
        ("Acetylcysteine or Acetylcysteine, oral", ("Acetylcysteine", "Acetylcysteine, oral")),
        ("Cytarabine; cytarabine, oral; and Ara-C", ("Cytarabine", "cytarabine, oral", "Ara-C")),
        ("Estrone and estradiol valerate", ("Estrone and estradiol valerate",)),
    ],
)
def test_several_targets_are_told_from_a_combination(target: str, see: tuple[str, ...]) -> None:
    """Small letters after "and" go on with the same entry."""
    assert references(f"Abacus, see {target}") == [("Abacus", see)]


def test_a_reference_may_state_the_code() -> None:
    """A code in brackets behind the target is the code of the entry."""
    assert entries("Solu-Cortef, see Hydrocortisone sodium phosphate (J1710)", "S") == [
        drug("Solu-Cortef", None, (), "J1710", see="Hydrocortisone sodium phosphate")
    ]


def test_a_drug_may_refer_to_others_too() -> None:
    """What a drug says in brackets to see is not a part of its name."""
    line = "Unclassified drugs (see also Not elsewhere classified)                        J3490"
    assert entries(line, "U") == [
        drug("Unclassified drugs", None, (), "J3490", see="Not elsewhere classified")
    ]


def test_quotation_marks_of_the_pdf_are_no_letters() -> None:
    """CMS's PDF prints quotation marks around a number as A and @."""
    assert references("Gynogen L.A. A10,@ see Estradiol valerate", "G") == [
        ("Gynogen L.A. 10", ("Estradiol valerate",))
    ]


def test_a_wrapped_reference_is_made_whole() -> None:
    """A reference goes on in small letters, another letter, or after a comma, hyphen or "see"."""
    printed = """\
Celestone Soluspan, see Betamethasone acetate
 and betamethasone sodium phosphate
Cenacort Forte, see
Triamcinolone diacetate
Cytoxan, see Cyclophosphamide,
Cytarabine
Compazine, see Prochlor-
perazine
"""
    assert references(printed, "C") == [
        ("Celestone Soluspan", ("Betamethasone acetate and betamethasone sodium phosphate",)),
        ("Cenacort Forte", ("Triamcinolone diacetate",)),
        ("Cytoxan", ("Cyclophosphamide, Cytarabine",)),
        ("Compazine", ("Prochlor-perazine",)),
    ]


def test_references_of_one_paragraph_are_parted_by_the_letter_of_the_section() -> None:
    """Where CMS's lines flow into each other, a name begins with the section's letter."""
    printed = """\
Nplate, see Romiplostim Nubain,
see Nalbuphine HCl Nulicaine,
see Lidocaine HCl Nulojix, see
Belatacept
Numorphan, see Oxymorphone HCl
"""
    assert references(printed, "N") == [
        ("Nplate", ("Romiplostim",)),
        ("Nubain", ("Nalbuphine HCl",)),
        ("Nulicaine", ("Lidocaine HCl",)),
        ("Nulojix", ("Belatacept",)),
        ("Numorphan", ("Oxymorphone HCl",)),
    ]


def test_a_paragraph_that_cannot_be_parted_is_unread() -> None:
    """A second reference without a name is handed back."""
    found, unread = read("Nplate, see Romiplostim,\nsee Nalbuphine HCl", "N")
    assert [entry.name for entry in found] == ["Nplate"]
    assert unread == [", see Nalbuphine HCl"]


def test_a_reference_ends_with_its_section() -> None:
    """The first name of the next section does not go on with the last reference."""
    assert references("Yervoy, see Ipilimumab\n\nZ\nZantac, see Ranitidine HCL", "Y") == [
        ("Yervoy", ("Ipilimumab",)),
        ("Zantac", ("Ranitidine HCL",)),
    ]


def test_cells_beside_a_reference_belong_to_the_line_below() -> None:
    """Route and code that slipped up one line return to their entry."""
    printed = """\
Cimzia, see Certolizumab pegol                                  ORAL            Q4079
Cinacacet
Corticonon, see Oxytocin                                          OTH
Cosyntropin                                        1 mg                  J7325
"""
    assert entries(printed, "C") == [
        drug("Cimzia", None, (), see="Certolizumab pegol"),
        drug("Cinacacet", None, ("ORAL",), "Q4079"),
        drug("Corticonon", None, (), see="Oxytocin"),
        drug("Cosyntropin", "1 mg", ("OTH",), "J7325"),
    ]


def test_cells_beside_a_reference_belong_to_an_entry_in_the_same_line() -> None:
    """An entry that flowed into a reference keeps its columns."""
    line = "Tazidime, see Ceftazidime Technetium TC Sestambi per dose                        A9500"
    assert entries(line, "T") == [
        drug("Tazidime", None, (), see="Ceftazidime"),
        drug("Technetium TC Sestambi", "per dose", (), "A9500"),
    ]


def test_cells_with_no_line_below_are_unread() -> None:
    """Columns that belong to nothing are handed back."""
    found, unread = read("Cimzia, see Certolizumab pegol              ORAL            Q4079", "C")
    assert [entry.name for entry in found] == ["Cimzia"]
    assert unread == ["ORAL            Q4079"]


def test_a_reference_to_nothing_is_unread() -> None:
    """A trade name whose target is missing is handed back."""
    assert read("Abbokinase, see") == ([], ["Abbokinase, see"])
