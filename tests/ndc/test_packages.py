"""Packages: what CMS's crosswalk lists, by quarter, and the sizes available."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    AmbiguousName,
    codeset,
    coverage,
)
from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.periods import period_of, quarter_of
from hcpcs_jcodes.errors import (
    AmbiguousDose,
    AmbiguousNdc,
    BadDate,
    BadNdc,
    CorruptData,
    JCodesError,
    NotInForce,
    UncoveredDate,
    UnknownCode,
    UnknownUnit,
)
from hcpcs_jcodes.ndc import crosswalk as crosswalk_module
from hcpcs_jcodes.ndc.conversions import ndc_quantity, units_of
from hcpcs_jcodes.ndc.crosswalk import SAME_BEFORE_AND_AFTER, Package, ndc_crosswalk
from hcpcs_jcodes.ndc.numbers import Ndc
from hcpcs_jcodes.ndc.packages import codes_of_product, packages_of, sizes_of
from hcpcs_jcodes.ndc.quantities import NdcQuantity
from hcpcs_jcodes.ndc.readings import ndc_of

from ..listed_packages import (
    BEFORE,
    HERCEPTIN,
    INCLUDED,
    MISSING,
    ON,
    RITUXAN,
    every_package,
    listed,
    one,
    rows,
)
from ..refusals import Refusal, careless, refused
from ..strategies import quarter_start

# --- looking up ----------------------------------------------------------------


def test_the_quarters_included_are_listed_with_their_grades() -> None:
    """Nine of CMS's files in a row, and two that were transcribed after one that is missing."""
    grades = {quarter: file.grade for quarter, file in ndc_crosswalk().quarters.items()}
    assert grades == dict.fromkeys(INCLUDED[:9], "O") | {"2026Q3": "T", "2026Q4": "T"}
    for quarter, grade in grades.items():
        assert len(listed(quarter)) > 5000
        assert {package.grade for package in listed(quarter)} == {grade}


def test_every_row_begins_and_ends_in_a_quarter_included() -> None:
    """And in each of them some row begins or ends, on which the moves between quarters rest."""
    assert {row[name] for row in rows() for name in ("first", "last")} == set(INCLUDED)


def test_a_package_has_the_values_of_its_row() -> None:
    """A vial of rituximab: its size, its units and the quarter that the answer is based on."""
    package = one("50242-051-21")
    assert package.ndc == Ndc(RITUXAN)
    assert (package.code, package.name, package.labeler) == ("J9312", "Rituxan", "Genentech, Inc.")
    assert [package.size, package.items] == [10, 1]
    assert package.size_unit == "ML"
    assert package.units_per_item == package.units_per_package == 10
    assert (package.verdict, package.note) == ("clean", "")
    assert (package.quarter, package.nearest) == ("2025Q3", False)
    assert package.first <= "2025Q3" <= package.last
    assert str(package) == (
        "50242-0051-21  Rituxan (Genentech, Inc.), 1 x 10 ML, 10 units of J9312 each  [2025Q3]"
    )
    assert repr(package) == f"<Package {package}>"


def test_every_row_gives_the_package_it_states() -> None:
    """No cell of any row is lost or changed in reading."""
    found = {
        (str(package.ndc), package.code, package.first): package for package, _ in every_package()
    }
    assert len(found) == len(rows())
    for row in rows():
        package = found[row["ndc"], row["code"], row["first"]]
        for name in (
            "name labeler size_unit verdict note strength last cms_units_per_item "
            "cms_units_per_package"
        ).split():
            assert getattr(package, name) == row[name]
        for name in ("size", "items", "units_per_item", "units_per_package"):
            assert getattr(package, name) == (Fraction(row[name]) if row[name] else None)


@pytest.mark.parametrize("quarter", INCLUDED)
def test_the_codes_of_packages_and_the_packages_of_codes_are_the_same(quarter: str) -> None:
    """Each package of a code has that code among its own, and the reverse."""
    on = quarter_start(quarter)
    every = listed(quarter)
    by_ndc = {package.ndc for package in every}
    again = {package for ndc in by_ndc for package in packages_of(ndc, on=on)}
    assert again == set(every)
    assert len(again) == len(every)
    wanted = [row for row in rows() if row["first"] <= quarter <= row["last"]]
    assert len(every) == len(wanted)


def test_packages_are_in_order_and_each_once() -> None:
    """The packages of a code are in order of NDC."""
    for code in {package.code for package in listed("2025Q3")}:
        ndcs = [package.ndc for package in packages_of(code, on=ON)]
        assert ndcs == sorted(set(ndcs))


@pytest.mark.parametrize(
    "written",
    [
        Ndc(RITUXAN),
        RITUXAN,
        "50242-051-21",
        "50242005121",
        "5024205121",
        "N4 50242005121",
        "NDC5024205121",
    ],
)
def test_any_form_of_the_ndc_finds_the_package(written: Ndc | str) -> None:
    """Ten digits too, if the crosswalk lists one of their readings."""
    assert packages_of(written, on=ON) == packages_of(Ndc(RITUXAN), on=ON)


def test_an_ndc_of_two_codes_gives_both() -> None:
    """Some packages are billed under one code or another, by indication."""
    on = quarter_start("2025Q3")
    counted = Counter(package.ndc for package in listed("2025Q3"))
    several = [ndc for ndc, number in counted.items() if number > 1]
    assert several
    for ndc in several:
        codes = [package.code for package in packages_of(ndc, on=on)]
        assert codes == sorted(set(codes))


