"""CMS's edits among administration codes, from its files to the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from jcodes_release.edits.ncci import (
    PAIR_COLUMNS,
    PARENT_COLUMNS,
    PairFiles,
    ncci_tables,
    pair_rows,
    parent_rows,
)
from jcodes_release.manifest import source_files, source_rows
from jcodes_release.releases.records import UnreadableSource
from source_files import CHECKOUT, CMS, needs_cms, place_folders, place_source_files

PAIRS = "column1,column2,modifier_indicator,rationale\n"
PARENTS = "add_on_code,primary_code\n"
EDITOR = "column1,column2,modifier_ok,from,to\n"
PRIMARY = "key,primary,from,to\n"


def table(header: str, *lines: str) -> bytes:
    """A file of CMS's layout."""
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def pairs_of(
    published: Mapping[tuple[str, str], bytes],
    editor: Mapping[str, bytes] | None = None,
    unordered: Mapping[str, bytes] | None = None,
) -> list[tuple[str, ...]]:
    """The rows of the pairs of some files."""
    return pair_rows(PairFiles(published, editor or {}, unordered or {}))[0]


# --- pairs ------------------------------------------------------------------------------


def test_a_pair_of_both_settings_is_one_row() -> None:
    """With the quarters of each; another modifier indicator has a row of its own."""
    same, other = "96413,96372,1,Misuse", "96413,96523,0,Misuse"
    rows = pairs_of(
        {
            ("facility", "2024Q3"): table(PAIRS, same, other),
            ("facility", "2024Q4"): table(PAIRS, same),
            ("professional", "2024Q3"): table(PAIRS, same, "96413,96523,1,Misuse"),
            ("professional", "2026Q4"): table(PAIRS, same),
        }
    )
    assert rows == [
        ("96413", "96372", "1", "Misuse", "2024Q3-2024Q4", "2024Q3; 2026Q4"),
        ("96413", "96523", "0", "Misuse", "2024Q3", ""),
        ("96413", "96523", "1", "Misuse", "", "2024Q3"),
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
        pairs_of({("professional", "2024Q3"): table(PAIRS, *lines)})


def test_the_editor_lists_a_pair_by_its_dates() -> None:
    """In each quarter of its range that lies within them; the reason is that of another table."""
    rows = pairs_of(
        {("professional", "2024Q3"): table(PAIRS, "96413,96372,1,Misuse", "96413,96523,0,Never")},
        {
            "2024Q2-2025Q1": table(
                EDITOR,
                "96413,96372,True,20190701,20360331",
                "96413,96523,False,20240701,20241231",
            )
        },
    )
    assert rows == [
        ("96413", "96372", "1", "Misuse", "2024Q2-2025Q1", "2024Q3"),
        ("96413", "96523", "0", "Never", "2024Q3-2024Q4", "2024Q3"),
    ]


def test_tables_of_one_quarter_and_setting_that_contradict_each_other_are_refused() -> None:
    """CMS's table of the hospital's pairs, and its editor."""
    published = {("facility", "2024Q3"): table(PAIRS, "96413,96372,1,Misuse")}
    editor = {"2024Q2-2025Q1": table(EDITOR, "96413,96372,False,20190701,20360331")}
    with pytest.raises(UnreadableSource, match="of 2024Q3, facility: two tables have different"):
        pairs_of(published, editor)


def test_an_unordered_pair_is_in_the_order_of_another_table() -> None:
    """Of practitioners of any quarter, or of the hospital's of the same quarter."""
    rows, left_out = pair_rows(
        PairFiles(
            {
                ("professional", "2024Q3"): table(PAIRS, "96413,96372,1,Misuse"),
                ("facility", "2024Q3"): table(PAIRS, "96416,96365,1,Misuse"),
                ("facility", "2026Q2"): table(PAIRS, "96422,96377,1,Misuse"),
            },
            {},
            {
                "2026Q2": table(
                    PAIRS,
                    "96372,96413,1,Misuse",
                    "96377,96422,0,Misuse",
                    "96365,96416,1,Misuse",
                    "96360,96999,1,Misuse",
                )
            },
        )
    )
    assert rows == [
        ("96413", "96372", "1", "Misuse", "", "2024Q3; 2026Q2"),
        ("96416", "96365", "1", "Misuse", "2024Q3", ""),
        ("96422", "96377", "0", "Misuse", "", "2026Q2"),
        ("96422", "96377", "1", "Misuse", "2026Q2", ""),
    ]
    assert left_out == [
        "NCCI pairs, professional, 2026Q2: 2 pairs that no table has in order were left out"
    ]


def test_an_unordered_pair_that_nothing_rules_out_says_so() -> None:
    """Practitioners' table does not have 20610; it has 96372 and 96523, and not their pair."""
    rows = pairs_of(
        {
            ("professional", "2024Q3"): table(PAIRS, "96413,96372,1,Both", "96413,96523,0,Both"),
            ("facility", "2026Q2"): table(PAIRS, "20610,96372,1,Joint"),
        },
        {},
        {"2026Q2": table(PAIRS, "20610,96523,0,Flush", "96372,96523,0,Deleted")},
    )
    assert [row for row in rows if "96523" in row] == [
        ("20610", "96523", "unordered", "Flush", "", "2026Q2"),
        ("96413", "96523", "0", "Both", "", "2024Q3"),
    ]


# --- add-on codes -----------------------------------------------------------------------

NOTES = CHECKOUT.rows("add_on_notes")


def test_primary_codes_have_the_notes_that_the_file_lost() -> None:
    """96360 is for practitioners, except for its own hours; 96376 is for facilities."""
    file = table(PARENTS, "96366,96365", "96366,96360", "96361,96360", "96376,96374", "96376,96360")
    note = "CMS lists this primary code for practitioners only"
    assert parent_rows({"2024Q3": file}, {}, NOTES) == (
        [
            ("96361", "96360", "2024Q3", "2024Q3", ""),
            ("96366", "96360", "", "2024Q3", note),
            ("96366", "96365", "2024Q3", "2024Q3", ""),
            ("96376", "96374", "2024Q3", "", "for facilities only"),
        ],
        [],
    )


def test_the_editor_lists_primary_codes_of_hospitals_by_their_dates() -> None:
    """Without those that CMS's note gives to practitioners only."""
    editor = table(
        PRIMARY,
        "96366,96365,20190701,20360331",
        "96366,96360,20190701,20360331",
        "96415,96413,20240701,20241231",
    )
    rows, left_out = parent_rows(
        {"2024Q3": table(PARENTS, "96366,96365")}, {"2024Q2-2025Q1": editor}, NOTES
    )
    assert rows == [
        ("96366", "96365", "2024Q2-2025Q1", "2024Q3", ""),
        ("96415", "96413", "2024Q3-2024Q4", "", ""),
    ]
    assert left_out == [
        "add-on codes, facility, 2024Q2-2025Q1: 1 primary codes for practitioners only were left out"
    ]


def test_a_parent_listed_twice_is_refused() -> None:
    """A quarter lists a pair once; two quarters may both list it."""
    file = table(PARENTS, "96366,96365")
    rows, _ = parent_rows({"2024Q3": file, "2026Q4": file}, {}, NOTES)
    assert rows[0][3] == "2024Q3; 2026Q4"
    with pytest.raises(UnreadableSource, match="96366 with 96365 is listed twice in 2024Q3"):
        parent_rows({"2024Q3": table(PARENTS, "96366,96365", "96366,96365")}, {}, NOTES)


# --- tables -----------------------------------------------------------------------------


def test_the_tables_are_made_of_the_listed_files(tmp_path: Path) -> None:
    """With their columns."""
    folders = place_folders(tmp_path)
    place_source_files(tmp_path / "sources", folders)
    folders.paths()["add_on_notes"].write_text(CHECKOUT.text("add_on_notes"), "utf-8")
    made, left_out = ncci_tables(tmp_path / "sources", folders)
    assert made == {
        "add_on_parents": ",".join(PARENT_COLUMNS) + "\n96415,96413,2025Q2-2025Q3,2025Q2,\n",
        "ncci_pairs": ",".join(PAIR_COLUMNS)
        + "\n96413,96372,1,Misuse,2025Q2-2025Q3,2025Q2; 2025Q4\n",
    }
    assert len(left_out) == 2


@needs_cms
def test_every_pair_of_the_hospital_is_shipped_as_the_editor_has_it() -> None:
    """190 pairs in 28 quarters, of which three began with antibodies against RSV."""
    (entry,) = source_files(CHECKOUT, "ioce pairs")
    published = {
        (row["column1"], row["column2"], {"True": "1", "False": "0"}[row["modifier_ok"]])
        for row in source_rows(CMS, entry)
    }
    shipped = {
        (row["column1"], row["column2"], row["modifier_indicator"]): row["facility"]
        for row in CHECKOUT.rows("ncci_pairs")
        if row["facility"]
    }
    assert shipped.keys() == published
    assert Counter(shipped.values()) == {
        "2019Q3-2026Q2": 187,
        "2024Q3-2026Q2": 2,
        "2024Q4-2026Q2": 1,
    }


@needs_cms
def test_every_pair_of_practitioners_is_shipped() -> None:
    """167 of 2024Q3, and of the 268 without order of 2026Q2 those, 36 of hospitals and 3 open."""
    (ordered,) = source_files(CHECKOUT, "ncci pairs practitioner")
    (unordered,) = source_files(CHECKOUT, "ncci pairs practitioner unordered")
    columns = "column1", "column2", "modifier_indicator", "rationale"
    shipped = [row for row in CHECKOUT.rows("ncci_pairs") if row["professional"]]
    cells = {tuple(row[name] for name in columns) for row in shipped}
    assert {tuple(row[name] for name in columns) for row in source_rows(CMS, ordered)} == {
        tuple(row[name] for name in columns)
        for row in shipped
        if row["professional"] == "2024Q3; 2026Q2"
    }
    listed = {
        (frozenset((row["column1"], row["column2"])), row["modifier_indicator"], row["rationale"])
        for row in source_rows(CMS, unordered)
    }
    known = {(frozenset(cell[:2]), *cell[2:]) for cell in cells if cell[2] != "unordered"}
    assert known <= listed
    assert (len(listed), len(known), len(cells)) == (268, 203, 206)


def test_the_shipped_tables_have_these_columns() -> None:
    """The first line of each."""
    for name, columns in (("ncci_pairs", PAIR_COLUMNS), ("add_on_parents", PARENT_COLUMNS)):
        first = CHECKOUT.text(name).split("\n", 1)[0]
        assert first == ",".join(columns)
