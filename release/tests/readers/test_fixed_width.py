"""The fixed-width alphanumeric file, in hand-made lines of CMS's record layout."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from jcodes_release.readers import read_records
from jcodes_release.readers.fields import decode
from jcodes_release.readers.fixed_width import looks_fixed_width, read_fixed_width
from jcodes_release.releases.records import Record, UnreadableSource
from rituximab import RECORD

# the first position of each field, from 1 as in CMS's record layout
POSITIONS = {
    "short": 92,
    "price": 120,
    "xref": 205,
    "coverage": 230,
    "betos": 257,
    "type_of_service": 261,
    "added": 269,
    "action_date": 277,
    "ended": 285,
    "action": 293,
}


def line(code: str, sequence: int, record_id: int, long: str, **fields: str) -> str:
    """One line of 293 positions."""
    assert len(long) <= 80
    cells = list(f"{code:>5}{sequence:05}{record_id}{long:80}".ljust(293))
    for name, text in fields.items():
        start = POSITIONS[name] - 1
        cells[start : start + len(text)] = text
    assert len(cells) == 293
    return "".join(cells)


J9312 = line(
    "J9312",
    100,
    3,
    "Injection, rituximab, 10 mg",
    short="Inj., rituximab, 10 mg",
    price="51",
    coverage="D",
    betos="O1D",
    type_of_service="1P",
    added="20190101",
    action_date="20190101",
    action="A",
)
ADALIMUMAB = (
    "Injection, adalimumab, 20 mg (code may be used for medicare when drug",
    "administered under the direct supervision of a physician, not for use when drug",
    "is self administered)",
)
DISCLAIMER = (
    "***Disclaimers\r\n\r\n"
    "*Inclusion or exclusion of a procedure, supply, product, or service does not imply any "
    "health insurance coverage or reimbursement policy.\N{NO-BREAK SPACE} \t\t\t\r\n\r\n"
)


def read(*lines: str, end: str = "\r\n") -> list[Record]:
    return list(read_fixed_width("".join(text + end for text in lines)))


def test_every_position_of_a_line_becomes_its_field() -> None:
    """The fields are where the record layout puts them."""
    assert read(J9312) == [RECORD]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("width", [293, 320])
def test_the_filler_since_2016_changes_nothing(width: int, end: str) -> None:
    """A file of 320 positions reads like one of 293, whatever its line ends."""
    assert read(J9312.ljust(width), end=end) == [RECORD]


def test_the_lines_of_a_long_description_are_joined() -> None:
    """Record id 4 continues 3; the unit is often in the continuation."""
    lines = [
        line("J0135", 100 * number, 3 if number == 1 else 4, text)
        for number, text in enumerate(ADALIMUMAB, start=1)
    ]
    (record,) = read(*lines)
    assert record.long_description == " ".join(ADALIMUMAB)


def test_a_continuation_may_be_cut_off_after_the_description() -> None:
    """The continuation lines of 2016 end at position 91 or with their last letter."""
    first, second, third = (
        line("J0135", 100, 3, ADALIMUMAB[0], added="20070101"),
        line("J0135", 200, 4, ADALIMUMAB[1])[:91],
        line("J0135", 300, 4, ADALIMUMAB[2]).rstrip(),
    )
    (record,) = read(first, second, third)
    assert record.long_description == " ".join(ADALIMUMAB)
    assert record.added == date(2007, 1, 1)


def test_only_the_first_line_of_a_code_carries_data() -> None:
    """What a continuation line has after the description is not taken over."""
    stray = line("J0135", 200, 4, ADALIMUMAB[1], short="stray", added="20200101")
    (record,) = read(line("J0135", 100, 3, ADALIMUMAB[0], short="Adalimumab injection"), stray)
    assert (record.short_description, record.added) == ("Adalimumab injection", None)


def test_modifiers_are_read_and_distinguished_from_codes() -> None:
    """JW has three blanks in front and the record ids 7 and 8."""
    first = line("JW", 100, 7, "Drug amount discarded/not administered to")
    record, drug = read(first, line("JW", 200, 8, "any patient"), J9312)
    assert record.code == "JW"
    assert record.long_description == "Drug amount discarded/not administered to any patient"
    assert not record.is_procedure
    assert drug == RECORD


def test_up_to_five_cross_references_stand_side_by_side() -> None:
    """Blank places among the five are passed over."""
    (record,) = read(line("C9291", 100, 3, "x", xref="J0178Q2046          J0179"))
    assert record.cross_references == ("J0178", "Q2046", "J0179")


def test_an_ended_code_keeps_its_termination_date() -> None:
    """The last usable day is at position 285."""
    (record,) = read(
        line("J9310", 100, 3, "x", added="19990101", ended="20181231", action_date="20190101")
    )
    assert (record.added, record.ended) == (date(1999, 1, 1), date(2018, 12, 31))


def test_disclaimers_before_the_first_code_are_passed_over() -> None:
    """Since 2018 a file begins with prose, hard spaces (0xA0) among it."""
    content = (DISCLAIMER + J9312 + "\r\n").encode("cp1252")
    assert b"\xa0" in content
    assert read_records(content) == [RECORD]


def test_an_apostrophe_of_windows_1252_is_kept() -> None:
    """The byte 0x92 is one character, so that the columns behind it do not move."""
    content = line("J0129", 100, 3, "A physician's supervision", added="20070101").encode()
    (record,) = read_records(content.replace(b"'", b"\x92"))
    assert record.long_description == "A physician\N{RIGHT SINGLE QUOTATION MARK}s supervision"
    assert record.added == date(2007, 1, 1)


def test_the_stray_back_quote_of_2011_is_not_part_of_a_code() -> None:
    """The first line of that file begins with it."""
    first = line("A1", 100, 7, "DRESSING FOR ONE WOUND", added="20020701")
    record, drug = read(f"`{first[1:]}", J9312)
    assert (record.code, record.added) == ("A1", date(2002, 7, 1))
    assert drug == RECORD


TP = line(
    "TP",
    100,
    7,
    "MEDICAL TRANSPORT, UNLOADED VEHICLE",
    short="Med transprt unloaded vehicl",
    coverage="I",
    added="20020401",
    action_date="20020401",
    action="N",
)
TABBED = TP.replace("VEHICLE" + " " * 8, "VEHICLE\t", 1)


def test_the_tab_of_2012_does_not_shift_the_columns_after_it() -> None:
    """One line has a tab in place of blanks; its data are read all the same."""
    assert len(TABBED) == 286
    (record,), (whole,) = read(TABBED), read(TP)
    assert evolve(record, long_description=None) == evolve(whole, long_description=None)


def test_the_tab_of_2012_is_not_part_of_the_description() -> None:
    """The description ends with its last word, not with a tab and the next column."""
    assert read(TABBED) == read(TP)


def test_a_tab_in_a_line_of_full_width_takes_one_position() -> None:
    """If nothing is missing, nothing is inserted."""
    (record,) = read(J9312.replace("D ", "D\t", 1))
    assert record == RECORD


def test_what_comes_after_the_last_position_is_not_read() -> None:
    """The malformed line of January 2026 is 546 characters long."""
    assert read(J9312.ljust(546)) == read(f"{J9312:<500}J0135 20991231") == [RECORD]


def test_blank_lines_and_the_end_of_file_sign_say_nothing() -> None:
    """Blank lines between codes, and a trailing 0x1A, are passed over."""
    assert read(J9312, "", " \N{NO-BREAK SPACE}", J9312.replace("J9312", "J9311"), "\x1a") == [
        RECORD,
        evolve(RECORD, code="J9311"),
    ]


def test_prose_between_codes_is_refused() -> None:
    """A line that is not in the layout stops the reading and is shown with its number."""
    with pytest.raises(UnreadableSource, match="line 2 is not in the record layout: 'Total codes"):
        read(J9312, "Total codes: 1")


@pytest.mark.parametrize(
    "before", [[], [J9312]], ids=["at the top of the file", "behind another code"]
)
def test_a_continuation_of_a_code_that_is_not_open_is_refused(before: list[str]) -> None:
    """Half a description is never joined to another code."""
    with pytest.raises(UnreadableSource, match="continues 'J0135', which is not open"):
        read(*before, line("J0135", 200, 4, ADALIMUMAB[1]))


def test_a_line_cut_before_its_dates_has_none() -> None:
    """A cut first line is padded; what is missing is not stated."""
    (record,) = read(J9312[:120])
    assert record == Record(
        "J9312",
        long_description="Injection, rituximab, 10 mg",
        short_description="Inj., rituximab, 10 mg",
    )


def test_prose_alone_has_no_code() -> None:
    """Nothing is invented if no line has the layout."""
    assert read("***Disclaimers", "") == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (J9312, True),
        (DISCLAIMER + J9312, True),
        ("\n" * 39 + J9312, True),
        ("\n" * 40 + J9312, False),
        ("HCPC,SEQNUM,RECID\nJ9312,0010,3\n", False),
        ("J9312\nJ9311\n", False),
    ],
)
def test_the_layout_is_known_by_a_line_near_the_top(text: str, fits: bool) -> None:
    """A sequence number and a record id behind five positions are CMS's layout alone."""
    assert looks_fixed_width(text) is fits


def test_decoded_lines_keep_their_width() -> None:
    """Every byte of Windows-1252 is one position."""
    assert len(decode(J9312.encode().replace(b"Inj., r", b"Inj\x92\xa0 r"))) == 293