def test_a_product_has_the_codes_of_its_listed_packages() -> None:
    """A package that is not listed itself may have siblings that are."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for package in listed("2025Q3"):
        wanted.setdefault((package.ndc.labeler, package.ndc.product), set()).add(package.code)
    for (labeler, product), codes in sorted(wanted.items())[::50]:
        assert codes_of_product(Ndc(f"{labeler}-{product}-99"), on=ON) == tuple(sorted(codes))
    assert codes_of_product(Ndc("50242-0051-99"), on=BEFORE, nearest=True) == ("J9312",)
    assert codes_of_product(Ndc("99999-9999-99"), on=ON) == ()
    with pytest.raises(UncoveredDate):
        codes_of_product(Ndc(RITUXAN), on=BEFORE)


def test_a_code_without_packages_has_none() -> None:
    """The crosswalk is not a complete list: an empty result is an answer, not an error."""
    assert packages_of("J3490", on=ON) == ()
    assert packages_of("J3490", on=BEFORE, nearest=True) == ()
    assert packages_of("J3490", on=MISSING, nearest=True) == ()


def test_a_code_of_another_family_is_found() -> None:
    """Biosimilars and vaccines are in the crosswalk along with J codes."""
    assert packages_of("Q5115", on=ON)[0].name == "Truxima"
    assert packages_of("90371", on=ON)


# --- dates ---------------------------------------------------------------------


@pytest.mark.parametrize("on", [date(2023, 12, 31), BEFORE, date(2015, 3, 1)])
def test_a_quarter_that_is_not_included_is_refused_and_named(on: date) -> None:
    """An older or newer crosswalk may differ, so it is used only on request."""
    for what in (RITUXAN, "J9312" if on.year > 2018 else "J9310"):
        with pytest.raises(UncoveredDate) as caught:
            packages_of(what, on=on)
        assert caught.value.value == on
        for named in (str(on), quarter_of(on), INCLUDED[0], INCLUDED[-1], "nearest=True"):
            assert named in str(caught.value)


def test_the_nearest_quarter_is_used_on_request_and_named() -> None:
    """Before the first it is the first; an included one is itself."""
    for on in (date(2023, 12, 31), BEFORE):
        (package,) = packages_of(RITUXAN, on=on, nearest=True)
        assert (package.quarter, package.nearest, package.grade) == (INCLUDED[0], True, "O")
        assert f"[{INCLUDED[0]}, the nearest quarter included]" in str(package)
        assert f"{INCLUDED[0]}, the nearest included" in package._repr_html_()
        assert packages_of("J9312", on=on, nearest=True)[0].nearest
    for quarter in INCLUDED:
        on = quarter_start(quarter)
        (package,) = packages_of(RITUXAN, on=on, nearest=True)
        assert (package.quarter, package.nearest) == (quarter, False)


def test_the_library_s_own_coverage_binds_the_nearest_quarter_too() -> None:
    """After the newest release there is no answer."""
    for on in (coverage().last + timedelta(days=1), date(2010, 12, 31)):
        with pytest.raises(UncoveredDate, match="is not covered"):
            packages_of(RITUXAN, on=on, nearest=True)


def test_a_related_code_answers_on_days_to_which_only_j_codes_are_known(
    related_to_september: date,
) -> None:
    """The nearest quarter's package is known even if the wording of its code is not."""
    on = related_to_september + timedelta(days=1)
    (package, *_) = packages_of("Q5115", on=on, nearest=True)
    assert packages_of(package.ndc, on=on, nearest=True) == (package,)
    with pytest.raises(UncoveredDate, match="codes outside J are covered to"):
        ndc_quantity(package, "100 mg", on=on)


def test_a_reused_number_does_not_get_the_packages_of_its_other_drug() -> None:
    """J1440 was filgrastim in 2013; the crosswalk lists fecal microbiota under it."""
    on = date(2013, 6, 1)
    with pytest.raises(NotInForce, match=r"lists J1440 for a drug other than .* on 2013-06-01"):
        packages_of("J1440", on=on, nearest=True)
    (package, *_) = packages_of("J1440", on=date(2024, 6, 1))
    with pytest.raises(BadNdc, match="J1440 for a drug other than"):
        packages_of(package.ndc, on=on, nearest=True)


def newly_coded() -> list[tuple[Ndc, str]]:
    """Packages that the first crosswalk has under one code, which began with that quarter."""
    return [
        (package.ndc, package.code)
        for package in listed(INCLUDED[0])
        if package.code[0] == "J"
        and package.code not in codeset(date(2023, 12, 31))
        and len(packages_of(package.ndc, on=quarter_start(INCLUDED[0]))) == 1
    ]


def test_a_package_does_not_get_a_code_that_had_not_begun() -> None:
    """The nearest quarter may list a code that is not in force on the date of service."""
    on = date(2023, 12, 31)
    ndc, code = newly_coded()[0]
    with pytest.raises(
        BadNdc, match=f"2024Q1 lists {ndc}, but {code} is not in force on"
    ) as caught:
        packages_of(ndc, on=on, nearest=True)
    assert caught.value.value == str(ndc)
    with pytest.raises(NotInForce):
        packages_of(code, on=on, nearest=True)


# --- a quarter that is missing ------------------------------------------------------

ETOPOSIDE = "68001-0682-26"  # listed from 2026Q3 on
EPIOXA = "25357-0024-01"  # listed in 2026Q4
CUVITRU = "00944-2850-01"  # listed in 2026Q1 and 2026Q3 with different sizes
MOVED = "13925-0522-01"  # J2516 in 2026Q1, J2545 in 2026Q3
HYPERHEP = "13533-0636-01"  # 90371, which the file of 2026Q4 does not have


