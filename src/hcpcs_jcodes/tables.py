"""Reads the packaged tables, only when they are needed: header and checksum checked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Final

from .errors import CorruptData

__all__ = [
    "LIST_SEPARATOR",
    "check_header",
    "data_fingerprint",
    "library_version",
    "lines_of",
    "read_cells",
    "read_table",
    "rows_of_code",
    "texts_of",
]

LIST_SEPARATOR: Final = "; "
_CHECKSUMS: Final = "checksums"
_FIX: Final = (
    "install hcpcs-jcodes again (in a checkout, seal the edited tables: PYTHONPATH=release "
    "python -m jcodes_release transitions)"
)


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of ``data/NAME.csv``, header first.

    Raises:
        CorruptData: the table is not the one that this version was built with.
    """
    from io import StringIO

    return read_cells(StringIO(table_bytes(name).decode(), newline=""))


def rows_of_code(name: str, code: str, columns: Sequence[str]) -> list[list[str]]:
    """The rows of one code, cut out of a table that is sorted by code; none if it has none.

    Raises:
        CorruptData: the table is not the one that this version was built with.
    """
    if not (code.isascii() and code.isalnum()):
        return []  # a comma in it would be read as the end of the cell
    lines = lines_of(name, columns)
    start = bisect_left(lines, f"{code},".encode())
    end = bisect_left(lines, f"{code}-".encode(), start)  # the next character after the comma
    return list(read_cells(line.decode() for line in lines[start:end]))


@cache
def lines_of(name: str, columns: Sequence[str]) -> Sequence[bytes]:
    """The lines of a table after its header; a row is a line, as no cell has a line break.

    Raises:
        CorruptData: the table is not the one that this version was built with.
    """
    header, *lines = table_bytes(name).splitlines()
    check_header(name, header.decode().split(","), columns)
    return lines


def check_header(name: str, header: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse a table with other columns than this version reads.

    Raises:
        CorruptData: the header is another.
    """
    if tuple(header) != tuple(columns):
        raise CorruptData(
            f"{name}.csv",
            f"{name}.csv does not have the columns of this version: {_FIX}",
        )


def table_bytes(name: str) -> bytes:
    """The content of ``data/NAME.csv``, compared with its checksum.

    ``checksums.csv`` ends with the checksum of its own other lines.

    Raises:
        CorruptData: the table is not the one that this version was built with.
    """
    from zlib import crc32  # SHA-256 would take longer to load than the tables take to read

    content = _file(f"{name}.csv")
    if name == _CHECKSUMS:
        others, _, own = content.rpartition(f"{name},".encode())
        intact = own == b"%08x\n" % crc32(others)
    else:
        intact = _checksums().get(name) == b"%08x" % crc32(content)
    if not intact:
        raise _corrupt(f"{name}.csv")
    return content


@cache
def _checksums() -> Mapping[str, bytes]:
    """The CRC-32 of each table, in hexadecimal digits; the build seals them."""
    pairs = (line.partition(b",") for line in table_bytes(_CHECKSUMS).splitlines())
    return {name.decode(): checksum for name, _, checksum in pairs}


@cache
def data_fingerprint() -> str:
    """A fingerprint of all tables of this version together."""
    from hashlib import sha256  # few programs ask

    return sha256(table_bytes(_CHECKSUMS)).hexdigest()[:16]


@cache
def library_version() -> str:
    """The version of this library; "" if it was never installed."""
    from importlib.metadata import PackageNotFoundError, version  # few programs ask

    try:
        return version("hcpcs-jcodes")
    except PackageNotFoundError:
        return ""


def _file(name: str) -> bytes:
    """The content of a file of ``data/``."""
    try:
        folder = import_module("hcpcs_jcodes.data").__path__[0]
    except ImportError:
        raise _corrupt(name) from None
    try:
        with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - pathlib loads too long
            return file.read()
    except OSError:
        return _packed_file(name)


def _packed_file(name: str) -> bytes:
    """The content of a file of ``data/`` in a zip."""
    from zipfile import BadZipFile
    from zlib import error

    import importlib_resources

    try:
        return importlib_resources.files("hcpcs_jcodes.data").joinpath(name).read_bytes()
    except (OSError, EOFError, BadZipFile, error):
        raise _corrupt(name) from None


def _corrupt(file: str) -> CorruptData:
    return CorruptData(
        file,
        f"{file} is not the table that this version was built with: {_FIX}",
    )


def read_cells(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each line."""
    import csv  # a program that only calculates reads no table

    return csv.reader(lines)


def texts_of(cell: str) -> tuple[str, ...]:
    """The texts of a cell that may list several.

    >>> texts_of("intravenous; oral"), texts_of("")
    (('intravenous', 'oral'), ())
    """
    return tuple(cell.split(LIST_SEPARATOR)) if cell else ()
