"""A line of the Table of Drugs is read as a drug with its codes, or handed back unread."""

from __future__ import annotations

import pytest

from jcodes_release.readers.table_of_drugs import read_table_of_drugs
from jcodes_release.releases.records import UnreadableSource
from printed_drugs import FIRST_PAGE, drug, entries, read


def codes(printed: str, section: str = "A") -> list[tuple[str, tuple[str, ...]]]:
    return [(entry.name, entry.codes) for entry in entries(printed, section)]


def test_a_line_is_a_drug_with_unit_routes_and_code() -> None:
    """The four columns of a line become the fields of an entry."""
    line = "Acetazolamide sodium                   up to 500 mg              IM, IV       J1120"
    assert entries(line) == [drug("Acetazolamide sodium", "up to 500 mg", ("IM", "IV"), "J1120")]


def test_first_page_page_numbers_and_colophon_are_no_entries() -> None:
    """The text around the table is left out without a remark."""
    printed = """\
Abatacept                                              10 mg                    IV          J0129



                                                                  1
\fAchromycin, see Tetracycline
"""
    assert [entry.name for entry in entries(printed)] == ["Abatacept", "Achromycin"]


def test_columns_may_be_empty() -> None:
    """A missing unit is None, and missing routes are an empty tuple."""
    printed = """\
Acyclovir                                           5 mg                        J0133
Alprostadil, urethral suppository                                   OTH         J0275
Alphanate                                                                       J7186
"""
    assert entries(printed) == [
        drug("Acyclovir", "5 mg", (), "J0133"),
        drug("Alprostadil, urethral suppository", None, ("OTH",), "J0275"),
        drug("Alphanate", None, (), "J7186"),
    ]


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("J7604, J7608", ("J7604", "J7608")),
        ("J2545,J7676", ("J2545", "J7676")),
        ("J0287-J0289", ("J0287", "J0288", "J0289")),
        ("J7195, J7200-J7202", ("J7195", "J7200", "J7201", "J7202")),
    ],
)
def test_lists_and_ranges_of_codes_are_written_out(printed: str, read_as: tuple[str, ...]) -> None:
    """Each code of a list or range is listed by itself."""
    assert codes(f"Factor IX (recombinant)      per IU             IV {printed}", "F") == [
        ("Factor IX (recombinant)", read_as)
    ]


def test_codes_go_on_in_the_next_line_after_a_comma() -> None:
    """A list of codes that ends with a comma takes the bare codes below."""
    printed = """\
Factor VIII (recombinant)                             per IU         IV J7182, J7185, J7192,
                                                                                J7188
Factor X (human)                                    per IU           IV        J7175
"""
    assert codes(printed, "F") == [
        ("Factor VIII (recombinant)", ("J7182", "J7185", "J7192", "J7188")),
        ("Factor X (human)", ("J7175",)),
    ]


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("IV, SQ", ("IV", "SC")),
        ("Oral", ("ORAL",)),
        ("epidural", ("EPIDURAL",)),
        ("Intraocular", ("INTRAOCULAR",)),
        ("Opthalmic", ("OPHTHALMIC",)),
        ("IV, IM, IT, IA", ("IV", "IM", "IT", "IA")),
    ],
)
def test_routes_are_spelled_one_way(printed: str, read_as: tuple[str, ...]) -> None:
    """Variants of a route are the route of the first page."""
    (entry,) = entries(f"Adenosine               1 mg             {printed}         J0153")
    assert entry.routes == read_as


def test_other_than_inhaled_is_no_route() -> None:
    """A condition that ends with a route is part of the unit, as is its second line."""
    printed = """\
Not otherwise classified drugs                           other than INH          J7799
                                                      administered thru DME
Not otherwise classified drugs                               INH                 J7699
                                                      administered thru DME
"""
    name = "Not otherwise classified drugs"
    assert entries(printed, "N") == [
        drug(name, "other than INH administered thru DME", (), "J7799"),
        drug(name, "administered thru DME", ("INH",), "J7699"),
    ]


