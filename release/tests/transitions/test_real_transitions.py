"""The packaged table of transitions: what it promises, checked on every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from hcpcs_jcodes.amounts.amount import Amount
from jcodes_release.transitions.candidates import package_moves
from jcodes_release.transitions.tables import transition_texts
from source_files import CHECKOUT

Row = dict[str, str]
Rows = list[Row]
Packaged = Callable[[str], Rows]

FIRST_DAY = "2011-01-01"
OTHERS = "every other product"
NO_SUCCESSION = {"reused", "ended"}
# what a caller may pass besides the words of a wording
KINDS_OF_SPLIT = {"product", "labeler", "route", "indication", "formulation"}


@pytest.fixture(scope="module")
def rows(packaged: Packaged) -> Rows:
    """All transitions."""
    return packaged("transitions")


@pytest.fixture(scope="module")
def rejects(packaged: Packaged) -> Rows:
    """All traces that are not successions."""
    return packaged("transition_rejects")


@pytest.fixture(scope="module")
def versions(packaged: Packaged) -> dict[str, Rows]:
    """The versions of each code, in order."""
    by_code: defaultdict[str, Rows] = defaultdict(list)
    for row in packaged("codes"):
        by_code[row["code"]].append(row)
    return by_code


def in_force(versions: dict[str, Rows], code: str, day: str) -> Row | None:
    """The version of a code on a day."""
    for row in versions.get(code, ()):
        if row["valid_from"] <= day and (not row["valid_to"] or day <= row["valid_to"]):
            return row
    return None


def day_after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


def pairs(rows: Rows) -> set[tuple[str, str]]:
    return {(row["code"], row["to_code"]) for row in rows}


def exact_amount(version: Row) -> Amount | None:
    """The amount of one billing unit, if that is one exact amount."""
    exact = version["unit_kind"] == "measured" and not version["unit_components"]
    return Amount(version["unit_amount"]) if exact and version["unit_amount"] else None


def test_every_j_code_that_ended_has_a_row(rows: Rows, versions: dict[str, Rows]) -> None:
    """159 ended since 2011, and one of them came back."""
    ended = {
        (code, version["valid_to"])
        for code, listed in versions.items()
        for version in listed
        if code[0] == "J"
        and version["valid_to"] >= FIRST_DAY
        and in_force(versions, code, day_after(version["valid_to"])) is None
    }
    assert len(ended) == 159
    assert {code for code, day in ended if in_force(versions, code, "2026-12-31")} == {
        "J0570",
        "J1440",
    }
    assert ended <= {(row["code"], row["until"]) for row in rows}


def test_every_code_outside_j_that_ended_has_a_row(rows: Rows, versions: dict[str, Rows]) -> None:
    """If it is related to a J code."""
    ended = {
        (code, listed[-1]["valid_to"])
        for code, listed in versions.items()
        if code[0] != "J" and listed[-1]["valid_to"] >= FIRST_DAY
    }
    assert len(ended) > 200
    assert ended <= {(row["code"], row["until"]) for row in rows}


@pytest.mark.parametrize(
    ("begins", "least"), [("rescoped", 60), ("redefined", 2), ("reused", 9), ("reinstated", 1)]
)
def test_every_number_that_changed_its_meaning_has_a_row(
    rows: Rows, versions: dict[str, Rows], begins: str, least: int
) -> None:
    """From the last day of the old meaning to the first of the new one."""
    changed = {
        (code, before["valid_to"], code, after["valid_from"])
        for code, listed in versions.items()
        for before, after in pairwise(listed)
        if after["begins"] == begins
    }
    assert len(changed) >= least
    keys = ("code", "until", "to_code", "since")
    assert changed <= {tuple(row[key] for key in keys) for row in rows}


def test_a_change_that_cannot_be_read_has_a_row_or_a_reason(
    rows: Rows, rejects: Rows, versions: dict[str, Rows]
) -> None:
    """J9033 and J3300 changed on 2026-10-01; what J3300 changed to is not available."""
    changed = {code for code, listed in versions.items() if listed[-1]["begins"] == "changed"}
    assert changed == {"J3300", "J9033"}
    assert ("J9033", "J9033") in pairs(rows)
    assert ("J3300", "J3300") in pairs(rejects)


def test_both_codes_are_in_force_on_their_days(rows: Rows, versions: dict[str, Rows]) -> None:
    """The old one on its last day, the new one on its first."""
    for row in rows:
        assert in_force(versions, row["code"], row["until"]), row
        if row["kind"] != "ended":
            assert in_force(versions, row["to_code"], row["since"]), row


def test_the_day_after_the_old_one_has_no_more_of_its_meaning(
    rows: Rows, versions: dict[str, Rows]
) -> None:
    """A code that leads elsewhere ended, or follows itself."""
    unended = set()
    for code, until in {(row["code"], row["until"]) for row in rows}:
        targets = {row["to_code"] for row in rows if (row["code"], row["until"]) == (code, until)}
        if in_force(versions, code, day_after(until)) and code not in targets:
            unended.add(code)
    assert unended == set()


def test_every_row_moves_forward(rows: Rows, versions: dict[str, Rows]) -> None:
    """The new meaning is later than the first day of the old one, and the gap is what it says."""
    for row in rows:
        if row["kind"] == "ended":
            assert (row["to_code"], row["since"], row["gap_days"]) == ("", "", ""), row
            continue
        old = in_force(versions, row["code"], row["until"])
        assert old is not None
        assert row["since"] > old["valid_from"], row
        since, until = date.fromisoformat(row["since"]), date.fromisoformat(row["until"])
        assert int(row["gap_days"]) == (since - until).days - 1, row


def test_every_factor_is_the_ratio_of_the_units(rows: Rows, versions: dict[str, Rows]) -> None:
    """Wherever both are exact amounts of one dimension there is a factor, and it is the ratio."""
    checked = 0
    for row in rows:
        if row["kind"] in NO_SUCCESSION:
            assert (row["factor"], row["convert"]) == ("", ""), row
            continue
        old = in_force(versions, row["code"], row["until"])
        new = in_force(versions, row["to_code"], row["since"])
        assert old is not None
        assert new is not None
        amounts = exact_amount(old), exact_amount(new)
        if amounts[0] and amounts[1] and amounts[0].unit.dimension == amounts[1].unit.dimension:
            checked += 1
            assert Fraction(row["factor"]) == amounts[0].ratio_to(amounts[1]), row
            convert = "exact" if Fraction(row["factor"]).numerator == 1 else "range"
            assert row["convert"] == convert, row
        elif row["factor"]:
            assert row["convert"] in {"exact", "range"}, row
        else:
            assert row["convert"] in {"dose", "concentration", "count"}, row
    assert checked > 550


def test_every_package_that_changes_its_code_is_explained(
    rows: Rows, rejects: Rows, packaged: Packaged
) -> None:
    """Between quarters of the crosswalk that follow each other, over the missing one too."""
    moves = package_moves(packaged("ndc"))
    assert len({(move.code, move.to_code) for move in moves}) > 50
    assert {(move.before, move.after) for move in moves} >= {
        ("2026Q1", "2026Q3"),
        ("2026Q3", "2026Q4"),
    }
    evidence = [
        (row["code"], row["to_code"], trace)
        for row in rows
        for trace in row["evidence"].split("; ")
    ]
    evidence += [
        (row["code"], row["to_code"], trace)
        for row in rejects
        for trace in row["traces"].split("; ")
    ]
    for move in moves:
        assert (move.code, move.to_code, str(move)) in evidence


@pytest.mark.parametrize(
    ("code", "to_code", "trace"),
    [
        ("J0461", "J0463", "NDC 2025Q3-2026Q3 (5 NDCs)"),
        ("J0640", "J0643", "NDC 2026Q3-2026Q4 (35 NDCs)"),
        ("J1953", "J1957", "NDC 2026Q3-2026Q4 (15 NDCs)"),
        ("J1953", "J1958", "NDC 2026Q3-2026Q4 (37 NDCs)"),
        ("J7514", "J7530", "NDC 2026Q3-2026Q4 (1 NDC)"),
        ("J7517", "J7524", "NDC 2026Q3-2026Q4 (35 NDCs)"),
        ("J7517", "J7529", "NDC 2026Q3-2026Q4 (1 NDC)"),
        ("J7519", "J7526", "NDC 2026Q3-2026Q4 (6 NDCs)"),
        ("J7528", "J7529", "NDC 2026Q3-2026Q4 (4 NDCs)"),
        ("J9171", "J9232", "NDC 2026Q1-2026Q3 (30 NDCs)"),
        ("J9181", "J9187", "NDC 2026Q3-2026Q4 (20 NDCs)"),
        ("J9190", "J9192", "NDC 2026Q3-2026Q4 (28 NDCs)"),
        ("J9352", "J9362", "NDC 2026Q3-2026Q4 (1 NDC)"),
        ("J9394", "J9395", "NDC 2026Q3-2026Q4 (1 NDC)"),
    ],
)
def test_the_packages_that_moved_in_2026_are_the_evidence(
    rows: Rows, code: str, to_code: str, trace: str
) -> None:
    """CMS's crosswalks of July and October 2026 state how many."""
    (evidence,) = [
        row["evidence"].split("; ")
        for row in rows
        if (row["code"], row["to_code"]) == (code, to_code) and row["until"] > "2026"
    ]
    assert trace in evidence


