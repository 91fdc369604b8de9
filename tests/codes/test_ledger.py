"""The packaged tables: read once, lazily, and consistent with each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise

import pytest
from attrs import fields

from hcpcs_jcodes import Amount, BillingUnit, CorruptData, codeset, coverage
from hcpcs_jcodes.codes import ledger as ledger_module
from hcpcs_jcodes.codes import rows as rows_module
from hcpcs_jcodes.codes.ledger import (
    Ledger,
    banded_siblings,
    code_ledger,
    row_on,
    same_use,
    validity,
)
from hcpcs_jcodes.codes.names import names_of
from hcpcs_jcodes.codes.periods import IncludedRelease, included_releases
from hcpcs_jcodes.codes.rows import CODE_COLUMNS, version_of_row
from hcpcs_jcodes.codes.substances import codes_named, substance_named
from hcpcs_jcodes.tables import read_table
from hcpcs_jcodes.words import UNIT_KINDS
from tests.strategies import packaged_versions

from .sets import a_row

# --- reading -------------------------------------------------------------------


def test_the_header_of_codes_csv_is_that_of_this_version() -> None:
    """The first row that is read is the header, as the library expects it."""
    assert tuple(next(read_table("codes"))) == CODE_COLUMNS


def test_a_code_that_is_looked_up_alone_has_the_rows_of_the_whole_table() -> None:
    """Before and after the whole table is read, and nothing for what is no code."""
    alone, whole = Ledger(), Ledger()
    for code, rows in (*whole.jcodes.items(), *whole.related.items()):
        assert alone.rows(code) == rows
        assert whole.rows(code) is rows
    assert list(alone.jcodes.values()) == list(whole.jcodes.values())
    assert alone.jcodes["J9312"] is alone.rows("J9312")
    for text in ("J0000", "", "J", "J9312,2019-01-01", "J9311\nJ9312", "j9312", "J93", "\udc80"):
        assert alone.rows(text) == whole.rows(text) == ()


def test_the_ledger_is_read_once() -> None:
    """Every caller gets the same ledger."""
    assert code_ledger() is code_ledger()


def test_a_version_is_built_once_even_by_many_threads() -> None:
    """Threads that look up one code at the same time get one object."""
    row = code_ledger().jcodes["J9312"][-1]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: code_ledger().version(row), range(64)))
    assert all(version is made[0] for version in made)


# --- rows ----------------------------------------------------------------------


def test_j_codes_and_their_related_codes_are_kept_apart_and_sorted() -> None:
    """Whatever begins with J is a J code, everything else is a related code; both in order of code."""
    ledger = code_ledger()
    assert all(code[0] == "J" for code in ledger.jcodes)
    assert all(code[0] != "J" for code in ledger.related)
    assert list(ledger.jcodes) == sorted(ledger.jcodes)
    assert list(ledger.related) == sorted(ledger.related)


def test_the_versions_of_one_code_are_in_order_and_never_overlap() -> None:
    """Each version ends before the next begins, and only the last may be still active."""
    ledger = code_ledger()
    for table in (ledger.jcodes, ledger.related):
        for code, rows in table.items():
            versions = [ledger.version(row) for row in rows]
            assert {version.code for version in versions} == {code}
            for version in versions:
                assert version.valid_to is None or version.valid_from <= version.valid_to, version
            for version, following in pairwise(versions):
                assert version.valid_to is not None, version
                assert version.valid_to < following.valid_from, version


def test_a_version_says_how_it_came_about() -> None:
    """The first version of a code was added; a later one changed or came back."""
    ledger = code_ledger()
    for table in (ledger.jcodes, ledger.related):
        for rows in table.values():
            first, *later = [ledger.version(row) for row in rows]
            assert first.begins in {"added", "reused"}, first
            assert all(version.begins != "added" for version in later), later
            for version, following in pairwise([first, *later]):
                assert version.valid_to is not None
                gap = following.valid_from - version.valid_to > timedelta(days=1)
                if following.begins == "reinstated":
                    assert gap, following
                if gap:
                    assert following.begins in {"reinstated", "reused"}, following


def test_every_version_has_a_source() -> None:
    """Every fact has a release, and every date has a basis."""
    for version in packaged_versions():
        source = version.source
        assert source.releases, version
        assert source.starts in {"published", "inferred", "derived", "bounded"}, version
        assert bool(source.ends) == (version.valid_to is not None), version
        assert (source.not_before is not None) == (source.starts == "bounded"), version
        if source.not_before is not None:
            assert source.not_before <= version.valid_from, version
        assert bool(source.unit) == (version.billing_unit.kind != "unknown") or (
            version.billing_unit.kind == "unknown" and source.unit == "corrected by hand"
        ), version


def test_a_code_without_an_available_wording_has_no_unit_that_could_be_wrong() -> None:
    """What is not known stays unknown: no text, no scope, no unit."""
    without = [
        version
        for version in packaged_versions()
        if not version.long_description and not version.short_description
    ]
    for version in without:
        assert version.billing_unit == BillingUnit("unknown"), version
        assert not version.scope, version
        assert str(version).startswith(f"{version.code}  (wording not available)  ["), version


def test_a_row_becomes_the_version_that_it_describes() -> None:
    """Every cell goes to the attribute of its name."""
    version = version_of_row(
        a_row(
            valid_to="2020-12-31",
            begins="rescoped",
            starts="bounded",
            ends="published",
            not_before="2019-10-02",
            long_description="Injection, a long one",
            short_description="Inj, short",
            substance="exampl",
            labelers="sandoz; hikma",
            brands="velcade",
            routes="subcutaneous",
            indications="for esrd on dialysis",
            exclusions="excludes biosimilar",
            forms="preservative free",
            not_equivalent_to="J9041",
            unit_components="a = 7.5 mg; b = c = 2.5 mg",
            unit_of="iron",
            unit_equivalent="250 IU",
            unit_limit="999 mg",
            unit_source="long description",
            is_noc="true",
            releases="2020Q1",
            correction="misspelled",
        )
    )
    assert (version.code, version.begins) == ("J0001", "rescoped")
    assert (version.valid_from, version.valid_to) == (date(2020, 1, 1), date(2020, 12, 31))
    assert version.long_description == "Injection, a long one"
    assert version.short_description == "Inj, short"
    assert (version.drug.name, version.drug.substance) == ("examplumab", "exampl")
    assert (version.drug.brands, version.drug.routes) == (("velcade",), ("subcutaneous",))
    assert version.scope.labelers == ("sandoz", "hikma")
    assert version.scope.brands == ("velcade",)
    assert version.scope.routes == ("subcutaneous",)
    assert version.scope.indications == ("for esrd on dialysis",)
    assert version.scope.exclusions == ("excludes biosimilar",)
    assert version.scope.forms == ("preservative free",)
    assert version.scope.not_equivalent_to == ("J9041",)
    unit = version.billing_unit
    assert (unit.kind, unit.amount) == ("measured", Amount("10 mg"))
    assert unit.components == (("a", Amount("7.5 mg")), ("b = c", Amount("2.5 mg")))
    assert (unit.of, unit.equivalent, unit.limit) == ("iron", Amount("250 IU"), Amount("999 mg"))
    assert version.is_noc
    source = version.source
    assert (source.releases, source.starts, source.ends) == ("2020Q1", "bounded", "published")
    assert (source.not_before, source.unit) == (date(2019, 10, 2), "long description")
    assert source.correction == "misspelled"


def test_an_empty_cell_is_nothing_not_an_empty_text() -> None:
    """A version still active has no last day, and a wording that is not available is None."""
    version = version_of_row(a_row())
    assert version.valid_to is None
    assert version.long_description is None
    assert version.short_description is None
    assert version.source.not_before is None
    assert version.scope.brands == version.drug.brands == ()
    assert not version.is_noc
    assert version.billing_unit.components == ()


def test_a_brand_is_named_once_in_its_own_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spellings of a brand that differ in case are one; capitals win over CMS's lower case."""
    known = {("J0001", "1"): (("Velcade", "brand"), ("bortezomib", "generic"), ("Other", "brand"))}
    monkeypatch.setattr(rows_module, "names_of", lambda *key: known[key])
    version = version_of_row(a_row(brands="velcade; boruzu"))
    assert version.drug.brands == ("Velcade", "boruzu", "Other")
    assert version.scope.brands == ("velcade", "boruzu")


