"""HCPCS files with a header line, in hand-made rows of every variant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import openpyxl
import pytest
from attrs import evolve

from jcodes_release.readers.tables import (
    Cells,
    read_catalogue,
    read_cells,
    read_rows,
    rows_of_csv,
    rows_of_workbook,
)
from jcodes_release.releases.records import Record, UnreadableSource

# the 48 columns of CMS's workbooks
COLUMNS_OF_CMS = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,PRICE2,PRICE3,PRICE4,MULT_PI,"
    "CIM1,CIM2,CIM3,MCM1,MCM2,MCM3,STATUTE,LABCERT1,LABCERT2,LABCERT3,LABCERT4,LABCERT5,LABCERT6,"
    "LABCERT7,LABCERT8,XREF1,XREF2,XREF3,XREF4,XREF5,COV,ASC_GRP,ASC_DT,OPPS,OPPS_PI,OPPS_DT,"
    "PROCNOTE,BETOS,TOS1,TOS2,TOS3,TOS4,TOS5,ANEST_BU,ADD DT,ACT EFF DT,TERM DT,ACTION CD"
).split(",")
C9291 = Record(
    "C9291",
    long_description="Injection, aflibercept, 2 mg vial",
    short_description="Injection, aflibercept",
    added=date(2012, 4, 1),
    action_date=date(2012, 7, 1),
    ended=date(2012, 6, 30),
    action="D",
    cross_references=("J0178", "Q2046"),
    coverage="D",
    betos="O1E",
)


def row_of_cms(**cells: object) -> list[object]:
    """A row of 48 cells; the names of the columns with "_" for a blank."""
    return [cells.get(name.replace(" ", "_")) for name in COLUMNS_OF_CMS]


C9291_ROW = row_of_cms(
    HCPC="C9291",
    SEQNUM="0010",
    RECID="3",
    LONG_DESCRIPTION="Injection, aflibercept, 2 mg vial",
    SHORT_DESCRIPTION="Injection, aflibercept",
    PRICE1="51",
    XREF1="J0178",
    XREF2="Q2046",
    COV="D",
    BETOS="O1E",
    ADD_DT="20120401",
    ACT_EFF_DT="20120701",
    TERM_DT="20120630",
    ACTION_CD="D",
)


def workbook(rows: Iterable[Sequence[object]], further: Iterable[Sequence[object]] = ()) -> bytes:
    """A workbook with the rows on its first sheet, and others on a second one."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(row)
    second = book.create_sheet("Sheet2")
    for row in further:
        second.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def of_workbook(*rows: Sequence[object]) -> list[Record]:
    return list(read_rows(rows_of_workbook(workbook(rows))))


def of_csv(text: str) -> list[Record]:
    return list(read_rows(rows_of_csv(text)))


def test_a_workbook_of_48_columns_is_read_by_its_header() -> None:
    """Each column is known by its heading, wherever it is."""
    assert of_workbook(COLUMNS_OF_CMS, C9291_ROW) == [C9291]
    assert of_workbook(COLUMNS_OF_CMS[::-1], C9291_ROW[::-1]) == [
        evolve(C9291, cross_references=("Q2046", "J0178"))
    ]


def test_dates_of_a_workbook_may_be_numbers_or_dates() -> None:
    """Workbooks hold dates as text, as numbers and as dates of their own."""
    for cell in (20120401, 20120401.0, datetime(2012, 4, 1, tzinfo=UTC).replace(tzinfo=None)):
        row: list[object] = list(C9291_ROW)
        row[COLUMNS_OF_CMS.index("ADD DT")] = cell
        assert of_workbook(COLUMNS_OF_CMS, row) == [C9291]


def test_prose_above_the_header_is_passed_over() -> None:
    """The workbooks of 2020 begin with a note and blank rows."""
    note = [
        "Note regarding coverage and payment indicators for codes in CMS\N{RIGHT SINGLE QUOTATION MARK} file"
    ]
    assert of_workbook(note, [], [None, "2020 HCPCS"], COLUMNS_OF_CMS, C9291_ROW) == [C9291]


