"""Claim edits from CMS's files to the tables: unit and payment limits, single-dose codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hcpcs_jcodes.codes.periods import quarters_of
from jcodes_release.edits.mue import MUE_COLUMNS, mue_rows
from jcodes_release.edits.payment_limits import LIMIT_COLUMNS, limit_rows
from jcodes_release.edits.rows import quarter_starting
from jcodes_release.edits.single_dose import SINGLE_DOSE_COLUMNS, single_dose_rows
from jcodes_release.edits.status_indicators import STATUS_COLUMNS
from jcodes_release.edits.tables import administration_codes, edit_tables
from jcodes_release.folders import Folders
from jcodes_release.manifest import source_files, source_rows
from jcodes_release.releases.records import UnreadableSource
from source_files import CHECKOUT, REVIEWED, place_folders, place_source_files

MUE = "code,mue_units,mai,rationale\n"
PAYMENT = "quarter,code,payment_limit,notes\n"
STATUS = "quarter,code,status_indicator\n"
EDITOR = "code,lo_version,hi_version,status_indicator,date_approved,date_terminated\n"
KEPT = {"J9312", "J7182", "96413"}
QUARTERS = quarters_of("2019Q3-2026Q2")
KINDS = {
    "professional": "mue practitioner",
    "facility": "mue outpatient hospital",
    "supplier": "mue dme supplier",
}


def table(header: str, *lines: str) -> bytes:
    """A file of CMS's layout."""
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def mue_of(*lines: str) -> list[tuple[str, ...]]:
    """The rows of one file for practitioners."""
    return mue_rows({("professional", "2026Q4"): table(MUE, *lines)}, KEPT)[0]


# --- unit limits -----------------------------------------------------------------


def test_quarters_with_the_same_limit_share_a_row() -> None:
    """A limit that changed has a row for each value; quarters are in order."""
    files = {
        ("professional", "2026Q4"): table(MUE, "J9312,150,3,Prescribing Information"),
        ("professional", "2024Q3"): table(MUE, "J9312,150,3,Prescribing Information"),
        ("professional", "2026Q3"): table(MUE, "J9312,130,3,Clinical: Data"),
    }
    rows, _ = mue_rows(files, KEPT)
    assert rows == [
        ("professional", "J9312", "2024Q3; 2026Q4", "150", "3", "Prescribing Information"),
        ("professional", "J9312", "2026Q3", "130", "3", "Clinical: Data"),
    ]


def test_settings_are_apart_even_with_the_same_limit() -> None:
    """One row each, sorted by setting and code."""
    file = table(MUE, "J9312,150,3,Clinical: Data", "J7182,4000,1,Clinical: Data")
    rows, _ = mue_rows({("supplier", "2026Q4"): file, ("facility", "2026Q4"): file}, KEPT)
    assert [row[:2] for row in rows] == [
        ("facility", "J7182"),
        ("facility", "J9312"),
        ("supplier", "J7182"),
        ("supplier", "J9312"),
    ]


def test_codes_that_are_not_kept_are_left_out_and_counted() -> None:
    """Per setting and quarter."""
    file = table(MUE, "J9312,150,3,Clinical: Data", "A4206,0,3,CMS Policy", "G0104,1,2,Policy")
    rows, left_out = mue_rows({("professional", "2026Q4"): file}, KEPT)
    assert [row[1] for row in rows] == ["J9312"]
    assert left_out == [
        "MUE, professional, 2026Q4: 2 codes that are neither drugs nor administration codes were left out"
    ]


def test_blanks_around_cells_say_nothing() -> None:
    """They are stripped, and a mark at the start of the file too."""
    content = b"\xef\xbb\xbf" + table(MUE, " J9312 , 150 ,3, Clinical: Data ")
    rows, _ = mue_rows({("facility", "2026Q4"): content}, KEPT)
    assert rows == [("facility", "J9312", "2026Q4", "150", "3", "Clinical: Data")]


@pytest.mark.parametrize(
    "line",
    [
        "J9312,,3,Clinical: Data",
        "J9312,1.5,3,Clinical: Data",
        "J9312,-1,3,Clinical: Data",
        "J9312,0150,3,Clinical: Data",
        "J9312,150,4,Clinical: Data",
        "J9312,150,,Clinical: Data",
        "J9312,150,3,",
        "J9312,150,3",
    ],
)
def test_what_is_not_a_limit_is_refused(line: str) -> None:
    """Units are whole, the indicator is 1, 2 or 3, and each has its reason."""
    with pytest.raises(UnreadableSource, match="J9312 in the MUE table of 2026Q4, professional"):
        mue_of(line)