def test_validity_joins_adjoining_versions_within_each_use() -> None:
    """A gap ends an interval; a version that follows on the next day continues it."""
    spans = [
        ("2011-01-01", "2011-12-31"),
        ("2012-01-01", "2012-06-30"),
        ("2015-01-01", "2015-12-31"),
        ("2016-01-01", "2016-12-31"),
        ("2017-01-02", ""),
    ]
    rows = tuple(a_row(valid_from=first, valid_to=last) for first, last in spans)
    assert validity(rows) == (
        "from 2011-01-01 to 2012-06-30 and from 2015-01-01 to 2016-12-31 and from 2017-01-02 on"
    )
    assert validity(rows[:1]) == "from 2011-01-01 to 2011-12-31"


@pytest.mark.parametrize(
    ("column", "read"),
    [
        ("unit_counted", lambda unit: unit.counted == "3 mg"),
        ("unit_above", lambda unit: unit.above == Amount("3 mg")),
        ("unit_at_most", lambda unit: unit.at_most == Amount("3 mg")),
        ("unit_of", lambda unit: unit.of == "3 mg"),
        ("unit_equivalent", lambda unit: unit.equivalent == Amount("3 mg")),
        ("unit_limit", lambda unit: unit.limit == Amount("3 mg")),
        ("unit_amount", lambda unit: unit.amount == Amount("3 mg")),
    ],
)
def test_each_cell_of_a_unit_is_read_as_its_own_part(
    column: str, read: Callable[[BillingUnit], bool]
) -> None:
    """A unit with that cell differs from one without it in that part alone."""
    plain, unit = (version_of_row(row).billing_unit for row in (a_row(), a_row(**{column: "3 mg"})))
    assert read(unit)
    assert not read(plain)
    changed = [
        field.name
        for field in fields(BillingUnit)
        if getattr(unit, field.name) != getattr(plain, field.name)
    ]
    assert changed == [column.removeprefix("unit_")]