def test_the_units_of_a_package_that_changes_its_code_agree_with_the_factor(
    rows: Rows, packaged: Packaged
) -> None:
    """What CMS prints for one package under both codes has the ratio of the table."""
    factors = {(row["code"], row["to_code"]): row["factor"] for row in rows if row["factor"]}
    units: defaultdict[tuple[str, str], Rows] = defaultdict(list)
    for row in packaged("ndc"):
        units[row["ndc"], row["code"]].append(row)
    checked, differing = 0, set()
    for move in package_moves(packaged("ndc")):
        factor = factors.get((move.code, move.to_code))
        for ndc in move.packages if factor else ():
            before, after = units[ndc, move.code][-1], units[ndc, move.to_code][0]
            verdicts = {before["verdict"], after["verdict"]}
            if verdicts <= {"clean", "corrected"} and before["size"] == after["size"]:
                checked += 1
                ratio = Fraction(after["units_per_item"]) / Fraction(before["units_per_item"])
                if ratio != Fraction(factor or 0):
                    differing.add((ndc, move.code, move.to_code))
    assert checked > 100
    assert differing == set()


def test_every_product_that_is_not_equivalent_came_from_somewhere(
    rows: Rows, rejects: Rows, versions: dict[str, Rows]
) -> None:
    """Each such code has a row that leads to it, or began together with its reference."""
    codes = {
        code
        for code, listed in versions.items()
        if listed[0]["not_equivalent_to"] and listed[0]["valid_from"] > FIRST_DAY
    }
    together = {row["to_code"] for row in rejects if row["rule"] == "began_together"}
    assert len(codes) > 70
    assert codes - {row["to_code"] for row in rows} == {
        "J0608",
        "J0651",
        "J0652",
        "J1806",
        "J1921",
        "J2599",
    }
    assert codes - {row["to_code"] for row in rows} <= together