def test_a_code_listed_twice_is_refused() -> None:
    """Even one that would be left out: the file is not what it should be."""
    with pytest.raises(UnreadableSource, match="'A4206' is listed twice"):
        mue_of("A4206,0,3,CMS Policy", "A4206,1,3,CMS Policy")


@pytest.mark.parametrize("code", ["", "J931", "j9312", "9312", "Note: see manual"])
def test_what_is_not_a_code_is_refused(code: str) -> None:
    """A footnote or a damaged line does not vanish among the codes left out."""
    with pytest.raises(UnreadableSource, match="is not a valid code"):
        mue_of(f"{code},1,3,Clinical: Data")


def test_a_missing_column_is_named() -> None:
    """A file in another layout is not read."""
    with pytest.raises(UnreadableSource, match="no column mue_units, rationale"):
        mue_rows({("facility", "2026Q4"): table("code,units,mai\n", "J9312,150,3")}, KEPT)
    with pytest.raises(UnreadableSource, match="no column code, mue_units, mai, rationale"):
        mue_rows({("facility", "2026Q4"): b""}, KEPT)


def test_a_period_is_a_quarter() -> None:
    """The manifest names the quarter of each file."""
    with pytest.raises(ValueError, match="not 'October'"):
        mue_rows({("facility", "October"): table(MUE, "J9312,150,3,Clinical: Data")}, KEPT)


# --- payment limits --------------------------------------------------------------


def test_limits_with_the_same_note_share_a_row() -> None:
    """In the order of their quarters, with every decimal that CMS prints."""
    content = table(
        PAYMENT,
        "2024-04,J9312,78.872,",
        "2024-01,J9312,79.190,",
        "2024-10,J9312,77.314,",
        "2024-07,J9312,77.675,Inflation-adjusted coinsurance",
        "2024-01,J7182,N/A,determined by the MAC",
        "2024-01,Q4101,33.000,",
    )
    rows, left_out = limit_rows([content], KEPT)
    assert rows == [
        ("J7182", "2024Q1", "N/A", "determined by the MAC"),
        ("J9312", "2024Q1-2024Q2; 2024Q4", "79.190; 78.872; 77.314", ""),
        ("J9312", "2024Q3", "77.675", "Inflation-adjusted coinsurance"),
    ]
    lost = "codes that are neither drugs nor administration codes were left out"
    assert left_out == [
        f"payment limits, 2024Q{quarter}: {number} {lost}"
        for quarter, number in enumerate((1, 0, 0, 0), start=1)
    ]


@pytest.mark.parametrize("limit", ["", "79", "79.19", "079.190", "$79.190", "1,079.190", "n/a"])
def test_what_is_not_a_payment_limit_is_refused(limit: str) -> None:
    """Dollars with three decimals, or N/A."""
    with pytest.raises(UnreadableSource, match="J9312 has no payment limit in 2024Q1"):
        limit_rows([table(PAYMENT, f'2024-01,J9312,"{limit}",')], KEPT)


@pytest.mark.parametrize("limit", ["0.036", "10.000", "2729937.922", "N/A"])
def test_what_is_a_payment_limit_is_read(limit: str) -> None:
    """From parts of a cent to millions."""
    rows, _ = limit_rows([table(PAYMENT, f"2024-01,J9312,{limit},")], KEPT)
    assert rows == [("J9312", "2024Q1", limit, "")]


def test_a_code_with_two_payment_limits_in_a_quarter_is_refused() -> None:
    """Even if they are in two files."""
    files = [table(PAYMENT, "2026-01,J9312,1.000,"), table(PAYMENT, "2026-01,J9312,2.000,")]
    with pytest.raises(UnreadableSource, match="'J9312' is listed twice"):
        limit_rows(files, KEPT)


# --- single-dose codes -----------------------------------------------------------


def test_single_dose_codes_have_the_day_of_their_list() -> None:
    """Sorted by code."""
    rows = single_dose_rows(b"code\nQ5101\nJ0121\n", "2025-06-20")
    assert rows == [("J0121", "2025-06-20"), ("Q5101", "2025-06-20")]


# --- codes for giving drugs ------------------------------------------------------


def test_a_range_of_codes_is_written_out(tmp_path: Path) -> None:
    """From its first code to its last, whether they begin with a letter or a digit."""
    folders = place_folders(tmp_path)
    folders.paths()["administration_codes"].write_text(
        "first,last\n96409,96411\nG0008,G0010\nQ0081,Q0081\n", "utf-8"
    )
    assert administration_codes(folders) == {
        *("96409", "96410", "96411"),
        *("G0008", "G0009", "G0010"),
        "Q0081",
    }


