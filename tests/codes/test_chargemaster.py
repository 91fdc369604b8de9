"""Finding the code of a line of a chargemaster: what is read in it, and what is not."""

from __future__ import annotations

import csv
import pickle
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import DrugText, Found, codeset
from hcpcs_jcodes.codes.chargemaster import core_of, read_text
from hcpcs_jcodes.codes.ledger import row_on
from hcpcs_jcodes.tables import read_table
from tests.strategies import texts

LINES = Path(__file__).resolve().parents[3] / "shared" / "examples" / "chargemaster_lines.csv"
"""1,275 lines that hospitals published in 2018 and 2019, with the code that each gave."""
DAYS = (
    date(2019, 1, 15),
    *(date(year, month, 15) for year in range(2018, 2010, -1) for month in (7, 1)),
    *(date(2019, month, 15) for month in (4, 7, 10)),
    date(2020, 1, 15),
)
"""The days on which a line is searched for: the first on which its code is in force."""
DAY = date(2026, 5, 1)


def found(text: str, day: date = DAY) -> Found:
    """What is found on a day."""
    return codeset(day).find(text)


def codes(text: str, day: date = DAY) -> list[str]:
    """The codes that are found on a day."""
    return [version.code for version in found(text, day)]


# --- the words -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "read"),
    [
        (
            "ceftriaxone 1gm ivpb",
            "J0696",
            DrugText("ceftriaxone", ("1gm",), "", "intravenous", ()),
        ),
        (
            "ondansetron 4 mg/2 mL injection",
            "J2405",
            DrugText("ondansetron", ("4 mg/2 ml",), "injection", "", ()),
        ),
        (
            "ABELCET(AMPHO B LIP COM) SDV:100MG/20ML",
            "J0287",
            DrugText("abelcet ampho b lip com", ("100mg/20ml",), "", "", ("sdv",)),
        ),
        ("sodium chloride 0.9%", "J7050", DrugText("sodium chloride", ("0.9%",), "", "", ())),
        (
            "HEPARIN (PORCINE) 25,000 UNIT/500 ML IN D5W",
            "J1644",
            DrugText("heparin", ("25,000 unit/500 ml",), "", "", ("in", "d5w")),
        ),
        ("rituximab 10mg", "J9312", DrugText("rituximab", ("10mg",), "", "", ())),
        (
            "potassium chloride 20 mEq/L in dextrose 5%-0.45 % NaCl",
            "J3480",
            DrugText(
                "potassium chloride",
                ("20 meq/l", "5%", "0.45 %"),
                "",
                "",
                ("in", "dextrose", "nacl"),
            ),
        ),
    ],
)
def test_drug_strength_form_and_route_are_read_and_the_rest_is_named(
    text: str, code: str, read: DrugText
) -> None:
    """Examples of the issue, and siblings."""
    assert found(text)[0].code == code
    assert found(text).read == read


def test_a_fluid_is_named_by_what_it_is_mixed_of() -> None:
    read = found("dextrose 5 % and 0.9 % sodium chloride 1000 ml iv bag").read
    assert read == DrugText(
        "dextrose sodium chloride", ("5 %", "0.9 %", "1000 ml"), "", "intravenous", ("bag",)
    )


@pytest.mark.parametrize(
    ("text", "substance"),
    [
        ("TETANUS IMMUNE GLOBULIN IVPB", "tetanus immune globulin"),
        ("RITUXIMAB AND HYALURONIDASE IVPB 10 MG", "rituximab and hyaluronidase"),
        ("TBO-FILGRASTIM IVPB", "tbo-filgrastim"),
        ("CYTARABINE LIPOSOME IVPB", "cytarabine liposome"),
        ("EMEND(APREPITANT) SDV:5 MG INJ", "aprepitant"),
    ],
)
def test_a_route_never_turns_one_drug_into_another(text: str, substance: str) -> None:
    """A form or route that the drug does not have ranks its codes, and no other drug's."""
    day = date(2019, 7, 1)
    assert found(text, day)[0].drug.substance == substance