def test_blank_rows_of_a_workbook_say_nothing() -> None:
    """The July 2020 workbook has thousands, some with blanks in their cells."""
    blank: list[object] = [None] * 48
    spaces: list[object] = [" ", "\N{NO-BREAK SPACE}", *[None] * 46]
    assert of_workbook(COLUMNS_OF_CMS, blank, C9291_ROW, spaces, *[blank] * 50) == [C9291]


def test_only_the_first_sheet_of_a_workbook_counts() -> None:
    """The transaction report repeats its rows on a second sheet in another order."""
    content = workbook([COLUMNS_OF_CMS, C9291_ROW], [COLUMNS_OF_CMS, row_of_cms(HCPC="J0178")])
    assert [record.code for record in read_rows(rows_of_workbook(content))] == ["C9291"]


def test_one_row_per_description_line_is_one_record() -> None:
    """In July 2020 the rows with record id 4 continue the description above them."""
    rows = [
        row_of_cms(
            HCPC="J0135", RECID="3", LONG_DESCRIPTION="Injection, adalimumab,", ADD_DT=20070101
        ),
        row_of_cms(HCPC="J0135", RECID="4", LONG_DESCRIPTION="20 mg (code may be used for"),
        row_of_cms(HCPC="J0135", RECID="4", LONG_DESCRIPTION=" medicare)", ADD_DT=20990101),
        row_of_cms(HCPC="   JW", RECID="7", LONG_DESCRIPTION="Drug amount discarded/not"),
        row_of_cms(HCPC="   JW", RECID="8", LONG_DESCRIPTION="administered to any patient"),
    ]
    drug, modifier = of_workbook(COLUMNS_OF_CMS, *rows)
    assert drug == Record(
        "J0135",
        long_description="Injection, adalimumab, 20 mg (code may be used for medicare)",
        added=date(2007, 1, 1),
    )
    assert (modifier.code, modifier.is_procedure) == ("JW", False)
    assert modifier.long_description == "Drug amount discarded/not administered to any patient"


def test_a_first_line_opens_a_record_of_its_own() -> None:
    """Two first lines of one code are two records: neither is joined to the other."""
    row = row_of_cms(HCPC="J0135", RECID="3", LONG_DESCRIPTION="Injection, adalimumab, 20 mg")
    assert len(of_workbook(COLUMNS_OF_CMS, row, row)) == 2


@pytest.mark.parametrize("record_id", ["4", "8", 4])
@pytest.mark.parametrize("before", [[], [C9291_ROW]])
def test_a_continuation_of_a_code_that_is_not_open_is_refused(
    record_id: object, before: list[list[object]]
) -> None:
    """Half a description is never joined to another code, nor taken for a whole one."""
    stray = row_of_cms(HCPC="J0135", RECID=record_id, LONG_DESCRIPTION="20 mg")
    with pytest.raises(UnreadableSource, match="continues 'J0135', which is not open"):
        of_workbook(COLUMNS_OF_CMS, *before, stray)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "only,prose\nand,numbers\n",
        "HCPC\nJ9312\n",
        "LONG DESCRIPTION,SHORT DESCRIPTION\nx,y\n",
        "HCPC,CODE,HCPCS\nJ9312,J9312,J9312\n",
    ],
    ids=["empty", "no known heading", "codes alone", "no code column", "codes only, three times"],
)
def test_a_table_without_code_and_field_columns_is_refused(text: str) -> None:
    """A header line names a code column and at least one other field."""
    with pytest.raises(UnreadableSource, match="no header line"):
        of_csv(text)


