"""What people type, resolved to the code that is meant: every candidate is of the drug named."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    BadAdministration,
    BadArgument,
    BadDate,
    BadNdc,
    JCodesError,
    Ndc,
    NoSuchTarget,
    ProductNdc,
    Resolution,
    UncoveredDate,
    codeset,
    coverage,
    packages_of,
    resolve,
)
from hcpcs_jcodes.codes.ledger import code_ledger, use_of
from hcpcs_jcodes.codes.names import names_of
from hcpcs_jcodes.codes.periods import period_of, quarter_of, quarters_of
from hcpcs_jcodes.codes.rows import AT, Row, is_in_force
from hcpcs_jcodes.codes.substances import name_key, plain_name, rows_named
from hcpcs_jcodes.ndc.crosswalk import ndc_crosswalk
from hcpcs_jcodes.tables import texts_of

ON = date(2026, 5, 1)
IN_2025 = date(2025, 8, 1)


def codes(found: Resolution) -> list[str]:
    """The candidates, best first."""
    return [candidate.code for candidate in found.candidates]


# --- one code --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        # the wordings of CMS's releases and the brands of its crosswalk name these
        ("Truxima", "Q5115", "brand"),
        ("Rituxan", "J9312", "brand"),
        ("RITUXAN HYCELA®", "J9311", "brand"),
        ("inflectra", "Q5103", "brand"),
        ("mvasi", "Q5107", "brand"),
        ("zarxio", "Q5101", "brand"),
        ("doxil", "Q2050", "brand"),
        ("eloxatin", "J9263", "brand"),
        ("protonix", "J2470", "brand"),
        ("solu-cortef", "J1720", "brand"),
        ("Solu Cortef", "J1720", "brand"),
        ("taxotere", "J9171", "brand"),
        ("zometa", "J3489", "brand"),
        ("nexplanon", "J7307", "brand"),
        ("mirena", "J7298", "brand"),
        ("abrilada", "Q5145", "brand"),
        ("ceftriaxone", "J0696", "name"),
        ("rituximab-abbs", "Q5115", "name"),
        ("eptinezumab", "J3032", "name"),
        ("irinotecan", "J9206", "name"),
        ("irinotecan liposome", "J9205", "name"),
        ("J9312", "J9312", "code"),
        ("j9312 ", "J9312", "code"),
        ("J-9312", "J9312", "code"),
        ("J1745-JW", "J1745", "code"),
        ("HC:J1745:JW", "J1745", "code"),
        ("q5115", "Q5115", "code"),
        ("NDC 50242-051-21", "J9312", "ndc"),
        # the form of a diagnosis, and the name of a vitamin: a known name comes first
        ("B12", "J3420", "name"),
        ("b-12", "J3420", "name"),
        ("Sandostatin LAR", "J2353", "brand"),
        ("50242-051", "J9312", "ndc"),
        ("50242005121", "J9312", "ndc"),
        ("5024205121", "J9312", "ndc"),
        (Ndc("50242-051-21"), "J9312", "ndc"),
        (ProductNdc("50242-051"), "J9312", "ndc"),
        (codeset(2025)["J9312"], "J9312", "code"),
    ],
)
def test_a_text_that_means_one_code_is_that_code(text: Any, code: str, how: str) -> None:
    """Public case A: the drug's own code, never a similar name's."""
    found = resolve(text, on=ON)
    assert (found.code, found.how, found.why, found.suggestions) == (code, how, "", ())
    assert found.candidates[0].version == codeset(ON).get(code, codeset(ON).related.get(code))


def test_modifiers_attached_to_a_code_are_read_off() -> None:
    """As a chargemaster or an X12 segment writes them."""
    assert resolve("J1745-JW", on=ON).modifiers == ("JW",)
    assert resolve("HC:J1745:JW", on=ON).modifiers == ("JW",)
    assert resolve("J1745", on=ON).modifiers == ()


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2024, 6, 30), "S0164"),
        (date(2024, 7, 1), "J2470"),
    ],
)
def test_a_brand_has_the_code_of_the_date(on: date, code: str) -> None:
    """Public case A: Protonix is S0164 and C9113 until 2024-06-30."""
    assert code in codes(resolve("protonix", on=on))
    assert {"S0164", "C9113", "J2470"}.intersection(codes(resolve("protonix", on=on))) == (
        {"S0164", "C9113"} if on.month == 6 else {"J2470"}
    )


# --- several -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rituximab", ["J9312", "Q5115", "Q5119", "Q5123"]),
        ("bortezomib", ["J9041", "J9054", "J9046", "J9048", "J9049", "J9051"]),
        ("docetaxel", ["J9171", "J9172", "J9174"]),
        ("Emend", ["J1453", "J8501"]),
    ],
)
def test_a_plain_name_has_every_code_in_force_and_the_reference_product_is_first(
    name: str, expected: list[str]
) -> None:
    """Biosimilars and products of single makers have codes of their own: nothing is chosen."""
    found = resolve(name, on=ON)
    assert codes(found) == expected
    assert found.code is None
    assert found.suggestions == ()


def test_a_route_narrows() -> None:
    """A candidate that is given by other routes alone goes."""
    assert resolve("Emend", on=ON, route="oral").code == "J8501"
    assert resolve("Emend", on=ON, route="intravenous").code == "J1453"
    assert "J8530" not in codes(resolve("cyclophosphamide", on=ON, route="intravenous"))
    with pytest.raises(NoSuchTarget, match="J9310 intravenous"):
        resolve("rituximab", on=date(2015, 1, 1), route="oral")
    with pytest.raises(NoSuchTarget, match="J9312 intravenous"):
        resolve("rituximab", on=ON, route="oral")


@pytest.mark.parametrize("ndc", ["50242-051-21", "50242-051", Ndc("50242-051-21")])
def test_an_ndc_narrows(ndc: Any) -> None:
    """The package or the product shows which of them it is."""
    assert resolve("rituximab", on=IN_2025, ndc=ndc).code == "J9312"
    assert resolve("NDC 0338-0049", on=IN_2025, ndc="0338-0049-04").code is None


def test_an_ndc_that_selects_none_is_an_error() -> None:
    """It names the candidates."""
    with pytest.raises(BadNdc, match=r"under J9312, none of the candidates J9041 \(bortezomib\)"):
        resolve("bortezomib", on=IN_2025, ndc="50242-051-21")
    with pytest.raises(BadNdc, match="under J9312, none of the candidates J1745"):
        resolve("J1745", on=IN_2025, ndc="50242-051-21")
    with pytest.raises(BadNdc, match="no included quarter lists it"):
        resolve("rituximab", on=IN_2025, ndc="50242-0051-77")
    with pytest.raises(BadNdc, match="is not made of digits"):
        resolve("no such name", on=IN_2025, ndc="zz")


def test_an_ndc_that_proves_nothing_leaves_the_one_candidate() -> None:
    """The crosswalk is no complete list, and has no quarters before 2024."""
    assert resolve("J9312", on=IN_2025, ndc="50242-0051-77").code == "J9312"
    assert resolve("Rituxan", on=date(2015, 1, 1), ndc="50242-051-21").code == "J9310"
    with pytest.raises(UncoveredDate, match="pass nearest=True"):
        resolve("rituximab", on=date(2021, 1, 1), ndc="50242-051-21")
    narrowed = resolve("rituximab", on=date(2021, 1, 1), ndc="50242-051-21", nearest=True)
    assert narrowed.code == "J9312"


def test_one_product_may_have_several_codes() -> None:
    """CMS's crosswalk lists the bags of normal saline by their size."""
    found = resolve("0338-0049", on=IN_2025)
    assert codes(found) == ["J7030", "J7040", "J7050"]
    assert found.how == "ndc"


