"""Finding the product that a text means: never another drug, form, strength or use.

Source: what people of billing offices typed on 2025-08-01, and what came out wrong; the other
rows of each list are siblings of the kind.
"""

from __future__ import annotations

from datetime import date

import pytest

from hcpcs_jcodes import Found, codeset
from hcpcs_jcodes.__main__ import main

DAY = date(2025, 8, 1)


def found(text: str) -> Found:
    """What is found on the day."""
    return codeset(DAY).find(text)


def codes(text: str) -> list[str]:
    """The codes that are found on the day."""
    return [version.code for version in found(text)]


# --- with and without -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("lidocaine 1% w/o epi", "lidocaine 1% w/out epi", "lidocaine 1% no epi"),
        *("lidocaine 1% without epinephrine", "lidocaine wo epi", "lidocaine 1% W / O EPI"),
        *("lidocaine 1% pf", "lidocaine preservative free", "lidocaine 1% plain", "lidocaine mpf"),
    ],
)
def test_without_epinephrine_is_not_with_it(text: str) -> None:
    assert codes(text)[0] == "J2003"
    assert "J2004" not in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        *("lidocaine 1% with epi", "lidocaine 1% w/ epi", "lidocaine w epinephrine 1:100,000"),
        *("lidocaine 1% w/epi", "lidocaine-epinephrine 1 %-1:100,000", "lidocaine/epi 1%"),
    ],
)
def test_with_epinephrine_is_not_without_it(text: str) -> None:
    assert codes(text) == ["J2004"]


def test_what_is_not_in_it_is_said() -> None:
    read = found("lidocaine 1% w/o epi").read
    assert read is not None
    assert (read.without, read.ignored) == (("epi",), ())
    assert str(read) == "lidocaine; 1%; without epi"
    assert codes("heparin 1000 unit/ml without preservative")[0] == "J1644"
    assert codes("without rituximab") == []
    assert codes("lidocaine no 2")[0] == "J2003"


# --- fluids -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("1/2 NS", "½ NS", "0.45 NS", "0.45% NS", ".45 ns", "NS 0.45", "half normal saline"),
        *("D5 1/2NS", "D5 0.45% NaCl", "D51/2NS", "D5W 1/2 NS 1000 ml", "D5 ½ NS", "D5.45NS"),
        *("D5 1/4 NS", "¼ NS", "quarter normal saline", "0.225% sodium chloride", "half-NS"),
        *("dextrose 5%-0.45% sodium chloride", "dextrose 50%", "D10W", "dextrose 10 % 500 ml"),
        *("dextrose 10% in lactated ringers", "sodium chloride 0.2 %", "lactated ringers 3 %"),
    ],
)
def test_a_percentage_that_a_fluid_does_not_have_is_another_fluid(text: str) -> None:
    assert codes(text) == []


def test_why_a_fluid_has_no_code_is_said() -> None:
    assert str(found("1/2 NS")) == "nothing found: no code is for NS of 0.45%\n(read: NS; 0.45%)"
    read = found("ns flush").read
    assert read is not None
    assert read.reason == "no code is for NS flush"
    before = codeset(date(2012, 8, 1)).find("d5 lr bag").read
    assert before is not None
    assert before.reason == "no code is for D5LR"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("NS 0.9%", "J7050"), ("0.9 NS", "J7050"), ("NS 0.9", "J7050"), ("nacl", "J7050")),
        *(("NS 100ML", "J7050"), ("NS 50 ML", "J7050"), ("NS 500 ml", "J7040")),
        *(("NS 1 L", "J7030"), ("D5W 50ML", "J7060"), ("D5W 250 ml", "J7060")),
        *(("D5W 1000 ML", "J7070"), ("d5 ns 1000 ml", "J7042"), ("3% saline", "J7131")),
        *(("mannitol 25% 50 ml", "J2150"), ("LR 1000 ml", "J7120"), ("D5LR", "J7121")),
    ],
)
def test_a_bag_is_coded_by_the_unit_that_it_fits_into(text: str, first: str) -> None:
    assert codes(text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        *("saline flush 10 ml", "ns flush", "sodium chloride 0.9% flush", "saline nasal spray"),
        *("normal saline 3 ml neb", "sodium chloride 0.9% irrigation 1000 ml"),
    ],
)
def test_a_flush_is_no_infusion(text: str) -> None:
    assert codes(text) == []
    assert codes("heparin flush 10 unit/ml")[0] == "J1642"