def test_a_name_alone_is_not_read() -> None:
    """What is searched for as it is has nothing else in it."""
    assert found("ceftriaxone").read is None
    assert found("J0696").read is None


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        ("x 4 mg", ("4 mg",)),
        ("x 4mg/2ml", ("4mg/2ml",)),
        ("x 1,200,000 unit/2 ml", ("1,200,000 unit/2 ml",)),
        ("x 10 million units", ("10 million units",)),
        ("x 20 meq/l", ("20 meq/l",)),
        ("x 0.5-mg", ("0.5-mg",)),
        ("x .25mg", (".25mg",)),
        ("x 10exp8 pfu", ("10exp8",)),
        ("x 5 % and 0.9%", ("5 %", "0.9%")),
        ("hylan g-f 20", ()),
        ("insulin u-100", ()),
        ("x 0.25", ("0.25",)),
        ("x 1:100,000", ("1:100,000",)),
        ("x 1.2.3", ()),
        ("interferon beta-1a", ()),
        ("x 5 mglike", ()),
    ],
)
def test_a_strength_is_a_number_with_a_unit(text: str, strengths: tuple[str, ...]) -> None:
    assert read_text(text).strengths == strengths


@pytest.mark.parametrize(
    ("text", "first"),
    [
        # the form or route decides which code of the drug
        ("ondansetron 4 mg tablet", "S0119"),
        ("dexamethasone 4 mg tablet", "J8540"),
        ("dexamethasone 4 mg/ml injection", "J1100"),
        ("dexamethasone 0.7 mg intravitreal implant", "J7312"),
        ("tobramycin 300 mg/5 ml nebulization", "J7682"),
        ("tobramycin 80 mg vial", "J3260"),
        ("topotecan 4 mg sdv", "J9351"),
        ("cyclosporine 25 mg capsule", "J7515"),
        ("cyclosporine 100 mg capsule", "J7502"),
        ("methylprednisolone 4 mg tablet", "J7509"),
        # the strength decides
        ("sodium chloride 1000 ml", "J7030"),
        ("ns 500 ml", "J7040"),
        ("sodium chloride 0.9 % 250 ml", "J7050"),
        ("sodium chloride 1 L bag", "J7030"),
        ("sodium chloride 4 meq/ml", "J7131"),
        ("sodium chloride 3% 500 ml", "J7131"),
        ("capecitabine 500 mg tablet", "J8522"),
        ("heparin 10 unit/ml", "J1642"),
        ("heparin 1000 unit/ml", "J1644"),
        ("buprenorphine 2 mg-naloxone 0.5 mg sublingual tablet", "J0572"),
        ("buprenorphine 8 mg-naloxone 2 mg sublingual film", "J0574"),
        # the abbreviations of the trade
        ("VANCO 1 GM IVPB", "J3373"),
        ("KCL 20 MEQ/100ML", "J3480"),
        ("MAG SULF 2G/50ML", "J3475"),
        ("PEN G BENZ 1.2MU IM SYR", "J0561"),
        ("HALDOL DEC 100 MG", "J1631"),
        ("B12 1000 MCG", "J3420"),
        ("D5NS 1000 ML", "J7042"),
        # a fluid
        ("dextrose 5% 1000 ml", "J7070"),
        ("dextrose 5 % and 0.9 % sodium chloride iv", "J7042"),
        ("dextrose 5 % and lactated ringers intravenous solution", "J7121"),
        ("lactated ringers iv bolus", "J7120"),
        # the first drug is the drug, and what follows is what it is diluted in
        ("cefazolin 2 gram/100 ml in dextrose(iso-osmotic) iv", "J0690"),
        # a labeler or brand that the wording is limited to
        ("immune globulin (privigen) 10 g", "J1459"),
        # the beginning of a name, and of the last word, which a system cut off
        ("piperacil/tazob 4.5 g", "J2543"),
        ("cefepime 2 gram solution for injectio", "J0692"),
        ("argatroban 50 mg in sodium chlorid", "J0883"),
        # one word that only one drug has
        ("winrho 1500 iu", "J2792"),
    ],
)
def test_what_the_text_says_ranks_the_codes_of_the_drug(text: str, first: str) -> None:
    assert codes(text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        # a combination without a code is no drug of one of its parts
        "hydrocodone-acetaminophen 5-325 tablet",
        "fluticasone-salmeterol 250 mcg",
        "lidocaine-novelcaine 1%",
        "lidocaine and novelcaine",
        "trastuzumab-zzzz 150 mg",
        "zzz-aflibercept 5 mg",
        "novelword rituximab 10 mg",
        "warfarin/heparin",
        "lidocaine for ceftriaxone",
        # a name that is not known, beside words that many names share
        "novel immune globulin 5 g",
        "ferric novelate",
        # what is not the vehicle alone
        "novelmab 5 mg in sodium chloride 0.9%",
        "dextrose 10 % 500 ml",
        "sodium chloride 0.45 %",
        "1/2 ns 1000 ml",
        "half normal saline 500 ml",
        "d5 1/2 ns 1000 ml",
        "dextrose 5 % and 0.45 % sodium chloride iv",
        "dextrose 5%-1/4 normal saline",
        "sterile water 10 ml",
        # no drug at all
        "exam room level 3",
        "iv start kit",
    ],
)
def test_nothing_is_found_where_another_drug_may_be_meant(text: str) -> None:
    assert codes(text) == []


