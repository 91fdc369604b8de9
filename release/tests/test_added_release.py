"""Adding one release gives what a build with it gives, and reports all that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from attrs import evolve

from few_codes import CORRECTIONS, FIRST, HEADER, RITUXIMAB, SECOND, THIRD, built_from, line
from jcodes_release.added import RefusedRelease, add_release, read_file
from jcodes_release.folders import Folders
from jcodes_release.releases.records import UnreadableSource
from jcodes_release.releases.sources import AddedFile
from jcodes_release.writing import Built, write
from source_files import bytes_of


@pytest.fixture
def base(tmp_path: Path) -> Folders:
    """A package of two releases."""
    return built_from(tmp_path / "base", {"2025Q1": FIRST, "2025Q2": SECOND})[0]


def added(
    folders: Folders, release: str, table: str, corrections: str = ""
) -> tuple[Built, list[str]]:
    """A release merged into a package, and the lines of the report that say something."""
    files = [AddedFile(release, "hcpc.csv", "table", (HEADER + table).encode())]
    if corrections:
        files.append(AddedFile(release, "corrections.csv", "corrections", corrections.encode()))
    built, report = add_release(files, "O", folders)
    return built, str(report).splitlines()


def under(report: Sequence[str], kind: str) -> list[str]:
    """The entries of one kind of change, as many as its heading says."""
    start = next(i for i, text in enumerate(report) if text.startswith(f"{kind}: "))
    count = int(report[start].removeprefix(f"{kind}: "))
    entries = report[start + 1 : start + 1 + count]
    assert all(entry.startswith("  ") for entry in entries)
    assert not (report[start + 1 + count : start + 2 + count] or [""])[0].startswith("  ")
    return [entry.strip() for entry in entries]


def codes_in(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return [row["code"] for row in rows]


def test_adding_a_release_equals_building_with_it(base: Folders, tmp_path: Path) -> None:
    """A maintainer with the tables and one new file gets the result of a full build."""
    folders, whole = built_from(
        tmp_path / "whole", {"2025Q1": FIRST, "2025Q2": SECOND, "2025Q3": THIRD}
    )
    built, _ = added(base, "2025Q3", THIRD, CORRECTIONS)
    assert built.problems == []
    assert built.tables == whole.tables
    assert built.versions == whole.versions
    write(built, base)
    assert bytes_of(base) == bytes_of(folders)


def test_a_release_before_the_newest_is_left_to_the_build(tmp_path: Path) -> None:
    """One that turns up later changes what is known of all releases after it."""
    folders, _ = built_from(tmp_path / "gap", {"2025Q1": FIRST, "2025Q3": THIRD})
    with pytest.raises(RefusedRelease, match=r"2025Q2 is older than 2025Q3, .* run build"):
        added(folders, "2025Q2", SECOND)


def test_a_reissue_of_an_included_release_replaces_it(base: Folders, tmp_path: Path) -> None:
    """Nothing of the first issue is left: neither its codes nor its file."""
    reissue = SECOND.replace("newumab, 1 mg", "newumab, 2 mg") + line(
        "J0003", "Injection, late, 1 mg", "20250401", action="A"
    )
    built, report = added(base, "2025Q2", reissue)
    assert built.problems == []
    _, whole = built_from(tmp_path / "whole", {"2025Q1": FIRST, "2025Q2": reissue})
    assert built.tables == whole.tables
    assert under(report, "added") == ["J0003 2025-04-01: Injection, late, 1 mg"]
    assert under(report, "corrected") == ["J0001 2025-04-01: Injection, newumab, 2 mg"]


def test_a_reissue_may_move_a_date(base: Folders) -> None:
    """The version of the old date is withdrawn, that of the new one is added."""
    built, report = added(base, "2025Q2", SECOND.replace("20250401", "20250415"))
    assert built.problems == []
    assert under(report, "added") == ["J0001 2025-04-15: Injection, newumab, 1 mg"]
    assert under(report, "corrected") == ["J0001 2025-04-01: withdrawn"]


def test_a_reissue_that_drops_a_code_reports_it(base: Folders) -> None:
    """A code that CMS took back is withdrawn: a maintainer must see that before writing."""
    other = FIRST + line("J0003", "Injection, late, 1 mg", "20250401", action="A")
    built, report = added(base, "2025Q2", other)
    assert built.problems == []
    assert "J0001" not in built.versions
    assert under(report, "corrected") == ["J0001 2025-04-01: withdrawn"]


def test_an_ending_that_is_taken_back_is_reported(base: Folders) -> None:
    """A code that was to end but stays active has changed for those who bill it."""
    ending = SECOND.replace(
        RITUXIMAB, line("J9312", "Injection, rituximab, 10 mg", ended="20250630")
    )
    built, report = added(base, "2025Q2", ending)
    assert under(report, "ended") == ["J9312 2025-06-30: Injection, rituximab, 10 mg"]
    write(built, base)
    _, report = added(base, "2025Q2", SECOND)
    assert [entry for entry in report if "J9312" in entry] != []


def test_the_report_lists_every_kind_of_change(base: Folders) -> None:
    """Each with its code, date and wording; how a date is known, unless it is published."""
    built, report = added(base, "2025Q3", THIRD, CORRECTIONS)
    assert built.problems == []
    assert under(report, "added") == ["J0002 2025-07-01: Injection, bevacizumab (teva), 10 mg"]
    assert under(report, "linked") == ["C9257 2019-01-01: Injection, bevacizumab, 0.25 mg"]
    assert under(report, "ended") == ["J9310 2025-06-30: Injection, ofatumumab, 10 mg"]
    assert under(report, "reworded") == ["J3380 2025-06-18: Vedolizumab, per 1 mg"]
    assert under(report, "rescoped") == [
        "J1745 2025-07-01: Injection, infliximab, excludes biosimilar, 10 mg"
    ]
    assert under(report, "redefined") == [
        "J7311 2025-07-01: Fluocinolone acetonide, intravitreal implant, 0.01 mg"
    ]
    assert under(report, "reused") == ["J1440 2025-07-01: Fecal microbiota, 1 ml"]
    assert under(report, "reinstated") == ["J0570 2025-07-01: Injection, buprenorphine, 1 mg"]
    assert under(report, "changed") == ["J3300 2025-07-01 (inferred): short"]
    assert under(report, "corrected") == []


def test_a_new_code_without_any_text_is_reported_all_the_same(base: Folders) -> None:
    """Its entry says that the text is not base."""
    text = THIRD + "J0004,3,,,,20250701,,20250930,A\n"
    built, report = added(base, "2025Q3", text)
    assert built.problems == []
    assert "J0004 2025-07-01: (text not available)" in under(report, "added")
    assert "J0004 2025-09-30: (text not available)" in under(report, "ended")


def test_a_release_without_dates_needs_something_new(base: Folders) -> None:
    """CMS's catalogue has none: one code or description that no release has is enough."""
    header = "code,long_description,short\n"
    known = "".join(
        f'{row["code"]},"{row["long_description"]}",\n' for row in base.rows("codes") if row
    )
    for new in ('J0003,"Injection, late, 1 mg",\n', 'J9312,"Injection, rituximab, 20 mg",\n'):
        file = AddedFile("2025Q3", "catalogue.csv", "table", (header + new + known).encode())
        add_release([file], "D", base)
    file = AddedFile("2025Q3", "catalogue.csv", "table", (header + known).encode())
    with pytest.raises(RefusedRelease, match=r"that 2025Q2 and the releases before do not have"):
        add_release([file], "D", base)
    add_release([evolve(file, release="2025Q2")], "D", base)  # a reissue repeats what is known