@pytest.mark.parametrize("text", ["sodium phosphate", "sodium acetate", "sodium", "acetate"])
def test_a_salt_alone_is_no_drug(text: str) -> None:
    assert codes(text) == []
    assert codes("potassium chloride") == ["J3480"]


# --- the product -----------------------------------------------------------------


@pytest.mark.parametrize("drug", ["infliximab", "pegfilgrastim", "filgrastim", "trastuzumab"])
@pytest.mark.parametrize("text", ["{} biosimilar", "{} biosimilar 100 mg vial", "biosimilar {}"])
def test_a_biosimilar_is_never_the_code_that_excludes_biosimilars(drug: str, text: str) -> None:
    listed = found(text.format(drug))
    assert len(listed) >= 3
    assert {version.code[0] for version in listed} == {"Q"}
    assert all("biosimilar" in version.scope.forms for version in listed)


def test_a_drug_without_biosimilars_has_no_code_for_one() -> None:
    read = found("nivolumab biosimilar").read
    assert read is not None
    assert read.reason == "no code is for a biosimilar of it"
    assert codes("nivolumab biosimilar") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("opdivo sc", "J9289"), ("nivolumab sc", "J9289"), ("darzalex sq", "J9144")),
        *(("rituxan sq", "J9311"), ("rituximab sc", "J9311"), ("herceptin sq", "J9356")),
        *(("ocrevus sc", "J2351"), ("tecentriq subcut", "J9024"), ("daratumumab sc", "J9144")),
        *(("opdivo iv", "J9299"), ("rituximab ivpb", "J9312"), ("darzalex iv", "J9145")),
        *(("octreotide 20 mg im", "J2353"), ("stelara sc", "J3357"), ("stelara iv", "J3358")),
        ("avastin eye", "J9035"),
    ],
)
def test_a_route_that_is_said_keeps_the_code_of_that_route(text: str, first: str) -> None:
    """With hyaluronidase a drug is given under the skin: another ingredient, the same brand."""
    assert codes(text)[0] == first


@pytest.mark.parametrize("text", ["entyvio sc", "cosentyx sensoready", "secukinumab pen"])
def test_a_code_that_is_limited_to_one_route_is_for_no_other(text: str) -> None:
    read = found(text).read
    assert codes(text) == []
    assert read is not None
    assert read.reason == "no code of it is for the route subcutaneous"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("lupron 7.5mg", "J9217"), ("lupron 22.5mg kit", "J9217"), ("lupron 3.75 mg", "J1950")),
        *(("lupron depot 11.25 mg", "J1950"), ("lupron 1mg", "J9218"), ("eligard 22.5", "J9217")),
        *(("sandostatin 20 mg", "J2353"), ("sandostatin lar", "J2353")),
        *(("sandostatin lar 20 mg", "J2353"), ("sandostatin 100 mcg", "J2354")),
    ],
)
def test_a_brand_that_begins_another_is_told_by_its_strength(text: str, first: str) -> None:
    assert codes(text)[0] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("epoetin esrd", "Q4081"), ("procrit esrd", "Q4081"), ("aranesp esrd", "J0882")),
        *(("epogen on dialysis", "Q4081"), ("mircera esrd", "J0887"), ("epo dialysis", "Q4081")),
        *(
            ("epoetin non esrd", "J0885"),
            ("aranesp non-esrd", "J0881"),
            ("procrit no esrd", "J0885"),
        ),
        *(("mircera non dialysis", "J0888"), ("epoetin beta esrd", "J0887"), ("epo", "J0885")),
    ],
)
def test_esrd_tells_the_code_and_no_other_drug(text: str, first: str) -> None:
    assert codes(text)[0] == first
    drugs = {version.drug.name for version in found(text)}
    assert ("epoetin beta" in drugs) == any(word in text for word in ("mircera", "beta"))