@pytest.mark.parametrize("kind", UNIT_KINDS)
def test_a_unit_has_one_of_the_known_kinds(kind: str) -> None:
    """Another kind in the table is corrupt data, never a new kind of unit."""
    assert version_of_row(a_row(unit_kind=kind)).billing_unit.kind == kind
    with pytest.raises(CorruptData, match=f"'{kind}s'"):
        version_of_row(a_row(unit_kind=f"{kind}s"))


@pytest.mark.parametrize(
    ("routes", "known"), [("", ("unknown",)), ("oral; topical", ("oral", "topical"))]
)
@pytest.mark.parametrize("last", ["2010-12-31", ""])
def test_a_version_that_is_not_classified_has_the_routes_of_its_wording_and_no_class(
    last: str, routes: str, known: tuple[str, ...]
) -> None:
    """Whenever it ended."""
    drug = version_of_row(a_row(valid_from="2009-01-01", valid_to=last, routes=routes)).drug
    assert (drug.routes, drug.classes) == (known, ("unknown",))


def test_a_classified_version_has_the_routes_and_classes_of_its_own_row() -> None:
    """Found by code and first day: J9041 of 2019 and of 2023 are two rows."""
    lines = {line[0] + line[1]: line for line in read_table("classifications")}
    for version in packaged_versions():
        line = lines[f"{version.code}{version.valid_from}"]
        assert "; ".join(version.drug.routes) == line[2], version
        assert "; ".join(version.drug.classes) == line[4], version


@pytest.mark.parametrize(
    ("code", "day", "since"),
    [
        ("J9310", date(2018, 12, 31), "1999-01-01"),
        ("J9310", date(2019, 1, 1), None),
        ("J9312", date(2019, 1, 1), "2019-01-01"),
        ("J9312", date(2018, 12, 31), None),
        ("J0570", date(2024, 12, 31), "2017-01-01"),
        ("J0570", date(2025, 1, 1), None),
        ("J0570", date(2025, 9, 30), None),
        ("J0570", date(2025, 10, 1), "2025-10-01"),
        ("Q5115", date(2019, 7, 1), "2019-07-01"),
        ("Q5115", date(2019, 6, 30), None),
        ("J0000", date(2025, 1, 1), None),
    ],
)
def test_a_row_is_in_force_from_its_first_to_its_last_day(
    code: str, day: date, since: str | None
) -> None:
    """J code or not, and not in a gap."""
    row = row_on(code, day)
    assert (row and row[1]) == since


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (date(2024, 12, 31), date(2025, 10, 1), True),
        (date(2025, 10, 1), date(2017, 1, 1), True),
        (date(2010, 12, 31), date(2017, 1, 1), False),
        (date(2024, 12, 31), date(2025, 1, 1), False),
        (date(2025, 9, 30), date(2025, 10, 1), False),
    ],
)
def test_a_code_is_the_same_drug_if_both_days_lie_in_one_use(
    one: date, other: date, *, same: bool
) -> None:
    """J0570: penicillin to 2010, an implant from 2017, with a gap in 2025."""
    assert same_use("J0570", one, other) == same