def test_only_a_file_of_the_quarter_is_added_as_its_release(base: Folders) -> None:
    """The newest code or change of a release is of the quarter: its first day, its last or between."""
    for day in ("20250701", "20250930"):
        added(base, "2025Q3", THIRD + line("J0003", "Injection, late, 1 mg", day))
    for day in ("20250630", "20251001"):
        text = SECOND + line("J0003", "Injection, late, 1 mg", day)
        with pytest.raises(RefusedRelease, match=r"which is not in 2025Q3: this is the file of"):
            added(base, "2025Q3", text)


def test_half_of_the_codes_may_have_no_description(base: Folders) -> None:
    """CMS's newest files lack some; a list of numbers has none."""
    described = line("J0003", "Injection, late, 1 mg", "20250701")
    bare = "J0004,3,,,,20250701,,,A\n"
    assert added(base, "2025Q3", described + bare)[0].problems
    with pytest.raises(RefusedRelease, match="2 of 3 J codes have no description"):
        added(base, "2025Q3", described + bare + bare.replace("4", "5", 1))


def test_a_file_as_large_as_no_file_of_cms_is_not_read(tmp_path: Path) -> None:
    """Twenty million bytes are; a device without an end is not read to it."""
    path = tmp_path / "large.txt"
    path.write_bytes(bytes(20_000_000))
    assert len(read_file(path)) == 20_000_000
    for endless in (path, Path("/dev/zero")):
        path.write_bytes(bytes(20_000_001))
        with pytest.raises(UnreadableSource, match="has more than 20,000,000 bytes"):
            read_file(endless)