def test_a_package_under_the_code_of_another_drug_is_not_of_that_drug(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The crosswalk of 2025Q1 lists albuterol under the code of levalbuterol too."""
    in_error = date(2025, 2, 1)
    listed = packages_of("00378-7057-52", on=in_error)
    assert [each.code for each in listed] == ["J7613", "J7614"]
    assert [each.is_other_drug for each in listed] == [False, True]
    assert resolve("00378-7057-52", on=in_error).code == "J7613"
    alone = "hcpcs_jcodes.lookup.resolving.packages_of"
    monkeypatch.setattr(alone, lambda *_, **__: listed[1:])
    found = resolve("00378-7057-52", on=in_error)
    assert found.code is None
    assert "Albuterol Sulfate is not the drug of the code" in found.why


def test_every_package_has_a_code_of_the_drug_that_its_name_names() -> None:
    """Of each package, in each quarter included: no candidate is of another drug than its name."""
    walked = 0
    for quarter in ndc_crosswalk().quarters:
        day = period_of(quarter)[0]
        for ndc, rows in ndc_crosswalk().by_ndc.items():
            here = [row for row in rows if row[2] <= quarter <= row[3]]
            if len({row[1] for row in here}) < 2:
                continue
            named = {plain_name(row[AT["substance"]]) for row, _ in rows_named(here[0][4])}
            if not named:
                continue
            walked += 1
            for each in resolve(ndc, on=day).candidates:
                if each.version is not None:
                    assert plain_name(each.version.drug.substance) in named, (ndc, quarter)
    assert walked > 100


def test_a_code_of_the_crosswalk_that_is_not_included_has_no_version() -> None:
    """Vaccines and contrast media: the code is CMS's, its wording is not on file."""
    found = resolve("00006-4096-02", on=IN_2025, route="intramuscular")
    assert found.code == "90632"
    assert found.candidates[0].version is None
    assert "90632" in found._repr_html_()


# --- none --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "on", "why", "suggestions"),
    [
        ("truxma", ON, "no code of any year has this name", ("Truxima",)),
        ("rituximba", ON, "no code of any year has this name", ("rituximab",)),
        ("Truxima", date(2015, 1, 1), "Q5115 is not in force on 2015-01-01: it is valid from 2019-07-01", ()),
        ("J9310", ON, "J9310 is not in force on 2026-05-01: it is valid from 1999-01-01 to 2018-12-31", ()),
        ("J9310-JW", date(2019, 1, 1), "to 2018-12-31", ()),
        ("JO129", ON, "no code of any year", ("J0129",)),
        ("J129", ON, "no code of any year", ("J0129",)),
        ("Q5l15", ON, "no code of any year", ("Q5115",)),
        ("J9113", ON, "J9113", ()),
        ("96413", ON, "it has the form of CPT", ()),
        ("72789422", IN_2025, "has no hyphens", ("07278-9422", "72789-0422", "00072-7894-22")),
        ("50242-0051-77", IN_2025, "no included quarter lists it", ("50242-0051",)),
        ("0310-4700", IN_2025, "it is listed in other quarters", ()),
        ("05024-2051-01", IN_2025, "no included quarter lists it", ()),
        ("50242-0051", IN_2025, "", ()),
        ("50242--21", IN_2025, "is not made of digits", ()),
        ("antihemophilic factor", ON, "it is printed for several drugs: factor ix", ("factor ix",)),
        ("saline solution", ON, "it is printed for several drugs", ("5% dextrose/normal saline", "normal saline")),
        ("xyz", ON, "no code of any year has this name", ()),
        ("", ON, "it is empty: pass a code, a name or an NDC", ()),
        (" \t", ON, "it is empty", ()),
        ("x" * 1000, ON, "it has 1000 characters", ()),
        (" " * 1000, ON, "it has 1000 characters", ()),
    ],
)  # fmt: skip
def test_a_text_without_a_code_says_why_and_what_was_perhaps_meant(
    text: str, on: date, why: str, suggestions: tuple[str, ...]
) -> None:
    """Never a guess: what is near is a suggestion in words, never a candidate."""
    found = resolve(text, on=on)
    if not why:
        assert found.code
        return
    assert (found.candidates, found.code, found.how) == ((), None, None)
    assert why in found.why
    near = found.suggestions
    assert near[: len(suggestions)] == suggestions
    assert bool(near) == bool(suggestions)