def rows_of(quarter: str) -> dict[str, set[tuple[str, ...]]]:
    """The facts of each NDC in a quarter: everything but the quarters of the row."""
    facts: dict[str, set[tuple[str, ...]]] = {}
    for row in rows():
        if row["first"] <= quarter <= row["last"]:
            cells = tuple(text for name, text in row.items() if name not in {"first", "last"})
            facts.setdefault(row["ndc"], set()).add(cells)
    return facts


@pytest.mark.parametrize("on", [date(2026, 4, 1), MISSING, date(2026, 6, 30)])
def test_a_missing_quarter_answers_where_those_around_it_say_the_same(on: date) -> None:
    (package,) = packages_of(RITUXAN, on=on)
    assert (package.quarter, package.nearest, package.grade) == (
        "2026Q2",
        False,
        SAME_BEFORE_AND_AFTER,
    )
    assert str(package).endswith("[2026Q2, same before and after]")
    assert "2026Q2, same before and after" in package._repr_html_()
    assert package == packages_of(RITUXAN, on=on, nearest=True)[0]
    assert package == packages_of("J9312", on=on)[0]
    sizes = sizes_of("J9312", on=on)
    assert list(sizes) == [Amount("100 mg"), Amount("500 mg")]
    assert (sizes.quarter, sizes.grade) == ("2026Q2", SAME_BEFORE_AND_AFTER)
    assert codes_of_product(Ndc(RITUXAN), on=on) == ("J9312",)
    assert ndc_quantity(package, "715 mg", on=on) == NdcQuantity("71.5 ML")
    assert units_of(package, "ML71.5", on=on) == Fraction(143, 2)


def test_a_missing_quarter_answers_for_every_package_of_which_both_say_the_same_and_no_other() -> (
    None
):
    before, after = rows_of("2026Q1"), rows_of("2026Q3")
    answered = not_said = 0
    for ndc in before.keys() | after.keys():
        if before.get(ndc) == after.get(ndc):
            found = {(each.code, each.grade) for each in packages_of(ndc, on=MISSING)}
            codes = {row[1] for row in before[ndc]}
            assert found == {(code, SAME_BEFORE_AND_AFTER) for code in codes}
            answered += 1
        else:
            with pytest.raises(UncoveredDate):
                packages_of(ndc, on=MISSING)
            not_said += 1
    assert (answered, not_said) == (6785, 517)


def test_the_packages_of_a_code_in_a_missing_quarter_are_those_that_answer() -> None:
    """Those of which the quarters around it differ are omitted."""
    before, after = rows_of("2026Q1"), rows_of("2026Q3")
    same = {ndc for ndc, facts in before.items() if after.get(ndc) == facts}
    for code in {package.code for package in listed("2026Q1")}:
        wanted = sorted(ndc for ndc in same if any(row[1] == code for row in before[ndc]))
        if wanted:
            assert [str(package.ndc) for package in packages_of(code, on=MISSING)] == wanted


@pytest.mark.parametrize(
    ("what", "use"),
    [
        (ETOPOSIDE, "2026Q3"),
        (CUVITRU, "2026Q1"),
        (MOVED, "2026Q1"),
    ],
)
def test_where_they_differ_the_missing_quarter_is_not_included(what: str, use: str) -> None:
    """On request the earlier one answers, or the later one for a package that it lists first."""
    says = f"of which 2026Q1 and 2026Q3 do not say the same here: pass nearest=True to use {use}"
    refused(careless(packages_of, what, on=MISSING), UncoveredDate, MISSING, says)
    (package,) = packages_of(what, on=MISSING, nearest=True)
    assert (package.quarter, package.nearest, package.grade) == (
        use,
        True,
        "O" if use == "2026Q1" else "T",
    )


def test_what_is_listed_neither_before_nor_after_is_not_included() -> None:
    says = "included for 2024Q1 to 2026Q1 and 2026Q3 to 2026Q4: pass nearest=True to use 2026Q1"
    for what in (EPIOXA, "J3490"):
        refused(careless(packages_of, what, on=MISSING), UncoveredDate, MISSING, says)
    with pytest.raises(BadNdc, match="not in CMS's crosswalk of 2026Q1 and 2026Q3, which is not"):
        packages_of(EPIOXA, on=MISSING, nearest=True)


def test_the_nearest_of_two_quarters_gives_all_packages_of_a_code() -> None:
    """Each says whether it rests on both quarters or on one."""
    found = packages_of("J1555", on=MISSING, nearest=True)
    assert [package.ndc for package in found] == [
        package.ndc for package in packages_of("J1555", on=date(2026, 3, 31))
    ]
    assert {(package.quarter, package.nearest, package.grade) for package in found} == {
        ("2026Q1", True, "O"),
        ("2026Q2", False, SAME_BEFORE_AND_AFTER),
    }


def test_a_code_that_the_earlier_of_two_quarters_does_not_list_is_in_the_later() -> None:
    """J0463 began on 2026-04-01."""
    assert {package.quarter for package in packages_of("J0463", on=MISSING, nearest=True)} == {
        "2026Q3"
    }


def test_codes_that_the_file_of_a_quarter_does_not_have_are_not_included_in_it() -> None:
    """The file of 2026Q4 has no vaccine codes: that proves nothing about them."""
    on = quarter_start("2026Q4")
    says = "2026-10-01 is in 2026Q4; its file has no codes that begin with 90: pass nearest=True"
    for what in ("90371", HYPERHEP):
        refused(careless(packages_of, what, on=on), UncoveredDate, on, says, "to use 2026Q3")
        (package, *_) = packages_of(what, on=on, nearest=True)
        assert (package.code, package.quarter, package.nearest) == ("90371", "2026Q3", True)
    refused(careless(codes_of_product, Ndc(HYPERHEP), on=on), UncoveredDate, on, says)
    assert not [row for row in rows() if row["code"].startswith("90") and row["last"] == "2026Q4"]


