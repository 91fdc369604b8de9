"""What the shipped tables include, with the grades that people gave."""

from __future__ import annotations

from jcodes_release.coverage import coverage_rows
from source_files import CHECKOUT

TABLES = {
    "add_on_parents": "add_on,parent,facility,professional\n",
    "coverage_grades": "table,of,quarters,grade,note\nmue,facility,2024Q2; 2024Q4,C,\n",
    "mue": "setting,code,quarters\nfacility,J9312,2024Q2; 2024Q4\n",
    "ncci_pairs": "column1,column2,facility,professional\n",
    "ndc_quarters": "quarter,grade,lacks,note\n2025Q4,O,,\n2026Q2,T,,copied\n",
    "payment_limits": "code,quarters\n",
    "releases": "release,grade,related\n2024Q1,O,true\n2024Q3,T,false\n",
    "status_indicators": "code,quarters\n",
}


def test_gaps_are_filled_where_a_table_answers_between() -> None:
    rows, problems = coverage_rows(TABLES)
    assert problems == []
    assert rows == [
        ("codes", "J codes", "2024Q1", "O", ""),
        ("codes", "J codes", "2024Q2", "between releases", ""),
        ("codes", "J codes", "2024Q3", "T", ""),
        ("codes", "related codes", "2024Q1", "O", ""),
        ("mue", "facility", "2024Q2; 2024Q4", "C", ""),
        ("mue", "facility", "2024Q3", "same before and after", ""),
        ("ndc", "", "2025Q4", "O", ""),
        ("ndc", "", "2026Q1", "same before and after", ""),
        ("ndc", "", "2026Q2", "T", "copied"),
    ]


def test_a_quarter_without_a_grade_stops_the_build() -> None:
    header = "table,of,quarters,grade,note\n"
    changed = TABLES | {"coverage_grades": f"{header}mue,facility,2024Q2,C,\n"}
    assert coverage_rows(changed)[1] == ["coverage_grades.csv: mue facility: 2024Q4 has no grade"]
    changed = TABLES | {"coverage_grades": f"{header}ncci_pairs,facility,2024Q2,C,\n"}
    assert [problem[-22:] for problem in coverage_rows(changed)[1]] == [
        f"y: 2024Q{number} has no grade" for number in (2, 4)
    ]


def test_a_grade_of_a_quarter_that_is_not_in_the_table_covers_nothing() -> None:
    text = "table,of,quarters,grade,note\nmue,facility,2023Q1-2024Q4,C,\n"
    rows, problems = coverage_rows(TABLES | {"coverage_grades": text})
    assert problems == []
    assert [row[2] for row in rows if row[0] == "mue"] == ["2024Q2; 2024Q4", "2024Q3"]


def test_a_table_that_does_not_answer_between_has_gaps() -> None:
    text = "payment_limits,,2024Q1; 2024Q3,C,\nmue,facility,2024Q2; 2024Q4,C,\n"
    changed = TABLES | {
        "coverage_grades": f"table,of,quarters,grade,note\n{text}",
        "payment_limits": "code,quarters\nJ9312,2024Q1; 2024Q3\n",
    }
    rows, problems = coverage_rows(changed)
    assert problems == []
    assert [row[2:4] for row in rows if row[0] == "payment_limits"] == [("2024Q1; 2024Q3", "C")]


def test_the_shipped_table_is_made_of_the_others() -> None:
    names = CHECKOUT.paths()
    rows, problems = coverage_rows({name: CHECKOUT.text(name) for name in names})
    assert problems == []
    assert [tuple(row.values()) for row in CHECKOUT.rows("coverage")] == rows