@pytest.mark.parametrize("name", ["eliquis", "fluzone", "maci", "hadlima", "onpro", "forteo"])
def test_a_brand_without_a_code_has_none_rather_than_a_similar_one(name: str) -> None:
    """Public case A: "liquid", fungizone, "mtci", alimta and other words were found for these."""
    found = resolve(name, on=ON)
    assert all(
        name in map(str.casefold, each.version.drug.brands)
        for each in found.candidates
        if each.version
    )


# --- what is passed ------------------------------------------------------------------------


@pytest.mark.parametrize("text", [None, 9312, 93.12, b"J9312", ["J9312"], {}, True])
def test_what_is_not_a_text_is_a_type_error(text: Any) -> None:
    """As for identify."""
    with pytest.raises(TypeError, match="is not a text"):
        resolve(text, on=ON)


@pytest.mark.parametrize("on", [None, 2025, "x", datetime(2025, 8, 1, 9)])  # noqa: DTZ001
def test_a_date_is_a_date(on: Any) -> None:
    """There is no default date."""
    with pytest.raises(BadDate):
        resolve("J9312", on=on)


def test_a_date_outside_the_data_is_refused() -> None:
    """Not answered with yesterday's codes."""
    for on in (date(2010, 12, 31), date(2100, 1, 1)):
        for text in ("J9312", "rituximab", "50242-051-21", ""):
            with pytest.raises(UncoveredDate, match="is not covered"):
                resolve(text, on=on)
    with pytest.raises(UncoveredDate, match="pass nearest=True"):
        resolve("50242-051-21", on=date(2015, 1, 1))
    assert resolve("50242-051-21", on=date(2020, 1, 1), nearest=True).code == "J9312"