def test_a_package_of_a_vaccine_code_that_got_another_is_listed_under_that() -> None:
    """Tice BCG was under 90586 too until 2026Q1."""
    assert [package.code for package in packages_of("00052-0602-02", on=date(2026, 10, 1))] == [
        "J9030"
    ]


def test_ten_digits_in_a_missing_quarter_are_the_ndc_that_both_list() -> None:
    assert str(ndc_of("5024205121", on=MISSING)) == RITUXAN
    for ndc in (ETOPOSIDE, EPIOXA):
        ten = Ndc(ndc).fda_forms[0].replace("-", "")
        refused(careless(ndc_of, ten, on=MISSING), UncoveredDate, MISSING, "2026-05-15")


# --- ten digits ----------------------------------------------------------------


def settled(ten: str) -> Ndc | AmbiguousNdc:
    """The NDC that ten digits settle to, or the error."""
    try:
        return ndc_of(ten)
    except AmbiguousNdc as error:
        return error


def test_ten_digits_of_listed_packages_settle_or_list_the_right_one() -> None:
    """The crosswalk settles nearly all; if it lists two readings, both are named."""
    every = {row["ndc"] for row in rows()}
    one_reading = several = 0
    for text in every:
        for form in Ndc(text).fda_forms:
            found = settled(form.replace("-", ""))
            if isinstance(found, Ndc):
                one_reading += 1
                assert str(found) == text
                continue
            several += 1
            both = [candidate for candidate in found.candidates if candidate in every]
            assert text in both
            assert len(both) > 1
            assert str(found).endswith(f"any included quarter lists {' and '.join(both)})")
    assert one_reading > 10_000
    assert 0 < several < one_reading / 100


def test_ten_digits_that_no_package_has_remain_ambiguous() -> None:
    """The error says that the crosswalk did not help, and keeps the candidates."""
    with pytest.raises(
        AmbiguousNdc, match="crosswalk of any included quarter lists none"
    ) as caught:
        ndc_of("1234567890")
    assert caught.value.value == "1234567890"
    assert len(caught.value.candidates) == 3


def test_the_quarter_of_a_date_alone_may_settle_ten_digits() -> None:
    """With a date only the crosswalk of its quarter counts."""
    gone = next(
        row
        for row in rows()
        if row["last"] == INCLUDED[0]
        and sum(other["ndc"] == row["ndc"] for other in rows()) == 1
        and Ndc(row["ndc"]).fda_forms
    )
    ten = Ndc(gone["ndc"]).fda_forms[0].replace("-", "")
    assert str(ndc_of(ten, on=quarter_start(INCLUDED[0]))) == gone["ndc"]
    with pytest.raises(AmbiguousNdc, match=f"crosswalk of {INCLUDED[-1]} lists"):
        ndc_of(ten, on=quarter_start(INCLUDED[-1]))
    with pytest.raises(UncoveredDate):
        ndc_of(ten, on=BEFORE)
    with pytest.raises(BadDate):
        ndc_of(ten, on="08/01/2025")


def test_other_forms_just_parse() -> None:
    """A package need not be listed to be read, and an Ndc is returned unchanged."""
    unlisted = Ndc("99999-9999-99")
    assert ndc_of("99999-9999-99") == unlisted
    assert ndc_of(unlisted) is unlisted


# --- figures ------------------------------------------------------------------


def test_the_exact_figures_differ_from_cms_only_as_the_verdict_states() -> None:
    """Clean rows are CMS's, also rounded up for the package; rounded ones are off by rounding."""
    verdicts: Counter[str] = Counter()
    for package, _ in every_package():
        if package.units_per_item is None or package.units_per_package is None:
            continue
        verdicts[package.verdict] += 1
        assert package.units_per_item * package.items == package.units_per_package
        if package.verdict == "clean":
            assert not package.cms_units_per_item + package.cms_units_per_package
        if package.verdict == "rounded":
            assert package.cms_units_per_item
            printed = Fraction(package.cms_units_per_item)
            exact = package.units_per_item
            assert printed in {Fraction(ceil(exact)), *(round(exact, n) for n in range(1, 4))}
            if package.cms_units_per_package:
                assert Fraction(package.cms_units_per_package) == printed * package.items
    assert verdicts.keys() == {"clean", "rounded", "corrected"}


# --- sizes ---------------------------------------------------------------------


def test_sizes_are_the_drug_in_one_item() -> None:
    """Rituximab comes in vials of 100 and 500 mg."""
    sizes = sizes_of("J9312", on=ON)
    assert list(sizes) == [Amount("100 mg"), Amount("500 mg")]
    assert sizes[Amount("0.1 g")] == (Ndc(RITUXAN),)
    assert (sizes.code, sizes.quarter, sizes.skipped) == ("J9312", "2025Q3", ())
    assert repr(sizes) == "<Sizes of J9312: 100 mg, 500 mg>"
    assert len(sizes) == 2