def test_every_biosimilar_has_a_row_or_a_reason(
    rows: Rows, rejects: Rows, versions: dict[str, Rows]
) -> None:
    """It took over another code, or nothing of its reference product's code came to it."""
    answered = {row["to_code"] for row in (*rows, *rejects)}
    biosimilars = {
        code
        for code, listed in versions.items()
        if "biosimilar" in listed[0]["forms"] and listed[0]["valid_from"] > FIRST_DAY
    }
    assert len(biosimilars) > 60
    assert biosimilars <= answered


def test_the_targets_of_a_split_are_told_apart(rows: Rows) -> None:
    """No two take the same, one at most takes the rest, and no name identifies two of them."""
    splits: defaultdict[tuple[str, str], Rows] = defaultdict(list)
    for row in rows:
        if row["kind"] == "split":
            splits[row["code"], row["until"]].append(row)
        else:
            assert row["split_by"] == "", row
    assert len(splits) > 100
    for split in splits.values():
        names = [name for row in split for name in row["takes"].split("; ")]
        assert len(split) > 1
        assert all(names), split
        assert len(set(names)) == len(names), split
        for row in split:
            assert row["split_by"] in KINDS_OF_SPLIT, row
            assert row["takes"] == OTHERS or OTHERS not in row["takes"], row