@pytest.mark.parametrize("route", ["VI", "", 5, "intravenuos", "x" * 10**5])
def test_a_route_is_one_of_the_words(route: Any) -> None:
    """As for pair and Administration."""
    with pytest.raises(BadAdministration, match="is not a route: pass") as caught:
        resolve("no such name", on=ON, route=route)
    assert len(str(caught.value)) <= 500


def test_a_resolution_is_a_value() -> None:
    """Equal, hashable, picklable, and the same whatever was asked before."""
    found = resolve("rituximab", on=ON)
    assert found == resolve("rituximab", on=ON)
    assert hash(found) == hash(resolve("rituximab", on=ON))
    again = pickle.loads(pickle.dumps(found))  # noqa: S301
    assert again == found


def test_a_resolution_reads_well() -> None:
    """In the terminal and in a notebook, escaped."""
    assert str(resolve("Truxima", on=ON)) == (
        "'Truxima' on 2026-05-01: Q5115, by brand\n"
        "  Q5115: Truxima is a brand of rituximab-abbs, truxima; biosimilar"
    )
    assert repr(resolve("rituximab", on=ON)) == (
        "<Resolution of 'rituximab' on 2026-05-01: one of J9312, Q5115, Q5119, Q5123>"
    )
    shown = str(resolve("truxma", on=ON))
    assert shown.splitlines()[1:] == [
        "  no code of any year has this name",
        "  perhaps meant: Truxima",
    ]
    assert "rituximab-arrx" in resolve("rituximab", on=ON)._repr_html_()
    html = resolve("<script>", on=ON)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "perhaps meant: Truxima" in resolve("truxma", on=ON)._repr_html_()
    assert "50242-0051-21" in resolve("50242-051-21", on=ON)._repr_html_()
    assert "a drug not otherwise classified" in str(resolve("J3490", on=ON))


@given(st.text(max_size=60) | st.from_regex(r"[JQjq0-9OIl :\-NDC.]{1,20}"))
def test_any_text_is_resolved_or_says_why(text: str) -> None:
    """Only a date, an argument or a crosswalk that is not included is an error."""
    found = resolve(text, on=IN_2025)
    assert bool(found.candidates) != bool(found.why)
    assert len(found.why) <= 1000
    assert str(found)


# --- every name of the tables ----------------------------------------------------------------


def every_name() -> Iterator[tuple[str, Row, bool]]:
    """Each name of each row, J and related, and whether it is a brand: worked out from the tables."""
    ledger = code_ledger()
    for rows in (*ledger.jcodes.values(), *ledger.related.values()):
        for row in rows:
            for name in (row[AT["drug"]], row[AT["substance"]], *texts_of(row[AT["synonyms"]])):
                if name:
                    yield name, row, False
            for name in texts_of(row[AT["brands"]]):
                yield name, row, True
            for name, kind in names_of(row[AT["code"]], use_of(row)):
                yield name, row, kind == "brand"


