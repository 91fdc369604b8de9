"""The shipped packages against CMS's crosswalks and the FDA; skipped if these are not available."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.errors import BadAmount
from jcodes_release.datapackage import read_reviewed
from jcodes_release.manifest import read_source, source_files, source_rows
from jcodes_release.ndc.packages import Correction, corrected, packages_of
from jcodes_release.ndc.tables import PackageTables, package_tables
from jcodes_release.readers.crosswalk import CrosswalkRow, read_crosswalk
from jcodes_release.releases.evidence import read_evidence
from jcodes_release.wordings.versions import Version, versions_of
from source_files import CHECKOUT, CMS, needs_cms

pytestmark = [
    needs_cms,
    pytest.mark.xdist_group("sources"),
]

Packaged = Callable[[str], list[dict[str, str]]]


# what became of the rows of the crosswalks, and of the packages of J codes
ROWS_BY_VERDICT = {"clean": 71_088, "rounded": 390, "corrected": 848, "doubtful": 93}
PAIRS_BY_OUTCOME = {
    "equal": 4_380,
    "rounded": 37,
    "explained": 197,
    "contradicted": 21,
    "unreadable": 3_681,
}
ROWS_OF_ANOTHER_UNIT = {"J2404": 9, "J7612": 2, "J7614": 37, "J9060": 1}


@pytest.fixture(scope="module")
def crosswalks() -> Mapping[str, Sequence[CrosswalkRow]]:
    """The rows of every quarter included."""
    return {
        entry.period: read_crosswalk(gzip.decompress(read_source(CMS, entry)))
        for entry in source_files(CHECKOUT, "ndc crosswalk")
    }


@pytest.fixture(scope="module")
def versions() -> Mapping[str, Sequence[Version]]:
    """The versions of all codes."""
    return versions_of(read_evidence(CHECKOUT.rows("evidence")), read_reviewed(CHECKOUT))[0]


@pytest.fixture(scope="module")
def made(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]], versions: Mapping[str, Sequence[Version]]
) -> PackageTables:
    """The tables, made anew."""
    (entry,) = source_files(CHECKOUT, "fda attributes")
    corrections = CHECKOUT.rows("ndc_corrections")
    return package_tables(crosswalks, source_rows(CMS, entry), corrections, versions)


def test_the_shipped_tables_are_made_from_the_sources(
    made: PackageTables, packaged: Packaged
) -> None:
    """Row by row, and every correction finds what it corrects."""
    assert made.problems == []
    assert [tuple(row.values()) for row in packaged("ndc")] == made.packages
    shipped = [tuple(row.values()) for row in packaged("ndc_strength_differences")]
    assert shipped == made.differences


def test_every_row_of_the_crosswalk_is_in_one_row_of_the_table(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]], made: PackageTables, packaged: Packaged
) -> None:
    """Skin substitutes and identifiers that are not NDCs are left out; each is counted."""
    spans: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in packaged("ndc"):
        spans[row["ndc"], row["code"]].append((row["first"], row["last"], row["verdict"]))
    verdicts: Counter[str] = Counter()
    for quarter, rows in crosswalks.items():
        for printed in rows:
            verdicts.update(
                verdict
                for first, last, verdict in spans[printed.ndc, printed.code]
                if first <= quarter <= last
            )
    assert verdicts == ROWS_BY_VERDICT
    assert verdicts.total() == len(made.comparisons) == 80_775 - 8_346 - 10


def _outcomes(made: PackageTables) -> dict[tuple[str, str], str]:
    """The outcome of each package of a J code, the most telling of its quarters."""
    order = ("unreadable", "equal", "rounded", "explained", "contradicted")
    outcomes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (ndc, code, _), comparison in made.comparisons.items():
        if code.startswith("J"):
            outcomes[ndc, code].add(comparison.outcome)
    return {key: max(found, key=order.index) for key, found in outcomes.items()}


def test_units_computed_from_the_strength_are_those_of_the_table(made: PackageTables) -> None:
    """Where the strength can be read it agrees, or the difference is explained.

    What it contradicts are albuterol packages under the code of levalbuterol.
    """
    assert Counter(_outcomes(made).values()) == PAIRS_BY_OUTCOME
    contradicted = {key for key, outcome in _outcomes(made).items() if outcome == "contradicted"}
    assert {code for _, code in contradicted} == {"J7612", "J7614"}


def test_every_difference_from_the_strength_is_in_the_list(
    made: PackageTables, packaged: Packaged
) -> None:
    """With a reason; what is contradicted ships without units."""
    listed = {(row["ndc"], row["code"]): row for row in packaged("ndc_strength_differences")}
    assert all(row["reason"] for row in listed.values())
    outcomes = _outcomes(made)
    differing = {key for key, outcome in outcomes.items() if outcome in {"rounded", "contradicted"}}
    assert differing <= listed.keys()
    doubtful = {
        (row["ndc"], row["code"]) for row in packaged("ndc") if row["verdict"] == "doubtful"
    }
    assert {key for key in differing if outcomes[key] == "contradicted"} <= doubtful


def _amount(text: str) -> Amount | None:
    try:
        return Amount(text.lower().removeprefix("up to "))
    except BadAmount:
        return None


def test_cms_counts_the_billing_unit_of_the_code(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
    versions: Mapping[str, Sequence[Version]],
    packaged: Packaged,
) -> None:
    """The dosage column is our unit, but for rows that were corrected or doubted."""
    judged = [row for row in packaged("ndc") if row["verdict"] in {"corrected", "doubtful"}]
    spans = {(row["ndc"], row["code"], row["first"], row["last"]) for row in judged}
    units = {
        code: [version.unit.amount for version in listed if version.unit.amount is not None]
        for code, listed in versions.items()
    }
    differing: Counter[str] = Counter()
    for quarter, rows in crosswalks.items():
        settled = {(ndc, code) for ndc, code, first, last in spans if first <= quarter <= last}
        for row in rows:
            dosage, of_code = _amount(row.dosage), units.get(row.code)
            if dosage is None or not of_code or dosage in of_code:
                continue
            if dosage.dimension in {unit.dimension for unit in of_code}:
                assert (row.ndc, row.code) in settled, row
                differing[row.code] += 1
    assert differing == ROWS_OF_ANOTHER_UNIT


def test_the_stated_quarters_are_those_of_the_sources(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]], packaged: Packaged
) -> None:
    """And a file lacks the codes that it is said to lack, and no others do."""
    stated = packaged("ndc_quarters")
    assert [row["quarter"] for row in stated] == list(crosswalks)
    assert [row["grade"] for row in stated] == ["O"] * 9 + ["T"] * 2
    for row in stated:
        has_vaccines = any(each.code.startswith("90") for each in crosswalks[row["quarter"]])
        assert row["lacks"] == ("" if has_vaccines else "90")


def test_the_packages_of_a_code_state_one_unit_once_corrected(
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
) -> None:
    """CMS's dosage column has two units for a code in each of the newest quarters."""
    newest = {quarter: crosswalks[quarter] for quarter in ("2026Q3", "2026Q4")}
    printed, _ = packages_of(newest)
    rows = [Correction(**row) for row in CHECKOUT.rows("ndc_corrections")]
    right, _ = corrected(printed, rows)
    several = {"2026Q3": {"Q2055"}, "2026Q4": {"J1580", "J1644", "Q2055"}}
    for packages, differing in ((printed, several), (right, {"2026Q3": set(), "2026Q4": set()})):
        units: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for package in packages:
            units[package.first.name, package.code].add(package.dosage)
        found: dict[str, set[str]] = {"2026Q3": set(), "2026Q4": set()}
        for (quarter, code), dosages in units.items():
            if len(dosages) > 1:
                found[quarter].add(code)
        assert found == differing


