"""The shipped tables against CMS's own files; skipped if these are not available."""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from hcpcs_jcodes import tables
from hcpcs_jcodes.codes import codesets, contents
from hcpcs_jcodes.codes.code import comparing_form
from hcpcs_jcodes.codes.codesets import codeset
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.periods import coverage, included_releases
from jcodes_release.__main__ import main
from jcodes_release.build import build, read_sources
from jcodes_release.folders import Folders
from jcodes_release.releases.evidence import Evidence
from jcodes_release.releases.records import Release
from source_files import CHECKOUT, CMS, copied_folders, needs_cms

pytestmark = [
    needs_cms,
    # the files are large: all of them are read by one worker
    pytest.mark.xdist_group("sources"),
]

HELD = [row["release"] for row in CHECKOUT.rows("releases")]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """Every release as its files and corrections give it, read anew."""
    read, unread = read_sources(CMS, CHECKOUT, None, lambda _: None)
    assert unread == []
    return read


def _options(folders: Folders) -> list[str]:
    return ["--data", str(folders.data), "--ledger", str(folders.ledger)]


def _exceptions(release: str) -> dict[str, str]:
    return {
        row["code"]: row["field"]
        for row in CHECKOUT.rows("release_exceptions")
        if row["release"] == release
    }


@pytest.mark.parametrize("name", HELD)
def test_a_code_set_holds_the_codes_of_its_release(name: str, evidence: Evidence) -> None:
    """The codes in force are those of CMS's file, the reviewed exceptions aside.

    A code of the file is in force in its quarter when its dates say so; a file
    without dates lists what was in force, beside codes that had ended.
    """
    release = Release(name)
    ours = set(codeset(name))
    missing = {code for code, field in _exceptions(name).items() if field == "missing"}
    records = {code: record for code, record in evidence[release].items() if code[0] == "J"}
    if all(record.added is None for record in records.values()):
        ended = {code for code in records if code not in ours}
        assert ours - missing <= set(records)
        assert all(code_ledger().jcodes[code][-1][2] < str(release.first_day) for code in ended)
        return
    theirs = {
        code
        for code, record in records.items()
        if record.added is not None
        and record.added <= release.last_day
        and (record.ended is None or record.ended >= release.first_day)
    }
    # a code that ends or begins inside the quarter may be known from a later file alone
    off_quarter = {
        code
        for code in ours - theirs
        if all(version.valid_from > release.first_day for version in codeset(name).versions(code))
    }
    assert ours - off_quarter - missing == theirs
    assert off_quarter <= {"J0174", "J0175", "J0750", "J0751", "J0799"}


@pytest.mark.parametrize("name", HELD)
def test_a_code_set_words_its_codes_as_its_release_does(name: str, evidence: Evidence) -> None:
    """Each wording of a file is a wording of that quarter, in the comparing form."""
    release = Release(name)
    excepted = {c for c, field in _exceptions(name).items() if field == "long_description"}
    cs = codeset(name)
    compared = 0
    for code, record in evidence[release].items():
        if code[0] != "J" or record.long_description is None or code not in cs:
            continue
        wordings = {comparing_form(v.long_description or "") for v in cs.versions(code)}
        agrees = comparing_form(record.long_description) in wordings
        assert agrees is (code not in excepted), (code, record.long_description)
        compared += 1
    assert compared > 600


def test_building_from_the_sources_gives_the_shipped_tables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """``build`` makes the same bytes as those that ship."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        assert main(["build", str(CMS), *_options(CHECKOUT), "--check"]) == 0
    printed = capsys.readouterr().out
    assert "would change: nothing" in printed
    assert "1326 J codes in 1409 versions" in printed


@contextmanager
def _packaged(folder: Path) -> Iterator[None]:
    """The library reading its tables from another folder."""
    shipped = tables.table_bytes
    caches = (
        tables.lines_of,
        code_ledger,
        included_releases,
        coverage,
        contents._contents,
        codesets._codeset,
    )
    try:
        tables.table_bytes = lambda name: (folder / f"{name}.csv").read_bytes()
        for cached in caches:
            cached.cache_clear()
        yield
    finally:
        tables.table_bytes = shipped
        for cached in caches:
            cached.cache_clear()


def test_the_files_of_2026_leave_the_fingerprints_of_earlier_years_alone(tmp_path: Path) -> None:
    """Building with and without the newest year gives 2011 to 2025 the same meaning."""
    shipped = {year: codeset(year).fingerprint for year in range(2011, 2026)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        built = build(CMS, CHECKOUT, lambda _: None, until=Release("2025Q4"))
    assert built.problems == []
    for name, text in built.tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with _packaged(tmp_path):
        assert coverage().last == date(2025, 12, 31)
        earlier = {year: codeset(year).fingerprint for year in range(2011, 2026)}
    assert earlier == shipped


def test_adding_a_release_equals_building_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything up to October 2025, then January 2026 added, is the whole build."""
    added, whole = copied_folders(tmp_path / "added"), copied_folders(tmp_path / "whole")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        assert main(["build", str(CMS), "--until", "2025Q4", *_options(added)]) == 0
        month = CMS / "hcpcs" / "2026-01"
        capsys.readouterr()
        command = ["add", str(month / "HCPC2026_JAN_ANWEB_01122026.txt"), "--release", "2026Q1"]
        corrections = month / "HCPC2026_JAN_ANWEB_Corrections_01122026.xlsx"
        command += ["--corrections", str(corrections), *_options(added)]
        assert main(command) == 0
        report = capsys.readouterr().out
        assert main(["build", str(CMS), "--until", "2026Q1", *_options(whole)]) == 0
    for table in ("codes", "evidence", "releases"):
        assert added.paths()[table].read_bytes() == whole.paths()[table].read_bytes()
    assert "J0013 2026-01-01: Esketamine, nasal spray, 1 mg" in report
    assert "J7322 2026-01-01: Hyaluronan or derivative, hymovis or hymovis one" in report
    assert "corrected: 0" in report


def test_related_codes_are_in_force_in_october_2026_as_its_list_says(evidence: Evidence) -> None:
    """But for seven outside the ranges that were transcribed."""
    listed = evidence[Release("2026Q4")]
    related = codeset(date(2026, 10, 1)).related
    outside = {code for code in related if code not in listed}
    assert outside == {"Q0155", "Q0161", "Q0224", "Q0237", "Q0238", "Q0249", "Q0515"}
    active = {code for code, record in listed.items() if not record.inactive}
    assert set(related) - outside == active & code_ledger().related.keys()


def test_the_payment_files_of_october_2026_give_preservative_free_triamcinolone_per_mg() -> None:
    """The dosage in CMS's crosswalk, and a payment limit that continues that of July."""
    (crosswalk,) = (CMS / "ndc-crosswalk/2026-10").iterdir()
    lines = gzip.decompress(crosswalk.read_bytes()).decode("cp1252").splitlines()
    assert {line.split(",1 MG,")[0][:5] for line in lines if ",1 MG," in line} >= {"J3300"}
    assert all(",1 MG," in line for line in lines if line.startswith("J3300"))
    limits = (CMS / "payment-limits/payment_limits.csv").read_text().splitlines()
    assert [
        line.split(",")[2] for line in limits if line.startswith(("2026-07,J3300", "2026-10,J3300"))
    ] == ["19.186", "17.199"]