def test_a_code_that_is_not_classified_is_given_as_its_wording_says() -> None:
    """Those that ended before 2019: an injection is no tablet, whatever else it may be."""
    day = date(2012, 7, 1)
    assert codes("doxorubicin 10 mg iv", day)[0] == "J9000"
    assert codes("mitomycin 5 mg vial", day)[0] == "J9280"
    assert codes("mitomycin 5 mg tablet", day) == []
    assert codes("doxorubicin 20 mg tablet", day) == []


def test_a_drug_that_is_not_in_force_is_not_its_vehicle() -> None:
    assert codes("nicardipine 20 mg in sodium chloride 0.9%", date(2013, 1, 15)) == []


def test_only_codes_of_the_drug_are_found() -> None:
    """Other codes with one of its words are not listed."""
    for text in ("hyaluronidase rituximab", "factor viii 1000 unit", "daunorubicin 20 mg vial"):
        listed = found(text)
        assert len({version.drug.substance for version in listed}) == 1


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("ondansetron hydrochloride", {"ondansetron"}),
        ("Ceftriaxone in D5W", {"ceftriaxone"}),
        ("potassium chloride", {"potassium", "chloride"}),
        ("calcium gluconate", {"calcium", "gluconate"}),
        ("5% dextrose/normal saline", {"D5NS"}),
        ("0.9% Sodium Chloride", {"NS"}),
        ("Amphotericin B", {"amphotericin", "b"}),
        ("factor ix", {"factor", "ix"}),
        ("acetate", set()),
        ("normal saline in mannitol", set()),
        ("normal saline in sterile water", {"NS"}),
        ("", set()),
    ],
)
def test_a_drug_is_told_by_the_words_that_are_no_salt_form_or_vehicle(
    name: str, core: set[str]
) -> None:
    assert core_of(name) == core


def test_every_word_of_a_chargemaster_is_listed_once_and_as_it_is_read() -> None:
    """A word with a capital or a hyphen would never be found."""
    header, *rows = read_table("chargemaster_words")
    assert header == ["word", "kind", "meaning", "source"]
    listed = [word for word, *_ in rows]
    assert listed == sorted(set(listed))
    for word, _, meaning, source in rows:
        assert word == " ".join(word.split()).lower()
        assert all(part.isalnum() for part in word.split(" "))
        assert len(word.split(" ")) <= 4
        assert meaning
        assert source


@given(
    st.one_of(
        texts(),
        st.lists(
            st.sampled_from(
                [
                    "rituximab",
                    "in",
                    "5%",
                    "/",
                    "-",
                    "(",
                    ")",
                    "inj",
                    "ns",
                    "d5w",
                    "4 mg",
                    "and",
                    "x",
                    "factor",
                ]
            ),
            max_size=8,
        ).map(" ".join),
    )
)
def test_any_text_is_read(text: str) -> None:
    """What was found and what was read are the same again after pickling."""
    result = found(text)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301
    assert hash(pickle.loads(pickle.dumps(result))) == hash(result)  # noqa: S301


# --- lines of hospitals ------------------------------------------------------------


def outcomes() -> Iterator[tuple[str, str]]:
    """For each line what came of it, and its text."""
    with LINES.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        day = next(day for day in DAYS if row_on(line["code"], day))
        result = found(line["text"], day)
        wanted = row_on(line["code"], day)
        assert wanted is not None
        first = row_on(result[0].code, day) if result else None
        if first is None:
            outcome = "nothing"
        elif first[0] == line["code"]:
            outcome = "first"
        elif line["code"] in [version.code for version in result]:
            outcome = "another code of the drug first"
        elif result[0].drug.substance == codeset(day).get(line["code"], result[0]).drug.substance:
            outcome = "another code of the drug alone"
        else:
            outcome = "another substance"
        yield outcome, line["text"]


@pytest.mark.skipif(not LINES.exists(), reason="the lines of hospitals are not beside the checkout")
def test_of_the_lines_of_hospitals_85_percent_find_their_code_first() -> None:
    """At most 3 % find another substance; the rest are counted by cause."""
    counted = Counter(outcome for outcome, _ in outcomes())
    lines = counted.total()
    assert lines == 1275
    assert counted["first"] / lines >= 0.94, counted
    assert counted["another substance"] / lines <= 0.01, counted
    assert counted["nothing"] / lines <= 0.01, counted
