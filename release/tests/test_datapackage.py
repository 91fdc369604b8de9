"""The rows of the data package, and how they are written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from hcpcs_jcodes.codes.rows import CODE_COLUMNS, version_of_row
from jcodes_release.datapackage import (
    NAME_COLUMNS,
    checksum_text,
    code_rows,
    name_rows,
    read_reviewed,
    sealed_descriptor,
    table_text,
)
from jcodes_release.drugs.names import Name
from jcodes_release.releases.ledger import ReleaseException
from jcodes_release.releases.records import Release
from jcodes_release.wordings.descriptors import Description, Term
from jcodes_release.wordings.versions import HandCorrection, Reviewed, Version
from rituximab import VERSION, WORDING
from source_files import place_folders

INCLUDED = [Release(f"{year}Q{quarter}") for year in range(2011, 2027) for quarter in (1, 2, 3, 4)]


def row_of(version: Version, included: Sequence[Release] = INCLUDED) -> dict[str, str]:
    (row,) = code_rows({"J9312": [version]}, included)
    return dict(zip(CODE_COLUMNS, row, strict=True))


def stated(row: Mapping[str, str]) -> dict[str, str]:
    """The cells that are not empty."""
    return {name: cell for name, cell in row.items() if cell}


def test_a_plain_version_has_a_plain_row() -> None:
    """What a code does not have is an empty cell."""
    assert stated(row_of(VERSION)) == {
        "code": "J9312",
        "valid_from": "2019-01-01",
        "begins": "added",
        "starts": "published",
        "use": "1",
        "long_description": "Injection, rituximab, 10 mg",
        "short_description": "Inj., rituximab, 10 mg",
        "drug": "rituximab",
        "substance": "rituximab",
        "unit_kind": "measured",
        "unit_amount": "10 mg",
        "unit_source": "long description",
        "releases": "2019Q1",
    }


def test_everything_that_a_version_says_is_in_its_row() -> None:
    """Lists are joined with "; ", components name their amounts, truth is "true"."""
    full = Version(
        wording=evolve(
            WORDING,
            use=2,
            valid_to=date(2024, 12, 31),
            starts="bounded",
            ends="inferred",
            not_before=date(2018, 10, 2),
        ),
        description=Description(
            name="a hydrochloride and b",
            substance="a and b",
            synonyms=("c", "d"),
            scope=Scope(
                labelers=("teva", "accord"),
                brands=("velcade",),
                routes=("oral",),
                indications=("minidose",),
                exclusions=("biosimilars",),
                forms=("powder",),
                not_equivalent_to=("J9041", "J9043"),
            ),
            unit=BillingUnit("unknown"),
            is_noc=True,
        ),
        unit=BillingUnit(
            kind="banded",
            amount=Amount("20 mg"),
            components=(("a", Amount("10 mg")), ("b", Amount("10 mg"))),
            counted="vial",
            above=Amount("3 mg"),
            at_most=Amount("6 mg"),
            of="iron",
            equivalent=Amount("250 IU"),
            limit=Amount("999 USP units"),
        ),
        unit_source="corrected by hand",
        begins="rescoped",
        correction="because",
        related_by="substance; curated",
    )
    assert stated(row_of(full)) == {
        "code": "J9312",
        "valid_from": "2019-01-01",
        "valid_to": "2024-12-31",
        "begins": "rescoped",
        "starts": "bounded",
        "ends": "inferred",
        "not_before": "2018-10-02",
        "use": "2",
        "related_by": "substance; curated",
        "long_description": "Injection, rituximab, 10 mg",
        "short_description": "Inj., rituximab, 10 mg",
        "drug": "a hydrochloride and b",
        "substance": "a and b",
        "synonyms": "c; d",
        "labelers": "teva; accord",
        "brands": "velcade",
        "routes": "oral",
        "indications": "minidose",
        "exclusions": "biosimilars",
        "forms": "powder",
        "not_equivalent_to": "J9041; J9043",
        "unit_kind": "banded",
        "unit_amount": "20 mg",
        "unit_components": "a = 10 mg; b = 10 mg",
        "unit_counted": "vial",
        "unit_above": "3 mg",
        "unit_at_most": "6 mg",
        "unit_of": "iron",
        "unit_equivalent": "250 IU",
        "unit_limit": "999 USP units",
        "unit_source": "corrected by hand",
        "is_noc": "true",
        "releases": "2019Q1",
        "correction": "because",
    }


def test_the_library_reads_a_row_as_it_was_meant() -> None:
    """What the maintainers' side writes is what the library answers."""
    unit = BillingUnit(
        "measured",
        Amount("20 mg"),
        components=(("meropenem", Amount("10 mg")), ("vaborbactam", Amount("10 mg"))),
    )
    (row,) = code_rows(
        {
            "J9312": [
                evolve(
                    VERSION,
                    unit=unit,
                    description=evolve(VERSION.description, scope=Scope(labelers=("b braun",))),
                )
            ]
        },
        INCLUDED,
    )
    version = version_of_row(row)
    assert version.billing_unit == unit
    assert version.scope == Scope(labelers=("b braun",))
    assert (version.code, version.valid_from, version.valid_to) == ("J9312", date(2019, 1, 1), None)
    assert version.long_description == WORDING.long_description
    assert version.drug.name == "rituximab"


