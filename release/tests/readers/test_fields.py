"""Dates, texts and code pages, as CMS files write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcodes_release.readers.fields import (
    calendar_date,
    decode,
    join_description,
    text_or_none,
)
from jcodes_release.releases.records import UnreadableSource


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Injection, rituximab, 10 mg", "Injection, rituximab, 10 mg"),
        (b"\xef\xbb\xbfhcpcs,seqnum", "hcpcs,seqnum"),
        ("50 µg".encode(), "50 µg"),
        (b"policy.\xa0 In some", "policy.\N{NO-BREAK SPACE} In some"),
        (b"patient\x92s", "patient\N{RIGHT SINGLE QUOTATION MARK}s"),
    ],
    ids=["ascii", "utf-8 with a mark", "utf-8", "0xA0 of 2018", "0x92 of 2019"],
)
def test_a_file_is_utf8_or_else_windows_1252(content: bytes, text: str) -> None:
    """CMS mixes both; bytes that are not UTF-8 are Windows-1252."""
    assert decode(content) == text


@pytest.mark.parametrize("cell", [None, "", "   ", "\N{NO-BREAK SPACE}", "\t\n"])
def test_a_blank_cell_has_no_text(cell: object) -> None:
    """Empty, blanks and hard spaces all mean that nothing is stated."""
    assert text_or_none(cell) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [("  D ", "D"), ("\N{NO-BREAK SPACE}J1 ", "J1"), (51, "51"), (0, "0"), ("a  b", "a  b")],
)
def test_a_cell_loses_only_its_surrounding_blanks(cell: object, text: str) -> None:
    """A number, zero too, is a text; blanks within a text stay."""
    assert text_or_none(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "20250401",
        "2025-04-01",
        "04/01/2025",
        " 20250401 ",
        20250401,
        20250401.0,
        "20250401.0",
        date(2025, 4, 1),
        datetime(2025, 4, 1, tzinfo=UTC),
    ],
)
def test_every_form_of_a_date_is_the_same_day(cell: object) -> None:
    """Text files, CSV copies, corrections and workbooks each write dates differently."""
    assert calendar_date(cell) == date(2025, 4, 1)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_is_read_back_from_any_form(day: date) -> None:
    """The three written forms and the workbook's own date lose nothing."""
    forms: list[object] = [day.strftime(form) for form in ("%Y%m%d", "%Y-%m-%d", "%m/%d/%Y")]
    forms.append(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert {calendar_date(form) for form in forms} == {day}


@pytest.mark.parametrize("cell", [None, "", "        ", "\N{NO-BREAK SPACE}"])
def test_a_blank_date_is_none(cell: object) -> None:
    """A code that has not ended has eight blanks as its termination date."""
    assert calendar_date(cell) is None


@pytest.mark.parametrize("cell", ["1/1/2025", "Jan 2025", "2025040", "0", "01/0/12019"])
def test_a_date_that_cms_does_not_write_is_refused(cell: str) -> None:
    """An unknown form stops the reading, and the error shows it."""
    with pytest.raises(UnreadableSource, match="is not a date") as error:
        calendar_date(cell)
    assert repr(cell) in str(error.value)


def test_a_day_that_does_not_exist_is_refused() -> None:
    """30 February is not a date, whatever its form."""
    with pytest.raises(UnreadableSource, match="'20250230' is not a day of the calendar"):
        calendar_date("20250230")


def test_a_cell_is_not_longer_than_that_of_a_workbook() -> None:
    """32,767 characters; the error quotes the first of a longer one."""
    assert text_or_none("x" * 32_767) == "x" * 32_767
    with pytest.raises(UnreadableSource, match=r"a cell has 32,768 characters: 'x{40}'\.\.\.$"):
        text_or_none("x" * 32_768)


def test_bytes_of_no_text_are_refused() -> None:
    """0x81 is neither UTF-8 nor assigned in Windows-1252."""
    with pytest.raises(UnreadableSource, match="neither UTF-8 nor Windows-1252"):
        decode(b"J9312 \x81")


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["Injection, x,   ", "   10 mg", "", None], "Injection, x, 10 mg"),
        (["Injection, x, 10 mg"], "Injection, x, 10 mg"),
        (["  ", None], None),
        ([], None),
    ],
)
def test_lines_of_a_description_are_joined_between_words(
    parts: list[str | None], text: str | None
) -> None:
    """A broken description is joined with one blank; nothing at all is None."""
    assert join_description(parts) == text