def test_a_reissue_that_only_adds_corrections_is_merged(base: Folders) -> None:
    """CMS corrects a release weeks later: its table is the one that is included."""
    header = CORRECTIONS.splitlines(keepends=True)[0]
    row = 'J0001,Revise LD,04/01/2025,,"Injection, newumab, 5 mg"\n'
    built, report = added(base, "2025Q2", SECOND, header + row)
    assert built.problems == []
    assert under(report, "corrected") == ["J0001 2025-04-01: Injection, newumab, 5 mg"]


@pytest.mark.parametrize(
    ("table", "corrections", "problem"),
    [
        (
            THIRD + line("J0003", "Injection, x (unheard of), 1 mg", "20250701"),
            "",
            "J0003: (unheard of) in 'Injection, x (unheard of), 1 mg'",
        ),
        (THIRD, CORRECTIONS.replace("Revise LD", "Unheard of"), "J0002: 'Unheard of'"),
        (
            THIRD.replace(RITUXIMAB, ""),
            "",
            "J9312: gone after 2025Q2 without an end date",
        ),
    ],
    ids=["word", "correction", "lost code"],
)
def test_what_is_unexplained_in_a_new_release_is_not_written(
    base: Folders, table: str, corrections: str, problem: str
) -> None:
    """The package stays as it was, to the byte, and the reason is named."""
    before = bytes_of(base)
    built, _ = added(base, "2025Q3", table, corrections)
    assert built.problems == [problem]
    with pytest.raises(ValueError, match="1 items are unexplained; nothing was written"):
        write(built, base)
    assert bytes_of(base) == before


def test_a_file_that_is_not_a_release_is_refused(base: Folders) -> None:
    """A wrong file is found out before anything is merged."""
    with pytest.raises(UnreadableSource, match="2025Q3: no drug code"):
        added(base, "2025Q3", line("A0021", "Ambulance service"))


def test_an_added_release_is_in_the_lists_with_grade_and_checksums(base: Folders) -> None:
    """Every file of it is listed; its table is the source, with codes outside J or without."""
    content = (HEADER + THIRD).encode()
    table = AddedFile("2025Q3", "July.csv", "table", content)
    columns = AddedFile("2025Q3", "units.csv", "columns", b"code,dosage\nJ9312,10 MG\n")
    built, _ = add_release([columns, table], "T", base)
    write(built, base)
    checksum = sha256(content).hexdigest()
    assert table.sha256 == checksum
    assert base.rows("releases")[-1] == {
        "release": "2025Q3",
        "grade": "T",
        "related": "true",
        "source_file": "July.csv",
        "sha256": checksum,
        "note": "",
    }
    files = [row for row in base.rows("release_files") if row["release"] == "2025Q3"]
    assert [(row["file"], row["role"], row["sha256"]) for row in files] == [
        ("July.csv", "table", checksum),
        ("units.csv", "columns", columns.sha256),
    ]


def test_a_release_of_j_codes_alone_says_so(base: Folders) -> None:
    """It does not move the day to which codes outside J are known, nor end them."""
    jcodes = "".join(text for text in THIRD.splitlines(keepends=True) if text[0] == "J")
    built, _ = added(base, "2025Q3", jcodes)
    assert built.problems == []
    write(built, base)
    assert [row["related"] for row in base.rows("releases")] == ["true", "true", ""]
    assert "Q5115" in codes_in(base.rows("codes"))