@pytest.mark.parametrize(
    ("name", "day", "codes", "substance"),
    [
        ("Rituxan", date(2018, 12, 31), ("J9310",), "rituximab"),
        ("Rituxan", date(2019, 1, 1), ("J9312",), "rituximab"),
        (" RITUXIMAB ", date(2019, 1, 1), ("J9312",), "rituximab"),
        # the plain name is that of the biosimilars too
        ("rituximab", date(2025, 1, 1), ("J9312", "Q5115", "Q5119", "Q5123"), "rituximab"),
        ("eptinezumab", date(2025, 1, 1), ("J3032",), "eptinezumab-jjmr"),
        # CMS's Table of Drugs calls irinotecan liposome so too: another drug
        ("irinotecan", date(2025, 1, 1), ("J9206",), "irinotecan"),
        ("Solu Cortef®", date(2025, 1, 1), ("J1720",), "hydrocortisone"),
        ("Gemcitabine HCl", date(2014, 1, 1), ("J9201",), "gemcitabine"),
        ("ondansetron", date(2025, 1, 1), ("J2405", "Q0162", "S0119"), "ondansetron"),
        ("J2405", date(2025, 1, 1), (), "ondansetron"),
        ("Nosuch", date(2025, 1, 1), (), "nosuch"),
        ("", date(2025, 1, 1), (), ""),
    ],
)
def test_a_drug_is_known_by_its_code_its_name_and_its_brands(
    name: str, day: date, codes: tuple[str, ...], substance: str
) -> None:
    """On the last day of one code and the first of the next; an unknown name stays as written."""
    assert codes_named(name, day) == codes
    assert substance_named(name, day) == substance


# --- names and bands -----------------------------------------------------------


def test_names_belong_to_one_use_of_a_code() -> None:
    """Neupogen is a name of J1440's first use and Rebyota of its second."""
    first = {name for name, _ in names_of("J1440", "1")}
    second = {name for name, _ in names_of("J1440", "2")}
    assert "Neupogen" not in second
    assert "Rebyota" not in first
    assert ("Rituxan", "brand") in names_of("J9312", "1")


def test_the_bands_of_one_drug_are_siblings() -> None:
    """J0574 has the other three bands of oral buprenorphine/naloxone as siblings."""
    others = {version.code for version in banded_siblings(codeset(2025)["J0574"])}
    assert others == {"J0572", "J0573", "J0575"}


def test_a_band_of_another_time_is_not_a_sibling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only codes in force at the same time are offered for a dose."""
    rows = {
        "J0001": (a_row(valid_to="2020-12-31", unit_kind="banded", unit_at_most="3 mg"),),
        "J0002": (a_row(code="J0002", valid_from="2021-01-01", unit_kind="banded"),),
        "J0003": (a_row(code="J0003", valid_to="2019-12-31", unit_kind="banded"),),
        "J0004": (a_row(code="J0004", valid_from="2020-12-31", unit_kind="banded"),),
        "J0005": (a_row(code="J0005", drug="other", unit_kind="banded"),),
        "J0006": (a_row(code="J0006"),),
    }
    ledger = Ledger()
    ledger.jcodes, ledger.related = rows, {}
    monkeypatch.setattr(ledger_module, "code_ledger", lambda: ledger)
    version = ledger.version(rows["J0001"][0])
    assert [sibling.code for sibling in banded_siblings(version)] == ["J0004"]


# --- releases ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "first", "last"),
    [
        ("2025Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025Q2", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025Q4", date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_a_release_covers_the_first_to_the_last_day_of_its_quarter(
    release: str, first: date, last: date
) -> None:
    """A release begins and ends with its quarter."""
    included = IncludedRelease(release, "O", related=True, source_file="x.txt", note="")
    assert (included.first_day, included.last_day) == (first, last)


def test_releases_are_in_order_and_graded() -> None:
    """Each release is included once, later ones last, with a file and one of four grades."""
    releases = included_releases()
    names = [release.release for release in releases]
    assert names == sorted(set(names))
    assert all(release.grade in "OCDT" and release.source_file for release in releases)
    assert coverage().releases == releases
    assert all(release.related for release in releases)
    assert coverage().related_last == releases[-1].last_day


def test_every_release_that_a_version_names_is_included() -> None:
    """The evidence of a version begins and ends with releases that are listed."""
    names = {release.release for release in included_releases()}
    for version in packaged_versions():
        for part in version.source.releases.replace("-", " ").replace(",", " ").split():
            assert part in names, version