def test_a_header_without_rows_holds_no_code() -> None:
    """A table may be empty."""
    assert of_csv("HCPC,LONG DESCRIPTION\n") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"{','.join(COLUMNS_OF_CMS)}\n{','.join(str(cell or '') for cell in C9291_ROW)}\n".replace(
                "Injection, aflibercept, 2 mg vial", '"Injection, aflibercept, 2 mg vial"'
            ).replace(",Injection, aflibercept,", ',"Injection, aflibercept",'),
            id="2020-01, 48 columns",
        ),
        pytest.param(
            '"hcpcs","type","seqnum","recid","long_description","short_description","price1",'
            '"xref1","xref2","cov","betos","add_dt","act_eff_dt","term_dt","action_cd"\n'
            '"C9291","proc","0010","3","Injection, aflibercept, 2 mg vial",'
            '"Injection, aflibercept","51","J0178","Q2046","D","O1E",'
            '2012-04-01,2012-07-01,2012-06-30,"D"\n',
            id="2024-01, 34 columns",
        ),
        pytest.param(
            '"hcpcs","lvlII_type","lvlII_desc_long","lvlII_desc_short","lvlII_date_added",'
            '"lvlII_date_term","lvlII_seqnum","lvlII_recid","lvlII_xref","lvlII_coverage",'
            '"lvlII_betos","lvlII_action_date","lvlII_action"\n'
            '"C9291","proc","Injection, aflibercept, 2 mg vial","Injection, aflibercept",'
            '2012-04-01,2012-06-30,"0010","3","J0178:Q2046","D","O1E",2012-07-01,"D"\n',
            id="2024-04, renamed, values joined",
        ),
    ],
)
def test_complete_tables_of_any_year_say_the_same(text: str) -> None:
    """CMS and its mirrors rename the columns; the record is the same."""
    assert of_csv(text) == [C9291]


def test_codes_and_descriptions_alone_have_no_dates() -> None:
    """The table of January 2022 states texts; what it does not state is None."""
    text = (
        "hcpcs,seqnum,recid,long_description,short_description\n"
        'J9312,0010,3,"Injection, rituximab, 10 mg","Inj., rituximab, 10 mg"\n'
    )
    assert of_csv(text) == [
        Record(
            "J9312",
            long_description="Injection, rituximab, 10 mg",
            short_description="Inj., rituximab, 10 mg",
        )
    ]


def test_facts_alone_have_no_descriptions() -> None:
    """The first of the two files of July 2024 states dates and actions."""
    text = (
        '"hcpcs_code","price","cov","betos","action","xref","date_term","date_added","date_asc",'
        '"date_action"\n"C9291","51","D","O1E","D","J0178,Q2046",2012-06-30,2012-04-01,,2012-07-01'
    )
    assert of_csv(text) == [evolve(C9291, long_description=None, short_description=None)]


def test_descriptions_by_row_are_joined_by_kind() -> None:
    """In the second file of July 2024 a row is one text, long or short."""
    text = (
        '"hcpcs_code","hcpcs_desc_type","hcpcs_description"\n'
        '"J0120","Long","Injection, tetracycline, up to 250 mg"\n'
        '"J0120","Short","Tetracyclin injection"\n'
        '"J0121","Long","Injection, omadacycline, 1 mg"\n'
    )
    assert of_csv(text) == [
        Record(
            "J0120",
            long_description="Injection, tetracycline, up to 250 mg",
            short_description="Tetracyclin injection",
        ),
        Record("J0121", long_description="Injection, omadacycline, 1 mg"),
    ]


def test_a_description_that_appears_twice_is_one() -> None:
    """A text that was broken over lines appears there whole, once per line."""
    long = '"J0129","Long","Injection, abatacept, 10 mg (code may be used for medicare)"\n'
    (record,) = of_csv(
        '"hcpcs_code","hcpcs_desc_type","hcpcs_description"\n'
        f'{long}"J0129","Short","Abatacept injection"\n{long}'
    )
    assert record.long_description == "Injection, abatacept, 10 mg (code may be used for medicare)"
    assert record.short_description == "Abatacept injection"


def test_inferred_dates_are_marked() -> None:
    """The transcribed lists of 2026 say on what a date rests."""
    known, inferred = of_csv(
        "code,long_description,short_description,add_date,term_date,date_basis\n"
        'J0120,"Injection, tetracycline, up to 250 mg",x,19860101,,2026-01 file\n'
        'J0528,"Injection, y, 1 mg",y,20260701,,inferred: not in 2026-04\n'
    )
    assert (known.added, known.dates_inferred) == (date(1986, 1, 1), False)
    assert (inferred.added, inferred.dates_inferred) == (date(2026, 7, 1), True)


def test_a_text_given_only_if_unchanged_is_a_text() -> None:
    """The list of October 2026 leaves the long description of changed codes empty."""
    unchanged, changed = of_csv(
        "code,short_description,active,action_cd,long_description_if_unchanged_since_2026-07,"
        "add_date,term_date,date_basis\n"
        'J0013,"Esketamine, nasal spray",1,N,"Esketamine, nasal spray, 1 mg",20260101,,file\n'
        "J3300,Triamcinolone,1,C,,20020101,,file\n"
    )
    assert unchanged.long_description == "Esketamine, nasal spray, 1 mg"
    assert (changed.long_description, changed.action) == (None, "C")