@pytest.mark.parametrize("quarter", [INCLUDED[0], INCLUDED[-1]])
def test_every_package_is_in_a_size_or_skipped(quarter: str) -> None:
    """No package is lost, sizes ascend, and each is the units of its items times one unit."""
    on = quarter_start(quarter)
    checked = 0
    for code in sorted({package.code for package in listed(quarter)} & set(codeset(on))):
        version = codeset(on)[code]
        if version.billing_unit.amount is None:
            continue
        sizes = sizes_of(code, on=on)
        assert all(smaller < larger for smaller, larger in pairwise(sizes))
        every = packages_of(code, on=on)
        assert sorted(
            [ndc for ndcs in sizes.values() for ndc in ndcs]
            + [package.ndc for package in sizes.skipped]
        ) == [package.ndc for package in every]
        for package in every:
            if package.units_per_item is not None:
                size = version.billing_unit.amount * package.units_per_item
                assert package.ndc in sizes[size]
                checked += 1
    assert checked > 5000


def test_sizes_of_a_code_that_counts_are_counts() -> None:
    """A code per vial, dose or implant has counts of them as sizes."""
    codes = sorted(
        {
            package.code
            for package in listed("2025Q3")
            if package.code in codeset(ON)
            and codeset(ON)[package.code].billing_unit.kind == "counted"
        }
    )
    assert codes
    for code in codes:
        counted = codeset(ON)[code].billing_unit.counted
        assert {size.unit.symbol for size in sizes_of(code, on=ON)} == {counted}


def test_sizes_list_the_packages_they_skip() -> None:
    """A package whose content is not known is left out, not guessed."""
    sizes = sizes_of("J7192", on=ON)
    assert sizes.skipped
    assert all(package.units_per_item is None for package in sizes.skipped)
    assert repr(sizes) == f"<Sizes of J7192: none, {len(sizes.skipped)} packages skipped>"


def test_a_code_without_packages_has_no_sizes() -> None:
    """Nothing is listed, nothing was skipped, and there is no quarter to base it on."""
    code = next(
        code
        for code, version in codeset(ON).items()
        if version.billing_unit.amount is not None and not packages_of(code, on=ON)
    )
    sizes = sizes_of(code, on=ON)
    assert (dict(sizes), sizes.quarter, sizes.skipped) == ({}, "", ())


def test_sizes_can_be_narrowed_to_a_product() -> None:
    """By brand, by labeler from the start of a word, or by the packages in stock."""
    assert dict(sizes_of("J9312", on=ON, brand="RITUX")) == dict(sizes_of("J9312", on=ON))
    assert dict(sizes_of("J9312", on=ON, labeler="genentech")) == dict(sizes_of("J9312", on=ON))
    assert list(sizes_of("J9312", on=ON, ndcs=[RITUXAN])) == [Amount("100 mg")]
    assert list(sizes_of("J9312", on=ON, ndcs=Ndc(RITUXAN))) == [Amount("100 mg")]  # type: ignore[arg-type]
    assert list(sizes_of("J9312", on=ON, ndcs="5024205121")) == [Amount("100 mg")]
    assert list(sizes_of("J9312", on=BEFORE, nearest=True)) == list(sizes_of("J9312", on=ON))


# --- refusals ------------------------------------------------------------------


REFUSALS: list[Refusal] = [
    (careless(packages_of, "", on=ON), BadNdc, "", "'' is empty", "as printed on the package"),
    (careless(packages_of, 5024200512, on=ON), BadNdc, 5024200512, "is a number", "'05024200512'"),
    (careless(packages_of, None, on=ON), BadNdc, None, "None is not a text", "'50242-0051-21'"),
    (
        careless(packages_of, "99999-9999-99", on=ON),
        BadNdc,
        "99999-9999-99",
        "99999-9999-99 is not in CMS's crosswalk of 2025Q3, which is not a complete list: no included",
        "check the NDC",
    ),
    (
        careless(packages_of, "1234567890", on=ON),
        AmbiguousNdc,
        "1234567890",
        "'1234567890' has ten digits",
        "with hyphens as on the package",
    ),
    (
        careless(packages_of, "j93l2 ", on=ON),
        UnknownCode,
        "j93l2 ",
        "no J code 'j93l2 '",
        "did you mean J9312?",
    ),
    (
        careless(packages_of, "rituximab", on=ON),
        AmbiguousName,
        "rituximab",
        "J9312, Q5115",
        "brand",
    ),
    (careless(sizes_of, "rituximab", on=ON), AmbiguousName, "rituximab", "J9312, Q5115", "brand"),
    (careless(packages_of, "99999", on=ON), UnknownCode, "99999", "'99999'", "no J code"),
    (
        careless(packages_of, "J9310", on=ON),
        NotInForce,
        "J9310",
        "J9310 is not in force on 2025-08-01",
        "valid from 1999-01-01 to 2018-12-31",
    ),
    (
        careless(packages_of, "J9312", on="08/01/2025"),
        BadDate,
        "08/01/2025",
        "'08/01/2025' is not a date",
        "datetime.date(2025, 8, 1)",
    ),
    (
        careless(packages_of, "J9312", on=datetime(2025, 8, 1, 9, tzinfo=UTC)),
        BadDate,
        datetime(2025, 8, 1, 9, tzinfo=UTC),
        "has a time of day",
        ".date()",
    ),
    (
        careless(sizes_of, RITUXAN, on=ON),
        UnknownCode,
        RITUXAN,
        f"'{RITUXAN}' is not a code",
        "'J9312'",
    ),
    (careless(sizes_of, None, on=ON), UnknownCode, None, "None is not a code", "'J9312'"),
    (
        careless(sizes_of, "J9312", on=ON, brand="Truxima"),
        BadNdc,
        "J9312",
        "no package of J9312 is Truxima from any labeler",
        "has Rituxan (Genentech, Inc.)",
    ),
    (
        careless(sizes_of, "J1885", on=ON, labeler="Genentech"),
        BadNdc,
        "J1885",
        "is a product from Genentech",
        " more",
    ),
    (
        careless(sizes_of, "J9312", on=ON, ndcs=[HERCEPTIN]),
        BadNdc,
        HERCEPTIN,
        f"{HERCEPTIN} is not among the requested packages of J9312",
        f"packages_of('{HERCEPTIN}', on=...)",
    ),
    (
        careless(sizes_of, "J0702", on=ON),
        AmbiguousDose,
        "J0702",
        "J0702 has no single amount",
        "read the sizes on the label",
    ),
    (
        careless(sizes_of, "90371", on=ON),
        UnknownUnit,
        "90371",
        "the wording of 90371 is not on file",
        "read the sizes on the label",
    ),
    (
        careless(sizes_of, "J9312", on=ON, brand=5),
        BadNdc,
        5,
        "5 is not part of a name",
        "'Rituxan'",
    ),
    (
        careless(sizes_of, "J9312", on=ON, labeler=["Genentech"]),
        BadNdc,
        ["Genentech"],
        "['Genentech'] is not part of a name",
        "pass a text",
    ),
    (
        careless(sizes_of, "J9312", on=ON, ndcs=5),
        BadNdc,
        5,
        "5 is not a list of NDCs",
        "'50242-0051-21'",
    ),
]


