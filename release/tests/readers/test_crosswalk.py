"""The NDC-HCPCS crosswalk, in hand-made rows of CMS's layout and in the real quarters."""

from __future__ import annotations

import gzip

import pytest

from jcodes_release.readers.crosswalk import CrosswalkRow, read_crosswalk
from jcodes_release.releases.records import UnreadableSource
from source_files import listed_crosswalks, needs_cms

PREAMBLE = """\
January 2024 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs,,,,,,,,,,
"     Effective January 1, 2024 through March 31, 2024",,,,,,,,,,
,,,,,,,,,,
"""
HEADER = (
    "_2023_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,"
    "BILLUNITS,BILLUNITSPKG,\n"
)
ROW = 'J1290,Ecallantide injection,"Dyax, Inc.",47783-0101-01,KALBITOR® ,1 MG,1,3,10,30,\n'


def test_a_row_keeps_its_texts() -> None:
    """Each cell becomes a field, stripped and otherwise as printed."""
    (row,) = read_crosswalk((PREAMBLE + HEADER + ROW).encode("cp1252"))
    assert row == CrosswalkRow(
        code="J1290",
        short_description="Ecallantide injection",
        labeler="Dyax, Inc.",
        ndc="47783-0101-01",
        drug_name="KALBITOR®",
        dosage="1 MG",
        package_size="1",
        package_quantity="3",
        billing_units="10",
        billing_units_per_package="30",
    )


def test_numbers_are_not_interpreted() -> None:
    """A billing unit that is not a number stays the text that CMS prints."""
    odd = ROW.replace(",30,", ",21.3125?,")
    (row,) = read_crosswalk((PREAMBLE + HEADER + odd).encode())
    assert row.billing_units_per_package == "21.3125?"


def test_empty_columns_and_rows_say_nothing() -> None:
    """Hundreds of trailing columns and blank rows are ignored."""
    tail = "," * 300 + "\n"
    content = PREAMBLE + HEADER.replace("\n", tail) + ROW.replace("\n", tail) + tail + "\n\xa0\n"
    assert len(read_crosswalk(content.encode("cp1252"))) == 1


def test_missing_last_cells_are_empty() -> None:
    """A row that ends early has empty texts in its last columns."""
    (row,) = read_crosswalk((HEADER + "J1290,Ecallantide injection,Dyax,47783-0101-01\n").encode())
    assert (row.ndc, row.drug_name, row.billing_units_per_package) == ("47783-0101-01", "", "")


def test_a_file_without_header_is_refused() -> None:
    """Without all of its columns, a file is not a crosswalk."""
    without_ndc = HEADER.replace("NDC2", "NDC9")
    with pytest.raises(UnreadableSource, match="no header line"):
        read_crosswalk((PREAMBLE + without_ndc + ROW).encode())


@pytest.mark.parametrize("cell", ["J1290", "47783-0101-01"])
def test_a_row_needs_its_code_and_its_ndc(cell: str) -> None:
    """Half of a pair is refused, because it would lose a package."""
    with pytest.raises(UnreadableSource, match="lacks its code or its NDC"):
        read_crosswalk((HEADER + ROW.replace(cell, " ")).encode())


@needs_cms
def test_all_quarters_are_read() -> None:
    """The eleven quarters from 2024 to 2026 have 80,775 rows, each with code and NDC."""
    files = listed_crosswalks().values()
    rows = [row for path in files for row in read_crosswalk(gzip.decompress(path.read_bytes()))]
    assert (len(files), len(rows)) == (11, 80_775)
    assert all(row.drug_name and row.dosage and row.billing_units for row in rows)
