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
ROWS_BY_VERDICT = {"clean": 56_629, "rounded": 302, "corrected": 661, "doubtful": 84}
PAIRS_BY_OUTCOME = {
    "equal": 4_260,
    "rounded": 34,
    "explained": 195,
    "contradicted": 21,
    "unreadable": 3_182,
}
ROWS_OF_ANOTHER_UNIT = {"J2404": 9, "J7612": 2, "J7614": 37, "J9060": 1}


@pytest.fixture(scope="module")
def crosswalks() -> Mapping[str, Sequence[CrosswalkRow]]:
    """The rows of the nine quarters."""
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
    assert verdicts.total() == len(made.comparisons) == 66_030 - 8_346 - 8


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


def test_the_newest_quarter_agrees_with_what_moved_later(packaged: Packaged) -> None:
    """The NDCs that CMS put under a new code in October 2026, under their code of January."""
    with (CMS / "hcpcs" / "2026-10" / "ndcs_that_moved.csv").open() as file:
        moved = list(csv.DictReader(file))
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for row in packaged("ndc"):
        if row["last"] == "2026Q1":
            codes[row["ndc"]].add(row["code"])
    assert len(moved) == 165
    for row in moved:
        of_january = {row["code_2026_01"]} - {""}
        assert of_january <= codes[row["ndc"]], row
        assert bool(of_january) == bool(codes[row["ndc"]]), row


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