def test_rows_are_sorted_by_code_and_date() -> None:
    """The file is the same, whichever code was merged first."""
    later = evolve(VERSION, wording=evolve(WORDING, valid_from=date(2020, 1, 1)))
    other = evolve(VERSION, wording=evolve(WORDING, code="C9001"))
    rows = code_rows({"J9312": [later, VERSION], "C9001": [other]}, INCLUDED)
    assert [row[:2] for row in rows] == [
        ("C9001", "2019-01-01"),
        ("J9312", "2019-01-01"),
        ("J9312", "2020-01-01"),
    ]


@pytest.mark.parametrize(
    ("releases", "text"),
    [
        (["2019Q1"], "2019Q1"),
        (["2019Q1", "2020Q1"], "2019Q1-2020Q1"),
        (["2019Q1", "2020Q1", "2020Q2", "2020Q4"], "2019Q1-2020Q2 2020Q4"),
        (["2019Q1", "2020Q2", "2020Q3"], "2019Q1 2020Q2-2020Q3"),
        ([], ""),
    ],
)
def test_releases_that_follow_each_other_are_a_range(releases: list[str], text: str) -> None:
    """A range spans the releases included, whatever quarters are between them."""
    included = [Release(name) for name in ("2019Q1", "2020Q1", "2020Q2", "2020Q3", "2020Q4")]
    wording = evolve(WORDING, releases=tuple(Release(name) for name in releases))
    assert row_of(evolve(VERSION, wording=wording), included)["releases"] == text


@given(st.lists(st.sampled_from(INCLUDED), unique=True).map(sorted), st.data())
def test_ranges_of_releases_expand_to_what_they_were_made_of(
    included: list[Release], data: st.DataObject
) -> None:
    """With the list of releases included, no release is lost or invented."""
    chosen = [release for release in included if data.draw(st.booleans())]
    text = row_of(evolve(VERSION, wording=evolve(WORDING, releases=tuple(chosen))), included)
    expanded: list[Release] = []
    for part in text["releases"].split():
        first, _, last = part.partition("-")
        expanded += [each for each in included if first <= each.name <= (last or first)]
    assert expanded == chosen


def named(first: date, last: date, code: str = "J1440") -> Name:
    return Name(code, "Neupogen", "brand", first, last, "crosswalk")


USES = [
    evolve(VERSION, wording=evolve(WORDING, code="J1440", use=use, valid_from=first, valid_to=last))
    for use, first, last in (
        (1, date(2002, 1, 1), date(2011, 12, 31)),
        (1, date(2012, 1, 1), date(2013, 12, 31)),
        (2, date(2023, 7, 1), None),
    )
]