WITHOUT_PUMP = {"J1811": "J1812", "J1813": "J1814", "J1817": "J1815"}


def own_name(row: Row, rows: list[tuple[Row, bool]]) -> bool:
    """Whether a row has a name for itself: a liposome has not the plain name of its drug."""
    forms = {each[AT["forms"]] for each, _ in rows}
    return row[AT["forms"]] != "liposomal" or forms == {"liposomal"}


def test_every_candidate_of_every_name_is_of_the_drug_named() -> None:
    """Each name on each first day of a quarter with other codes in force; J and related codes.

    A candidate by a brand has the brand, or a longer one of its substance that begins with it, or
    is for the same product without a pump; one by the name of a substance is of that substance,
    or of it with a suffix. Liposomes have names of their own.
    """
    first, last = coverage().first, coverage().last
    days = [
        period_of(quarter)[0] for quarter in quarters_of(f"{quarter_of(first)}-{quarter_of(last)}")
    ]
    listed: dict[str, list[tuple[Row, bool]]] = {}
    spelled: dict[str, str] = {}
    every = list(every_name())
    for name, row, is_brand in every:
        plain = "".join(filter(str.isalnum, name.casefold()))
        spelled[plain] = name
        listed.setdefault(plain, []).append((row, is_brand))
    walked = 0
    for plain, rows in listed.items():
        name = spelled[plain]
        branded = [row for row, is_brand in rows if is_brand]
        begun = tuple(f"{name.casefold()}{sign}" for sign in " -")
        branded += [
            row
            for other, row, is_brand in every
            if is_brand and other.casefold().startswith(begun)
            if row[AT["substance"]] in {each[AT["substance"]] for each in branded}
        ]
        brands = {row[AT["code"]] for row in branded}
        brands |= {WITHOUT_PUMP[code] for code in brands & {*WITHOUT_PUMP}}
        meant = {plain_name(row[AT["substance"]]) for row, is_brand in rows if not is_brand}
        own = {each for each in meant if "".join(filter(str.isalnum, each)) == plain}
        asked = set()
        for day in days:
            text = day.isoformat()
            in_force = frozenset(row for row, _ in rows if is_in_force(row, text))
            if not in_force or in_force in asked:
                continue
            asked.add(in_force)
            found = resolve(name, on=day)
            for each in found.candidates:
                assert each.version is not None
                assert each.version.in_force(day)
                if each.how == "brand":
                    assert each.code in brands, (name, day)
                else:
                    assert plain_name(each.version.drug.substance) in (own or meant) | {
                        plain_name(name)
                    }, name
            if len(meant) <= 1:  # a name printed for several substances may have no code
                own_code = brands.intersection(codes(found))  # a brand has its own code
                expected = own_code or {row[AT["code"]] for row in in_force if own_name(row, rows)}
                missing = expected - set(codes(found))
                assert not missing, (name, day)
            walked += 1
    assert walked > 4000


@pytest.mark.parametrize("seed", [20261130, 7, 19])
def test_of_ten_thousand_misspelled_names_none_is_answered(seed: int) -> None:
    """One to three letters are wrong, missing, too many or swapped: no candidate, if it is no name.

    Each seed has a third of the ten thousand.
    """
    chance = Random(seed)  # noqa: S311
    misspelled: set[str] = set()
    while len(misspelled) < 3400:
        text = misspelling(chance.choice(NAMES), chance)
        if name_key(text) not in KEYS:
            misspelled.add(text)
    for text in misspelled:
        found = resolve(text, on=IN_2025)
        assert not found.candidates, text
        assert not found.why.startswith("it is printed"), text


def misspelling(name: str, chance: Random) -> str:
    """A name with one to three slips."""
    letters = list(name)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(letters))
        slip = chance.choice(("wrong", "missing", "more", "swapped"))
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz\u00e9\u00e40159")
        if slip == "wrong":
            letters[at] = letter
        elif slip == "more":
            letters.insert(at, letter)
        elif slip == "missing" and len(letters) > 1:
            del letters[at]
        else:
            letters[at : at + 2] = letters[at : at + 2][::-1]
    return "".join(letters)