@pytest.mark.parametrize(("call", "error", "value", "named", "fix"), REFUSALS)
def test_a_refusal_names_the_value_and_the_fix(
    call: Callable[[], object], error: type[JCodesError], value: object, named: str, fix: str
) -> None:
    """Every error is of its own type, carries the given value and states the fix."""
    refused(call, error, value, named, fix)


def test_the_error_for_an_ndc_of_other_quarters_states_when_it_was_listed() -> None:
    """The error names the code and the quarters."""
    gone = next(
        row
        for row in rows()
        if row["last"] == INCLUDED[0] and sum(other["ndc"] == row["ndc"] for other in rows()) == 1
    )
    with pytest.raises(BadNdc, match="it is listed under") as caught:
        packages_of(gone["ndc"], on=quarter_start(INCLUDED[-1]))
    assert f"under {gone['code']} for {INCLUDED[0]} to {INCLUDED[0]}" in str(caught.value)


# --- the objects ---------------------------------------------------------------


def test_a_package_copies_pickles_and_hashes() -> None:
    """It is a value: equal to its copies, usable as a key."""
    package = one(RITUXAN)
    for again in (copy.copy(package), pickle.loads(pickle.dumps(package))):  # noqa: S301
        assert again == package
        assert hash(again) == hash(package)
    with pytest.raises(AttributeError):
        package.code = "J9355"  # type: ignore[misc]


def test_every_package_reads_well() -> None:
    """On one line and as a table, whatever is known of it, with markup escaped."""
    for package in listed("2025Q3"):
        text, table = str(package), package._repr_html_()
        assert "\n" not in text
        assert str(package.ndc) in text
        assert f"<caption>{package.ndc}</caption>" in table
        assert ("not known" in table) == (package.units_per_item is None)
    several = evolve(one(RITUXAN), items=Fraction(5), units_per_package=Fraction(50), name="A<B")
    assert "5 x 10 ML, 10 units of J9312 each, 50 in all" in str(several)
    assert "A&lt;B" in several._repr_html_()
    bare = evolve(one(RITUXAN), units_per_item=Fraction(1), size_unit="")
    assert "1 x 10 (unit not known), 1 unit of J9312 each" in str(bare)