@pytest.mark.parametrize(
    ("name", "printed", "unit"),
    [
        ("Budesonide, concentrated form", "Budesonide, concentrated form0.25 mg", "0.25 mg"),
        ("Beclomethasone, unit dose form", "Beclomethasone, unit dose form per mg", "per mg"),
        ("Bovine globulin(human)", "Bovine globulin(human)per vial", "per vial"),
        ("Blood, frozen", "Blood, frozen, each unit", "each unit"),
        ("Bortezomib release", "Bortezomib release 1 mg", "1 mg"),
        ("B 50 mg and tazobactam 25 mg", "B 50 mg and tazobactam 25 mg", None),
    ],
)
def test_a_long_name_may_touch_its_unit(name: str, printed: str, unit: str | None) -> None:
    """Without a gap, the unit is what ends the name, unless the name states strengths."""
    (entry,) = entries(f"{printed}                    IV          J0129", "B")
    assert (entry.name, entry.unit, entry.routes) == (name, unit, ("IV",))


def test_a_line_without_a_name_is_another_strength_of_the_drug_above() -> None:
    """A strength alone repeats the name above, brackets included."""
    printed = """\
Leuprolide acetate (for depot suspension)   per 3.75 mg        IM         J1950
                                               7.5 mg          IM         J9217
"""
    name = "Leuprolide acetate (for depot suspension)"
    assert codes(printed, "L") == [(name, ("J1950",)), (name, ("J9217",))]


def test_a_line_without_a_name_takes_the_heading_above() -> None:
    """A name that leaves no room for its columns is in the line above."""
    printed = """\
Penicillin G benzathine and penicillin G procaine
                                                100,000 units          IM         J0558
"""
    assert codes(printed, "P") == [
        ("Penicillin G benzathine and penicillin G procaine", ("J0558",))
    ]


def test_a_line_without_any_name_is_unread() -> None:
    """A strength of nothing is handed back."""
    line = "                                                100,000 units          IM         J0558"
    assert read(line) == ([], ["100,000 units          IM         J0558"])


def test_a_unit_goes_on_below_its_column() -> None:
    """An indented line without codes belongs to the unit above."""
    printed = """\
BCG (Bacillus Calmette and Guérin), live             per vial          IV      J9031
                                                  instillation
"""
    (entry,) = entries(printed, "B")
    assert entry.unit == "per vial instillation"


def test_a_name_goes_on_below_its_columns() -> None:
    """A line in small letters without codes belongs to the name above."""
    printed = """\
Factor IX (anti-hemophilic factor, purified,         per IU           IV        J7193
 non-recombinant)
Dextrose 5%/normal saline solution,           500 ml = 1 unit    IV      J7042
"""
    assert codes(printed, "F") == [
        ("Factor IX (anti-hemophilic factor, purified, non-recombinant)", ("J7193",)),
        ("Dextrose 5%/normal saline solution", ("J7042",)),
    ]


def test_a_name_may_be_wrapped_before_its_columns() -> None:
    """A line that ends with a comma, or is followed by "&", is the beginning of a name."""
    printed = """\
Vitamin K, phytonadione, menadione,
   menadiol sodium diphosphate                    per 1 mg           IM, SC, IV   J3430
Betamethasone acetate
& betamethasone sodium phosphate                   per 3 mg             IM     J0702
"""
    assert codes(printed, "V") == [
        ("Vitamin K, phytonadione, menadione, menadiol sodium diphosphate", ("J3430",)),
        ("Betamethasone acetate & betamethasone sodium phosphate", ("J0702",)),
    ]


def test_products_under_a_heading_have_their_own_names() -> None:
    """Trade names are on their own; only what is not a name is joined to the heading."""
    printed = """\
Immune globulin
   Bivigam                                       500 mg          IV       J1556
   NOS                                           500 mg          IV    J1566, J1599
   Cuvitru                                      100 mg          IV        J1555
Infliximab-dyyb                                   10 mg               IM, IV        Q5103
"""
    assert codes(printed, "I") == [
        ("Bivigam", ("J1556",)),
        ("Immune globulin, NOS", ("J1566", "J1599")),
        ("Cuvitru", ("J1555",)),
        ("Infliximab-dyyb", ("Q5103",)),
    ]