def test_a_misspelled_name_is_suggested_and_never_a_word_that_is_no_name() -> None:
    """What is near is one letter away, or two in a long name, and has a code on the date."""
    assert resolve("remicad", on=ON).suggestions == ("Remicade",)
    assert resolve("truixma", on=ON).suggestions == ("Truxima",)
    assert "infliximab" in resolve("inflixmb", on=ON).suggestions
    assert resolve("inflxmb", on=ON).suggestions == ()
    assert resolve("truxma", on=date(2015, 1, 1)).suggestions == ()
    assert resolve("oil", on=ON).suggestions == ()


NAMES = sorted({name for name, _, _ in every_name()})
KEYS = {name_key(plain_name(name)) for name in NAMES} | {name_key(name) for name in NAMES}


def test_why_a_name_has_no_code_on_a_date_is_a_line_or_two() -> None:
    """The first few codes and how many more; a number that stood for another drug then."""
    found = resolve("aflibercept", on=date(2011, 1, 1))
    assert found.why.startswith("J0178 is not in force on 2011-01-01: it is valid from 2013")
    assert found.why.endswith(" more")
    reused = resolve("fecal microbiota", on=date(2011, 1, 1))
    assert reused.why.startswith("J1440 stands for another drug on 2011-01-01: filgrastim")
    for name in NAMES:
        found = resolve(name, on=date(2011, 1, 1))
        assert bool(found.why) != bool(found.candidates)
        assert len(found.why) <= 400


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("filgrastim-sndz", date(2016, 1, 1), "Q5101"),
        ("epoetin alfa-epbx", date(2019, 1, 1), "Q5105"),
        ("cyclosporin", IN_2025, "J7516"),
        ("midazolam in 0.9% sodium chloride", date(2023, 6, 1), "J2251"),
    ],
)
def test_a_name_that_a_wording_has_later_or_had_before_is_of_the_same_code(
    name: str, on: date, code: str
) -> None:
    """A wording that adds the suffix changes no drug."""
    assert code in codes(resolve(name, on=on))


def test_errors_stay_short() -> None:
    """Whatever the name and its candidates."""
    for name in ("factor viii", "epinephrine", "immune globulin"):
        with pytest.raises(JCodesError) as caught:
            resolve(name, on=ON, route="otic")
        assert len(str(caught.value)) <= 500


# --- brands that begin with a brand --------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        # labels: Lupron Depot is sold as "Lupron"; Sandostatin LAR Depot as "Sandostatin"
        ("lupron", IN_2025, {"J9218", "J1950", "J9217"}),
        ("sandostatin", IN_2025, {"J2353", "J2354"}),
        ("haldol", IN_2025, {"J1630", "J1631"}),
        ("Zyprexa", IN_2025, {"J2359", "J2358"}),
        ("abilify", IN_2025, {"J0400", "J0401", "J0402"}),
        ("aristada", IN_2025, {"J1943", "J1944"}),
        ("Pfizerpen", IN_2025, {"J2540", "J2510"}),
        # its longer brand has another active ingredient, and with it a name of its own
        ("Rituxan", IN_2025, {"J9312"}),
        ("herceptin", IN_2025, {"J9355"}),
        ("Darzalex", IN_2025, {"J9145"}),
        ("Lupron Depot", IN_2025, {"J1950", "J9217"}),
        # followed by the code of the longer brand, and not by that of another maker
        ("acthar", date(2023, 9, 30), {"J0800"}),
        ("acthar", IN_2025, {"J0801"}),
        ("Infumorph", IN_2025, {"J2274"}),
        # the decanoate is no successor of the hydrochloride, which had no code in 2017
        ("Prolixin", date(2017, 3, 1), set()),
        ("Prolixin", IN_2025, {"J2679", "J2680"}),
    ],
)
def test_a_brand_has_the_codes_of_the_longer_brands_that_begin_with_it(
    name: str, on: date, expected: set[str]
) -> None:
    """Lupron is printed on Lupron Depot: 7.5 mg of "Lupron" is never J9218 x 8 silently."""
    assert set(codes(resolve(name, on=on))) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lispro", {"J1815", "J1817", "S5551"}),
        ("insulin lispro", {"J1815", "J1817", "S5551"}),
        ("aspart", {"J1815", "J1817", "S5551"}),
        ("Apidra", {"J1815", "J1817"}),
        ("Admelog", {"J1815", "J1817"}),
        ("humalog kwikpen", {"J1815", "J1817"}),
        ("Fiasp Pumpcart", {"J1811", "J1812"}),
        ("treprostinil", {"J3285", "J7686"}),
    ],
)
def test_what_is_listed_for_a_pump_has_the_code_without_a_pump_too(
    name: str, expected: set[str]
) -> None:
    """CMS's crosswalk lists Apidra under J1817 alone, and the vial is injected too (J1815)."""
    assert set(codes(resolve(name, on=IN_2025))) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("doxorubicin", {"J9000"}),
        ("doxorubicin hcl", {"J9000"}),
        ("daunorubicin", {"J9150"}),
        ("daunorubicin citrate", {"J9151"}),
        ("doxil", {"Q2050"}),
        ("Doxorubicin HCl, Liposomal", {"Q2050"}),
        ("daunorubicin and cytarabine", {"J9153"}),
        ("paclitaxel", {"J9267"}),
        ("paclitaxel protein-bound", {"J9264"}),
        ("irinotecan", {"J9206"}),
    ],
)
def test_a_plain_name_is_not_that_of_its_liposome(name: str, expected: set[str]) -> None:
    """FDA's labels: "liposomal" and "protein-bound" are parts of the nonproprietary name."""
    assert set(codes(resolve(name, on=IN_2025))) == expected


