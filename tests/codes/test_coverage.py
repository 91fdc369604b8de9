"""What each table includes, quarter by quarter: as data and as a picture."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from hcpcs_jcodes import BadDate, NotChecked, coverage, mue, payment_limit, status_indicator
from hcpcs_jcodes.codes.periods import quarter_number, quarter_of, quarters_of
from hcpcs_jcodes.codes.strips import coverage_strips
from hcpcs_jcodes.tables import read_table

TABLES = {
    ("add_on_parents", "facility"): "2019Q3-2026Q2",
    ("add_on_parents", "professional"): "2024Q3",
    ("codes", "J codes"): "2011Q1-2026Q4",
    ("codes", "related codes"): "2011Q1-2026Q4",
    ("mue", "facility"): "2024Q2-2026Q4",
    ("mue", "professional"): "2024Q2-2026Q4",
    ("mue", "supplier"): "2024Q2-2026Q4",
    ("ncci_pairs", "facility"): "2019Q3-2026Q2",
    ("ncci_pairs", "professional"): "2024Q3-2026Q2",
    ("ndc", ""): "2024Q1-2026Q4",
    ("payment_limits", ""): "2024Q1-2026Q1; 2026Q3-2026Q4",
    ("single_dose_codes", ""): "2025Q2",
    ("status_indicators", ""): "2019Q3-2026Q2",
}


def test_each_table_says_from_when_to_when_and_leaves_no_quarter_twice() -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for each in coverage().tables:
        found.setdefault((each.table, each.of), []).extend(each.quarters)
    assert {key: tuple(sorted(quarters)) for key, quarters in found.items()} == {
        key: quarters_of(cell) for key, cell in TABLES.items()
    }


@pytest.mark.parametrize(
    ("table", "of", "on", "grade"),
    [
        ("codes", "J codes", date(2026, 3, 31), "O"),
        ("codes", "J codes", date(2026, 4, 1), "D"),
        ("codes", "J codes", date(2021, 6, 30), "between releases"),
        ("codes", "related codes", date(2026, 12, 31), "T"),
        ("ndc", "", date(2026, 3, 31), "O"),
        ("ndc", "", date(2026, 4, 1), "same before and after"),
        ("ndc", "", date(2026, 7, 1), "T"),
        ("ndc", "", date(2023, 12, 31), ""),
        ("mue", "professional", date(2026, 6, 30), "C"),
        ("mue", "facility", date(2026, 6, 30), "same before and after"),
        ("payment_limits", "", date(2026, 6, 30), ""),
        ("payment_limits", "", date(2026, 7, 1), "T"),
        ("status_indicators", "", date(2019, 6, 30), ""),
        ("status_indicators", "", date(2019, 7, 1), "C"),
        ("mue", "", date(2026, 6, 30), ""),
        ("nothing", "", date(2026, 6, 30), ""),
    ],
)
def test_a_table_has_one_grade_on_a_date(table: str, of: str, on: date, grade: str) -> None:
    assert coverage().grade(table, on, of) == grade


@pytest.mark.parametrize("on", ["06/30/2026", datetime(2026, 6, 30, 9, tzinfo=UTC), None])
def test_a_grade_is_that_of_a_date(on: Any) -> None:
    with pytest.raises(BadDate):
        coverage().grade("ndc", on)


def test_the_releases_have_the_grade_of_their_quarter() -> None:
    for release in coverage().releases:
        assert coverage().grade("codes", release.first_day, "J codes") == release.grade
        assert coverage().grade("codes", release.last_day, "J codes") == release.grade
    same = Counter(each.grade for each in coverage().releases)
    listed = Counter(
        each.grade
        for each in coverage().tables
        if (each.table, each.of) == ("codes", "J codes")
        for _ in each.quarters
    )
    assert listed - Counter({"between releases": listed["between releases"]}) == same


@pytest.mark.parametrize(
    "on", [date(2019, 8, 1), date(2024, 6, 1), date(2025, 8, 1), date(2026, 11, 3)]
)
def test_what_is_said_to_be_included_answers(on: date) -> None:
    asked = {
        ("mue", "professional"): mue("J9312", on=on, setting="professional"),
        ("status_indicators", ""): status_indicator("J9312", on=on),
        ("payment_limits", ""): payment_limit("J9312", on=on),
    }
    for (table, of), answer in asked.items():
        grade = coverage().grade(table, on, of)
        if grade != "same before and after":
            assert isinstance(answer, NotChecked) is not bool(grade), table


def test_the_picture_has_a_box_for_each_quarter() -> None:
    picture = coverage().svg()
    assert picture == coverage()._repr_svg_()
    tree = ET.fromstring(picture)  # noqa: S314 - our own text
    boxes = [each.text for each in tree.iter("{http://www.w3.org/2000/svg}title")][1:]
    assert len(boxes) == sum(len(each.quarters) for each in coverage().tables)
    assert "ndc 2026Q2: same before and after" in boxes
    assert "mue, facility 2024Q2: C" in boxes
    looks = Counter(each.attrib["fill"] for each in tree.iter("{http://www.w3.org/2000/svg}rect"))
    assert set(looks) == {"#fff", "#000", "#ccc"}
    width = int(tree.attrib["width"])
    ends = [
        int(each.attrib["x"]) + int(each.attrib["width"])
        for each in tree.iter("{http://www.w3.org/2000/svg}rect")
        if "x" in each.attrib
    ]
    assert max(ends) <= width


def test_quarters_are_counted_through() -> None:
    assert quarter_number("2026Q1") == quarter_number("2025Q4") + 1
    assert quarter_of(date(2025, 12, 31)) == "2025Q4"


def test_the_rows_are_those_of_the_table() -> None:
    _, *rows = read_table("coverage")
    assert [
        (each.table, each.of, each.quarters, each.grade, each.note) for each in coverage().tables
    ] == [
        (table, of, quarters_of(quarters), grade, note) for table, of, quarters, grade, note in rows
    ]


def test_the_strips_of_a_table_stand_below_one_another_and_under_their_years() -> None:
    graded = {
        "mue, facility": [(("2025Q4",), "C"), (("2026Q2",), "T")],
        "ndc": [(("2026Q1",), "same before and after"), (("2026Q2",), "D")],
    }
    picture = coverage_strips(("2025Q4", "2026Q1", "2026Q2"), graded)
    tree = ET.fromstring(picture)  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert (tree.attrib["width"], tree.attrib["height"]) == ("233", "114")
    title = tree.find(f"{space}title")
    assert title is not None
    assert title.text == "what 2 tables include, quarter by quarter, 2025Q4 to 2026Q2"
    boxes = [
        tuple(each.attrib[name] for name in ("x", "y", "width", "height", "fill"))
        for each in tree.iter(f"{space}rect")
        if "x" in each.attrib
    ]
    assert boxes == [
        ("191", "40", "9", "11", "#000"),
        ("213", "40", "9", "11", "#fff"),
        ("202", "62", "9", "11", "#ccc"),
        ("213", "62", "9", "11", "#fff"),
    ]
    texts = [(each.attrib["x"], each.attrib["y"], each.text) for each in tree.iter(f"{space}text")]
    assert texts[:3] == [("203", "28", "2026"), ("4", "50", "mue, facility"), ("4", "72", "ndc")]
    assert texts[3][:2] == ("4", "106")
    (year,) = [each.attrib["d"] for each in tree.findall(f"{space}path")]
    assert year == "M201 32L201 88"