def test_the_dosage_of_a_payment_file_is_a_billing_unit() -> None:
    """Codes without a text may have their unit from CMS's payment limits."""
    stated, missing = of_csv(
        "code,dosage,source\nJ0014,1 MG,payment limit file\nJ1757,,not in that file\n"
    )
    assert (stated.billing_unit, missing.billing_unit) == ("1 MG", None)


def test_rows_may_be_shorter_or_longer_than_the_header() -> None:
    """Missing cells are empty, surplus cells have no heading and say nothing."""
    assert of_csv("code,add_date\nJ0120\nJ0121,20191001,20991231\n") == [
        Record("J0120"),
        Record("J0121", added=date(2019, 10, 1)),
    ]


def test_a_cell_of_a_csv_file_may_hold_line_ends() -> None:
    """A quoted cell goes on over lines."""
    (record,) = of_csv('code,long_description\nJ0120,"Injection,\ntetracycline"\n')
    assert record.long_description == "Injection,\ntetracycline"


def test_a_cell_is_found_by_its_field() -> None:
    """Unknown columns are passed over; an empty cell is like a missing column."""
    cells = Cells(["code", None, "short", "long"], ["J0120", "surplus", " ", "text "])
    assert (cells["code"], cells["short"], cells["effective"]) == ("J0120", None, None)
    assert (cells.text("long"), cells.text("short")) == ("text", None)


@pytest.mark.parametrize(
    ("row", "values"),
    [
        (["J0178", "Q2046", None], ("J0178", "Q2046")),
        (["J0178:Q2046", None, None], ("J0178", "Q2046")),
        (["J0178, Q2046", ":", ""], ("J0178", "Q2046")),
        (["J0178,,Q2046", None, "J0179"], ("J0178", "Q2046", "J0179")),
        ([":", ",", " "], ()),
        ([None, None, None], ()),
        ([90378, None, None], ("90378",)),
    ],
)
def test_several_values_are_separated_in_any_form(
    row: list[object], values: tuple[str, ...]
) -> None:
    """In columns of their own, or joined with "," by CMS, with ":" by mirrors."""
    assert Cells(["xref", "xref", "xref"], row).list("xref") == values


def test_the_rows_of_a_list_of_unclassified_codes_are_cells() -> None:
    """A list that is not a HCPCS file is read as cells, below its title and header."""
    rows = rows_of_workbook(
        workbook(
            [
                [None, "NOC CODES - HCPCS 2026", None, None],
                [None, None, None, None],
                ["HCPCS", "LONG DESCRIPTION", "ADD DATE", "TERM DATE"],
                [None, None, None, None],
                ["J3490", "Unclassified drugs", 19850101, None],
            ]
        )
    )
    (cells,) = read_cells(rows)
    assert (cells.text("code"), cells.text("long")) == ("J3490", "Unclassified drugs")
    assert (cells["added"], cells["ended"]) == (19850101, None)


def test_the_catalogue_gives_codes_and_texts() -> None:
    """The JSON catalogue of April 2026 has no dates."""
    text = (
        '[{"code": "J9312", "description": "Inj., rituximab, 10 mg", '
        '"long_description": "Injection, rituximab, 10 mg"}, '
        '{"code": "J0014", "description": "Cocaine hcl nasal", "long_description": ""}]'
    )
    assert list(read_catalogue(text)) == [
        Record(
            "J9312",
            long_description="Injection, rituximab, 10 mg",
            short_description="Inj., rituximab, 10 mg",
        ),
        Record("J0014", short_description="Cocaine hcl nasal"),
    ]


def test_a_cell_that_is_too_long_to_divide_a_line_is_unreadable() -> None:
    """Whatever limit another program of this process has set."""
    limit = csv.field_size_limit(131_072)
    try:
        with pytest.raises(UnreadableSource, match="cannot be divided into cells: field larger"):
            list(rows_of_csv(f"code,text\nJ1234,{'x' * 200_000}\n"))
    finally:
        csv.field_size_limit(limit)