@pytest.mark.parametrize("value", [None, 5, float("nan"), b"J9312", ["J9312"]])
def test_what_is_no_text_is_the_same_error_as_in_a_search(value: Any) -> None:
    """A cell without a text, as in find() and identify()."""
    with pytest.raises(BadArgument, match="is not a text: pass a code, a name or an NDC"):
        resolve(value, on=ON)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("dexmedetomidine", "dexmedetomidine, oral only"),
        ("capecitabine", "capecitabine, oral only"),
        ("Igalmi", "Igalmi is a brand of dexmedetomidine, oral"),
        ("rituximab-abbs", "rituximab-abbs, truxima; biosimilar"),
    ],
)
def test_the_only_code_of_a_name_says_the_route_to_which_it_is_limited(name: str, why: str) -> None:
    """J1105 is Igalmi, a film; dexmedetomidine in a vein has no code."""
    assert [each.why for each in resolve(name, on=IN_2025).candidates] == [why]


# --- what was perhaps meant ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("simponi", "Simponi Aria"),
        ("zoledronic", "zoledronic acid"),
        ("glargine", "Insulin glargine"),
        ("cortrophin", "Cortrophin Gel"),
        ("aristospan", "Aristospan Intralesional"),
    ],
)
def test_a_part_of_a_name_is_no_candidate_and_the_name_is_suggested(text: str, first: str) -> None:
    """Simponi is injected at home, and Simponi Aria is J1602: a person decides."""
    found = resolve(text, on=IN_2025)
    assert (codes(found), found.suggestions[0]) == ([], first)
    assert resolve(first, on=IN_2025).candidates


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CEFTRIAXONE 1GM IVPB", "J0696"),
        ("rocephin 1gm", "J0696"),
        ("solumedrol 125", "J2919"),
        ("keytruda 100", "J9271"),
    ],
)
def test_a_text_with_more_than_a_name_leads_to_the_code_that_a_search_reads_in_it(
    text: str, code: str
) -> None:
    """Chargemasters add the strength and the route; a search reads them."""
    found = resolve(text, on=IN_2025)
    assert (codes(found), found.suggestions[0]) == ([], code)
    assert code in [each.code for each in codeset(IN_2025).find(text)]


@pytest.mark.parametrize("text", ["mab", "in", "a-b", "12", "zzzzqq 500 mg", "take 2"])
def test_a_text_that_is_no_name_suggests_nothing(text: str) -> None:
    """A word of three letters is a part of too many names."""
    assert resolve(text, on=IN_2025).suggestions == ()