def test_a_heading_that_is_an_adjective_belongs_to_the_names_under_it() -> None:
    """Liposomal cytarabine is not called cytarabine."""
    printed = """\
Liposomal
      Cytarabine                                  2.27 mg         IV        J9153
      Daunorubicin                                  1 mg          IV        J9153
"""
    assert codes(printed, "L") == [
        ("Liposomal Cytarabine", ("J9153",)),
        ("Liposomal Daunorubicin", ("J9153",)),
    ]


def test_a_form_is_joined_to_the_drug_that_it_is_a_form_of() -> None:
    """Forms in brackets or small letters take the name above without its own brackets."""
    printed = """\
Argatroban (for non-esrd use)                         1 mg            IV       J0883
             (for esrd use)                           1 mg            IV       J0884
Ciprofloxacin                                        200 mg             IV           J0706
   octic suspension                                    6 mg            OTH           J7342
Factor VIII (anti-hemophilic factor recombinant)
  (Afstyla)                                          per IU          IV         J7210
  (Kovaltry)                                         Per IU          IV         J7211
"""
    assert codes(printed) == [
        ("Argatroban (for non-esrd use)", ("J0883",)),
        ("Argatroban (for esrd use)", ("J0884",)),
        ("Ciprofloxacin", ("J0706",)),
        ("Ciprofloxacin, octic suspension", ("J7342",)),
        ("Factor VIII (anti-hemophilic factor recombinant) (Afstyla)", ("J7210",)),
        ("Factor VIII (anti-hemophilic factor recombinant) (Kovaltry)", ("J7211",)),
    ]


def test_injection_is_spelled_in_full() -> None:
    """CMS's replacement of "inj" by "IV" everywhere is undone."""
    printed = """\
Anzemet, see Dolasetron mesylate IVection
Acetylcysteine, IVection                               100 mg                   IV         J0132
IVection, sulfur hexafluoride lipid microspheres      per ml         IV     Q9950
"""
    assert entries(printed) == [
        drug("Anzemet", None, (), see="Dolasetron mesylate injection"),
        drug("Acetylcysteine, injection", "100 mg", ("IV",), "J0132"),
        drug("Injection, sulfur hexafluoride lipid microspheres", "per ml", ("IV",), "Q9950"),
    ]


def test_words_behind_the_codes_belong_to_the_line_below() -> None:
    """A word or number that slipped up one line returns to its place."""
    printed = """\
Not otherwise classified drugs, anti-neoplastic                                  J9999 Not
otherwise classified drugs, chemotherapeutic                          ORAL       J8999
Nctreotide Acetate                               1 mg            IM        J2353 25
                                                mcg            IV, SQ      J2354
"""
    assert entries(printed, "N") == [
        drug("Not otherwise classified drugs, anti-neoplastic", None, (), "J9999"),
        drug("Not otherwise classified drugs, chemotherapeutic", None, ("ORAL",), "J8999"),
        drug("Nctreotide Acetate", "1 mg", ("IM",), "J2353"),
        drug("Nctreotide Acetate", "25 mcg", ("IV", "SC"), "J2354"),
    ]


def test_words_behind_the_last_codes_are_unread() -> None:
    """A slipped word with no line below is handed back."""
    found, unread = read("Adenosine                   1 mg              IV        J0153 Not")
    assert [entry.codes for entry in found] == [("J0153",)]
    assert unread == ["Not"]


@pytest.mark.parametrize(
    "below",
    [
        "",
        "Kytril, see Granisetron HCl",
        "Kanamycin sulfate                           up to 75 mg       IM, IV   J1850",
        "Kestrone",
    ],
)
def test_a_name_without_codes_is_unread(below: str) -> None:
    """A line that heads nothing is handed back, whatever follows it."""
    _, unread = read(f"Kyleena                                          19.5 mg\n{below}", "K")
    assert unread[0] == "Kyleena                                          19.5 mg"


def test_small_letters_that_go_on_with_nothing_are_unread() -> None:
    """A wrapped line below no drug is handed back."""
    assert read("formulation") == ([], ["formulation"])


def test_a_text_without_sections_is_no_table_of_drugs() -> None:
    """A wrong file is refused instead of read as empty."""
    with pytest.raises(UnreadableSource, match="sections headed by a letter"):
        read_table_of_drugs(FIRST_PAGE)
