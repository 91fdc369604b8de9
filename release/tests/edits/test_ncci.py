"""CMS's edits among administration codes, from its files to the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from jcodes_release.edits.ncci import (
    PAIR_COLUMNS,
    PARENT_COLUMNS,
    ncci_tables,
    pair_rows,
    parent_rows,
)
from jcodes_release.releases.records import UnreadableSource
from source_files import CHECKOUT, place_folders, place_source_files

PAIRS = "column1,column2,modifier_indicator,rationale\n"
PARENTS = "add_on_code,primary_code\n"


def table(header: str, *lines: str) -> bytes:
    """A file of CMS's layout."""
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def test_a_pair_of_both_settings_is_one_row() -> None:
    """What differs between settings or quarters has a row of its own."""
    same, other = "96413,96372,1,Misuse", "96413,96523,0,Misuse"
    rows = pair_rows(
        {
            ("facility", "2024Q3"): table(PAIRS, same, other),
            ("professional", "2024Q3"): table(PAIRS, same),
            ("professional", "2026Q4"): table(PAIRS, same),
        }
    )
    assert rows == [
        ("96413", "96372", "facility; professional", "1", "Misuse", "2024Q3; 2026Q4"),
        ("96413", "96523", "facility", "0", "Misuse", "2024Q3"),
    ]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["96413,96372,1,Misuse", "96413,96372,0,Misuse"], "96413 and 96372 .*listed twice"),
        (["96413,96372,2,Misuse"], "'2' is not a valid modifier indicator"),
    ],
)
def test_pairs_that_contradict_themselves_are_refused(lines: list[str], says: str) -> None:
    """The text names the pair, the quarter and the setting."""
    with pytest.raises(UnreadableSource, match=says):
        pair_rows({("professional", "2024Q3"): table(PAIRS, *lines)})


def test_primary_codes_have_the_notes_that_the_file_lost() -> None:
    """96360 is for practitioners, except for its own hours; 96376 is for facilities."""
    file = table(PARENTS, "96366,96365", "96366,96360", "96361,96360", "96376,96374", "96376,96360")
    both, note = "facility; professional", "CMS lists this primary code for practitioners only"
    assert parent_rows({"2024Q3": file}) == [
        ("96361", "96360", both, "2024Q3", ""),
        ("96366", "96360", "professional", "2024Q3", note),
        ("96366", "96365", both, "2024Q3", ""),
        ("96376", "96374", "facility", "2024Q3", "for facilities only"),
    ]


def test_a_parent_listed_twice_is_refused() -> None:
    """A quarter lists a pair once; two quarters may both list it."""
    file = table(PARENTS, "96366,96365")
    assert parent_rows({"2024Q3": file, "2026Q4": file})[0][3] == "2024Q3; 2026Q4"
    with pytest.raises(UnreadableSource, match="96366 with 96365 is listed twice in 2024Q3"):
        parent_rows({"2024Q3": table(PARENTS, "96366,96365", "96366,96365")})


def test_the_tables_are_made_of_the_listed_files(tmp_path: Path) -> None:
    """With their columns."""
    folders = place_folders(tmp_path)
    place_source_files(tmp_path / "sources", folders)
    made = ncci_tables(tmp_path / "sources", folders)
    assert made == {
        "add_on_parents": ",".join(PARENT_COLUMNS)
        + "\n96415,96413,facility; professional,2025Q2,\n",
        "ncci_pairs": ",".join(PAIR_COLUMNS)
        + "\n96413,96372,facility; professional,1,Misuse,2025Q2\n",
    }


def test_the_shipped_tables_have_these_columns() -> None:
    """The first line of each."""
    for name, columns in (("ncci_pairs", PAIR_COLUMNS), ("add_on_parents", PARENT_COLUMNS)):
        first = CHECKOUT.text(name).split("\n", 1)[0]
        assert first == ",".join(columns)