def test_the_newest_quarters_agree_with_the_partial_list_of_what_moved(packaged: Packaged) -> None:
    """The NDCs that CMS put under a new code in October 2026, under both of their codes."""
    with (CMS / "hcpcs" / "2026-10" / "ndcs_that_moved.csv").open() as file:
        moved = list(csv.DictReader(file))
    codes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in packaged("ndc"):
        for quarter in ("2026Q1", "2026Q4"):
            if row["first"] <= quarter <= row["last"]:
                codes[row["ndc"], quarter].add(row["code"])
    assert len(moved) == 165
    for row in moved:
        of_january = {row["code_2026_01"]} - {""}
        assert of_january <= codes[row["ndc"], "2026Q1"], row
        assert bool(of_january) == bool(codes[row["ndc"], "2026Q1"]), row
        assert row["code_2026_10"] in codes[row["ndc"], "2026Q4"], row


@pytest.mark.parametrize(
    ("package", "units", "verdict"),
    [
        ("50242-0053-06 J9312 2025Q3", "50", "clean"),
        ("79952-0110-01 J9359 2025Q4", "400/3", "rounded"),
        ("24208-0416-01 J7311 2024Q1", "59", "corrected"),
        ("00069-1318-10 Q5105 2026Q1", "200", "corrected"),
        ("60505-6279-00 J9060 2025Q1", "5", "corrected"),
        ("60505-6279-00 J9060 2025Q2", "5", "clean"),
        ("00487-9501-01 J7614 2025Q1", "", "doubtful"),
        ("00487-9501-01 J7613 2025Q1", "2.5", "clean"),
        ("63323-0173-02 J1580 2024Q4", "0.25", "clean"),
        ("63323-0173-02 J1580 2025Q1", "0.25", "rounded"),
        ("71104-0802-01 J7205 2025Q1", "", "clean"),
        # etoposide: the units of 10 mg, for units of 1 mg
        ("63323-0104-25 J9187 2026Q4", "500", "corrected"),
        ("63323-0104-25 J9181 2026Q3", "50", "clean"),
        ("63323-0104-05 J9187 2026Q4", "100", "corrected"),
        # mycophenolate: the units of the package, for one tablet
        ("00781-5175-05 J7524 2026Q4", "100", "corrected"),
        # aprepitant: the same, and a pack of three
        ("68001-0667-19 J8501 2026Q3", "16", "corrected"),
        ("68001-0667-19 J8501 2026Q4", "96", "clean"),
        ("68001-0669-15 J8501 2026Q3", "57", "corrected"),
        # vancomycin: the units of a case
        ("00338-3580-48 J3373 2026Q4", "75", "corrected"),
        # Ringer's: counted per bag
        ("00338-0117-02 J7120 2026Q4", "0.25", "rounded"),
        ("00338-0117-02 J7120 2026Q3", "0.25", "clean"),
        ("43063-0857-10 Q0162 2026Q3", "40", "corrected"),
        ("25357-0024-01 J2789 2026Q4", "1", "corrected"),
        ("70594-0043-02 J3375 2026Q3", "150", "corrected"),
        ("62135-0350-05 Q0162 2026Q4", "2000", "corrected"),
        ("62135-0350-30 Q0162 2026Q4", "120", "clean"),
        ("83047-0410-04 Q2058 2026Q4", "", "doubtful"),
        # two units in CMS's dosage column change no figure
        ("00143-9128-25 J1580 2026Q4", "1", "clean"),
        ("51662-1486-01 J1644 2026Q4", "10", "clean"),
        ("59572-0515-02 Q2055 2026Q4", "1", "clean"),
    ],
)
def test_known_packages(packaged: Packaged, package: str, units: str, verdict: str) -> None:
    """Errors of CMS that people found, and good rows beside them."""
    ndc, code, quarter = package.split()
    (found,) = [
        row
        for row in packaged("ndc")
        if (row["ndc"], row["code"]) == (ndc, code) and row["first"] <= quarter <= row["last"]
    ]
    assert (found["units_per_item"], found["verdict"]) == (units, verdict)