@pytest.mark.parametrize(
    "code",
    ["96360", "96381", "96401", "96549", "96573", "20610", "67028", "G0010", "G0498", "Q0084"],
)
def test_administration_codes_are_listed(code: str) -> None:
    """Injections, infusions, instillations, and light with a drug applied to the skin."""
    assert code in administration_codes(CHECKOUT)


@pytest.mark.parametrize("code", ["96570", "96571", "96900", "20600", "G0011", "Q0091", "C9600"])
def test_other_procedures_are_not_listed(code: str) -> None:
    """Light alone, and codes that do not give a drug that is included."""
    assert code not in administration_codes(CHECKOUT)


def test_each_row_is_a_range_of_its_own(packaged: Callable[[str], list[dict[str, str]]]) -> None:
    """Of one first character, forwards, and after the range of the row before."""
    rows = packaged("administration_codes")
    assert all(row["first"][0] == row["last"][0] for row in rows)
    ends = [code for row in rows for code in sorted({row["first"], row["last"]})]
    assert ends == sorted(set(ends))


# --- all of them -----------------------------------------------------------------


def _place(folder: Path) -> tuple[Path, Folders]:
    """Sources of one quarter each, and the folders that list them."""
    limits = table(MUE, "J9312,150,3,Clinical: Data", "Q2009,5,3,Clinical: Data", "A4206,0,3,No")
    status = table(STATUS, "2025-04,96413,S", "2025-04,Q2009,N", "2025-04,A4206,N")
    sources, folders = folder / "cms", place_folders(folder)
    folders.paths()["administration_codes"].write_text("first,last\n96413,96417\n", "utf-8")
    folders.paths()["status_differences"].write_text(REVIEWED["status_differences"], "utf-8")
    contents = {(kind, "2025Q2"): limits.decode() for kind in KINDS.values()} | {
        ("opps status indicators", "2025Q2"): status.decode(),
        ("ioce codes", "2025Q2"): table(EDITOR, "Q2009,99,99,N,False,False").decode(),
        ("payment limits", "2025Q2"): table(PAYMENT, "2025-04,Q2009,1.470,Note").decode(),
        ("single-dose codes", "2025-06-20"): "code\nQ2009\n",
    }
    place_source_files(sources, folders, contents)
    return sources, folders


def test_the_tables_are_made_from_the_files_listed(tmp_path: Path) -> None:
    """A single-dose code is a drug, though no other table has it; administration codes stay."""
    tables, left_out = edit_tables(*_place(tmp_path), {"J9312"})
    assert tables == {
        "mue": "setting,code,quarters,units,mai,rationale\n"
        + "".join(
            f"{setting},{code},2025Q2,{units},3,Clinical: Data\n"
            for setting in ("facility", "professional", "supplier")
            for code, units in (("J9312", 150), ("Q2009", 5))
        ),
        "payment_limits": "code,quarters,limits,note\nQ2009,2025Q2,1.470,Note\n",
        "single_dose_codes": "code,listed\nQ2009,2025-06-20\n",
        "status_indicators": "code,quarters,status_indicator,rests_on,since,until\n"
        "96413,2025Q2,S,Addendum B,,\n"
        "Q2009,2025Q2,N,Addendum B and I/OCE,,\n",
    }
    assert [line.partition(":")[0] for line in left_out] == [
        "MUE, facility, 2025Q2",
        "MUE, professional, 2025Q2",
        "MUE, supplier, 2025Q2",
        "status indicators, 2025Q2",
        "status indicators, I/OCE",
        "payment limits, 2025Q2",
    ]


def test_a_file_that_is_not_the_one_listed_is_refused(tmp_path: Path) -> None:
    """The sha256 decides."""
    sources, folders = _place(tmp_path)
    (sources / "mue_dme_supplier_2025Q2").write_bytes(table(MUE, "J9312,1,3,Clinical: Data"))
    with pytest.raises(UnreadableSource, match="mue_dme_supplier_2025Q2 is not the file"):
        edit_tables(sources, folders, {"J9312"})


# --- the shipped tables ----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("mue", MUE_COLUMNS),
        ("payment_limits", LIMIT_COLUMNS),
        ("single_dose_codes", SINGLE_DOSE_COLUMNS),
        ("status_indicators", STATUS_COLUMNS),
    ],
)
def test_shipped_tables_have_these_columns(
    name: str, columns: tuple[str, ...], packaged: Callable[[str], list[dict[str, str]]]
) -> None:
    """The library reads them by position."""
    assert tuple(packaged(name)[0]) == columns


def _drugs(packaged: Callable[[str], list[dict[str, str]]]) -> set[str]:
    """The codes of all drugs that are included."""
    return {row["code"] for name in ("codes", "ndc", "single_dose_codes") for row in packaged(name)}