def test_a_table_of_other_columns_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data and the library belong together."""
    monkeypatch.setattr(crosswalk_module, "read_table", lambda _: iter([["ndc", "code"]]))
    with pytest.raises(CorruptData, match=r"ndc\.csv does not have the columns"):
        ndc_crosswalk.__wrapped__()


# --- the first and the last day of a quarter --------------------------------------


@pytest.mark.parametrize(
    ("ndc", "on", "code", "quarter"),
    [
        # Solu-Medrol: J2930 until 2024-03-31, J2919 from then on
        ("00009-0003-02", date(2024, 1, 1), "J2930", "2024Q1"),
        ("00009-0003-02", date(2024, 3, 31), "J2930", "2024Q1"),
        ("00009-0003-02", date(2024, 4, 1), "J2919", "2024Q2"),
        # Xeloda: J8520 until 2024-09-30, J8522 from then on
        ("00004-1100-20", date(2024, 9, 30), "J8520", "2024Q3"),
        ("00004-1100-20", date(2024, 10, 1), "J8522", "2024Q4"),
        # argatroban, listed in one quarter
        ("00143-9288-01", date(2024, 12, 31), None, "2024Q4"),
        ("00143-9288-01", date(2025, 1, 1), "J0884", "2025Q1"),
        ("00143-9288-01", date(2025, 3, 31), "J0884", "2025Q1"),
        ("00143-9288-01", date(2025, 4, 1), None, "2025Q2"),
        # the first and last day that the crosswalk covers
        (RITUXAN, date(2024, 1, 1), "J9312", "2024Q1"),
        (RITUXAN, date(2026, 12, 31), "J9312", "2026Q4"),
        # the last day before the quarter that is missing, and the first after it
        (RITUXAN, date(2026, 3, 31), "J9312", "2026Q1"),
        (RITUXAN, date(2026, 7, 1), "J9312", "2026Q3"),
        # etoposide: J9181 until 2026-09-30, J9187 from then on
        ("63323-0104-25", date(2026, 9, 30), "J9181", "2026Q3"),
        ("63323-0104-25", date(2026, 10, 1), "J9187", "2026Q4"),
    ],
)
def test_a_package_is_listed_from_the_first_day_of_a_quarter_to_the_last(
    ndc: str, on: date, code: str | None, quarter: str
) -> None:
    if code is None:
        with pytest.raises(BadNdc, match=f"not in CMS's crosswalk of {quarter}") as caught:
            packages_of(ndc, on=on)
        assert "it is listed under J0884 for 2025Q1 to 2025Q1; check the NDC" in str(caught.value)
        assert codes_of_product(Ndc(ndc), on=on) == ()
    else:
        package = one(ndc, on)
        assert (package.code, package.quarter, package.nearest) == (code, quarter, False)
        assert package in packages_of(code, on=on)
        assert code in codes_of_product(Ndc(ndc), on=on)


@pytest.mark.parametrize("quarter", INCLUDED)
def test_each_quarter_answers_on_its_first_day_and_its_last(quarter: str) -> None:
    first = quarter_start(quarter)
    _, last = period_of(quarter)
    for on in (first, last):
        assert one(RITUXAN, on).quarter == quarter
        assert packages_of(RITUXAN, on=on, nearest=True) == packages_of(RITUXAN, on=on)


def test_the_day_before_the_first_quarter_is_not_included() -> None:
    on = date(2023, 12, 31)
    says = "included for 2024Q1 to 2026Q1 and 2026Q3 to 2026Q4: pass nearest=True to use 2024Q1"
    for asked in (packages_of, codes_of_product):
        refused(careless(asked, Ndc(RITUXAN), on=on), UncoveredDate, on, str(on), says)
    assert codes_of_product(Ndc(RITUXAN), on=on, nearest=True) == ("J9312",)


def test_the_listings_of_a_package_are_its_codes_with_their_quarters() -> None:
    assert ndc_crosswalk().listings("00009-0003-02") == (
        ("J2919", "2024Q2", "2026Q4"),
        ("J2930", "2024Q1", "2024Q1"),
    )
    assert ndc_crosswalk().listings("99999-9999-99") == ()
    assert ndc_crosswalk().answers_for_ndc("99999-9999-99", "2025Q3") == {"2025Q3": ()}
    assert ndc_crosswalk().answers_for_code("J0000", "2025Q3") == {"2025Q3": ()}


def test_a_package_of_two_codes_gives_both_in_order() -> None:
    """Retacrit is Q5105 for dialysis and Q5106 for others."""
    codes = [package.code for package in packages_of("00069-1305-10", on=ON)]
    assert codes == ["Q5105", "Q5106"]
    assert codes_of_product(Ndc("00069-1305-99"), on=ON) == ("Q5105", "Q5106")


# --- what is a code and what an NDC -----------------------------------------------


@pytest.mark.parametrize("text", ["J9312", "90371", "0031A", "Q5115", "Truxima", "J", "nd9312"])
def test_a_letter_or_five_characters_are_looked_up_as_a_code(text: str) -> None:
    found = outcome_of(text)
    assert found is None or isinstance(found, UnknownCode)


@pytest.mark.parametrize("text", ["NDC 5024", "ndc5024", "N4 5024", "n45024", "9037", "903711", ""])
def test_ndc_and_n4_and_other_numbers_are_looked_up_as_an_ndc(text: str) -> None:
    assert isinstance(outcome_of(text), BadNdc)


def outcome_of(what: str) -> JCodesError | None:
    """The error of looking a text up, if there is one."""
    try:
        packages_of(what, on=ON)
    except JCodesError as error:
        return error
    return None


# --- narrowing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brand", "labeler", "found"),
    [
        ("Rituxan", None, True),
        (" ritux", None, True),
        ("R", None, True),
        ("", None, True),
        ("ituxan", None, False),
        ("Rituxan Hycela", None, False),
        (None, "Genentech, Inc.", True),
        (None, "inc", True),
        (None, "nc.", False),
        ("Rituxan", "Genentech", True),
        ("Rituxan", "Roche", False),
        ("Truxima", "Genentech", False),
    ],
)
def test_a_brand_and_a_labeler_are_read_from_the_start_of_a_word(
    brand: str | None, labeler: str | None, found: bool
) -> None:
    if found:
        assert list(sizes_of("J9312", on=ON, brand=brand, labeler=labeler)) == [
            Amount("100 mg"),
            Amount("500 mg"),
        ]
    else:
        named = f"no package of J9312 is {brand or 'a product'} from {labeler or 'any labeler'}: "
        call = careless(sizes_of, "J9312", on=ON, brand=brand, labeler=labeler)
        refused(call, BadNdc, "J9312", named, "of 2025Q3 has Rituxan (Genentech, Inc.)")


@pytest.mark.parametrize(
    ("code", "names"), [("J9312", 1), ("J2020", 8), ("J3301", 9), ("J1885", 16)]
)
def test_eight_products_are_named_and_the_others_counted(code: str, names: int) -> None:
    every = list(dict.fromkeys(f"{p.name} ({p.labeler})" for p in packages_of(code, on=ON)))
    assert len(every) == names
    with pytest.raises(BadNdc) as caught:
        sizes_of(code, on=ON, brand="zzz")
    more = f" and {names - 8} more" if names > 8 else ""
    assert str(caught.value).endswith(f"2025Q3 has {', '.join(every[:8])}{more}")


def test_requested_packages_are_among_those_of_the_brand() -> None:
    ndcs: list[Ndc | str] = [Ndc(RITUXAN), "50242-053-06"]
    assert list(sizes_of("J9312", on=ON, ndcs=ndcs)) == [Amount("100 mg"), Amount("500 mg")]
    assert list(sizes_of("J9312", on=ON, ndcs=iter(ndcs[1:]), brand="rituxan")) == [
        Amount("500 mg")
    ]
    nothing = sizes_of("J9312", on=ON, ndcs=[])
    assert (dict(nothing), nothing.quarter, nothing.grade, nothing.skipped) == ({}, "", "", ())
    assert repr(nothing) == "<Sizes of J9312: none>"


def test_the_sizes_of_another_quarter_rest_on_it_and_say_so() -> None:
    sizes = sizes_of("J9312", on=BEFORE, nearest=True)
    assert (sizes.quarter, sizes.grade) == ("2024Q1", "O")
    with pytest.raises(KeyError):
        sizes[Amount("200 mg")]
    with pytest.raises(UncoveredDate):
        sizes_of("J9312", on=BEFORE)


def test_a_banded_code_has_no_sizes() -> None:
    refused(
        careless(sizes_of, "J0574", on=ON), AmbiguousDose, "J0574", "J0574 has no single amount"
    )


# --- shown --------------------------------------------------------------------------


def test_the_table_of_a_package_has_a_row_for_all_that_is_known_and_no_other() -> None:
    package = evolve(
        one(RITUXAN),
        verdict="corrected",
        note="a <note>",
        cms_units_per_item="9",
        cms_units_per_package="90",
        strength="10 mg/mL",
        nearest=True,
    )
    rows_shown = [
        ("code", "J9312"),
        ("name", "Rituxan"),
        ("labeler", "Genentech, Inc."),
        ("contains", "1 x 10 ML"),
        ("units in one item", "10"),
        ("units in the package", "10"),
        ("verdict", "corrected"),
        ("note", "a &lt;note&gt;"),
        ("CMS prints for one item", "9"),
        ("CMS prints for the package", "90"),
        ("strength", "10 mg/mL"),
        ("same figures", f"{package.first} to {package.last}"),
        ("based on", "2025Q3, the nearest included"),
    ]
    table = package._repr_html_()
    assert table.count("<tr>") == len(rows_shown)
    for name, text in rows_shown:
        assert f">{name}</th><td style='text-align:left'>{text}</td>" in table
    bare = evolve(package, note="", strength="", size_unit="", nearest=False)._repr_html_()
    assert bare.count("<tr>") == len(rows_shown) - 2
    assert ">1 x 10</td>" in bare
    assert ">2025Q3</td>" in bare


@pytest.mark.parametrize(
    "package",
    [
        evolve(one(RITUXAN), note="two sizes", units_per_item=None),
        evolve(one(RITUXAN), note="two sizes", units_per_package=None),
    ],
    ids=["item", "package"],
)
def test_a_package_with_a_missing_figure_shows_it(package: Package) -> None:
    assert "1 x 10 ML, units of J9312 not known: two sizes  [2025Q3]" in str(package)
    assert package._repr_html_().count(">not known</td>") == 1


@pytest.mark.parametrize("quarter", INCLUDED)
def test_ten_digits_are_settled_in_every_quarter_that_lists_the_package(quarter: str) -> None:
    assert ndc_of("5024205121", on=quarter_start(quarter)) == Ndc(RITUXAN)


@pytest.mark.parametrize(
    ("on", "listed_then"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2025, 3, 31), True),
        (date(2025, 4, 1), False),
    ],
)
def test_ten_digits_are_settled_from_the_first_day_of_a_quarter_to_the_last(
    on: date, listed_then: bool
) -> None:
    if listed_then:
        assert ndc_of("0143928801", on=on) == Ndc("00143-9288-01")
    else:
        with pytest.raises(AmbiguousNdc, match=f"crosswalk of {quarter_of(on)} lists none"):
            ndc_of("0143928801", on=on)


@pytest.mark.parametrize("code", ["J0800", "J2370", "J9160"])
def test_a_code_that_ended_before_the_nearest_quarter_has_no_packages(code: str) -> None:
    """It is in force on the date, and the quarter lists nothing: that is an answer, not an error."""
    assert packages_of(code, on=date(2023, 6, 1), nearest=True) == ()


def test_the_date_of_a_package_is_a_keyword() -> None:
    """An NDC and a date side by side would not say which date is meant."""
    with pytest.raises(TypeError):
        careless(packages_of, RITUXAN, ON)()


def test_the_strength_of_a_quantity_is_a_keyword() -> None:
    """Three texts in a row would be too easy to confuse."""
    with pytest.raises(TypeError):
        careless(NdcQuantity.of_dose, "220 mg", "ML", "440 mg/20 mL")()


@pytest.mark.parametrize("what", ["Truxima", "truxima ", "q5115", "Q5115 ", "rituximab-abbs"])
def test_packages_and_sizes_are_those_of_the_one_code_of_a_name(what: str) -> None:
    """As in every function that takes a code."""
    assert packages_of(what, on=ON) == packages_of("Q5115", on=ON) != ()
    assert sizes_of(what, on=ON) == sizes_of("Q5115", on=ON)


def test_packages_and_sizes_of_a_version_are_those_of_its_code() -> None:
    """A program that has the JCode passes it."""
    version = codeset(ON)["J9312"]
    assert packages_of(version, on=ON) == packages_of("J9312", on=ON)
    assert sizes_of(version, on=ON) == sizes_of("J9312", on=ON)


def test_a_name_with_more_codes_than_an_error_lists_says_so() -> None:
    """The attribute has all of them."""
    with pytest.raises(AmbiguousName, match="and more; pass one") as caught:
        packages_of("immune globulin", on=ON)
    assert len(caught.value.candidates) > 12