@pytest.mark.parametrize(
    ("first", "last", "uses"),
    [
        (date(2013, 1, 1), date(2013, 12, 31), ["1"]),
        (date(2011, 1, 1), date(2012, 12, 31), ["1"]),
        (date(2013, 12, 31), date(2014, 3, 31), ["1"]),
        (date(2023, 4, 1), date(2023, 7, 1), ["2"]),
        (date(2026, 1, 1), date(2026, 3, 31), ["2"]),
        (date(2013, 1, 1), date(2024, 3, 31), ["1", "2"]),
        (date(2014, 1, 1), date(2023, 6, 30), []),
        (date(2000, 1, 1), date(2001, 12, 31), []),
    ],
)
def test_a_name_belongs_to_the_use_that_its_source_covers(
    first: date, last: date, uses: list[str]
) -> None:
    """A number that went to another drug does not inherit the names of the first."""
    rows = name_rows([named(first, last)], {"J1440": USES})
    assert [row[NAME_COLUMNS.index("use")] for row in rows] == uses


def test_a_row_of_names_has_its_columns() -> None:
    """Code, use, name, kind, the days its source covers, and the source."""
    first, last = date(2024, 1, 1), date(2024, 3, 31)
    rows = name_rows([named(first, last), named(first, last, "C9999")], {"J1440": USES})
    assert [dict(zip(NAME_COLUMNS, row, strict=True)) for row in rows] == [
        {
            "code": "J1440",
            "use": "2",
            "name": "Neupogen",
            "kind": "brand",
            "first": "2024-01-01",
            "last": "2024-03-31",
            "source": "crosswalk",
        }
    ]


# Python before 3.13 leaves a lone carriage return unquoted; no text of CMS has one
cells = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]))


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.tuples(*[cells] * width), min_size=1)))
def test_a_table_is_read_back_as_it_was_written(table: list[tuple[str, ...]]) -> None:
    """Commas, quotes and line ends within cells come back."""
    text = table_text(table[0], table[1:])
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))] == table


def test_a_table_has_unix_line_ends() -> None:
    """The same bytes on every system."""
    assert table_text(("code", "text"), [("J0001", 'a "b", c')]) == (
        'code,text\nJ0001,"a ""b"", c"\n'
    )


def test_the_decisions_of_people_are_read_from_their_tables(tmp_path: Path) -> None:
    """Vocabulary, exceptions, corrections by hand, and related codes."""
    folders = place_folders(tmp_path)
    for name, text in {
        "vocabulary": "term,kind,value,evidence\nb. braun,labeler,b braun,crosswalk\n",
        "release_exceptions": "release,code,field,value,reason\n2016Q1,J0571,added,x,misprint\n",
        "hand_corrections": "code,since,wording,field,value,reason\nJ1,2011Q1,w,drug,v,misspelled\n",
        "related_codes": "code,reason\nC9046,cocaine\n",
    }.items():
        folders.paths()[name].write_text(text)
    assert read_reviewed(folders) == Reviewed(
        vocabulary={"b. braun": Term("labeler", "b braun")},
        exceptions=[ReleaseException("2016Q1", "J0571", "added", "x", "misprint")],
        hand_corrections=[HandCorrection("J1", "2011Q1", "w", "drug", "v", "misspelled")],
        related={"C9046": "cocaine"},
    )


