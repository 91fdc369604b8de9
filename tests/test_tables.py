"""The packaged tables: whole, as they were built, wherever the library is installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from zlib import crc32

import importlib_resources
import pytest

from hcpcs_jcodes import CorruptData, tables
from hcpcs_jcodes.tables import lines_of, read_table, rows_of_code

from . import house

HEADER = tuple(next(read_table("names")))


# --- checksums -------------------------------------------------------------------


def test_each_table_has_its_checksum() -> None:
    """In order; the last line of the checksums is for the lines above it."""
    files = {
        entry.name.removesuffix(".csv"): entry.read_bytes()
        for entry in importlib_resources.files("hcpcs_jcodes.data").iterdir()
        if entry.name.endswith(".csv") and entry.name != "checksums.csv"
    }
    header, *rows = read_table("checksums")
    assert header == ["table", "crc32"]
    assert rows[:-1] == [[name, f"{crc32(files[name]):08x}"] for name in sorted(files)]
    listed = "".join(f"{','.join(row)}\n" for row in (header, *rows[:-1]))
    assert rows[-1] == ["checksums", f"{crc32(listed.encode()):08x}"]


def test_a_table_of_another_version_is_refused() -> None:
    """Other columns raise CorruptData instead of shifting cells."""
    for columns in (HEADER[1:], HEADER[::-1], (*HEADER, "more"), ()):
        with pytest.raises(CorruptData, match=r"names\.csv does not have the columns") as caught:
            lines_of("names", columns)
        assert caught.value.value == "names.csv"
        assert "install hcpcs-jcodes again" in str(caught.value)
        assert isinstance(caught.value, RuntimeError)


# --- rows ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["classifications", "codes", "names"])
def test_the_rows_of_a_code_are_those_of_the_whole_table(name: str) -> None:
    """Each code, the first and the last included; nothing for what is no code."""
    header, *rows = read_table(name)
    for code in dict.fromkeys(row[0] for row in rows):
        assert rows_of_code(name, code, tuple(header)) == [row for row in rows if row[0] == code]
    first = f"{rows[0][0]},{rows[0][1]}"
    for text in ("A0000", "Z9999", "", "J", "code", first, f'"{rows[0][0]}', "J\ud800", "\n"):
        assert rows_of_code(name, text, tuple(header)) == []


def test_a_row_is_a_line() -> None:
    """No cell of a table has a line break, so that a row can be cut out."""
    for entry in importlib_resources.files("hcpcs_jcodes.data").iterdir():
        name, _, kind = entry.name.partition(".")
        if kind == "csv":
            assert len(list(read_table(name))) == entry.read_bytes().count(b"\n"), name
            assert b"\r" not in entry.read_bytes(), name


# --- where the library is installed -----------------------------------------------


def test_the_library_answers_from_a_zip(tmp_path: Path) -> None:
    """A real path is opened; everything else is read as a resource of the package."""
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for module in house.sources():
            path = f"hcpcs_jcodes/{module.replace('.', '/')}.py"
            packed.writestr(path, bytes_of("hcpcs_jcodes", path.split("/")[1:]))
        for entry in importlib_resources.files("hcpcs_jcodes.data").iterdir():
            if entry.is_file():
                packed.writestr(f"hcpcs_jcodes/data/{entry.name}", entry.read_bytes())
    program = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "import hcpcs_jcodes; print(hcpcs_jcodes.__file__)\n"
        "from hcpcs_jcodes import codeset; print(codeset(2025)['J9312'].long_description)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    place, text = answer.stdout.splitlines()
    assert place.startswith(str(archive))
    assert text == "Injection, rituximab, 10 mg"


def bytes_of(package: str, path: list[str]) -> bytes:
    """The content of a file of the installed package."""
    return importlib_resources.files(package).joinpath(*path).read_bytes()


def test_a_real_path_is_opened_without_importlib_resources() -> None:
    """It takes longer to load than a look-up."""
    program = (
        "import sys; from hcpcs_jcodes import codeset; codeset(2025)['J9312']\n"
        "print('importlib_resources' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "False\n"


def test_the_tables_of_a_version_have_a_fingerprint_together() -> None:
    """It is that of their checksums, which the build seals."""
    content = importlib_resources.files("hcpcs_jcodes.data").joinpath("checksums.csv").read_bytes()
    assert tables.data_fingerprint() == hashlib.sha256(content).hexdigest()[:16]


def test_a_library_that_was_never_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    assert tables.library_version() == metadata.version("hcpcs-jcodes")
    tables.library_version.cache_clear()
    monkeypatch.setattr(metadata, "version", missing)
    assert not tables.library_version()
    tables.library_version.cache_clear()