@pytest.mark.parametrize(
    "text",
    [
        *("ketorolac 10mg tab", "metoclopramide 10 mg tab", "ciprofloxacin 500 mg tab"),
        *("fentanyl patch 25mcg", "lidocaine patch 5%", "clonidine patch", "estradiol patch"),
        *("albuterol hfa", "budesonide inhaler", "lidocaine cream", "diclofenac gel"),
        *("testosterone gel", "hydrocortisone cream 1%", "tobramycin eye drops"),
        *("gentamicin ophth ointment", "nitroglycerin sl tab", "vancomycin 125 mg capsule"),
        *(
            "vancomycin po",
            "naloxone spray",
            "buprenorphine/naloxone inj",
            "promethazine suppository",
        ),
        # the code is of the film
        "dexmedetomidine 200mcg/2ml vial",
    ],
)
def test_a_code_of_another_form_is_not_found(text: str) -> None:
    read = found(text).read
    assert codes(text) == []
    assert read is not None
    assert read.reason.startswith("no code of it is")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("ondansetron odt 4mg", "S0119"), ("methotrexate 2.5 mg tab", "J8610")),
        *(("albuterol neb", "J7613"), ("dexmedetomidine film", "J1105")),
        *(
            ("atropine 1 mg", "J0461"),
            ("butorphanol nasal spray", "S0012"),
            ("xulane patch", "J7304"),
        ),
        # what is injected is inhaled or put on the skin too, and a vial is not only injected
        *(
            ("amphotericin b liposome for nebulization", "J0289"),
            ("ipratropium 0.5 mg vial", "J7644"),
        ),
    ],
)
def test_a_form_that_a_code_has_is_found(text: str, first: str) -> None:
    assert codes(text)[0] == first


# --- words that are no name ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(
            ("cubicin rf", "J0878"),
            ("depo-provera ci 150mg", "J1050"),
            ("enbrel sureclick", "J1438"),
        ),
        *(("bortezomib 3.5mg dr reddys", "J9046"), ("bortezomib dr. reddy's", "J9046")),
        *(
            ("lexiscan stress", "J2785"),
            ("infliximab janssen", "J1745"),
            ("xylocaine mpf", "J2003"),
        ),
        *(("bupivacaine 0.5% with epinephrine", "J0665"), ("pip/tazo", "J2543"), ("hcg", "J0725")),
        *(("bortezomib hospira", "J9049"), ("orencia clickject", "J0129"), ("humira pen", "J0139")),
    ],
)
def test_devices_lines_and_labelers_do_not_hide_the_drug(text: str, first: str) -> None:
    assert codes(text)[0] == first


@pytest.mark.parametrize("text", ["rocephin w/ lidocaine", "ceftriaxone with lidocaine 1%"])
def test_two_drugs_are_neither(text: str) -> None:
    read = found(text).read
    assert codes(text) == []
    assert read is not None
    assert read.reason.startswith("it names more than one drug")


@pytest.mark.parametrize(("text", "number"), [("aloxi 0.25", "0.25"), ("xopenex 1.25", "1.25")])
def test_a_decimal_without_its_unit_is_not_split(text: str, number: str) -> None:
    read = found(text).read
    assert read is not None
    assert (read.strengths, read.ignored) == ((number,), ())


def test_ivig_is_every_immune_globulin_for_a_vein() -> None:
    listed = {version.code for version in codeset(DAY).find("ivig", 50)}
    in_force = {
        code
        for code, version in codeset(DAY).items()
        if version.drug.substance == "immune globulin" and "intravenous" in version.drug.routes
    }
    assert len(in_force) > 8
    assert listed >= in_force


@pytest.mark.parametrize("text", ["iron", "interferon", "depo", "solu"])
def test_the_beginning_of_several_drugs_is_read_as_none(text: str) -> None:
    assert len({version.drug.substance for version in found(text)}) > 1
    assert found(text).guessed == ""
    assert found("rituxi").guessed == "rituximab"


# --- what is printed -----------------------------------------------------------------


def test_a_code_that_is_not_in_force_names_what_it_was_followed_or_preceded_by() -> None:
    assert str(found("J9310")).startswith("'J9310' is not in force: followed by J9312\nJ9312  ")
    before = codeset(date(2018, 8, 1)).find("J9312")
    assert (before.replaced, before.guessed) == ("J9312", "")
    assert str(before).startswith("'J9312' is not in force: preceded by J9310\n")
    assert "is not in force: followed by J9312" in found("J9310")._repr_html_()
    assert "by no code" in str(Found("J9310", (), replaced="J9310"))


def test_the_terminal_prints_what_was_read_and_what_was_ignored(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["find", "ceftriaxone", "1gm", "ivpb", "sdv", "--on", "2025-08-01"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("J0696  ")
    assert printed[-1] == "(read: ceftriaxone; 1gm; intravenous; ignored: sdv)"