def _published(sources: Path, kind: str) -> Mapping[str, list[dict[str, str]]]:
    """The rows of CMS's files of a kind, read anew, by period."""
    return {entry.period: source_rows(sources, entry) for entry in source_files(CHECKOUT, kind)}


def test_every_limit_of_a_drug_is_shipped_as_published(
    sources: Path, packaged: Callable[[str], list[dict[str, str]]]
) -> None:
    """All J codes, all other codes of drugs, and nothing that CMS does not publish."""
    drugs = _drugs(packaged)
    shipped = {
        (row["setting"], quarter, row["code"]): (row["units"], row["mai"], row["rationale"])
        for row in packaged("mue")
        for quarter in quarters_of(row["quarters"])
    }
    published = {
        (setting, quarter, row["code"]): (row["mue_units"], row["mai"], row["rationale"])
        for setting, kind in KINDS.items()
        for quarter, rows in _published(sources, kind).items()
        for row in rows
    }
    assert shipped.items() <= published.items()
    lost = {code for _, _, code in published.keys() - shipped.keys()}
    assert not lost & drugs
    assert not [code for code in lost if code[0] == "J"]
    assert {code for code in lost if code[0] == "9"} == {"96570", "96571"}


@pytest.mark.parametrize(
    ("quarter", "count"),
    [("2024Q2", 928), ("2024Q3", 920), ("2026Q2", 979), ("2026Q3", 979), ("2026Q4", 1006)],
)
def test_published_limits_of_j_codes_are_as_many_as_known(
    quarter: str, count: int, sources: Path
) -> None:
    """979 in July and 1,006 in October 2026, all settings together."""
    codes = {
        row["code"]
        for kind in KINDS.values()
        for row in _published(sources, kind).get(quarter, [])
        if row["code"][0] == "J"
    }
    assert len(codes) == count


def test_every_status_indicator_of_a_drug_is_shipped_as_published(
    sources: Path, packaged: Callable[[str], list[dict[str, str]]]
) -> None:
    """And nothing that neither Addendum B nor the editor has."""
    shipped = {
        (row["code"], quarter): (row["status_indicator"], row["rests_on"])
        for row in packaged("status_indicators")
        for quarter in quarters_of(row["quarters"])
    }
    (rows,) = _published(sources, "opps status indicators").values()
    published = {
        (row["code"], quarter_starting(row["quarter"])): row["status_indicator"] for row in rows
    }
    (rows,) = _published(sources, "ioce codes").values()
    edited = {
        (row["code"], quarter): row["status_indicator"]
        for row in rows
        for quarter in QUARTERS[int(row["lo_version"]) - 76 : int(row["hi_version"]) - 75]
    }
    expected = {
        key: (
            published.get(key, edited.get(key)),
            "I/OCE"
            if key not in published
            else "Addendum B and I/OCE"
            if edited.get(key) == published[key]
            else "Addendum B",
        )
        for key in published.keys() | edited.keys()
    }
    assert shipped.items() <= expected.items()
    lost = {code for code, _ in expected.keys() - shipped.keys()}
    assert not lost & _drugs(packaged)
    assert not [code for code in lost if code[0] == "J"]
    assert sum(code[0] == "J" for code, _ in shipped) == 25_654


def test_every_payment_limit_of_a_drug_is_shipped_as_published(
    sources: Path, packaged: Callable[[str], list[dict[str, str]]]
) -> None:
    """With its note; J1246, which no release lists, is the one J code left out."""
    shipped = {
        (row["code"], quarter): (limit, row["note"])
        for row in packaged("payment_limits")
        for quarter, limit in zip(
            quarters_of(row["quarters"]), row["limits"].split("; "), strict=True
        )
    }
    (rows,) = _published(sources, "payment limits").values()
    published = {
        (row["code"], quarter_starting(row["quarter"])): (row["payment_limit"], row["notes"])
        for row in rows
    }
    assert (len(published), len(shipped)) == (9807, 8650)
    assert shipped.items() <= published.items()
    lost = {code for code, _ in published.keys() - shipped.keys()}
    assert not lost & _drugs(packaged)
    assert [code for code in lost if code[0] == "J"] == ["J1246"]


def test_every_code_of_the_single_dose_list_is_shipped(
    sources: Path, packaged: Callable[[str], list[dict[str, str]]]
) -> None:
    """438 codes, 413 of them J codes."""
    ((day, rows),) = _published(sources, "single-dose codes").items()
    published = [(row["code"], day) for row in rows]
    assert [(row["code"], row["listed"]) for row in packaged("single_dose_codes")] == published
    assert (len(published), sum(code[0] == "J" for code, _ in published)) == (438, 413)