def test_what_a_target_takes_can_be_typed(rows: Rows) -> None:
    """Names as they are spoken: no sentence, no bracket, no comma, no list in one of them."""
    for row in rows:
        for name in row["takes"].split("; ") if row["kind"] == "split" else ():
            assert name == name.strip(), row
            assert not set(name) & set(",;()"), row
            assert len(name) <= 45, row


def test_an_ended_code_is_followed_or_not(rows: Rows) -> None:
    """Where nothing follows, one row says so, with its reason; the only one of its ending."""
    endings: defaultdict[tuple[str, str], Rows] = defaultdict(list)
    for row in rows:
        endings[row["code"], row["until"]].append(row)
    for listed in endings.values():
        kinds = {row["kind"] for row in listed} - {"reused"}
        assert len(kinds) == (1 if any(row["kind"] != "reused" for row in listed) else 0), listed
        if "ended" in kinds:
            assert [row["note"] for row in listed if row["kind"] == "ended"] != [""], listed


def test_every_row_shows_what_it_rests_on(rows: Rows, rejects: Rows) -> None:
    """Rows have evidence, rejected traces a rule and a reason."""
    assert all(row["evidence"] for row in rows)
    assert all(row["traces"] and row["rule"] and row["reason"] for row in rejects)


@pytest.mark.parametrize(
    ("code", "until", "expected"),
    [
        ("J9310", "2018-12-31", [("J9312", "replaced", "10", "range")]),
        ("J1170", "2024-09-30", [("J1171", "replaced", "", "dose")]),
        ("J1940", "2025-03-31", [("J1938", "replaced", "", "dose")]),
        ("J1440", "2013-12-31", [("J1440", "reused", "", ""), ("J1442", "merged", "300", "range")]),
        ("J0570", "2024-12-31", [("J0570", "reinstated", "1", "exact")]),
        ("C9084", "2022-03-31", [("J9359", "replaced", "4/3", "range")]),
        ("C9303", "2025-06-30", [("J1326", "replaced", "1/2", "exact")]),
        ("J7333", "2021-03-31", [("J7321", "merged", "1", "exact")]),
        ("J9058", "2024-12-31", [("J9036", "merged", "1", "exact")]),
        ("S0020", "2023-06-30", [("J0665", "replaced", "", "concentration")]),
        ("C9094", "2022-09-30", [("J1302", "replaced", "1", "exact")]),
        (
            "J0171",
            "2025-06-30",
            [(f"J016{digit}", "split", "1", "exact") for digit in (5, 6, 7, 8, 9)],
        ),
    ],
)
def test_well_known_moves_are_in_the_table(
    rows: Rows, code: str, until: str, expected: list[tuple[str, str, str, str]]
) -> None:
    """Each with its kind, its factor and what it converts by."""
    keys = ("to_code", "kind", "factor", "convert")
    found = [tuple(row[key] for key in keys) for row in rows]
    at = [(row["code"], row["until"]) == (code, until) for row in rows]
    assert [each for each, here in zip(found, at, strict=True) if here] == expected


def test_the_tables_are_those_that_the_decisions_make() -> None:
    """Made anew from the other tables they are the same, and nothing is undecided."""
    sources = ("codes", "evidence", "ndc", "transition_decisions")
    texts = {name: CHECKOUT.text(name) for name in sources}
    made, undecided = transition_texts(texts)
    assert undecided == []
    for name, text in made.items():
        assert text == CHECKOUT.text(name)