DESCRIPTOR = {
    "name": "hcpcs-jcodes",
    "sources": [
        {"title": "an outdated release", "release": "2010Q1", "sha256": "0"},
        {"title": "an outdated crosswalk", "period": "2010Q1", "sha256": "0"},
        {"title": "ICD-10-CM", "path": "https://www.cms.gov/"},
    ],
    "resources": [
        {"name": "releases", "path": "releases.csv", "bytes": 1, "hash": "sha256:old"},
        {"name": "codes", "path": "codes.csv", "schema": {"fields": []}},
    ],
}
TABLES = {
    "releases": "release,grade,related,source_file,sha256,note\n"
    '2026Q3,T,true,HCPC2026_JUL_Jcodes.csv,abc,"transcribed, in part"\n'
    "2026Q4,O,true,HCPC2026_OCT.txt,def,\n",
    "source_files": "kind,period,file,sha256,title\n"
    'ndc crosswalk,2024Q1,a.csv.gz,012,"CMS, crosswalk, January 2024"\n',
    "codes": "code\nJ0001\né\n",
    "surplus": "",
}


def test_a_sealed_descriptor_gives_size_and_checksum_of_each_table() -> None:
    """The old values are updated; the rest of the descriptor stays."""
    sealed = json.loads(sealed_descriptor(DESCRIPTOR, TABLES))
    assert sealed["name"] == "hcpcs-jcodes"
    assert [resource["name"] for resource in sealed["resources"]] == ["releases", "codes"]
    for resource in sealed["resources"]:
        content = TABLES[resource["name"]].encode()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
    assert sealed["resources"][1]["schema"] == {"fields": []}


def test_a_sealed_descriptor_names_the_releases_included_as_its_sources() -> None:
    """Each with its file and checksum; sources that are not releases stay."""
    sealed = json.loads(sealed_descriptor(DESCRIPTOR, TABLES))
    releases, others = sealed["sources"][:2], sealed["sources"][3:]
    assert [(each["release"], each["sha256"]) for each in releases] == [
        ("2026Q3", "abc"),
        ("2026Q4", "def"),
    ]
    assert releases[0]["title"].endswith("July 2026: HCPC2026_JUL_Jcodes.csv")
    assert releases[1]["title"].endswith("October 2026: HCPC2026_OCT.txt")
    assert others == DESCRIPTOR["sources"][2:]


def test_a_sealed_descriptor_names_the_source_files_as_its_sources() -> None:
    """The files beside the releases, each with its period and checksum."""
    sealed = json.loads(sealed_descriptor(DESCRIPTOR, TABLES))
    assert [each for each in sealed["sources"] if "period" in each] == [
        {"title": "CMS, crosswalk, January 2024", "period": "2024Q1", "sha256": "012"}
    ]


def test_sealing_twice_is_sealing_once() -> None:
    """The text is stable, ends with a line end, and shows letters as they are."""
    once = sealed_descriptor(DESCRIPTOR | {"title": "é"}, TABLES)
    assert sealed_descriptor(json.loads(once), TABLES) == once
    assert once.endswith("}\n")
    assert re.search(r'"title": "é"', once)


def test_a_descriptor_without_sources_stays_without() -> None:
    """Those of the ledger are listed by its own tables."""
    bare = {"resources": DESCRIPTOR["resources"]}
    assert json.loads(sealed_descriptor(bare, TABLES)).keys() == {"resources"}


def test_a_table_that_the_build_does_not_make_is_refused() -> None:
    """A resource of the descriptor without a table would ship unsealed."""
    with pytest.raises(KeyError, match="codes"):
        sealed_descriptor(DESCRIPTOR, {name: TABLES[name] for name in ("releases", "source_files")})


def test_every_table_that_ships_has_a_checksum() -> None:
    """The CRC-32 of its bytes, with leading zeros, in order; last the one of the lines above."""
    tables = {"b": "é\n", "a": "x,y\n", "checksums": "stale", "zero": "195\n"}
    lines = "table,crc32\n" + "".join(
        f"{name},{crc32(tables[name].encode()):08x}\n" for name in ("a", "b", "zero")
    )
    assert checksum_text(tables) == f"{lines}checksums,{crc32(lines.encode()):08x}\n"
    assert "\ndigits,cbf43926\nchecksums," in checksum_text({"digits": "123456789"})
